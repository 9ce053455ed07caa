"""The report place: *Write* and *Page*, as tabs or side by side."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QSplitter, QWidget

from reviewer_app.domain.errors import ReviewerError
from reviewer_app.ui._forms.ui_report import Ui_Report
from reviewer_app.ui.context import AppContext
from reviewer_app.ui.errors import sentence
from reviewer_app.ui.judgement.area_view import put
from reviewer_app.ui.report.pdf_view import PdfView
from reviewer_app.ui.report.presenter import ReportData, ReportPresenter
from reviewer_app.ui.report.printing import Printing
from reviewer_app.ui.report.write_view import WriteView

SIDE_BY_SIDE = 1500 - 176
"""The window's 1500 pixels without its rail."""
MARGINS = 48
"""Beside and between tabs and tools."""
CLOUD_FOLDERS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "com~apple~cloud")


class ReportPlace(QWidget):
    """Built once for each review."""

    def __init__(self, ctx: AppContext, review: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Report")
        self.ui = Ui_Report()
        self.ui.setupUi(self)
        self._ctx = ctx
        self.presenter = ReportPresenter(ctx, review, self)
        self.pdf = PdfView(self)
        put(self.ui.pdf_holder.layout(), self.pdf)
        me = ctx.session.account.person
        self.write = WriteView(ctx.theme, self.ui.write_page, self.ui.page_layout, me)
        self._printing = Printing(self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self.ui.split_layout.addWidget(self._splitter)
        self._splitter.hide()
        self._wide = False
        self._target = ""
        self._arriving = False
        self._behind = False  # the page lacks words that were written since
        self._dress()
        self._connect()

    def activate(self, target: str) -> None:
        """Come to the front; ``target`` is a section's key, an area's code, or ``page``."""
        self._target, self._arriving = target, True
        self.presenter.load()
        self.presenter.refresh()

    def flush(self) -> None:
        """Save what is typed."""
        self.write.flush()

    @property
    def unsaved(self) -> bool:
        """Say whether words are on screen that no commit has confirmed yet."""
        return self.write.unsaved

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put *Write* and *Page* side by side where there is room."""
        super().resizeEvent(event)
        wide = event.size().width() >= SIDE_BY_SIDE
        if wide != self._wide:
            self._wide = wide
            self._arrange()
        self._place_tools()

    def _dress(self) -> None:
        ui, theme = self.ui, self._ctx.theme
        for button, icon in (
            (ui.refresh_button, "refresh"), (ui.previous_button, "chevron_left"),
            (ui.next_button, "chevron_right"), (ui.smaller_button, "zoom_out"),
            (ui.larger_button, "zoom_in"), (ui.print_button, "print"),
        ):  # fmt: skip
            theme.bind_icon(button, icon)
        theme.bind_icon(ui.export_button, "picture_as_pdf", "on-accent")
        fixed = QSizePolicy.Policy.Maximum
        ui.state_label.setSizePolicy(fixed, fixed)
        theme.changed.connect(self._on_theme)
        self._dress_page()
        ui.message_label.hide()
        ui.page_problem_label.hide()
        ui.message_label.setContentsMargins(24, 0, 24, 0)
        self._on_page_changed(0, 0)

    def _on_theme(self) -> None:
        self._dress_page()
        self._place_tools()

    def _dress_page(self) -> None:
        """Put the pages on the theme's own ground: Qt draws it in the palette's dark colour."""
        palette = self.pdf.palette()
        palette.setColor(QPalette.ColorRole.Dark, self._ctx.theme.colour("pressed"))
        self.pdf.setPalette(palette)

    def _connect(self) -> None:
        ui, presenter = self.ui, self.presenter
        presenter.shown.connect(self._on_shown)
        presenter.page_making.connect(self._on_page_making)
        presenter.page_made.connect(self._on_page_made)
        presenter.page_failed.connect(self._on_page_failed)
        presenter.exported.connect(self._on_exported)
        presenter.export_failed.connect(self._on_export_failed)
        self.write.written.connect(presenter.write)
        self.write.written.connect(self._on_words)
        ui.report_tabs.currentChanged.connect(self._on_tab)
        presenter.text_failed.connect(self.write.keep)
        self.write.asked.connect(self._ctx.navigate)
        self.pdf.page_changed.connect(self._on_page_changed)
        self._printing.said.connect(self._say)
        ui.refresh_button.clicked.connect(self._on_refresh)
        ui.previous_button.clicked.connect(lambda: self.pdf.step(-1))
        ui.next_button.clicked.connect(lambda: self.pdf.step(1))
        ui.smaller_button.clicked.connect(lambda: self.pdf.zoom(-1))
        ui.larger_button.clicked.connect(lambda: self.pdf.zoom(1))
        ui.width_button.clicked.connect(self.pdf.fit_width)
        ui.export_button.clicked.connect(self._on_export)
        ui.print_button.clicked.connect(self._on_print)
        refresh = QShortcut(QKeySequence("Ctrl+R"), self)
        refresh.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        refresh.activated.connect(self._on_refresh)

    def _arrange(self) -> None:
        tabs, split, ui = self.ui.report_tabs, self._splitter, self.ui
        if self._wide:
            for part in (ui.write_tab, ui.page_tab):
                tabs.removeTab(tabs.indexOf(part))
                split.addWidget(part)
                part.show()
            tabs.hide()
            split.show()
            half = self.width() // 2
            split.setSizes([half, half])
        else:
            tabs.addTab(ui.write_tab, self.tr("Write"))
            tabs.addTab(ui.page_tab, self.tr("Page"))
            split.hide()
            tabs.show()

    def _place_tools(self) -> None:
        """Put the tools of the page beside the tabs where they fit: the page needs the height."""
        ui, tabs = self.ui, self.ui.report_tabs
        needed = ui.page_tools.sizeHint().width() + tabs.tabBar().sizeHint().width()
        beside = not self._wide and needed + MARGINS <= self.width()
        if beside and tabs.cornerWidget() is None:
            tabs.setCornerWidget(ui.page_tools)
        elif not beside and tabs.cornerWidget() is not None:
            tabs.setCornerWidget(None)  # type: ignore[arg-type]  # Qt's way to take it out
            ui.page_column_layout.insertWidget(0, ui.page_tools)
        ui.page_tools.setVisible(not beside or tabs.currentWidget() is ui.page_tab)

    def _on_shown(self, data: ReportData) -> None:
        self.write.show_data(data)
        version = self.tr("Version {n}").format(n=data.view.review.revision)
        self.ui.state_label.setText(version if data.view.final else self.tr("Draft"))
        if self._target == "page" and not self._wide:
            self.ui.report_tabs.setCurrentWidget(self.ui.page_tab)
        elif self._target:
            self._show_section(self._target)
        if self._arriving and self._target in ("", "page"):
            self._settle_focus()
        self._target, self._arriving = "", False

    def _settle_focus(self) -> None:
        """Begin where writing is: Enter on *Export* would export."""
        focus = self.window().focusWidget()
        if isinstance(focus, (QLineEdit, QPlainTextEdit)) and focus.isVisible():
            return  # somebody is typing: in a text here, or in the palette
        if not self._wide and self.ui.report_tabs.currentWidget() is self.ui.page_tab:
            self.pdf.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        text = self.write.first_to_write()
        if text is not None:
            text.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ui.write_area.ensureWidgetVisible(text, 0, 0)

    def _show_section(self, key: str) -> None:
        card = self.write.section(key)
        if card is None:
            return
        if not self._wide:
            self.ui.report_tabs.setCurrentWidget(self.ui.write_tab)
        self.ui.write_area.ensureWidgetVisible(card, 0, 0)
        text = self.write.texts.get(key)
        if text is not None:
            text.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_words(self, _key: str, _text: str) -> None:
        self._behind = True

    def _on_tab(self, _index: int) -> None:
        """Make the page anew where it is looked at and lacks what was written."""
        self._place_tools()
        if self._wide or self.ui.report_tabs.currentWidget() is not self.ui.page_tab:
            return
        self.flush()
        if self._behind:
            self._on_refresh()

    def _on_refresh(self) -> None:
        self.flush()
        # what was typed is written in the database lane; the page reads what is committed
        self._ctx.jobs.database.run(_nothing, self._on_written, self._on_nothing_failed)

    def _on_written(self, _result: object) -> None:
        self.presenter.refresh()

    def _on_nothing_failed(self, error: Exception) -> None:
        raise error

    def _on_page_making(self) -> None:
        self._behind = False
        self.ui.made_label.setText(self.tr("Making the page…"))

    def _on_page_made(self, data: bytes, when: datetime) -> None:
        if not self.pdf.show_pdf(data):
            self._say_on_page(self.tr("The page cannot be shown. Your words are safe."))
            return
        self.ui.page_problem_label.hide()
        time = when.astimezone().strftime("%H:%M:%S")
        self.ui.made_label.setText(self.tr("Made {time}").format(time=time))

    def _on_page_failed(self, error: ReviewerError) -> None:
        self.ui.made_label.setText("")
        self._say_on_page(sentence(error))

    def _say_on_page(self, text: str) -> None:
        self.ui.page_problem_label.setText(text)
        self.ui.page_problem_label.show()

    def _on_page_changed(self, page: int, pages: int) -> None:
        ui, said = self.ui, self.tr("Page {page} of {pages}")
        ui.page_label.setText(said.format(page=page, pages=pages) if pages else "")
        ui.previous_button.setEnabled(page > 1)
        ui.next_button.setEnabled(page < pages)
        for button in (ui.smaller_button, ui.larger_button, ui.width_button, ui.print_button):
            button.setEnabled(pages > 0)

    def _on_export(self) -> None:
        self.flush()
        name = self.presenter.data.file_name if self.presenter.data else "report.pdf"
        self._ctx.dialogs.save_file(
            self, self.tr("Export PDF – this file is not encrypted"), name, "PDF (*.pdf)",
            self.presenter.export,
        )  # fmt: skip

    def _on_exported(self, path: Path) -> None:
        said = self.tr("Written to {name} in {folder}. This file is not encrypted.")
        text = said.format(name=path.name, folder=path.parent.name or str(path.parent))
        if any(cloud in str(path).lower() for cloud in CLOUD_FOLDERS):
            text += " " + self.tr("Its folder is copied to a cloud service.")
        self._say(text)

    def _on_export_failed(self, error: ReviewerError) -> None:
        self._say(sentence(error))

    def _on_print(self) -> None:
        self._printing.print_pdf(self.pdf.pdf(), self)

    def _say(self, text: str) -> None:
        self.ui.message_label.setText(text)
        self.ui.message_label.show()


def _nothing() -> None:
    """Wait for one's turn in the database lane."""
