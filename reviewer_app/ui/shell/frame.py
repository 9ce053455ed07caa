"""The shell around the places: rail, top bar, practice band, banner, status line."""

from datetime import datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.review import STATE_WORDS, ReviewState
from reviewer_app.services.evidence import Recovered
from reviewer_app.services.hub import DeliveryStatus
from reviewer_app.services.reviews import ReviewView
from reviewer_app.services.session import Session
from reviewer_app.ui._forms.ui_shell_frame import Ui_ShellFrame
from reviewer_app.ui.background import JobRunner
from reviewer_app.ui.context import AppContext, Dialogs, StatusLine
from reviewer_app.ui.errors import expected
from reviewer_app.ui.shell.banner import Banner, at_risk
from reviewer_app.ui.shell.finder import Finder
from reviewer_app.ui.shell.help import HelpPage
from reviewer_app.ui.shell.hub_words import HubWords
from reviewer_app.ui.shell.leaving import leave
from reviewer_app.ui.shell.palette import Entry, Palette
from reviewer_app.ui.shell.places import PLACES, PlaceSpec
from reviewer_app.ui.shell.rail import Rail
from reviewer_app.ui.store import ReviewStore
from reviewer_app.ui.strings import span_words
from reviewer_app.ui.theme import Theme

NARROW: Final = 1180
FACTS: Final = 900  # below, the dates of the visit make room for the school's name
_LAST: Final = "shell.last"
DETAILS: Final = "plan"  # until there is a Plan, its door leads to the details of the review


class ShellFrame(QWidget):
    """Everything a person sees while a profile is open; deleted when it is closed."""

    cover_asked = Signal()
    leave_practice_asked = Signal()
    practice_asked = Signal()

    def __init__(
        self,
        session: Session,
        jobs: JobRunner,
        theme: Theme,
        dialogs: Dialogs,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.ui = Ui_ShellFrame()
        self.ui.setupUi(self)
        self.status = StatusLine(self, lambda: self.unsaved)
        self.store = ReviewStore(self)
        self.ctx = AppContext(session, jobs, self.store, theme, self.status, self.navigate, dialogs)
        self.review = ""
        self._view: ReviewView | None = None
        self._place = ""
        self._asked: tuple[str, str] = ("", "")
        self._open: dict[str, QWidget] = {}
        self._specs = {spec.key: spec for spec in PLACES}
        self._rail_by_hand = False
        self.rail = Rail(self.ui.rail_frame, self.ui.rail_layout, theme)
        self.rail.build(PLACES)
        self.rail.chosen.connect(lambda key: self.navigate(key, ""))
        self.palette_box = Palette(theme, self)
        self.banner = Banner(self.ui, theme, self)
        self._finder = Finder(session, jobs, self)
        self._finder.found.connect(self._on_found)
        self._hub_words = HubWords(session, jobs, self.store, self.status, self)
        self._dress()
        self._connect()
        self._show_review(None)

    # --- going somewhere

    def begin(self) -> None:
        """Come to where the person was when the program was closed."""
        session = self.ctx.session
        self._run(
            lambda: (
                session.places.get(_LAST, ["", ""]),
                session.evidence.recovered(),
                session.evidence.last_saved(),
            ),
            self._on_last,
        )
        self._hub_words.load()

    def navigate(self, place: str, target: str) -> None:
        """Show a place; ``("review", id)`` opens a review at its last place."""
        self.palette_box.close_box()
        if place == "review":
            self._load_review(target, "", "")
            return
        spec = self._specs.get(place)
        needs = place == DETAILS or (spec is not None and spec.needs_review)
        if needs and not self.review:
            place, target = "home", ""
        elif spec is None and place not in ("help", "settings", DETAILS):
            self.status.say(self.tr("This is not part of this version yet."))
            return
        widget = self._widget(place)
        current = self.ui.places_stack.currentWidget()
        if current is not None and current is not widget:
            self._flush(current)
        self._place = place
        self.ui.places_stack.setCurrentWidget(widget)
        self.rail.mark(place)
        widget.activate(target)  # type: ignore[attr-defined]  # a Place: see places.py
        self._remember()

    def flush(self) -> None:
        """Save what is typed in every place that was opened."""
        for widget in self._open.values():
            self._flush(widget)

    @property
    def unsaved(self) -> bool:
        """Say whether a place holds words that no commit has confirmed."""
        return any(bool(getattr(widget, "unsaved", False)) for widget in self._open.values())

    def release(self) -> None:
        """Close every place: from here on none of them asks the lanes for anything."""
        for widget in self._open.values():
            widget.close()

    def _flush(self, widget: QWidget) -> None:
        widget.flush()  # type: ignore[attr-defined]  # a Place: see places.py

    def _widget(self, key: str) -> QWidget:
        if key not in self._open:
            widget = self._build(key)
            self._open[key] = widget
            self.ui.places_stack.addWidget(widget)
        return self._open[key]

    def _build(self, key: str) -> QWidget:
        if key == "help":
            return HelpPage(self._keys())
        if key == "settings":
            from reviewer_app.ui.settings.place import SettingsPlace

            return SettingsPlace(self.ctx)
        if key == DETAILS:
            from reviewer_app.ui.details.place import DetailsPlace

            return DetailsPlace(self.ctx, self.review)
        spec = self._specs[key]
        widget = spec.factory(self.ctx, self.review if spec.needs_review else "")
        if (asked := getattr(widget, "practice_asked", None)) is not None:
            asked.connect(self.practice_asked)
        return widget

    def _load_review(self, review: str, place: str, target: str) -> None:
        self._asked = (place, target)
        session = self.ctx.session

        def work() -> tuple[ReviewView, str]:
            return session.reviews.get(review), session.places.get(f"shell.{review}", "")

        self._run(work, self._on_review)

    def _on_review(self, loaded: tuple[ReviewView, str]) -> None:
        self.flush()
        self._run(lambda: loaded, self._on_flushed)  # comes back behind what was handed over

    def _on_flushed(self, loaded: tuple[ReviewView, str]) -> None:
        loses = self.unsaved and loaded[0].review.id != self.review
        leave(self.ctx.dialogs, self, partial(self._enter, loaded), loses=loses)

    def _enter(self, loaded: tuple[ReviewView, str]) -> None:
        view, last = loaded
        if view.review.id != self.review:
            self.flush()
            for key in (DETAILS, *(spec.key for spec in PLACES if spec.needs_review)):
                self._drop(key)
        self._show_review(view)
        wanted, target = self._asked[0] or last, self._asked[1]
        keys = [spec.key for spec in PLACES if spec.needs_review]
        self.navigate(wanted if wanted in keys else next(iter(keys), "home"), target)

    def _drop(self, key: str) -> None:
        widget = self._open.pop(key, None)
        if widget is not None:
            self.ui.places_stack.removeWidget(widget)
            widget.deleteLater()

    def _on_last(self, known: tuple[Any, list[Recovered], datetime | None]) -> None:
        (review, place), recovered, saved = known
        self.status.rest(saved)
        self.navigate("home", "")
        if recovered:  # the program had ended in the middle of a note: go there, it says the rest
            review, place = recovered[0].review, "notes"
        if review and place not in ("", "home"):
            session = self.ctx.session
            self._asked = (place, "")
            self.ctx.jobs.database.run(
                lambda: (session.reviews.get(review), place), self._on_review, self._on_gone
            )

    def _on_gone(self, error: Exception) -> None:
        expected(error)  # the last review is no longer here: Home is where we are

    def _remember(self) -> None:
        session, review, place = self.ctx.session, self.review, self._place
        if place in ("help", "settings", DETAILS):
            return

        def work() -> None:
            session.places.set(_LAST, [review, place])
            if review and place != "home":
                session.places.set(f"shell.{review}", place)

        self._run(work, self._on_remembered)

    def _on_remembered(self, _nothing: object) -> None:
        """Nothing to show: the next start will."""

    # --- what is shown around the places

    def _show_review(self, view: ReviewView | None) -> None:
        before, self._view = self._view, view
        self.review = view.review.id if view else ""
        if before and view and before.review.id == self.review and before.final != view.final:
            self._renew_notes()
        ui = self.ui
        for widget in (ui.state_label, ui.details_button):
            widget.setVisible(view is not None)
        ui.review_label.setText(view.review.school.name if view else self.tr("Reviewer"))
        if view is not None:
            header = view.review
            dates = span_words(header.date_start, header.date_end, short=True)
            ui.facts_label.setText(f"·  QA Review  ·  {dates}")
            ui.state_label.setText(STATE_WORDS.get(ReviewState(header.state), ""))
            if view.final:
                self._read_delivery()
        self._fit()
        self.rail.show_only(s.key for s in PLACES if view is not None or not s.needs_review)

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if "review" in changes and changes.review == self.review:
            session, review = self.ctx.session, self.review
            self._run(lambda: session.reviews.get(review), self._on_reread)
        if "delivery" in changes and changes.review == self.review:
            self._read_delivery()

    def _on_reread(self, view: ReviewView) -> None:
        if view.review.id == self.review:
            self._show_review(view)

    def _renew_notes(self) -> None:
        """Build the notes anew when they are next opened: they can be written in again, or not."""
        notes = self._open.get("notes")
        if notes is not None and notes is not self.ui.places_stack.currentWidget():
            self._flush(notes)
            self._drop("notes")

    def _read_delivery(self) -> None:
        session, review = self.ctx.session, self.review
        self._run(lambda: (review, session.hub.status(review)), self._on_delivery)

    def _on_delivery(self, known: tuple[str, DeliveryStatus]) -> None:
        review, status = known
        if review == self.review and status.receipt is not None:
            self.ui.state_label.setText(STATE_WORDS[ReviewState.SYNCED])

    def _on_problem(self, error: ReviewerError) -> None:
        unsaved = self.status.refused or self.unsaved
        self.banner.show_problem(error, danger=at_risk(error, unsaved=unsaved))

    # --- the palette

    def open_palette(self) -> None:
        """Offer places and actions at once, notes and aspects as they are read."""
        entries = [
            Entry(self._title(spec), spec.shortcut, partial(self.navigate, spec.key, ""))
            for spec in PLACES
            if self.review or not spec.needs_review
        ]
        entries += [Entry(title, keys, run) for keys, title, run in self._actions()]
        place = self.ui.places_stack.currentWidget()
        for command in getattr(place, "commands", list)():
            entries.append(Entry(command.title, command.hint, command.run))
        self.palette_box.open_with(entries)
        self._finder.look(self.review, self._view)

    def _on_found(self, found: list[tuple[str, str, str, str]]) -> None:
        self.palette_box.add(
            [
                Entry(title, hint, partial(self.navigate, place, target))
                for title, hint, place, target in found
                if place in self._specs or place == "review"
            ]
        )

    def _title(self, spec: PlaceSpec) -> str:
        return QCoreApplication.translate("Places", spec.title)

    def _actions(self) -> list[tuple[str, str, Any]]:
        theme = self.ctx.theme
        return [
            ("Ctrl+L", self.tr("Cover the screen"), self.cover_asked.emit),
            ("F1", self.tr("Help"), lambda: self.navigate("help", "")),
            ("", self.tr("Settings"), lambda: self.navigate("settings", "")),
            *([("", self.tr("Review details"), self._on_details)] if self.review else []),
            ("", self.tr("Change between light and dark"), lambda: theme.set_dark(not theme.dark)),
            ("Ctrl++", self.tr("Larger text"), lambda: theme.step_zoom(1)),
            ("Ctrl+−", self.tr("Smaller text"), lambda: theme.step_zoom(-1)),
            ("Ctrl+0", self.tr("Normal text size"), lambda: theme.step_zoom(0)),
        ]

    def _keys(self) -> list[tuple[str, str]]:
        keys = [("Ctrl+K", self.tr("Find a place, a note or an action"))]
        keys += [(spec.shortcut, self._title(spec)) for spec in PLACES if spec.shortcut]
        keys += [(combination, title) for combination, title, _ in self._actions() if combination]
        return keys

    # --- setting up

    def _dress(self) -> None:
        ui, theme = self.ui, self.ctx.theme
        for button, icon in (
            (ui.menu_button, "menu"),
            (ui.details_button, "edit"),
            (ui.palette_button, "search"),
            (ui.help_button, "help"),
            (ui.settings_button, "settings"),
            (ui.cover_button, "cover"),
        ):
            theme.bind_icon(button, icon)
        ui.practice_band.setVisible(self.ctx.session.account.practice)
        ui.status_label.setAccessibleName(self.tr("State of this laptop"))
        self.status.rest()
        ui.status_label.setText(self.status.text)
        self._on_theme()

    def _connect(self) -> None:
        ui, theme = self.ui, self.ctx.theme
        ui.menu_button.clicked.connect(self._on_menu)
        ui.details_button.clicked.connect(self._on_details)
        ui.palette_button.clicked.connect(self.open_palette)
        ui.theme_button.clicked.connect(lambda: theme.set_dark(not theme.dark))
        ui.help_button.clicked.connect(lambda: self.navigate("help", ""))
        ui.settings_button.clicked.connect(lambda: self.navigate("settings", ""))
        ui.cover_button.clicked.connect(self.cover_asked)
        ui.leave_button.clicked.connect(self.leave_practice_asked)
        self.status.shown.connect(ui.status_label.setText)
        self.status.problem_raised.connect(self._on_problem)
        self.status.problem_cleared.connect(self.banner.hide)
        self.store.changed.connect(self._on_changed)
        theme.changed.connect(self._on_theme)
        for combination, run in (
            ("Ctrl+K", self.open_palette),
            ("Ctrl+L", self.cover_asked.emit),
            ("F1", lambda: self.navigate("help", "")),
            ("Ctrl+?", lambda: self.navigate("help", "")),
            ("Ctrl++", lambda: theme.step_zoom(1)),
            ("Ctrl+=", lambda: theme.step_zoom(1)),
            ("Ctrl+-", lambda: theme.step_zoom(-1)),
            ("Ctrl+0", lambda: theme.step_zoom(0)),
            *((s.shortcut, partial(self.navigate, s.key, "")) for s in PLACES if s.shortcut),
        ):
            QShortcut(QKeySequence(combination), self).activated.connect(run)

    def _run(self, work: Any, on_done: Any) -> None:
        self.ctx.jobs.database.run(work, on_done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.status.problem(expected(error))

    def _on_details(self) -> None:
        self.navigate(DETAILS, "")

    def _on_menu(self) -> None:
        self._rail_by_hand = True
        self.rail.set_narrow(not self.rail.narrow)

    def _on_theme(self) -> None:
        theme = self.ctx.theme
        theme.bind_icon(self.ui.theme_button, "sun" if theme.dark else "moon")
        self.ui.zoom_label.setText("" if theme.zoom == 1 else f"{theme.zoom:.0%}")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail where the window is narrow, unless it was set by hand."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < NARROW * self.ctx.theme.zoom
        self.rail.set_narrow(self.rail.narrow if self._rail_by_hand else narrow)
        self.ui.palette_button.setText("Ctrl+K" if narrow else self.tr("Find anything   Ctrl+K"))
        roomy = self.width() >= FACTS * self.ctx.theme.zoom
        self.ui.facts_label.setVisible(roomy and self._view is not None)
