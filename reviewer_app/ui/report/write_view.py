"""The *Write* side: every section of the template, in the order of the page."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.domain.entities import Statement
from reviewer_app.domain.framework import Area
from reviewer_app.domain.review import REPORTED
from reviewer_app.ui.report.presenter import ReportData
from reviewer_app.ui.report.section_view import DoorSection, SectionCard, TextSection
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.widgets.prose import count_words


class WriteView(QObject):
    """Fills ``column`` with sections. ``written(key, text)``, ``asked(place, target)``."""

    written = Signal(str, str)
    asked = Signal(str, str)

    def __init__(self, theme: Theme, page: QWidget, column: QVBoxLayout, me: str) -> None:
        super().__init__(page)
        self._theme, self._page, self._column, self._me = theme, page, column, me
        self.texts: dict[str, TextSection] = {}
        self.doors: dict[str, DoorSection] = {}

    def show_data(self, data: ReportData) -> None:
        """Show every section."""
        if not self.texts and not self.doors:
            self._build(data)
        names = {m.person: m.name for m in data.view.members}

        def name(person: str) -> str:
            return names.get(person) or self.tr("another reviewer")

        for key, text in self.texts.items():
            text.show_section(data.sections.get(key), name, self._me, read_only=data.view.final)
        for area in data.view.framework.areas:
            if area.kind == "excellence":
                self._show_excellence(data, area)
            elif area.code in self.doors:
                self._show_area(data, area)

    def section(self, key: str) -> SectionCard | None:
        """Return the card of a section or area."""
        return self.texts.get(key) or self.doors.get(key)

    def first_to_write(self) -> TextSection | None:
        """Return the first text that is missing, else the first, None where there is none."""
        texts = [text for text in self.texts.values() if not text.edit.isHidden()]
        missing = [text for text in texts if not text.missing.isHidden()]
        return next(iter([*missing, *texts]), None)

    def keep(self, key: str) -> None:
        """Hold on to the words of a section: saving them failed."""
        if key in self.texts:
            self.texts[key].edit.keep()

    @property
    def unsaved(self) -> bool:
        """Say whether a text here is not on its way to the disk."""
        return any(text.edit.dirty for text in self.texts.values())

    def flush(self) -> None:
        """Save what is typed."""
        for text in self.texts.values():
            text.edit.flush()

    def _build(self, data: ReportData) -> None:
        areas = data.view.framework.areas
        for spec in data.template.sections:
            if spec.kind in ("text", "what_next"):
                text = TextSection(self._theme, spec, self._page)
                text.written.connect(self.written)
                self.texts[spec.key] = text
                self._add(text)
            elif spec.kind == "area_www_ebi":
                for area in areas:
                    if area.kind != "excellence":
                        self._add_door(area.code, area.report_heading or area.title)
            elif spec.kind == "excellence":
                for area in areas:
                    if area.kind == "excellence":
                        self._add_door(area.code, spec.heading)

    def _add_door(self, code: str, heading: str) -> None:
        door = DoorSection(self._theme, heading, code, self._page)
        door.asked.connect(lambda target: self.asked.emit("judgement", target))
        self.doors[code] = door
        self._add(door)

    def _add(self, card: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, card)

    def _show_area(self, data: ReportData, area: Area) -> None:
        mine = [s for s in data.statements if s.area == area.code and s.status in REPORTED]
        lines = self._list(mine, "www", data.template.www_label, "strength")
        lines += self._list(mine, "ebi", data.template.ebi_label, "development")
        door = self.doors[area.code]
        door.show_lines(lines, self.tr("No statement is agreed here yet."))
        words = sum(count_words(s.text) for s in mine)
        most = area.target_words
        door.show_words(words, most * 3 // 40 * 10, most)

    def _list(
        self, statements: list[Statement], kind: str, label: str, look: str
    ) -> list[tuple[str, str]]:
        texts = [("", s.text) for s in statements if s.kind == kind]
        return [(look, label), *texts] if texts else []

    def _show_excellence(self, data: ReportData, area: Area) -> None:
        door, section = self.doors.get(area.code), data.sections.get("excellence")
        if door is None:
            return
        fields = section.fields if section else {}
        scale = data.view.framework.scale(area.scale)
        point = scale.point(str(fields.get("outcome") or "")) if scale else None
        title, body = str(fields.get("title") or ""), section.body if section else ""
        lines = [("strong", title)] if title else []
        lines += [("secondary", point.label)] if point else []
        lines += [("", body)] if body.strip() else []
        door.show_lines(lines, self.tr("Nothing is written here yet."))
        spec = next(s for s in data.template.sections if s.kind == "excellence")
        door.show_words(count_words(body), spec.min_words, spec.max_words)
