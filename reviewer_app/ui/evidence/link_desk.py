"""Linking a note: by ticking aspects, by selected words, by groups; beside marks in the text."""

from collections.abc import Collection
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.body import Link
from reviewer_app.services.evidence import OpenNote
from reviewer_app.ui.context import StatusLine
from reviewer_app.ui.evidence.aspect_links import (
    AspectLink,
    element,
    links_of,
    read_element,
    text_elements,
)
from reviewer_app.ui.evidence.presenter import NotesPresenter
from reviewer_app.ui.evidence.view import LINKS, EvidenceView


class LinkDesk(QObject):
    """Stands between the drawer, the text and the presenter. ``changed``: a person linked."""

    changed = Signal()

    def __init__(
        self, view: EvidenceView, presenter: NotesPresenter, status: StatusLine, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._view, self._presenter, self._status = view, presenter, status
        self._note: OpenNote | None = None
        self._hand: frozenset[str] = frozenset()
        view.text_rested.connect(self.update)
        view.editor.group_named.connect(self._on_group)
        view.editor.link_wanted.connect(self.link_selection)
        view.links.state_wanted.connect(self._on_state_wanted)

    def show_note(self, opened: OpenNote | None) -> None:
        """Take the note that is on screen now."""
        self._note = opened
        if opened is not None:
            self.take_aspects(opened.evidence.aspects)

    def take_aspects(self, aspects: Collection[str]) -> None:
        """Take the note's links as they are kept: what the text does not say is by hand."""
        if self._note is not None:
            from_text = text_elements(self._note.framework, self._view.body())
            self._hand = frozenset(aspects) - from_text
            self.update()

    def update(self) -> None:
        """Show in the drawer what text and ticks say; nothing while it is closed."""
        if self._note is None or self._view.page != LINKS:
            return
        body = self._view.body()
        from_text = text_elements(self._note.framework, body)
        self._view.links.show_links(links_of(self._note.framework, self._hand, from_text))
        self._view.links.show_text(body.text, [read_element(e)[0] for e in self._hand])

    def aspects(self) -> frozenset[str]:
        """Return what text and ticks link at this moment."""
        if self._note is None:
            return frozenset()
        return self._hand | text_elements(self._note.framework, self._view.body())

    def focus(self) -> None:
        """Put the keyboard into the list of aspects."""
        aspects = self._view.links.ui.aspects_view
        self._view.links.show_aspects()
        if not aspects.currentIndex().isValid():
            aspects.setCurrentIndex(self._view.links.model.index(1))
        aspects.setFocus()

    def link_selection(self) -> None:
        """Link the selected words; without any, open the drawer to link the whole note."""
        if self._note is None or self._note.read_only:
            return
        if not self._view.begin_linking():
            self._view.open_drawer(LINKS)
        self.focus()

    def _on_state_wanted(self, link: AspectLink, state: str) -> None:
        if self._note is None or self._note.read_only:
            return
        editor = self._view.editor
        if self._view.passage is not None:
            start, end, quote = self._view.passage
            editor.add_link(Link(str(uuid4()), start, end, quote, link.code, state or "neutral"))
            self._view.end_linking()
            self._presenter.body_edited()
            editor.leave_selection()
            editor.setFocus()
        elif link.from_text and any(k.aspect == link.code for k in self._view.body().links):
            editor.drop_links(link.code)
            self._presenter.body_edited()
        elif link.from_text:
            words = self.tr("This link comes from the text: change the mark there")
            self._status.say(words)
            return
        else:
            remove = [element(link.code, s) for s in link.states]
            add = [element(link.code, state)] if state else []
            self._hand = (self._hand - set(remove)) | set(add)
            self._presenter.toggle(remove, add)
        self.update()
        self.changed.emit()

    def _on_group(self, key: str) -> None:
        groups = self._view.engine.editor_for("groups")
        if groups is not None and key not in groups.value():
            groups.show_value([*groups.value(), key])
            self._presenter.field_edited("groups", groups.value())
