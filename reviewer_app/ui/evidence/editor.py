"""The evidence text: plain, with its own times in the margin, marks as chips, words completed.

A QTextEdit that never holds rich text: QPlainTextEdit cannot give its lines height, and a page of
notes typed on the knees needs the air (interface.md, Look).
"""

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.body import Body, Link
from reviewer_app.ui.evidence.chips import ChipPainter, MarkHighlighter
from reviewer_app.ui.evidence.completion import CompletionList
from reviewer_app.ui.evidence.line_times import LineTimes
from reviewer_app.ui.evidence.margin import TimeMargin
from reviewer_app.ui.evidence.offsets import common, to_points, to_qt
from reviewer_app.ui.evidence.plain_text import Line, PlainText
from reviewer_app.ui.evidence.typing_help import TypingHelp
from reviewer_app.ui.evidence.vocabulary import Vocabulary
from reviewer_app.ui.theme import Theme

_LINE_HEIGHT = 140
"""Per cent of Inter's own line, which is 1.2: together 1.5 times the letters and a little."""

Modifier = Qt.KeyboardModifier
Key = Qt.Key
PALM_MS = 300
_COMMAND = Modifier.ControlModifier | Modifier.AltModifier


class EvidenceEditor(PlainText):
    """The text box of a note.

    ``edited``: somebody changed the text (not ``load``). ``left``: the focus went.
    ``group_named(key)``: a pupil group was completed.
    """

    edited = Signal()
    left = Signal()
    group_named = Signal(str)

    def __init__(self, theme: Theme, now: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.vocabulary = Vocabulary()
        self._times = LineTimes(now)
        self._links: tuple[Link, ...] = ()
        self._loading = self._travelling = False
        self._lines = 1
        self._quiet = False
        self._last_key = QElapsedTimer()
        self.setProperty("look", "evidence")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setAutoFormatting(PlainText.AutoFormattingFlag.AutoNone)
        self.highlighter = MarkHighlighter(self.document(), theme, self.knows)
        self._chips = ChipPainter(theme, self.knows, self)
        self.margin = TimeMargin(self, theme)
        self.completion = CompletionList(theme, self)
        self._help = TypingHelp(self, self.completion)
        self._help.group_named.connect(self.group_named)
        self.document().contentsChange.connect(self._on_contents_change)
        self.textChanged.connect(self._on_text_changed)
        self.cursorPositionChanged.connect(self._on_caret_moved)
        self.verticalScrollBar().valueChanged.connect(self.margin.update)
        self.document().documentLayout().documentSizeChanged.connect(self._on_resized_text)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # ---- what it holds ----

    def load(self, body: Body) -> None:
        """Show a note's text; undo starts here."""
        self._loading = True
        self.setUndoRedoEnabled(False)
        self.setPlainText(body.text)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(
            _LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        cursor.mergeBlockFormat(spaced)
        self.setUndoRedoEnabled(True)
        self._links = body.links
        self._lines = self.document().blockCount()
        self._times.load(self._lines, body.times)
        self._loading = False
        self.completion.hide()
        self.margin.update()

    def refresh(self, body: Body) -> None:
        """Take in a text changed elsewhere: only what differs, so that caret and undo stay."""
        self._links = body.links
        if self.toPlainText() == body.text:
            return
        self._loading = True
        self._replace_differing(body.text)
        self._loading = False
        self._lines = self.document().blockCount()
        self._times.load(self._lines, body.times)
        self._times.remember(self.document().availableUndoSteps())
        self.margin.update()

    def put_back(self, text: str) -> None:
        """Make ``text`` the text, as an edit that can be undone."""
        self._replace_differing(text)

    def body(self) -> Body:
        """Return the text with its times and links, each link where its words are now."""
        return Body(self.toPlainText(), self._times.pairs(), self._links).reanchored()

    def add_link(self, link: Link) -> None:
        """Link a passage; the same passage and aspect again replaces it."""
        others = [k for k in self._links if (k.quote, k.aspect) != (link.quote, link.aspect)]
        self._links = (*others, link)

    def drop_links(self, aspect: str) -> None:
        """Take back the links of passages to ``aspect``."""
        self._links = tuple(k for k in self._links if k.aspect != aspect)

    def selected_points(self) -> tuple[int, int]:
        """Return the selection in code points."""
        text, cursor = self.toPlainText(), self.textCursor()
        return to_points(text, cursor.selectionStart()), to_points(text, cursor.selectionEnd())

    def set_proposed(self, lines: Mapping[str, bool]) -> None:
        """Take which lines were proposed (``line_key``), and whether they still stand."""
        if lines != self._chips.proposed:
            self._chips.proposed = lines
            self.viewport().update()

    def leave_selection(self) -> None:
        """Put the caret behind the selected words, so that the next key does not replace them."""
        cursor = self.textCursor()
        cursor.setPosition(cursor.selectionEnd())
        self.setTextCursor(cursor)

    # ---- how it behaves ----

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Complete and recognise these aspects and groups from now on."""
        if vocabulary.codes != self.vocabulary.codes:
            self.vocabulary = vocabulary
            self._recolour()
        self.vocabulary = vocabulary

    def set_private(self, private: bool) -> None:
        """Hide what a neighbour should not read: polarity of marks, notes to self."""
        self._chips.private = self.highlighter.private = private
        line = self.textCursor().blockNumber()
        self.highlighter.caret_line = self._chips.caret_line = line
        self._recolour()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Ask for no height: the note gives what room it has."""
        return QSize(super().sizeHint().width(), 0)

    def set_quiet(self, quiet: bool) -> None:
        """Make the caret large, and be deaf to taps right after a key: palms move carets."""
        self._quiet = quiet
        self.setCursorWidth(3 if quiet else 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the caret where it is pressed, unless a palm did it."""
        if self._quiet and self._last_key.isValid() and self._last_key.elapsed() < PALM_MS:
            event.accept()
            return
        super().mousePressEvent(event)

    def knows(self, code: str) -> bool:
        """Say whether ``code`` is an aspect of the framework in use."""
        return self.vocabulary.knows(code)

    def undo(self) -> None:
        """Take the last edit back; the times of lines go back with it."""
        self._travel(self.document().undo)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._travel(self.document().redo)

    def visible_lines(self) -> Iterator[Line]:
        """Yield the lines in sight, from the top."""
        for block, top_left, height in self._visible_blocks():
            first, number = block.layout().lineAt(0), block.blockNumber()
            baseline = top_left.y() + height
            if first.isValid():
                # proportional line height puts the extra space above the letters
                baseline = top_left.y() + first.y() + first.height() - first.descent()
            yield Line(
                number, top_left.y(), top_left.y() + height, baseline,
                self._times.time_of(number), block.text(),
            )  # fmt: skip

    # ---- keys ----

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Complete, undo, make chips; anything else is the text box's own."""
        self._last_key.start()
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        if self.completion.isVisible() and self._help.completion_key(event):
            return
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo()
        elif event.key() in (Key.Key_Return, Key.Key_Enter) and not event.modifiers() & _COMMAND:
            # Qt's own Enter drops the line height after an empty line, and Shift+Enter would put a
            # line separator into the text
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        elif not self._help.chip_key(event):
            super().keyPressEvent(event)
        if event.text() or event.key() in (Key.Key_Backspace, Key.Key_Delete):
            self._help.offer()

    # ---- painting and plumbing ----

    def event(self, event: QEvent) -> bool:
        """Take Escape for the suggestions before any shortcut does."""
        override = event.type() == QEvent.Type.ShortcutOverride
        escape = isinstance(event, QKeyEvent) and event.key() == Key.Key_Escape
        if override and escape and self.completion.isVisible():
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw chips behind the text, the text, then triangles and labels."""
        blocks = [b for b in self._visible_blocks() if self._decorated(b[0])]
        if blocks:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for block, top_left, _height in blocks:
                self._chips.behind(painter, block, top_left)
            painter.end()
        super().paintEvent(event)
        if blocks:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            right = self.viewport().width() - 8.0
            for block, top_left, _height in blocks:
                self._chips.beside(painter, block, top_left, right)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin beside the text."""
        super().resizeEvent(event)
        self._place_margin()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list and say that the field was left."""
        super().focusOutEvent(event)
        self.completion.hide()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _decorated(self, block: QTextBlock) -> bool:
        text = block.text()
        return "#" in text or text.startswith(("! ", "? "))

    def _replace_differing(self, text: str) -> None:
        mine = self.toPlainText()
        head = common(mine, text)
        tail = common(mine[head:][::-1], text[head:][::-1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(to_qt(mine, head))
        cursor.setPosition(to_qt(mine, len(mine) - tail), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[head : len(text) - tail])

    def _visible_blocks(self) -> Iterator[tuple[QTextBlock, QPointF, float]]:
        layout, scrolled = self.document().documentLayout(), self.verticalScrollBar().value()
        block = self.cursorForPosition(self.viewport().rect().topLeft()).block()
        bottom = self.viewport().height()
        while block.isValid():
            rect = layout.blockBoundingRect(block)
            top = rect.top() - scrolled
            if top > bottom:
                return
            place = block.layout().position()
            yield block, QPointF(place.x(), place.y() - scrolled), rect.height()
            block = block.next()

    def _travel(self, step: Callable[[], None]) -> None:
        self._travelling = True
        try:
            step()
        finally:
            self._travelling = False
        self.ensureCursorVisible()

    def _on_contents_change(self, position: int, removed: int, added: int) -> None:
        if self._loading or (not removed and not added):
            return
        document = self.document()
        lines = document.blockCount()
        if self._travelling:
            self._times.recall(document.availableUndoSteps())
            self._times.fit(lines)
            self._lines = lines
            return
        first = document.findBlock(position)
        last_letter = max(document.characterCount() - 1, 0)
        end = min(position + added, last_letter)
        last = document.findBlock(end)
        grown = last.blockNumber() - first.blockNumber()
        shrunk = self._lines - (lines - grown)
        filled, block = [], first
        while block.isValid() and block.blockNumber() <= last.blockNumber():
            filled.append(block.length() > 1)
            block = block.next()
        self._times.edited(
            first.blockNumber(), max(shrunk, 0), filled,
            head=position > first.position(), tail=end < last.position() + last.length() - 1,
        )  # fmt: skip
        self._times.fit(lines)
        self._lines = lines
        self._times.remember(document.availableUndoSteps())

    def _on_text_changed(self) -> None:
        if not self._loading:
            self.margin.update()
            self.edited.emit()

    def _on_caret_moved(self) -> None:
        if not self.highlighter.private:
            return
        old, new = self.highlighter.caret_line, self.textCursor().blockNumber()
        if old != new:
            self.highlighter.caret_line = self._chips.caret_line = new
            for number in (old, new):
                block = self.document().findBlockByNumber(number)
                if block.isValid() and block.text().startswith("? "):
                    self._recolour(block)

    def _recolour(self, block: QTextBlock | None = None) -> None:
        """Colour anew; Qt calls that a change of the text, and it is none."""
        self._loading = True
        if block is None:
            self.highlighter.rehighlight()
        else:
            self.highlighter.rehighlightBlock(block)
        self._loading = False

    def _on_resized_text(self) -> None:
        self.margin.update()

    def _on_theme_changed(self) -> None:
        self._place_margin()
        self._recolour()
        self.viewport().update()

    def _place_margin(self) -> None:
        width = self.margin.wanted_width()
        if self.viewportMargins().left() != width:
            self.setViewportMargins(width, 4, 8, 4)
        view = self.viewport().geometry()
        self.margin.setGeometry(QRect(view.left() - width, view.top(), width, view.height()))
