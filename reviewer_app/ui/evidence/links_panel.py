"""The drawer's first page: what a note is about, and the statements it gives rise to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QLayout, QPushButton, QWidget

from reviewer_app.domain.body import find_marks
from reviewer_app.domain.entities import Statement
from reviewer_app.domain.framework import Framework
from reviewer_app.ui._forms.ui_notes_links import Ui_NotesLinks
from reviewer_app.ui.evidence.aspect_links import AspectLink
from reviewer_app.ui.evidence.aspect_list import AspectDelegate, AspectKeys, AspectModel
from reviewer_app.ui.evidence.offsets import MARK
from reviewer_app.ui.theme import Theme

_SHORT = 30
_ROWS, _ROWS_LARGE, _LARGE = 6, 4, 1.3
"""How many aspects are in sight at least, and from which text size on fewer are."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A ``! `` line that may become a statement; kind and area are guessed from its mark."""

    text: str
    kind: str
    area: str


class LinksPanel(QWidget):
    """``state_wanted(link, state)``, ``proposed(kind, area, text)``, ``prompt_wanted(words)``."""

    state_wanted = Signal(object, str)
    proposed = Signal(str, str, str)
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
        self.ui.propose_button.clicked.connect(self._on_propose)
        self.ui.statement_edit.returnPressed.connect(self._on_propose)
        self.ui.prompt_button.clicked.connect(self._on_prompt)
        self._hint = self.ui.keys_label.text()
        self._framework: Framework | None = None
        self._statements: Sequence[Statement] = ()
        self._offered: list[Offer] = []
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

    def show_links(self, links: Sequence[AspectLink]) -> None:
        """Show what the note is about."""
        self.model.set_links(links)
        self.ui.aspects_view.scheduleDelayedItemsLayout()

    def show_text(self, text: str) -> None:
        """Offer the lines of ``text`` that propose a statement."""
        if self._framework is not None:
            self._show_offers(offers(text, self._framework))

    def show_statements(self, statements: Sequence[Statement]) -> None:
        """Show what already rests on the note."""
        self._statements = statements
        kinds = {"www": self.tr("Went well"), "ebi": self.tr("Even better if")}
        layout = self.ui.proposals_layout
        _empty(layout)
        for statement in statements:
            label = QLabel(f"{kinds.get(statement.kind, '')}: {statement.text}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setProperty("look", "secondary")
            layout.addWidget(label)
        offered, self._offered = self._offered, []
        self._show_offers(offered)
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

    def _show_offers(self, wanted: list[Offer]) -> None:
        known = {s.text for s in self._statements}
        fresh = [o for o in wanted if o.text not in known]
        if fresh == self._offered:
            return
        self._offered = fresh
        layout = self.ui.offers_layout
        _empty(layout)
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
        self.ui.statement_edit.setText(text)
        self.ui.kind_combo.setCurrentIndex(self.ui.kind_combo.findData(kind))
        if area:
            self.ui.area_combo.setCurrentIndex(self.ui.area_combo.findData(area))
        self.ui.statement_edit.setFocus()

    def _on_propose(self) -> None:
        text = self.ui.statement_edit.text().strip()
        if text and self._writable:
            kind, area = self.ui.kind_combo.currentData(), self.ui.area_combo.currentData()
            self.proposed.emit(kind, area, text)
            self.ui.statement_edit.clear()

    def _on_prompt(self) -> None:
        self.prompt_wanted.emit(self.ui.prompt_button.text())


def _empty(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def offers(text: str, framework: Framework) -> list[Offer]:
    """Return the lines that propose a statement, without their marks."""
    codes = {aspect.code: area.code for area, aspect in framework.aspects()}
    found = []
    for proposal in find_marks(text, codes).proposals:
        if proposal.kind != "statement":
            continue
        marks = find_marks(proposal.text, codes).aspects
        words = " ".join(re.sub(MARK, "", proposal.text).split())
        area = codes[marks[0].aspect] if marks else ""
        kind = "ebi" if marks and marks[0].polarity == "development" else "www"
        if words:
            found.append(Offer(words, kind, area))
    return found
