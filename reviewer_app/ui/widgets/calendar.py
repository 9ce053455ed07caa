"""The calendar below a date: Qt paints weekends red, and red is for data at risk."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QDateEdit


def calm_calendar(*edits: QDateEdit) -> None:
    """Let Saturday and Sunday look like any other day in the calendars of ``edits``."""
    for edit in edits:
        calendar = edit.calendarWidget()
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, QTextCharFormat())
