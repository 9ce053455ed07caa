"""Typing evidence: times, chips, completion, undo, and whatever people paste."""

import json
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QTextCursor
from PySide6.QtTest import QTest

from reviewer_app.content import frameworks, lists
from reviewer_app.domain.body import Body, Link, find_marks
from reviewer_app.ui.evidence.chips import spans
from reviewer_app.ui.evidence.editor import EvidenceEditor
from reviewer_app.ui.evidence.line_times import LineTimes
from reviewer_app.ui.evidence.offsets import to_points, to_qt
from reviewer_app.ui.evidence.vocabulary import Vocabulary
from reviewer_app.ui.theme import Theme

FRAMEWORK = frameworks.built_in()[0]
VOCABULARY = Vocabulary(FRAMEWORK, lists.built_in("pupil_groups"))
Key, Modifier = Qt.Key, Qt.KeyboardModifier


class Watch:
    """Gives the times a test sets."""

    def __init__(self) -> None:
        self.time = "09:41"

    def __call__(self) -> str:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def editor(qtbot, theme: Theme, watch: Watch) -> Iterator[EvidenceEditor]:
    made = EvidenceEditor(theme, watch)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.set_vocabulary(VOCABULARY)
    made.load(Body())
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    yield made
    made.hide()


def press(editor: EvidenceEditor, *keys: Qt.Key, ctrl: bool = False) -> None:
    for key in keys:
        QTest.keyClick(editor, key, Modifier.ControlModifier if ctrl else Modifier.NoModifier)


def times(editor: EvidenceEditor) -> dict[int, str]:
    return dict(editor.body().times)


# ---- times ----


def test_each_line_gets_the_time_of_its_first_letter(editor, watch):
    QTest.keyClicks(editor, "Recap quiz")
    watch.time = "09:48"
    QTest.keyClicks(editor, " goes on")
    press(editor, Key.Key_Return)
    assert times(editor) == {0: "09:41"}, "an empty line has no time yet"
    watch.time = "09:52"
    QTest.keyClicks(editor, "Books out")
    assert times(editor) == {0: "09:41", 1: "09:52"}


def test_times_stay_with_their_words_when_lines_are_put_between(editor, watch):
    editor.load(Body("one\ntwo\nthree", ((0, "09:00"), (1, "09:10"), (2, "09:20"))))
    cursor = editor.textCursor()
    cursor.setPosition(4)  # before "two"
    editor.setTextCursor(cursor)
    watch.time = "10:00"
    press(editor, Key.Key_Return, Key.Key_Up)
    QTest.keyClicks(editor, "new")
    assert editor.toPlainText() == "one\nnew\ntwo\nthree"
    assert times(editor) == {0: "09:00", 1: "10:00", 2: "09:10", 3: "09:20"}


def test_a_split_line_keeps_its_time_on_both_halves_and_a_joined_one_the_first(editor):
    editor.load(Body("one two\nthree", ((0, "09:00"), (1, "09:20"))))
    cursor = editor.textCursor()
    cursor.setPosition(4)
    editor.setTextCursor(cursor)
    press(editor, Key.Key_Return)
    assert times(editor) == {0: "09:00", 1: "09:00", 2: "09:20"}
    press(editor, Key.Key_Backspace)
    press(editor, Key.Key_End, Key.Key_Delete)
    assert editor.toPlainText() == "one twothree"
    assert times(editor) == {0: "09:00"}


def test_a_deleted_paragraph_comes_back_with_its_times(editor, watch):
    editor.load(Body("one\ntwo\nthree", ((0, "09:00"), (1, "09:10"), (2, "09:20"))))
    editor.selectAll()
    press(editor, Key.Key_Delete)
    assert editor.toPlainText() == ""
    assert times(editor) == {}
    watch.time = "11:11"
    press(editor, Key.Key_Z, ctrl=True)
    assert editor.toPlainText() == "one\ntwo\nthree"
    assert times(editor) == {0: "09:00", 1: "09:10", 2: "09:20"}


def test_enter_twice_keeps_the_air_between_lines(editor):
    QTest.keyClicks(editor, "one")
    press(editor, Key.Key_Return, Key.Key_Return)
    QTest.keyClicks(editor, "two")
    assert editor.toPlainText() == "one\n\ntwo"
    heights = {b.blockFormat().lineHeight() for b in _blocks(editor)}
    assert len(heights) == 1
    QTest.keyClick(editor, Key.Key_Return, Modifier.ShiftModifier)
    assert "\u2028" not in editor.document().toRawText()


def _blocks(editor):
    block = editor.document().firstBlock()
    while block.isValid():
        yield block
        block = block.next()


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.sampled_from(["a", "Q ", "é", "😀"])),
        st.tuples(st.just("enter"), st.just("")),
        st.tuples(st.just("back"), st.just("")),
        st.tuples(st.just("go"), st.integers(0, 60)),
        st.tuples(st.just("cut"), st.integers(0, 60)),
        st.tuples(st.just("paste"), st.sampled_from(["x", "p\nq", "\n\n", "l\nm\nn\n"])),
        st.tuples(st.just("undo"), st.just("")),
        st.tuples(st.just("redo"), st.just("")),
    ),
    max_size=40,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_times_fit_the_lines_whatever_is_done_and_undo_brings_the_old_ones(editor, watch, edits):
    first = Body("one\n\nthree", ((0, "09:00"), (2, "09:20")))
    editor.load(first)
    for minute, (what, value) in enumerate(edits):
        watch.time = f"{10 + minute // 60}:{minute % 60:02}"
        cursor = editor.textCursor()
        if what == "type":
            QTest.keyClicks(editor, value) if value.isascii() else editor.insertPlainText(value)
        elif what == "enter":
            press(editor, Key.Key_Return)
        elif what == "back":
            press(editor, Key.Key_Backspace)
        elif what in ("go", "cut"):
            keep = QTextCursor.MoveMode.KeepAnchor
            mode = keep if what == "cut" else QTextCursor.MoveMode.MoveAnchor
            cursor.setPosition(min(value, editor.document().characterCount() - 1), mode)
            editor.setTextCursor(cursor)
            if what == "cut":
                press(editor, Key.Key_Delete)
        elif what == "paste":
            data = QMimeData()
            data.setText(value)
            editor.insertFromMimeData(data)
        elif what == "undo":
            press(editor, Key.Key_Z, ctrl=True)
        else:
            editor.redo()
        lines = editor.toPlainText().split("\n")
        now = times(editor)
        assert {n for n, line in enumerate(lines) if line} == set(now), (what, lines, now)
    last = editor.body()
    while editor.document().isUndoAvailable():
        editor.undo()
    assert editor.body() == first
    while editor.document().isRedoAvailable():
        editor.redo()
    if not any(what == "undo" for what, _ in edits):
        assert editor.body() == last


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 3), st.lists(st.booleans(), min_size=1)),
        max_size=20,
    )
)
def test_the_model_never_loses_count(edits):
    model = LineTimes(lambda: "10:00")
    model.load(3, [(0, "09:00"), (7, "never")])
    for first, removed, filled in edits:
        first = min(first, len(model.times) - 1)
        removed = min(removed, len(model.times) - 1 - first)
        expected = len(model.times) - removed + len(filled) - 1
        model.edited(first, removed, filled, head=False, tail=False)
        assert len(model.times) == expected


# ---- marks and chips ----


def test_one_undo_takes_a_chip_back(editor):
    QTest.keyClicks(editor, "! ")
    QTest.keyClicks(editor, "Questions work")
    assert find_marks(editor.toPlainText(), VOCABULARY.codes).proposals
    press(editor, Key.Key_Z, ctrl=True)
    press(editor, Key.Key_Z, ctrl=True)
    assert editor.toPlainText() == "!", "the words, then the chip, each in one step"


def test_one_undo_takes_a_finished_mark_back(editor):
    QTest.keyClicks(editor, "re-models #Q3")
    assert list(spans(editor.toPlainText(), VOCABULARY.knows))
    press(editor, Key.Key_Z, ctrl=True)
    assert editor.toPlainText() == "re-models #Q"


def test_words_complete_to_titles_and_a_sign_sets_polarity(editor):
    QTest.keyClicks(editor, "asks why #question")
    chosen = editor.completion.current()
    assert chosen is not None
    assert "question" in chosen.title.lower()
    QTest.keyClicks(editor, "-")
    assert editor.toPlainText() == f"asks why #{chosen.code}-"
    assert not editor.completion.isVisible()
    press(editor, Key.Key_Z, ctrl=True)
    assert editor.toPlainText() == "asks why #question"


@pytest.mark.parametrize(("typed", "code"), [("TA", "D4"), ("books", None), ("Q3", "Q3")])
def test_completion_goes_by_words_of_titles_and_prompts(typed, code):
    found = VOCABULARY.aspects(typed)
    assert found, typed
    if code:
        assert found[0].code == code


def test_groups_complete_to_their_words_and_are_told(editor, qtbot):
    QTest.keyClicks(editor, "for @eal")
    with qtbot.waitSignal(editor.group_named) as told:
        press(editor, Key.Key_Return)
    assert told.args == ["eal"]
    assert editor.toPlainText() == "for English as an additional language"


def test_arrows_choose_and_escape_leaves_ordinary_text(editor):
    QTest.keyClicks(editor, "#l")
    first = editor.completion.current()
    press(editor, Key.Key_Down)
    assert editor.completion.current() != first
    press(editor, Key.Key_Escape, Key.Key_Return)
    assert editor.toPlainText() == "#l\n"


def test_enter_after_a_code_is_a_new_line(editor):
    QTest.keyClicks(editor, "#Q3")
    press(editor, Key.Key_Return)
    assert editor.toPlainText() == "#Q3\n"


def test_marks_in_the_middle_of_words_are_ordinary_text(editor):
    for text in ("a#Q3", "#Q3x", "#Z9", "##Q3", "# Q3"):
        assert not list(spans(text, VOCABULARY.knows)), text


def test_polarity_is_a_shape_and_is_hidden_from_a_neighbour(editor):
    editor.load(Body("good #Q3+\nless good #D4-\n? ask the SENCO"))
    shown = editor.grab().toImage()
    editor.set_private(True)
    assert editor.grab().toImage() != shown
    assert editor.toPlainText().startswith("good #Q3+"), "the text itself is untouched"


def test_colouring_anew_is_not_an_edit_and_costs_no_time(editor, theme):
    editor.load(Body("one #Q3+\n? two\nthree", ((0, "09:00"), (1, "09:10"), (2, "09:20"))))
    edits = []
    editor.edited.connect(lambda: edits.append(True))
    editor.set_private(True)
    press(editor, Key.Key_Down, Key.Key_Down)
    editor.set_vocabulary(Vocabulary())
    theme.changed.emit()
    assert edits == []
    assert times(editor) == {0: "09:00", 1: "09:10", 2: "09:20"}


# ---- what people paste ----

HOSTILE = {
    "markup": "<b>bold</b><img src=x onerror=alert(1)>&lt;script&gt;",
    "bidi": "safe \u202egnp.exe\u202c name \u2066x\u2069",
    "control": "bell\x07 escape\x1b[31m null\x00 end",
    "separators": "one\u2028two\u2029three\r\nfour\rfive",
    "astral": "😀👩\u200d👧 #Q3+ Łódź Ŵŷ",
    "combining": "e\u0301" * 200,
    "formula": "=cmd|' /C calc'!A0 +1 -1 @SUM",
    "template": "{{7*7}} %s ${x} {0.__class__}",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_pasted_text_is_words_only(editor, name):
    data = QMimeData()
    data.setHtml("<h1>rich</h1>")
    data.setText(HOSTILE[name])
    editor.insertFromMimeData(data)
    text = editor.body().text
    assert "rich" not in text
    assert not set(text) & set("\x00\x07\x1b\r\u2028\u2029\u202e\u2066")
    if name in ("markup", "formula", "template"):
        assert text == HOSTILE[name]
    fonts = {b.charFormat().fontPointSize() for b in _blocks(editor)}
    assert len(fonts) == 1


def test_rich_text_without_words_is_refused(editor):
    data = QMimeData()
    data.setImageData(editor.grab().toImage())
    assert not editor.canInsertFromMimeData(data)


def test_positions_survive_letters_outside_the_plane(editor):
    text = "😀 good #Q3+ 😀"
    for point in range(len(text) + 1):
        assert to_points(text, to_qt(text, point)) == point
    editor.load(Body(text, (), (Link("k", 2, 6, "good", "Q3", "strength"),)))
    QTest.keyClicks(editor, "xx ")
    assert [(k.start, k.quote) for k in editor.body().links] == [(5, "good")]


def test_twenty_thousand_letters_and_a_megabyte_leave_the_window_answering(editor):
    for text in ("x" * 20_000, "word and words\n" * 70_000):
        data = QMimeData()
        data.setText(text)
        editor.insertFromMimeData(data)
        begun = time.monotonic()
        QTest.keyClicks(editor, "yes")
        editor.grab()
        assert time.monotonic() - begun < 30, "only a hang fails this; figures are the bench's"
        assert "yes" in editor.toPlainText()
        editor.load(Body())


def test_copies_stay_out_of_clipboard_history(editor):
    editor.load(Body("Two pupils wait"))
    editor.selectAll()
    data = editor.createMimeDataFromSelection()
    assert data.text() == "Two pupils wait"
    assert not data.hasHtml()
    assert any("ExcludeClipboardContentFromMonitorProcessing" in f for f in data.formats())


# ---- the rest ----


def test_a_change_from_elsewhere_leaves_caret_and_undo(editor):
    editor.load(Body("one\ntwo"))
    press(editor, Key.Key_End, ctrl=False)
    cursor = editor.textCursor()
    cursor.setPosition(7)
    editor.setTextCursor(cursor)
    QTest.keyClicks(editor, "!")
    editor.refresh(Body("zero\none\ntwo!", ((0, "08:00"),)))
    assert editor.textCursor().position() == len("zero\none\ntwo!")
    assert times(editor)[0] == "08:00"
    assert editor.document().isUndoAvailable()


def test_palms_do_not_move_the_caret_in_quiet_mode(editor):
    editor.load(Body("one\ntwo\nthree"))
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.set_quiet(True)
    QTest.keyClicks(editor, "x")
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    assert editor.textCursor().atEnd()
    editor.set_quiet(False)
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    assert not editor.textCursor().atEnd()


def test_colouring_a_key_touches_one_line(editor, monkeypatch):
    editor.load(Body("\n".join(f"line {n} #Q3+" for n in range(300))))
    touched = []
    real = type(editor.highlighter).highlightBlock
    monkeypatch.setattr(
        type(editor.highlighter),
        "highlightBlock",
        lambda self, text: (touched.append(text), real(self, text))[1],
    )
    QTest.keyClicks(editor, "abc")
    assert len(touched) <= 3


def test_the_value_is_ready_for_json(editor):
    QTest.keyClicks(editor, "Recap #Q3+")
    assert json.loads(json.dumps(editor.body().as_value()))["times"] == [[0, "09:41"]]


def test_marks_side_by_side_stay_apart(editor):
    editor.load(Body("Asked six pupils #Q2- #Q4-"))
    block = editor.document().firstBlock()
    first, second = (box for box, _ in editor._chips._boxes(block, QPointF(0, 0)))
    assert second.left() - first.right() >= 2


def test_times_stand_in_a_column_on_the_line_of_the_words(editor, theme):
    font = editor.margin._font()
    metrics = QFontMetricsF(font)
    assert metrics.horizontalAdvance("11:11") == metrics.horizontalAdvance("08:40")
    editor.load(Body("Words", times=((0, "09:41"),)))
    line = next(editor.visible_lines())
    ascent = QFontMetricsF(editor.font()).ascent()
    caret = editor.cursorRect()
    assert line.top <= caret.top() <= line.baseline - ascent / 2 < line.baseline <= line.bottom
