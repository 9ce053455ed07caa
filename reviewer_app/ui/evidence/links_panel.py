"""The drawer's first page: what a note is about, and the statements it gives rise to."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from reviewer_app.domain.entities import Statement
from reviewer_app.domain.framework import Framework
from reviewer_app.domain.proposals import Offer, area_of_last_link, line_key, offers, put_better
from reviewer_app.ui._forms.ui_notes_links import Ui_NotesLinks
from reviewer_app.ui.evidence.aspect_links import AspectLink
from reviewer_app.ui.evidence.aspect_list import AspectDelegate, AspectKeys, AspectModel
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.layouts import empty
from reviewer_app.ui.widgets.looks import set_wrong

_SHORT = 30
_ROWS, _ROWS_LARGE, _LARGE = 6, 4, 1.3
"""How many aspects are in sight at least, and from which text size on fewer are."""


class LinksPanel(QWidget):
    """``state_wanted(link, state)``, ``prompt_wanted(words)``.

    ``proposed(kind, area, text, line)``: ``line`` is the one it was taken from, or empty.
    """

    state_wanted = Signal(object, str)
    proposed = Signal(str, str, str, str)
    prompt_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_NotesLinks()
        self.ui.setupUi(self)
        self.model = AspectModel(self)
        self.ui.aspects_view.setModel(self.model)
        self._theme = theme
        self._delegate = AspectDelegate(theme, self.ui.aspects_view)
        self.ui.aspects_view.setItemDelegate(self._delegate)
        self.ui.aspects_view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.ui.aspects_view.setVerticalScrollMode(self.ui.aspects_view.ScrollMode.ScrollPerPixel)
        self.ui.aspects_layout.setStretchFactor(self.ui.aspects_view, 1)
        self.ui.links_layout.setStretchFactor(self.ui.aspects_host, 1)
        self.ui.links_layout.setStretchFactor(self.ui.propose_scroll, 1)
        self.ui.expand_button.toggled.connect(self._on_expanded)
        theme.changed.connect(self._on_theme_changed)
        self._keys = AspectKeys(self.ui.aspects_view)
        self._keys.wanted.connect(self.state_wanted)
        self.ui.kind_combo.addItem(self.tr("What went well"), "www")
        self.ui.kind_combo.addItem(self.tr("Even better if"), "ebi")
        self.ui.area_combo.setPlaceholderText(self.tr("Choose an area"))
        self.ui.area_combo.activated.connect(self._on_area)
        self.ui.propose_button.clicked.connect(self._on_propose)
        self.ui.statement_edit.returnPressed.connect(self._on_propose)
        self.ui.prompt_button.clicked.connect(self._on_prompt)
        self._hint = self.ui.keys_label.text()
        self._framework: Framework | None = None
        self._statements: Sequence[Statement] = ()
        self._wanted: list[Offer] = []
        self._offered: list[Offer] = []
        self._proposed: Collection[str] = ()
        self._line = ""
        self._area_chosen = False
        self._writable = True
        self._private = False
        self._on_theme_changed()
        self._on_expanded(False)
        self._say_what_is_proposed()

    def show_framework(self, framework: Framework, prompt: str) -> None:
        """Offer the areas of ``framework``; ``prompt`` is the question every note ends with."""
        self.ui.prompt_button.setText(prompt)
        self._arrange()
        if framework == self._framework:
            return
        self._framework = framework
        self.ui.area_combo.clear()
        for area in framework.areas:
            self.ui.area_combo.addItem(area.title, area.code)
        self.ui.area_combo.setCurrentIndex(-1)

    def show_links(self, links: Sequence[AspectLink]) -> None:
        """Show what the note is about."""
        self.model.set_links(links)
        self.ui.aspects_view.scheduleDelayedItemsLayout()

    def show_text(self, text: str, ticked: Collection[str]) -> None:
        """Offer the lines of ``text`` that propose a statement, and the area of its last link."""
        if self._framework is None:
            return
        self._wanted = offers(text, self._framework)
        self._show_offers()
        if not self._area_chosen:
            self._show_area(area_of_last_link(text, ticked, self._framework))

    def forget_statements(self) -> None:
        """Forget what was proposed, offered and half written of the note before."""
        self._wanted, self._line, self._area_chosen = [], "", False
        self.ui.statement_edit.clear()
        self.ui.kind_combo.setCurrentIndex(0)
        self._show_area("")
        self.show_statements([], {})

    def show_statements(
        self, statements: Sequence[Statement], proposed: Mapping[str, bool]
    ) -> None:
        """Show what already rests on the note; ``proposed`` are its lines (``line_key``)."""
        self._statements = [s for s in statements if s.status != "dropped"]
        self._proposed = {line for line, stands in proposed.items() if stands}
        kinds = {"www": self.tr("Went well"), "ebi": self.tr("Even better if")}
        layout = self.ui.proposals_layout
        empty(layout)
        for statement in self._statements:
            label = QLabel(f"{kinds.get(statement.kind, '')}: {statement.text}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setProperty("look", "secondary")
            layout.addWidget(label)
        self._show_offers()
        self._say_what_is_proposed()

    def set_private(self, private: bool) -> None:
        """Hide what a neighbour should not read: statements, and strength or development."""
        self._private = private
        self.model.set_private(private)
        self.ask_about("")
        self._say_what_is_proposed()

    def show_aspects(self) -> None:
        """Bring the list of aspects into sight."""
        if self.ui.aspects_host.isHidden():
            self.ui.expand_button.setChecked(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the aspects give way to a statement that is written, where both have no room."""
        super().resizeEvent(event)
        self._arrange()

    def set_writable(self, writable: bool) -> None:
        """Allow or bar changes."""
        self._writable = writable
        for widget in (self.ui.kind_combo, self.ui.area_combo, self.ui.statement_edit,
                       self.ui.propose_button, self.ui.prompt_button):  # fmt: skip
            widget.setEnabled(writable)

    def ask_about(self, quote: str) -> None:
        """Say that the next choice links a passage; an empty quote ends that."""
        hint = self._hint
        if self._private:
            hint = self.tr("Space or click: off, linked. Plus and minus count but do not show")
        if quote:
            self.ui.expand_button.setChecked(False)
            short = quote if len(quote) <= _SHORT else quote[:_SHORT].rstrip() + "…"
            hint = self.tr(
                "Choose what “{words}” is about: Space links it, plus makes it a strength, "
                "minus a development. Escape leaves it."
            ).format(words=" ".join(short.split()))
        self.ui.keys_label.setText(hint)

    def _show_offers(self) -> None:
        fresh = [o for o in self._wanted if line_key(o.text) not in self._proposed]
        if fresh == self._offered:
            return
        self._offered = fresh
        layout = self.ui.offers_layout
        empty(layout)
        for offer in fresh:
            button = QPushButton(self)
            button.setProperty("look", "link")
            button.setAccessibleName(self._offer_words(offer.text))
            button.setToolTip(self.tr("Take this line into the box above"))
            button.setProperty("offer", (offer.text, offer.kind, offer.area))
            button.clicked.connect(self._on_offer)
            layout.addWidget(button)
        self._fit_offers()
        self._say_what_is_proposed()

    def _offer_words(self, words: str) -> str:
        return self.tr("From the text: {words}").format(words=words)

    def _fit_offers(self) -> None:
        """Shorten the lines from the text to the width there is."""
        layout = self.ui.offers_layout
        for number, offer in enumerate(self._offered):
            item = layout.itemAt(number)
            button = item.widget() if item is not None else None
            if isinstance(button, QPushButton):
                room = self.width() - 6 * layout.spacing() - self.ui.propose_layout.spacing() * 2
                words = self._offer_words(offer.text)
                shown = button.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
                button.setText(shown)

    def _say_what_is_proposed(self) -> None:
        ui, count = self.ui, len(self._offered)
        ui.offers_host.setVisible(not self._private and bool(self._offered))
        ui.proposals_host.setVisible(not self._private and bool(self._statements))
        ui.hidden_label.setVisible(self._private and bool(self._offered or self._statements))
        words = self.tr("Propose a statement")
        if count and not self._private:
            words += self.tr(" ({count} from the text)").format(count=count)
        ui.expand_button.setText(words)

    def _arrange(self) -> None:
        ui = self.ui
        expanded = ui.expand_button.isChecked()
        ui.keys_label.setVisible(not expanded)
        ui.prompt_button.setVisible(not expanded and bool(ui.prompt_button.text()))
        form = ui.choose_host.sizeHint().height() + ui.expand_button.sizeHint().height()
        need = ui.aspects_host.minimumSizeHint().height() + form + 4 * ui.links_layout.spacing()
        ui.aspects_host.setVisible(not expanded or self.height() >= need)
        self._fit_offers()

    def _on_expanded(self, expanded: bool) -> None:
        icon = "expand_less" if expanded else "expand_more"
        self._theme.bind_icon(self.ui.expand_button, icon, "accent")
        self.ui.propose_scroll.setVisible(expanded)
        self._arrange()
        if expanded and self.ui.expand_button.hasFocus():
            self.ui.statement_edit.setFocus()

    def _on_theme_changed(self) -> None:
        rows = _ROWS if self._theme.zoom <= _LARGE else _ROWS_LARGE
        self.ui.aspects_view.setMinimumHeight(self._delegate.row_height() * rows)
        self._arrange()

    def _on_offer(self) -> None:
        button = self.sender()
        if button is None:
            return
        text, kind, area = button.property("offer")
        self._line = text
        self.ui.statement_edit.setText(text)
        if kind:
            self.ui.kind_combo.setCurrentIndex(self.ui.kind_combo.findData(kind))
        if area:
            self._area_chosen = True
            self._show_area(area)
        self.ui.statement_edit.setFocus()

    def _on_area(self) -> None:
        self._area_chosen = True
        set_wrong(self.ui.area_combo, False)

    def _show_area(self, area: str) -> None:
        self.ui.area_combo.setCurrentIndex(self.ui.area_combo.findData(area))
        set_wrong(self.ui.area_combo, False)

    def _on_propose(self) -> None:
        text = self.ui.statement_edit.text().strip()
        if not text or not self._writable:
            return
        kind, area = self.ui.kind_combo.currentData(), self.ui.area_combo.currentData()
        if not area:
            set_wrong(self.ui.area_combo, True)
            self.ui.area_combo.setFocus()
            return
        taken = put_better(text, [self._line] if self._line else [])
        self.proposed.emit(kind, area, text, taken)
        self.ui.statement_edit.clear()
        self._line, self._area_chosen = "", False

    def _on_prompt(self) -> None:
        self.prompt_wanted.emit(self.ui.prompt_button.text())
