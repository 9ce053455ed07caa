"""One window for each profile: a second start brings the first to the front and ends.

The meeting point is a local socket of this user, named after the profile's folder. Nothing leaves
the computer. The profile's lock file is what really keeps two programs out of one database; this
is only the courtesy.
"""

import hashlib
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS: Final = 500


class SingleInstance(QObject):
    """Claims a profile's folder. ``raised`` comes when another start asked for the window."""

    raised = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
        self._name = f"reviewer-{digest}"
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Return True for the first; False after the first was asked to come to the front."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(WAIT_MS):
            socket.write(b"raise\n")
            socket.waitForBytesWritten(WAIT_MS)
            socket.disconnectFromServer()
            return False
        QLocalServer.removeServer(self._name)  # what a killed program left
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_connection)
        if server.listen(self._name):
            self._server = server
        return True

    def release(self) -> None:
        """Give the name up."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _on_connection(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()):
            socket.disconnected.connect(socket.deleteLater)
            self.raised.emit()
