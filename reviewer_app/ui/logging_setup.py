"""Where the log goes: one rotating file in the profile, UTC, one line a record, ids only."""

import faulthandler
import logging
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

BYTES: Final = 512_000
KEPT: Final = 3
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class OneLine(logging.Formatter):
    """A record is one line, whatever it holds, without the text of exceptions.

    The words of an exception may quote what somebody typed; its type and place never do.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line = f"{when}Z {record.levelname} {record.name} "
        line += record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            line += f" [{record.exc_info[0].__name__}]"
        return line.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")


class LogFile:
    """The log of a run. ``close`` puts everything back as it was."""

    def __init__(self, folder: Path) -> None:
        self._handler: RotatingFileHandler | None = None
        self._fault_file: IO[str] | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._handler = RotatingFileHandler(
                folder / "reviewer.log", maxBytes=BYTES, backupCount=KEPT, encoding="utf-8"
            )
            # closed in close(); faulthandler writes to its descriptor until then
            self._fault_file = (folder / "fault.log").open("a", encoding="utf-8")
        except OSError:
            return  # a folder that cannot be written is told when the profile is opened
        self._handler.setFormatter(OneLine())
        logger = logging.getLogger()
        logger.addHandler(self._handler)
        self._level = logger.level
        logger.setLevel(logging.INFO)
        logging.captureWarnings(True)
        faulthandler.enable(self._fault_file, all_threads=True)
        qInstallMessageHandler(_from_qt)

    def close(self) -> None:
        """End the log."""
        if self._fault_file is not None:
            if faulthandler.is_enabled():
                faulthandler.disable()
            self._fault_file.close()
        if self._handler is not None:
            qInstallMessageHandler(None)
            logging.captureWarnings(False)
            logging.getLogger().removeHandler(self._handler)
            logging.getLogger().setLevel(self._level)
            self._handler.close()


def _from_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    category = getattr(context, "category", None) or "default"
    logging.getLogger(f"qt.{category}").log(_LEVELS.get(kind, logging.INFO), "%s", message)
