"""Review details: dates, headteacher, hub, earlier estimate, team; the lead changes them here."""

from typing import Any, Final

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.changes import Changes
from reviewer_app.services.reviews import NewMember, ReviewView
from reviewer_app.ui._forms.ui_review_details import Ui_ReviewDetails
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected, sentence
from reviewer_app.ui.home.team_list import TeamList
from reviewer_app.ui.strings import date_words
from reviewer_app.ui.widgets.calendar import calm_calendar
from reviewer_app.ui.widgets.looks import say, set_wrong

WIDEST: Final = 860
USUAL_DAYS: Final = 3


class DetailsPlace(QWidget):
    """Built once for each review. Leaving it saves what is right; the button says so."""

    def __init__(self, ctx: AppContext, review: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Review details")
        self.ui = ui = Ui_ReviewDetails()
        ui.setupUi(self)
        self._ctx, self._review = ctx, review
        self._view: ReviewView | None = None
        self._edits = {
            "head_name": ui.head_edit,
            "hub_name": ui.hub_edit,
            "previous_estimate": ui.previous_edit,
            "previous_date": ui.previous_date_edit,
            "inspection_grade": ui.inspection_grade_edit,
            "inspection_date": ui.inspection_date_edit,
        }
        self.team = TeamList(ctx.theme, ui.team_column, ui.add_button, ui.name_team_check)
        self._shown_team: tuple[NewMember, ...] = ()
        ui.scroll_page.setMaximumWidth(WIDEST)
        ctx.theme.bind_icon(ui.save_button, "save", "on-accent")
        say(ui.problem_label, "")
        say(ui.dates_label, "")
        calm_calendar(ui.start_date, ui.end_date)
        ui.start_date.dateChanged.connect(self._check_dates)
        ui.end_date.dateChanged.connect(self._check_dates)
        ui.save_button.clicked.connect(self.save)
        self.setFocusProxy(ui.start_date)
        ctx.store.changed.connect(self._on_changed)

    def activate(self, _target: str) -> None:
        """Come to the front."""
        self._load()
        self.ui.start_date.setFocus()

    def flush(self) -> None:
        """Save what is typed, where the dates can be and everybody has a name."""
        named = all(member.name for member in self.team.members())
        if self._dirty() and self._days() >= 0 and named:
            self.save()

    def save(self) -> None:
        """Save what was changed, all of it or nothing."""
        changed, team = self._changed(), self.team.members()
        if self._days() < 0:
            self.ui.end_date.setFocus()
            return
        if any(not member.name for member in team):
            self.team.focus_nameless()
        if not self._dirty():
            self._ctx.status.say(self.tr("Nothing was changed"))
            return
        reviews, review = self._ctx.session.reviews, self._review
        self._ctx.jobs.database.run(
            lambda: reviews.edit_details(review, changed, team), self._on_saved, self._on_failed
        )

    def _load(self) -> None:
        reviews, review = self._ctx.session.reviews, self._review
        self._ctx.jobs.database.run(lambda: reviews.get(review), self._on_view, self._on_failed)

    def _on_view(self, view: ReviewView) -> None:
        if self._view is not None and self._dirty():
            return  # somebody is typing: theirs is the newer
        self._view, header, ui = view, view.review, self.ui
        for edit, iso in ((ui.start_date, header.date_start), (ui.end_date, header.date_end)):
            day = QDate.fromString(iso, Qt.DateFormat.ISODate)
            edit.setDate(day if day.isValid() else QDate.currentDate())
        for field, line in self._edits.items():
            line.setText(date_words(str(getattr(header, field))))
            line.setCursorPosition(0)
        ui.name_team_check.setChecked(header.name_team)
        self.team.show_members(
            [NewMember(m.name, m.role_title, m.school, m.role, m.person) for m in view.members]
        )
        self._shown_team = self.team.members()
        mine = view.is_lead and not view.final
        ui.details_card.setEnabled(mine)
        ui.team_card.setEnabled(mine)
        ui.save_button.setVisible(mine)
        why = self.tr("What the report’s cover says about this review.")
        if view.final:
            why = self.tr("The report is final. Start a correction on Send to change this.")
        elif not view.is_lead:
            why = self.tr("Only the lead can change this.")
        ui.why_label.setText(why)

    def _values(self) -> dict[str, Any]:
        ui, iso = self.ui, Qt.DateFormat.ISODate
        values: dict[str, Any] = {field: self._typed(field) for field in self._edits}
        values["date_start"] = ui.start_date.date().toString(iso)
        values["date_end"] = ui.end_date.date().toString(iso)
        values["name_team"] = ui.name_team_check.isChecked()
        return values

    def _typed(self, field: str) -> str:
        """Return what is typed; a date that is only shown in words stays as it was kept."""
        text = self._edits[field].text().strip()
        kept = str(getattr(self._view.review, field)) if self._view else ""
        return kept if text == date_words(kept) else text

    def _changed(self) -> dict[str, Any]:
        if self._view is None or self._view.final or not self._view.is_lead:
            return {}
        header = self._view.review
        return {f: v for f, v in self._values().items() if v != getattr(header, f)}

    def _dirty(self) -> bool:
        """Say whether there is something to save."""
        if self._view is None or self._view.final or not self._view.is_lead:
            return False
        return bool(self._changed()) or self.team.members() != self._shown_team

    def _days(self) -> int:
        return int(self.ui.start_date.date().daysTo(self.ui.end_date.date()))

    def _check_dates(self) -> None:
        days, words = self._days(), ""
        if days < 0:
            words = self.tr("The last day is before the first.")
        elif days >= USUAL_DAYS:
            words = self.tr("That is {n} days from first to last. A visit is usually one to three.")
            words = words.format(n=days + 1)
        set_wrong(self.ui.end_date, days < 0)
        say(self.ui.dates_label, words)

    def _on_saved(self, changes: Changes) -> None:
        say(self.ui.problem_label, "")
        self._view = None
        self._load()
        self._ctx.store.announce(changes, self)
        self._ctx.status.say(self.tr("The details are saved"))

    def _on_failed(self, error: Exception) -> None:
        say(self.ui.problem_label, sentence(expected(error)))

    def _on_changed(self, changes: Changes, initiator: object) -> None:
        touched = "review" in changes or "member" in changes
        if initiator is not self and touched and changes.review == self._review:
            self._load()
