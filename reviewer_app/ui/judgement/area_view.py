"""One area: the scale, why, the evidence, and the statements."""

import itertools

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from reviewer_app.domain.entities import Statement
from reviewer_app.domain.framework import INSUFFICIENT, Area, Scale
from reviewer_app.ui._forms.ui_judgement_area import Ui_JudgementArea
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.judgement.balance import BalancePanel
from reviewer_app.ui.judgement.data import JudgementData
from reviewer_app.ui.judgement.link_popup import LinkPopup
from reviewer_app.ui.judgement.presenter import JudgementPresenter
from reviewer_app.ui.judgement.scale import Choice, ScaleWidget
from reviewer_app.ui.judgement.statement_list import StatementList
from reviewer_app.ui.judgement.statement_model import NoteNames
from reviewer_app.ui.judgement.steps import Words
from reviewer_app.ui.judgement.versions import VersionsPanel
from reviewer_app.ui.strings import length_words
from reviewer_app.ui.widgets.prose import SETTLE_MILLISECONDS, count_words

WIDEST = 1080
"""Lines longer than this are hard to read."""


def choices_of(scale: Scale, area: Area | None) -> list[Choice]:
    """Return the points of a scale with the descriptors of an area, or their definitions."""
    cells = scale.cells if scale.kind == "ordinal" else 0
    return [
        Choice(
            p.key, p.label, (area.descriptor(p.key) if area else "") or p.definition, p.cells, cells
        )
        for p in scale.points
    ]


def put(holder: QLayout | None, widget: QWidget) -> None:
    """Put ``widget`` into the empty place a form keeps for it."""
    if holder is None:
        raise ValueError("the form has no such place")
    holder.addWidget(widget)


def in_card(widget: QWidget) -> QFrame:
    """Return a card around ``widget``."""
    card = QFrame()
    card.setProperty("look", "card")
    QVBoxLayout(card).addWidget(widget)
    return card


class AreaView(QWidget):
    """Everything about one area, or about the overall estimate."""

    def __init__(self, ctx: AppContext, presenter: JudgementPresenter, code: str) -> None:
        super().__init__()
        self.ui = Ui_JudgementArea()
        self.ui.setupUi(self)
        self._ctx, self._presenter, self.code = ctx, presenter, code
        self._reason_timer = QTimer(self)
        self._reason_timer.setSingleShot(True)
        self._reason_timer.setInterval(SETTLE_MILLISECONDS)
        self._reason_timer.timeout.connect(self._save_reason)
        self._reason_refused = False
        self._typed: dict[str, str] = {}
        self._typing_timer = QTimer(self)
        self._typing_timer.setSingleShot(True)
        self._typing_timer.setInterval(SETTLE_MILLISECONDS)
        self._typing_timer.timeout.connect(self._keep_typing)
        theme = ctx.theme
        self.scale = ScaleWidget(theme, self)
        self.rationale_versions = VersionsPanel(theme, self)
        self.statement_versions = VersionsPanel(theme, self)
        self.balance = BalancePanel(theme, self)
        self.lists = {kind: StatementList(theme, kind, self) for kind in ("www", "ebi")}
        self.popup = LinkPopup(theme, self)
        self._tabbed: tuple[QWidget, ...] = ()
        self._build()
        self._connect()
        for kind, panel in self.lists.items():
            typing = presenter.data.typing if presenter.data else {}
            panel.ui.new_edit.setText(typing.get(f"{code}.{kind}", ""))

    def show_data(self, data: JudgementData) -> None:
        """Show what the store has; typing under way stays."""
        ui, area = self.ui, data.area(self.code)
        scale = data.framework.scale_of(self.code)
        read_only = data.view.final
        ui.area_label.setText(area.title if area else self.tr("Overall"))
        ui.intro_label.setText(area.intro if area else self._overall_words())
        ui.intro_label.setVisible(bool(ui.intro_label.text()))
        self._show_estimate(data, area, scale, read_only=read_only)
        ui.balance_frame.setVisible(area is not None)
        ui.statements_frame.setVisible(area is not None)
        ui.warning_label.setText(data.above_and_below() if area is None else "")
        ui.warning_label.setVisible(bool(ui.warning_label.text()))
        self.balance.show_balance([b for b in data.balance if b.area == self.code], data.notes)
        titles = {t.form_type: t.title.split(" · ")[0] for t in data.notes}
        names = NoteNames(
            {n.id: n.number for n in data.notes},
            {n.id: titles[n.form_type] for n in data.notes},
            data.unsaved,
        )
        for kind, panel in self.lists.items():
            panel.show_statements(data.of_list(self.code, kind), names, read_only=read_only)
        self._show_statement_versions(data)
        self._order_tabs()

    @property
    def unsaved(self) -> bool:
        """Say whether saving the words here failed."""
        kept = any(panel.refused for panel in self.lists.values())
        return (
            kept
            or any(self._typed.values())
            or self._reason_refused
            or self.ui.rationale_edit.dirty
        )

    def flush(self) -> None:
        """Save what is typed."""
        self.ui.rationale_edit.flush()
        if self._reason_timer.isActive() or self._reason_refused:
            self._save_reason()
        self._keep_typing()
        for panel in self.lists.values():
            panel.flush()

    def go_to(self, part: str) -> None:
        """Put the focus where ``part`` is: rationale, reason, www, ebi, a statement's id."""
        ui, reason = self.ui, Qt.FocusReason.OtherFocusReason
        wanted: QWidget | None = {
            "rationale": ui.rationale_edit,
            "reason": ui.reason_edit,
            **{kind: panel.ui.new_edit for kind, panel in self.lists.items()},
        }.get(part)
        for panel in self.lists.values():
            if panel.select(part):
                wanted = panel.ui.statements_view
        if wanted is not None:
            wanted.setFocus(reason)
            ui.scroll_area.ensureWidgetVisible(wanted)

    def _build(self) -> None:
        ui = self.ui
        ui.scroll_page.setMaximumWidth(WIDEST)
        put(ui.scale_holder.layout(), self.scale)
        put(ui.rationale_versions_holder.layout(), self.rationale_versions)
        put(ui.balance_holder.layout(), in_card(self.balance))
        put(ui.statement_versions_holder.layout(), self.statement_versions)
        for panel in self.lists.values():
            ui.statements_layout.addWidget(in_card(panel))

    def _order_tabs(self) -> None:
        """Put Tab in reading order; cards and lines of the balance are made late."""
        ui = self.ui
        parts = (*self.scale.cards(), *self.balance.rows())
        if parts == self._tabbed:
            return
        self._tabbed = parts
        texts = [ui.insufficient_check, ui.reason_edit, ui.rationale_edit]
        chain: list[QWidget] = [*self.scale.cards(), *texts, *self.balance.rows()]
        for panel in self.lists.values():
            chain += panel.tab_chain()
        for first, then in itertools.pairwise(chain):
            QWidget.setTabOrder(first, then)

    def _connect(self) -> None:
        ui, presenter, code = self.ui, self._presenter, self.code
        self.scale.chosen.connect(lambda key: presenter.give_point(code, key))
        ui.insufficient_check.clicked.connect(self._on_insufficient)
        ui.reason_edit.textEdited.connect(lambda _text: self._reason_timer.start())
        ui.reason_edit.editingFinished.connect(self._on_reason_left)
        ui.rationale_edit.settled.connect(lambda text: presenter.write_rationale(code, text))
        ui.rationale_edit.textChanged.connect(self._count)
        ui.rationale_edit.edited.connect(self._ctx.status.saving)
        self.rationale_versions.chosen.connect(lambda text: presenter.write_rationale(code, text))
        self.statement_versions.chosen.connect(self._on_text_chosen)
        self.balance.note_asked.connect(lambda note: self._ctx.navigate("notes", note))
        self.popup.closed.connect(lambda statement, notes: presenter.link(statement, notes))
        presenter.text_failed.connect(self._on_text_failed)
        presenter.typing_kept.connect(self._on_typing_kept)
        presenter.added.connect(self._on_added)
        for kind, panel in self.lists.items():
            panel.added.connect(lambda text, kind=kind: presenter.add(kind, code, text))
            panel.typing.connect(lambda text, kind=kind: self._on_typing(kind, text))
            panel.edited.connect(presenter.edit_text)
            panel.paused.connect(presenter.save_text)
            panel.moved.connect(self._on_moved)
            panel.status_given.connect(presenter.give_status)
            panel.deleted.connect(presenter.delete)
            panel.links_asked.connect(self._on_links_asked)

    def _show_estimate(
        self, data: JudgementData, area: Area | None, scale: Scale | None, *, read_only: bool
    ) -> None:
        ui, estimate = self.ui, data.estimates.get(self.code)
        graded = scale is not None and (area is None or area.graded)
        for frame in (ui.estimate_frame, ui.rationale_frame):
            frame.setVisible(graded)
        if scale is None:
            return
        point = data.point(self.code)
        self.scale.show_choices(choices_of(scale, area), point)
        self.scale.setEnabled(not read_only)
        ui.versions_label.setText(self._contested_words(data, scale))
        ui.versions_label.setVisible(bool(ui.versions_label.text()))
        insufficient = point == INSUFFICIENT
        ui.insufficient_check.setChecked(insufficient)
        ui.insufficient_check.setEnabled(not read_only)
        ui.reason_edit.setVisible(insufficient)
        ui.reason_edit.setReadOnly(read_only)
        reason = estimate.insufficient_reason if estimate else ""
        if not ui.reason_edit.hasFocus() and not self._reason_refused:
            ui.reason_edit.setText(reason)
        versions = estimate.rationales if estimate else ()
        mine = self._ctx.session.account.person
        self.rationale_versions.show_versions(
            [(data.person(who), text, who == mine) for who, text in versions]
        )
        ui.rationale_versions_holder.setVisible(bool(versions))
        ui.rationale_edit.setVisible(not versions)
        ui.rationale_edit.setReadOnly(read_only)
        ui.rationale_edit.show_text(estimate.rationale if estimate else "")
        self._target = data.framework.overall_rationale_words
        self._count()

    def _show_statement_versions(self, data: JudgementData) -> None:
        mine = self._ctx.session.account.person
        found = [s for s in data.statements if s.area == self.code and s.versions]
        self._contested: Statement | None = found[0] if found else None
        versions = self._contested.versions if self._contested else ()
        self.statement_versions.show_versions(
            [(data.person(who), text, who == mine) for who, text in versions]
        )
        self.ui.statement_versions_holder.setVisible(bool(versions))

    def _contested_words(self, data: JudgementData, scale: Scale) -> str:
        estimate = data.estimates.get(self.code)
        if estimate is None or not estimate.candidates:
            return ""
        parts = []
        for who, key in estimate.candidates:
            point = scale.point(key)
            parts.append(f"{data.person(who)}: {point.label if point else key}")
        return self.tr("Two versions. {who}. Choose the one that stands.").format(
            who=" · ".join(parts)
        )

    def _overall_words(self) -> str:
        return self.tr("The team decides the overall estimate together; it is never worked out.")

    def _count(self) -> None:
        words = count_words(self.ui.rationale_edit.toPlainText())
        self.ui.words_label.setText(length_words(words, getattr(self, "_target", 0)))

    def _on_insufficient(self, checked: bool) -> None:
        self._presenter.give_point(self.code, INSUFFICIENT if checked else "")
        if checked:
            self.ui.reason_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_reason_left(self) -> None:
        if self._reason_timer.isActive():
            self._save_reason()

    def _save_reason(self) -> None:
        self._reason_timer.stop()
        self._reason_refused = False
        self._presenter.write_reason(self.code, self.ui.reason_edit.text())

    def _on_text_failed(self, words: Words) -> None:
        """Hold on to what could not be saved, where it belongs here."""
        area, _, kind = words.where.partition(".")
        if area != self.code:
            return
        if words.what == "rationale":
            self.ui.rationale_edit.keep()
        elif words.what == "reason":
            self._reason_refused = True
        elif words.what == "new":
            self.lists[kind].take_back(words.text)
        elif words.what == "typing":
            self.lists[kind].refused = bool(self.lists[kind].ui.new_edit.text())

    def _on_text_chosen(self, text: str) -> None:
        if self._contested is not None:
            self._presenter.choose_text(self._contested.id, text)

    def _on_moved(self, statement: str, before: str) -> None:
        self._presenter.move(statement, before)
        for panel in self.lists.values():
            panel.select(statement)

    def _on_typing(self, kind: str, text: str) -> None:
        self._typed[kind] = text
        self._typing_timer.start()

    def _on_typing_kept(self, where: str) -> None:
        area, _, kind = where.partition(".")
        if area == self.code and kind not in self._typed:
            self.lists[kind].refused = False

    def _keep_typing(self) -> None:
        self._typing_timer.stop()
        for kind, panel in self.lists.items():
            if panel.refused:
                self._typed.setdefault(kind, panel.ui.new_edit.text())
        for kind, text in self._typed.items():
            self._presenter.keep_typing(kind, self.code, text)
        self._typed.clear()

    def _on_added(self, statement: str) -> None:
        """Make the new one current once it is in a list: its notes come next."""
        for panel in self.lists.values():
            panel.select(statement)

    def _on_links_asked(self, statement: str, at: QPoint) -> None:
        data = self._presenter.data
        found = next((s for s in data.statements if s.id == statement), None) if data else None
        if data is not None and found is not None:
            self.popup.open_for(statement, data.notes, found.evidence, at)
