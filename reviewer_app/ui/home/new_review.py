"""The new-review page: school, framework, dates, team."""

from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.framework import Framework, FrameworkRef
from reviewer_app.domain.school import School
from reviewer_app.services.reviews import NewReview
from reviewer_app.ui._forms.ui_new_review_page import Ui_NewReviewPage
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import expected, sentence
from reviewer_app.ui.home.school_picker import SchoolPicker
from reviewer_app.ui.home.team_list import TeamList
from reviewer_app.ui.widgets.calendar import calm_calendar
from reviewer_app.ui.widgets.looks import say, set_wrong

USUAL_DAYS = 3


class NewReviewPage(QWidget):
    """``made(review)`` when it is there; ``left`` when somebody goes back."""

    made = Signal(str)
    left = Signal()

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = ui = Ui_NewReviewPage()
        ui.setupUi(self)
        self._ctx = ctx
        ctx.theme.bind_icon(ui.back_button, "arrow_back")
        say(ui.problem_label, "")
        self.picker = SchoolPicker(ctx, ui, self)
        self.picker.problem.connect(self._say)
        self.picker.chosen_changed.connect(self._on_chosen)
        lead = ctx.session.account.name
        ui.team_label.setText(
            self.tr("{name} leads this review. Add the others; you can change this later.").format(
                name=lead
            )
        )
        today = QDate.currentDate()
        ui.start_date.setDate(today)
        ui.end_date.setDate(today)
        calm_calendar(ui.start_date, ui.end_date)
        ui.start_date.dateChanged.connect(self._on_start)
        ui.end_date.dateChanged.connect(self._check_dates)
        self.team = TeamList(ctx.theme, ui.team_column, ui.add_button, ui.previous_date_edit)
        ui.back_button.clicked.connect(self.left)
        ui.cancel_button.clicked.connect(self.left)
        ui.create_button.clicked.connect(self.create_review)
        self._last_day_chosen = self._moving = False
        ui.end_date.dateChanged.connect(self._on_end)
        self._gap = 0
        self._check_dates()
        frameworks = ctx.session.frameworks
        ctx.jobs.database.run(frameworks.all, self._on_frameworks, self._on_failed)
        self.setFocusProxy(ui.search_edit)

    def create_review(self) -> None:
        """Make the review from what is filled in, or say what is missing."""
        ui, school = self.ui, self.picker.chosen
        framework = ui.framework_combo.currentData()
        if school is None:
            set_wrong(ui.search_edit, True)
            ui.search_edit.setFocus()
            self._say(self.tr("Choose the school first."))
            return
        if not isinstance(framework, FrameworkRef):
            self._say(self.tr("Choose a framework first."))
            return
        team = self.team.members()
        if any(not member.name for member in team):
            self._say(self.tr("One of the team has no name. Type it, or take the line off."))
            self.team.focus_nameless()
            return
        new = NewReview(
            school=school,
            framework=framework,
            date_start=ui.start_date.date().toString(Qt.DateFormat.ISODate),
            date_end=ui.end_date.date().toString(Qt.DateFormat.ISODate),
            team=team,
            head_name=ui.head_edit.text(),
            hub_name=ui.hub_edit.text(),
            previous_estimate=ui.previous_edit.text(),
            previous_date=ui.previous_date_edit.text(),
        )
        reviews = self._ctx.session.reviews
        ui.create_button.setEnabled(False)
        self._ctx.jobs.database.run(lambda: reviews.create(new), self._on_made, self._on_failed)

    def _on_made(self, made: tuple[str, Changes]) -> None:
        review, changes = made
        self._ctx.store.announce(changes, self)
        self.made.emit(review)

    def _on_failed(self, error: Exception) -> None:
        self.ui.create_button.setEnabled(True)
        self._say(sentence(expected(error)))

    def _on_frameworks(self, frameworks: list[Framework]) -> None:
        for f in frameworks:
            ref = FrameworkRef(f.code, f.version, f.sha256)
            words = self.tr("{title} (version {version})").format(title=f.title, version=f.version)
            self.ui.framework_combo.addItem(words, ref)

    def _on_chosen(self, school: School | None) -> None:
        set_wrong(self.ui.search_edit, False)
        self._say("")
        if school is not None:
            self.ui.start_date.setFocus()

    def _on_start(self, start: QDate) -> None:
        if not self._last_day_chosen or self.ui.end_date.date() < start:
            self._moving = True
            self.ui.end_date.setDate(start.addDays(self._gap))
            self._moving = False
        self._check_dates()

    def _on_end(self, _day: QDate) -> None:
        """A last day somebody chose stays, whatever becomes of the first."""
        self._last_day_chosen = self._last_day_chosen or not self._moving

    def _check_dates(self, _day: Any = None) -> None:
        start, end = self.ui.start_date.date(), self.ui.end_date.date()
        days = start.daysTo(end)
        words = ""
        if days < 0:
            words = self.tr("The last day is before the first.")
        elif days >= USUAL_DAYS:
            words = self.tr("That is {n} days from first to last. A visit is usually one to three.")
            words = words.format(n=days + 1)
        if days >= 0:
            self._gap = days
        set_wrong(self.ui.end_date, days < 0)
        say(self.ui.dates_label, words)

    def _say(self, words: str) -> None:
        say(self.ui.problem_label, words)
