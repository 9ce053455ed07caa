"""The area of excellence: what it is, whether it is accredited, and why."""

import itertools

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from reviewer_app.ui._forms.ui_judgement_excellence import Ui_JudgementExcellence
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.judgement.area_view import WIDEST, choices_of, in_card, put
from reviewer_app.ui.judgement.balance import BalancePanel
from reviewer_app.ui.judgement.data import JudgementData
from reviewer_app.ui.judgement.presenter import JudgementPresenter
from reviewer_app.ui.judgement.scale import ScaleWidget
from reviewer_app.ui.judgement.steps import Words
from reviewer_app.ui.judgement.versions import VersionsPanel
from reviewer_app.ui.strings import length_words
from reviewer_app.ui.widgets.prose import SETTLE_MILLISECONDS, count_words


class ExcellenceView(QWidget):
    """Title, outcome, text and contact; each saves itself."""

    def __init__(self, ctx: AppContext, presenter: JudgementPresenter, code: str) -> None:
        super().__init__()
        self.ui = Ui_JudgementExcellence()
        self.ui.setupUi(self)
        self._ctx, self._presenter, self.code = ctx, presenter, code
        self._target = 0
        self.scale = ScaleWidget(ctx.theme, self)
        self.balance = BalancePanel(ctx.theme, self)
        self.versions = VersionsPanel(ctx.theme, self)
        put(self.ui.outcome_holder.layout(), self.scale)
        self.ui.scroll_page.setMaximumWidth(WIDEST)
        put(self.ui.balance_holder.layout(), in_card(self.balance))
        put(self.ui.text_versions_holder.layout(), self.versions)
        self.ui.excellence_text_edit.set_lines(6)
        self._lines = {"title": self.ui.excellence_title_edit, "contact": self.ui.contact_edit}
        self._unsaved: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MILLISECONDS)
        self._timer.timeout.connect(self._save_lines)
        self._connect()

    def show_data(self, data: JudgementData) -> None:
        """Show what the store has; typing under way stays."""
        area, ui = data.area(self.code), self.ui
        if area is None:
            return
        section, read_only = data.excellence, data.view.final
        fields = section.fields if section else {}
        ui.area_label.setText(area.title)
        ui.intro_label.setText(area.intro)
        for name, line in self._lines.items():
            line.setReadOnly(read_only)
            if name not in self._unsaved:
                self._show_line(line, str(fields.get(name) or ""))
        scale = data.framework.scale(area.scale)
        if scale is not None:
            self.scale.show_choices(choices_of(scale, area), str(fields.get("outcome") or ""))
        self.scale.setEnabled(not read_only)
        self._target = area.target_words
        mine = self._ctx.session.account.person
        versions = section.versions if section else ()
        self.versions.show_versions([(data.person(w), t, w == mine) for w, t in versions])
        ui.text_versions_holder.setVisible(bool(versions))
        ui.excellence_text_edit.setVisible(not versions)
        ui.excellence_text_edit.setReadOnly(read_only)
        ui.excellence_text_edit.show_text(section.body if section else "")
        self._count()
        chain = [ui.excellence_title_edit, *self.scale.cards(), ui.excellence_text_edit]
        for first, then in itertools.pairwise([*chain, ui.contact_edit]):
            QWidget.setTabOrder(first, then)
        self.balance.show_balance([b for b in data.balance if b.area == self.code], data.notes)

    @property
    def unsaved(self) -> bool:
        """Say whether saving the words here failed."""
        return bool(self._unsaved) or self.ui.excellence_text_edit.dirty

    def flush(self) -> None:
        """Save what is typed."""
        self.ui.excellence_text_edit.flush()
        self._save_lines()

    def _connect(self) -> None:
        ui, presenter = self.ui, self._presenter
        self.scale.chosen.connect(presenter.give_outcome)
        presenter.text_failed.connect(self._on_text_failed)
        self.balance.note_asked.connect(lambda note: self._ctx.navigate("notes", note))
        ui.excellence_text_edit.settled.connect(lambda text: presenter.write_excellence(text))
        ui.excellence_text_edit.edited.connect(self._ctx.status.saving)
        ui.excellence_text_edit.textChanged.connect(self._count)
        self.versions.chosen.connect(lambda text: presenter.write_excellence(text))
        for name, line in self._lines.items():
            line.textEdited.connect(lambda _text, name=name: self._on_line_edited(name))
            line.editingFinished.connect(self._save_lines)

    def _on_text_failed(self, words: Words) -> None:
        """Hold on to what could not be saved, where it belongs here."""
        if words.what != "excellence":
            return
        if words.where == "body":
            self.ui.excellence_text_edit.keep()
        elif words.where in self._lines:
            self._unsaved.add(words.where)

    def _show_line(self, line: QLineEdit, text: str) -> None:
        if line.text() != text:
            line.setText(text)

    def _on_line_edited(self, name: str) -> None:
        self._unsaved.add(name)
        self._ctx.status.saving()
        self._timer.start()

    def _save_lines(self) -> None:
        self._timer.stop()
        if self._unsaved:
            values = {name: self._lines[name].text() for name in self._unsaved}
            self._unsaved.clear()
            self._presenter.write_excellence(**values)

    def _count(self) -> None:
        words = count_words(self.ui.excellence_text_edit.toPlainText())
        self.ui.words_label.setText(length_words(words, self._target))
