"""The yardstick of the start: a bare PySide6 window with a label."""

import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel


class Bare(QLabel):
    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        QTimer.singleShot(0, self.painted)

    def painted(self) -> None:
        print(time.monotonic(), flush=True)
        QApplication.quit()


app = QApplication(sys.argv)
label = Bare("Reviewer")
label.show()
sys.exit(app.exec())
