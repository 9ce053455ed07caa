"""The send place: finalise, see what goes where, bring it to the hub, keep its word."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from reviewer_app.domain.errors import ReviewerError
from reviewer_app.services.finishing import Finalised
from reviewer_app.services.hub import SendResult
from reviewer_app.ui._forms.ui_send import Ui_Send
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import sentence
from reviewer_app.ui.judgement.area_view import put
from reviewer_app.ui.send.gap_list import GapList
from reviewer_app.ui.send.presenter import SendData, SendPresenter
from reviewer_app.ui.widgets.looks import set_look

WIDEST = 860
INVITATION = ".qainvite"


class SendPlace(QWidget):
    """Built once for each review."""

    def __init__(self, ctx: AppContext, review: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Send")
        self.ui = Ui_Send()
        self.ui.setupUi(self)
        self._ctx = ctx
        self.presenter = SendPresenter(ctx, review, self)
        self.gaps = GapList(ctx.theme, self)
        put(self.ui.gaps_holder.layout(), self.gaps)
        self.ui.scroll_page.setMaximumWidth(WIDEST)
        self._items: list[QLabel] = []
        self._acted = ""  # what was under way when the button with the focus went
        self.setAcceptDrops(True)
        self._dress()
        self._connect()

    def activate(self, _target: str) -> None:
        """Come to the front."""
        self.presenter.load()

    def flush(self) -> None:
        """Nothing is typed here."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take an invitation that is dragged in."""
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open an invitation that was dropped."""
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self._join(path)

    def _dress(self) -> None:
        ui, theme = self.ui, self._ctx.theme
        theme.bind_icon(ui.finalise_button, "done_all", "on-accent")
        theme.bind_icon(ui.send_button, "send", "on-accent")
        theme.bind_icon(ui.invitation_button, "folder_open")
        theme.bind_icon(ui.confirmation_button, "save")
        theme.bind_icon(ui.page_button, "description")
        theme.bind_icon(ui.correct_button, "edit")
        theme.bind_icon(ui.answer_icon, "error", "danger")
        for widget in (
            ui.problem_label, ui.finalise_progress, ui.cancel_button, ui.finalise_step_label,
            ui.send_progress, ui.stop_button, ui.answer_holder, ui.final_frame, ui.ready_frame,
            ui.goes_frame, ui.hub_frame, ui.correct_holder,
        ):  # fmt: skip
            widget.hide()

    def _connect(self) -> None:
        ui, presenter = self.ui, self.presenter
        presenter.shown.connect(self._on_shown)
        presenter.working.connect(self._on_working)
        presenter.progressed.connect(self._on_progressed)
        presenter.finalised.connect(self._on_finalised)
        presenter.sent.connect(self._on_sent)
        presenter.joined.connect(self._on_joined)
        presenter.failed.connect(self._on_failed)
        presenter.confirmation_saved.connect(self._on_confirmation_saved)
        self.gaps.asked.connect(self._ctx.navigate)
        ui.finalise_button.clicked.connect(self._on_finalise)
        ui.cancel_button.clicked.connect(lambda: presenter.cancel("finalise"))
        ui.stop_button.clicked.connect(lambda: presenter.cancel("hub"))
        ui.page_button.clicked.connect(lambda: self._ctx.navigate("report", "page"))
        presenter.corrected.connect(self._on_corrected)
        ui.correct_button.clicked.connect(self._on_correct)
        ui.keep_button.clicked.connect(self._on_keep)
        ui.reason_edit.textChanged.connect(self._on_reason)
        ui.reason_edit.returnPressed.connect(self._on_begin_correction)
        ui.begin_correction_button.clicked.connect(self._on_begin_correction)
        ui.invitation_button.clicked.connect(self._on_invitation)
        ui.send_button.clicked.connect(self._on_send)
        ui.confirmation_button.clicked.connect(self._on_confirmation)

    def _on_shown(self, data: SendData) -> None:
        ui, final, inside = self.ui, data.view.final, self._focus_inside()
        ui.ready_frame.setVisible(not final)
        ui.final_frame.setVisible(final)
        ui.goes_frame.show()
        ui.hub_frame.show()
        blockers = sum(g.blocks for g in data.gaps)
        self.gaps.show_gaps(data.gaps)
        ui.gaps_holder.setVisible(bool(data.gaps))
        ui.ready_text_label.setText(self._ready_words(data, blockers))
        ui.finalise_button.setEnabled(data.view.is_lead and not blockers)
        ui.correct_button.setVisible(data.view.is_lead and not ui.correct_holder.isVisibleTo(self))
        if final:
            ui.code_label.setText(data.code)
            ui.code_label.setAccessibleName(self.tr("Verification code {c}").format(c=data.code))
            ui.version_label.setText(self._version_words(data))
        ui.goes_text_label.setText(self._goes_words(data))
        self._show_hub(data)
        if self._acted or (inside and not self._focus_inside()):
            self._focus_next()

    def _show_hub(self, data: SendData) -> None:
        ui, status, practice = self.ui, data.status, data.view.review.practice
        joined = data.membership is not None
        delivered = status.receipt is not None and not status.items
        if practice:
            ui.hub_text_label.setText(self.tr("Practice reviews are never sent."))
        elif delivered:
            ui.hub_text_label.setText(status.sentence)
        elif data.membership is not None:
            said = self.tr("This laptop has joined {hub}. {where}")
            ui.hub_text_label.setText(said.format(hub=data.membership.name, where=status.sentence))
        else:
            ui.hub_text_label.setText(
                self.tr("To send the report, open the invitation file from your hub manager once.")
            )
        busy = self.presenter.busy("hub")
        ui.drop_label.setVisible(not joined and not practice)
        ui.invitation_button.setVisible(not joined and not practice and not busy)
        sendable = joined and data.view.final and not delivered and not practice
        ui.send_button.setVisible(sendable and not busy)
        ui.confirmation_button.setVisible(status.receipt is not None)
        self._show_items(() if delivered else status.items)

    def _show_items(self, items: tuple[tuple[str, str, str], ...]) -> None:
        words = {
            "waiting": self.tr("waiting to send"), "sending": self.tr("being sent"),
            "refused": self.tr("not accepted"), "sent": self.tr("sent"),
        }  # fmt: skip
        lines: list[str] = []
        for label, state, problem in items:
            where = words.get(state, self.tr("waiting to send"))
            name = label[:1].upper() + label[1:]
            line = f"{name} – {where}{': ' + problem if problem else ''}"
            if line not in lines:  # the report is two files: said once while they fare alike
                lines.append(line)
        while len(self._items) < len(lines):
            label_widget = QLabel(self)
            label_widget.setWordWrap(True)
            label_widget.setProperty("look", "secondary")
            self.ui.items_layout.addWidget(label_widget)
            self._items.append(label_widget)
        for n, widget in enumerate(self._items):
            widget.setVisible(n < len(lines))
            widget.setText(lines[n] if n < len(lines) else "")
        self.ui.items_holder.setVisible(bool(lines))

    def _ready_words(self, data: SendData, blockers: int) -> str:
        if blockers == 1:
            return self.tr("One thing is needed before the report can be final.")
        if blockers:
            said = self.tr("{n} things are needed before the report can be final.")
            return said.format(n=blockers)
        if not data.view.is_lead:
            return self.tr("The report is ready. The lead reviewer makes it final.")
        if version := data.view.review.revision:
            said = self.tr("Nothing is missing. Version {new} will replace version {old}.")
            return said.format(new=version + 1, old=version)
        return self.tr("Nothing is missing. Once final, the report can be read, not changed.")

    def _version_words(self, data: SendData) -> str:
        number = data.view.review.revision
        said = self.tr("Version {n}. This verification code is printed on the report.").format(
            n=number
        )
        if number > 1:
            said += " " + self.tr("It replaces version {n}.").format(n=number - 1)
        return said

    def _goes_words(self, data: SendData) -> str:
        estimates = self.tr("1 estimate") if data.estimates == 1 else self.tr("{n} estimates")
        statements = self.tr("1 statement") if data.statements == 1 else self.tr("{n} statements")
        said = self.tr(
            "To the hub: the report, {estimates}, {statements}. No notes: your trust’s rule. "
            "The notes stay on this laptop."
        )
        return said.format(
            estimates=estimates.format(n=data.estimates),
            statements=statements.format(n=data.statements),
        )

    def _on_working(self, part: str, busy: bool) -> None:
        ui, finalising = self.ui, part == "finalise"
        bar: QProgressBar = ui.finalise_progress if finalising else ui.send_progress
        stop = ui.cancel_button if finalising else ui.stop_button
        bar.setVisible(busy)
        bar.setRange(0, 0)
        focus = self.window().focusWidget()
        if busy:
            stop.show()
            ui.problem_label.hide()
            ui.answer_holder.hide()
            if focus in (ui.finalise_button, ui.send_button, ui.invitation_button):
                stop.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focus is stop:
            self._acted = part
        if finalising:
            ui.finalise_button.setVisible(not busy)
            ui.finalise_step_label.setVisible(busy)
            ui.finalise_step_label.setText(self.tr("Making the report…"))
        else:
            ui.send_button.setVisible(False)
            ui.invitation_button.setVisible(False)
        stop.setVisible(busy)

    def _on_progressed(self, part: str, done: int, total: int) -> None:
        bar = self.ui.finalise_progress if part == "finalise" else self.ui.send_progress
        bar.setRange(0, total)
        bar.setValue(done)

    def _on_finalise(self) -> None:
        self._ctx.dialogs.confirm(
            self, self.tr("Make the report final?"),
            self.tr("Afterwards it can be read and sent, not changed."),
            self.tr("Finalise"), self.presenter.finalise,
        )  # fmt: skip

    def _on_finalised(self, result: Finalised) -> None:
        said = self.tr("Version {n} is final.").format(n=result.revision)
        self._ctx.status.say(said)

    # --- a correction: asked for in the page, nothing in front of it

    def _on_correct(self) -> None:
        self._ask_reason(True)
        self.ui.reason_edit.setFocus()

    def _on_keep(self) -> None:
        self._ask_reason(False)
        self.ui.correct_button.setFocus()

    def _on_reason(self, text: str) -> None:
        self.ui.begin_correction_button.setEnabled(bool(text.strip()))

    def _on_begin_correction(self) -> None:
        reason = self.ui.reason_edit.text().strip()
        if reason:
            self.ui.problem_label.hide()
            self.presenter.correct(reason)

    def _on_corrected(self) -> None:
        self._ask_reason(False)
        self._ctx.status.say(self.tr("The review is open again. Finalise when it is right."))

    def _ask_reason(self, asking: bool) -> None:
        ui = self.ui
        ui.reason_edit.clear()
        ui.begin_correction_button.setEnabled(False)
        ui.correct_holder.setVisible(asking)
        ui.correct_button.setVisible(not asking)

    # --- the hub

    def _on_invitation(self) -> None:
        title, kinds = self.tr("Open an invitation"), self.tr("Invitations")
        self._ctx.dialogs.open_file(self, title, f"{kinds} (*{INVITATION})", self._join)

    def _join(self, path: Path) -> None:
        self.presenter.join(path)

    def _on_joined(self, membership: object) -> None:
        name = getattr(membership, "name", "")
        self._answer(self.tr("You joined {hub}.").format(hub=name))

    def _on_send(self) -> None:
        self.presenter.send()

    def _on_sent(self, result: SendResult) -> None:
        self._answer(" ".join(result.problems), wrong=True)

    def _on_confirmation(self) -> None:
        review = self.presenter.data.view.review if self.presenter.data else None
        name = f"{review.school.name if review else 'report'} – confirmation.json"
        self._ctx.dialogs.save_file(
            self, self.tr("Save the hub’s confirmation"), name, "JSON (*.json)",
            self.presenter.save_confirmation,
        )  # fmt: skip

    def _on_confirmation_saved(self, path: Path) -> None:
        self._answer(self.tr("Written to {name}.").format(name=path.name))

    def _on_failed(self, part: str, error: ReviewerError) -> None:
        if part == "finalise":
            self.ui.problem_label.setText(sentence(error))
            self.ui.problem_label.show()
        else:
            self._answer(sentence(error), wrong=True)

    def _answer(self, text: str, *, wrong: bool = False) -> None:
        ui = self.ui
        ui.answer_label.setText(text)
        set_look(ui.answer_label, "error" if wrong else "secondary")
        ui.answer_icon.setVisible(wrong)
        ui.answer_holder.setVisible(bool(text))

    def _focus_inside(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus) and focus.isVisible()

    def _focus_next(self) -> None:
        """Put the focus on what comes next: the button that had it is gone."""
        ui = self.ui
        hub = (ui.send_button, ui.confirmation_button, ui.invitation_button)
        ours = (*hub, ui.finalise_button, ui.page_button)
        if self._acted == "finalise":
            ours = (ui.finalise_button, *hub, ui.page_button)
        self._acted = ""
        for button in ours:
            if button.isVisible() and button.isEnabled():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _dropped(self, event: QDropEvent) -> Path | None:
        data = self.presenter.data
        if data is None or data.membership is not None or data.view.review.practice:
            return None
        for url in event.mimeData().urls():
            if url.isLocalFile() and url.toLocalFile().lower().endswith(INVITATION):
                return Path(url.toLocalFile())
        return None
