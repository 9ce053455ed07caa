"""The page of cards."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from reviewer_app.services.reviews import ReviewCard as CardData
from reviewer_app.ui._forms.ui_home_page import Ui_HomePage
from reviewer_app.ui.home.card import ReviewCard
from reviewer_app.ui.theme import Theme

CARD_WIDTH = 330


class HomeView(QWidget):
    """``opened(review)``, ``new_asked``, ``practice_asked``, ``code_asked``."""

    opened = Signal(str)
    new_asked = Signal()
    practice_asked = Signal()
    code_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = ui = Ui_HomePage()
        ui.setupUi(self)
        self._theme = theme
        self.cards: list[ReviewCard] = []
        self._columns = 0
        theme.bind_icon(ui.reminder_icon, "key", "development")
        theme.bind_icon(ui.empty_icon, "school", "accent")
        theme.bind_icon(ui.new_button, "add", "on-accent")
        theme.bind_icon(ui.first_button, "add", "on-accent")
        theme.bind_icon(ui.practice_button, "star")
        ui.reminder_frame.hide()
        ui.empty_card.hide()
        ui.new_button.clicked.connect(self.new_asked)
        ui.first_button.clicked.connect(self.new_asked)
        ui.practice_button.clicked.connect(self.practice_asked)
        ui.reminder_button.clicked.connect(self.code_asked)

    def greet(self, words: str, *, practice: bool) -> None:
        """Say who is here."""
        self.ui.greeting_label.setText(words)
        self.ui.practice_button.setVisible(not practice)

    def remind(self, pending: bool) -> None:
        """Show or hide the reminder of the recovery code."""
        self.ui.reminder_frame.setVisible(pending)

    def show_cards(self, cards: Sequence[CardData]) -> None:
        """Show these reviews; widgets are used again, so that the focus stays where it is."""
        while len(self.cards) > len(cards):
            self.cards.pop().deleteLater()
        while len(self.cards) < len(cards):
            card = ReviewCard(self._theme, self.ui.cards_widget)
            card.opened.connect(self.opened)
            self.cards.append(card)
        for widget, card_data in zip(self.cards, cards, strict=True):
            widget.show_card(card_data)
        self.ui.empty_card.setVisible(not cards)
        self.ui.cards_widget.setVisible(bool(cards))
        self._columns = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many cards side by side as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, min(4, (self.width() - 32) // CARD_WIDTH))
        if columns == self._columns:
            return
        grid = self.ui.cards_grid
        for column in range(4):
            grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for number, card in enumerate(self.cards):
            grid.addWidget(card, number // columns, number % columns)
            card.show()
