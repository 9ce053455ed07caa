"""One review on Home, a door to press."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from reviewer_app.services.reviews import ReviewCard as CardData
from reviewer_app.ui._forms.ui_review_card import Ui_ReviewCard
from reviewer_app.ui.strings import count_words, span_words
from reviewer_app.ui.theme import Theme


class ReviewCard(QFrame):
    """Opened by click, Enter or Space."""

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_ReviewCard()
        self.ui.setupUi(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._id = ""
        theme.bind_icon(self.ui.dates_icon, "calendar")

    def show_card(self, card: CardData) -> None:
        """Show a review's facts."""
        ui = self.ui
        self._id = card.id
        dates = span_words(card.date_start, card.date_end)
        ui.state_label.setText(card.state_word)
        ui.practice_label.setVisible(card.practice)
        ui.waiting_label.setText(card.waiting)
        ui.waiting_label.setVisible(bool(card.waiting))
        ui.school_label.setText(card.school_name)
        ui.place_label.setText(card.place)
        ui.place_label.setVisible(bool(card.place))
        ui.dates_label.setText(dates)
        ui.progress_bar.setValue(round(card.progress * 100))
        ui.lead_label.setText(self.tr("Led by {name}").format(name=card.lead_name))
        ui.lead_label.setVisible(bool(card.lead_name))
        words = count_words(card.notes, self.tr("note"), self.tr("notes"))
        if card.drafts:
            words += ", " + count_words(card.drafts, self.tr("draft"), self.tr("drafts"))
        ui.notes_label.setText(words)
        spoken = (card.school_name, dates, card.state_word, words, card.waiting)
        self.setAccessibleName(", ".join(part for part in spoken if part))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter and Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._id)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a click."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.opened.emit(self._id)
