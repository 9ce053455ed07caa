"""The form engine: any kind of note from its file, usable by keyboard and screen reader."""

import re
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTableView, QVBoxLayout, QWidget

from reviewer_app.content import form_types, frameworks, lists
from reviewer_app.domain.form_type import FieldKind
from reviewer_app.domain.school import School
from reviewer_app.ui.evidence.chip_group import ChipGroup
from reviewer_app.ui.evidence.fields import parse_time
from reviewer_app.ui.evidence.form_engine import FormEngine
from reviewer_app.ui.evidence.subject import subject_for
from reviewer_app.ui.evidence.vocabulary import Vocabulary
from reviewer_app.ui.evidence.years import years_of
from tests.ui.notes_session import a_note

LISTS = {
    "years": lists.built_in("years"),
    "groups": lists.built_in("pupil_groups"),
    "subjects": lists.built_in("subjects"),
}
TUTOR_WALK = b"""
key: tutor_walk
version: "1"
title: Tutor walk
short: Tutor
first_letter: T
icon: school
needs_year: false
fields:
  - {key: years, label: Year, kind: years, target: years, shown: lesson}
  - {key: group, label: Tutor group, kind: text, shown: lesson, max_length: 20}
  - {key: mood, label: Mood, kind: choice, shown: lesson, choices: [
      {key: calm, label: Calm}, {key: loud, label: Loud}]}
  - {key: seen, label: Seen, kind: choices, choices: [{key: register, label: Register},
      {key: news, label: News}]}
  - {key: count, label: Pupils, kind: number, minimum: 0, maximum: 40}
  - {key: on_time, label: Began on time, kind: yes_no}
  - {key: day, label: Day, kind: date}
  - {key: bell, label: Bell, kind: time}
  - {key: story, label: Story, kind: long_text, shown: lesson, max_length: 400}
  - {key: subject, label: Subject, kind: subject, target: subject}
  - {key: groups, label: Pupil groups, kind: groups, target: groups}
"""


class Form(QWidget):
    """Three hosts, as a note has them."""

    def __init__(self) -> None:
        super().__init__()
        self.hosts = [QWidget(self) for _ in range(3)]
        layout = QVBoxLayout(self)
        for host in self.hosts:
            layout.addWidget(host)
        self.engine = FormEngine(*self.hosts, self)


@pytest.fixture
def form(qtbot, theme):
    made = Form()
    qtbot.addWidget(made)
    made.resize(700, 900)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def test_a_new_kind_of_note_needs_a_file_and_no_code(form):
    tutor = form_types.load_form_type(TUTOR_WALK, "tutor_walk.yaml")
    form.engine.build(tutor, LISTS)
    values = {
        "x.group": "7T", "x.mood": "calm", "x.seen": ["news"], "x.count": 28, "x.on_time": False,
        "x.day": "2026-11-10", "x.bell": "08:45", "x.story": "Two\nlines", "subject": "Gardening",
        "groups": ["eal"], "years": ["7"],
    }  # fmt: skip
    note = a_note(
        "A1", years=("7",), subject="Gardening", groups=("eal",),
        extra={k[2:]: v for k, v in values.items() if k.startswith("x.")},
    )  # fmt: skip
    form.engine.show_note(note, read_only=False)
    assert {t: form.engine.editor_for(t).value() for t in values} == values
    assert {f.kind for f in tutor.fields} == set(FieldKind), "every kind is drawn here"


def test_an_empty_note_shows_empty_fields_and_says_so(form):
    form.engine.build(form_types.load_form_type(TUTOR_WALK, "t.yaml"), LISTS)
    form.engine.show_note(a_note("A1"), read_only=False)
    found = {t: form.engine.editor_for(t).value() for t in
             ("x.group", "x.mood", "x.seen", "x.count", "x.on_time", "x.day", "x.bell",
              "x.story")}  # fmt: skip
    assert found == {
        "x.group": "", "x.mood": "", "x.seen": [], "x.count": None, "x.on_time": None,
        "x.day": "", "x.bell": "", "x.story": "",
    }  # fmt: skip


def test_showing_a_note_is_not_an_edit_and_typing_is(form, qtbot):
    form.engine.build(form_types.load_form_type(TUTOR_WALK, "t.yaml"), LISTS)
    edits = []
    form.engine.field_edited.connect(lambda target, value: edits.append((target, value)))
    form.engine.show_note(a_note("A1", subject="Music", years=("4",)), read_only=False)
    assert edits == []
    QTest.keyClicks(form.engine.editor_for("x.group").stop, "7T")
    assert edits == [("x.group", "7"), ("x.group", "7T")]


@pytest.mark.parametrize("name", ["lesson_visit", "meeting"])
def test_every_field_has_a_name_and_a_label_that_leads_to_it(form, name):
    kind = next(t for t in form_types.built_in() if t.key == name)
    form.engine.build(kind, LISTS)
    buddies = {label.buddy() for label in form.findChildren(QLabel) if label.buddy()}
    for field in kind.fields:
        editor = form.engine.editors[field.key]
        assert editor.widget.accessibleName() == field.label
        assert editor.stop in buddies, field.key


def test_a_lesson_shows_year_subject_so_what_agreed_and_nothing_else(form):
    kind = next(t for t in form_types.built_in() if t.key == "lesson_visit")
    form.engine.build(kind, LISTS)
    shown = [f.key for f in kind.fields if f.shown == "lesson"]
    assert sorted(shown) == ["agreed", "so_what", "subject", "years"]
    assert len(form.engine.stops(0)) + len(form.engine.stops(1)) == 4


def test_years_by_keyboard_type_the_number_and_space(form):
    form.engine.build(form_types.load_form_type(TUTOR_WALK, "t.yaml"), LISTS)
    years = form.engine.editor_for("years")
    chips = years.stop
    assert isinstance(chips, ChipGroup)
    chips.setFocus()
    for letter in "1", "1":
        QTest.keyClicks(form.focusWidget(), letter)
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Space)
    assert years.value() == ["11"]
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Right)
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Space)
    assert years.value() == ["11", "12"]
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_End)
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Space)
    assert years.value() == ["whole"], "the whole school stands alone"
    stops = [b for b in chips.buttons.values() if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1, "a row of years is one stop for Tab"
    assert chips.buttons["4"].accessibleName() == "Year: Year 4"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("9:40", "09:40"), ("940", "09:40"), ("0940", "09:40"), ("9.40", "09:40"), ("14", "14:00"),
     ("25:00", ""), ("9:75", ""), ("later", ""), ("", "")],
)  # fmt: skip
def test_times_are_read_as_people_type_them(typed, kept):
    assert parse_time(typed) == kept


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Sci", "Science"), ("science", "Science"), ("maths", "Mathematics"), ("MFL", "Languages"),
     ("PE", "Physical education"), ("Early years", ""), ("Gardening", ""), ("S", ""), ("", ""),
     ("re", "Religious education"), ("read", "Reading and phonics")],
)  # fmt: skip
def test_a_subject_is_found_by_any_name_and_its_beginning(typed, found):
    assert subject_for(typed, LISTS["subjects"]) == found


def a_subject(form, qtbot):
    form.engine.build(form_types.load_form_type(TUTOR_WALK, "t.yaml"), LISTS)
    subject = form.engine.editor_for("subject")
    form.activateWindow()
    qtbot.waitUntil(lambda: subject.combo.isVisible() and form.isActiveWindow())
    subject.combo.setFocus()
    return subject, subject.combo.lineEdit()


# the list under the subject box is a window: this platform cannot give it the keyboard
@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
@pytest.mark.parametrize(("typed", "kept"), [("Sci", "Science"), ("math", "Mathematics")])
def test_enter_and_tab_take_the_one_subject_that_begins_so(form, qtbot, key, typed, kept):
    subject, line = a_subject(form, qtbot)
    QTest.keyClicks(line, typed)
    popup = subject.combo.completer().popup()
    assert popup.isVisible()
    QTest.keyClick(popup, key)  # keys go to the list that is open, and from there to the box
    assert subject.value() == kept
    popup.hide()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_the_list_offers_by_other_names_and_gives_the_one_on_screen(form, qtbot):
    subject, line = a_subject(form, qtbot)
    QTest.keyClicks(line, "sport")
    popup = subject.combo.completer().popup()
    assert popup.model().rowCount() == 1
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert subject.value() == "Physical education"


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_a_subject_shortened_by_hand_stays_as_it_is(form, qtbot):
    subject, line = a_subject(form, qtbot)
    QTest.keyClicks(line, "Art")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert subject.value() == "Art and design"
    for _ in range(len(" and design")):
        QTest.keyClick(line, Qt.Key.Key_Backspace)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert subject.value() == "Art"
    subject.combo.completer().popup().hide()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_a_list_that_drops_down_shows_its_last_entry(form, theme, qtbot, zoom):
    theme.set_zoom(zoom)
    form.engine.build(form_types.load_form_type(TUTOR_WALK, "t.yaml"), LISTS)
    form.activateWindow()
    combo = form.engine.editor_for("x.mood").combo
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    combo.showPopup()
    view = combo.view()
    qtbot.waitUntil(view.isVisible)
    last = view.visualRect(view.model().index(combo.count() - 1, 0))
    assert view.viewport().rect().contains(last)
    combo.hidePopup()
    theme.set_zoom(1.0)


def test_a_calendar_has_whole_names_of_days_and_no_red(form, theme):
    form.engine.build(form_types.load_form_type(TUTOR_WALK, "t.yaml"), LISTS)
    day = form.engine.editor_for("x.day").edit
    calendar = day.calendarWidget()
    for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        assert not calendar.weekdayTextFormat(weekday).foreground().style().value
    calendar.show()
    calendar.resize(calendar.sizeHint())
    view = calendar.findChild(QTableView)
    name = view.fontMetrics().horizontalAdvance("Wed")
    assert view.columnWidth(3) >= name + 4
    calendar.hide()


def test_a_time_half_typed_is_not_kept_as_nonsense(form):
    form.engine.build(form_types.load_form_type(TUTOR_WALK, "t.yaml"), LISTS)
    bell = form.engine.editor_for("x.bell")
    kept = []
    bell.changed.connect(lambda: kept.append(bell.value()))
    QTest.keyClicks(bell.stop, "9:4x")
    assert "" not in kept


def test_a_note_to_read_cannot_be_changed(form):
    form.engine.build(form_types.load_form_type(TUTOR_WALK, "t.yaml"), LISTS)
    form.engine.show_note(a_note("A1", extra={"group": "7T"}), read_only=True)
    group = form.engine.editor_for("x.group")
    QTest.keyClicks(group.stop, "zzz")
    assert group.value() == "7T"
    assert not form.engine.editor_for("years").widget.isEnabled()


@pytest.mark.parametrize("name", ["evidence_form", "notes_page", "notes_links"])
def test_the_forms_keep_the_house_rules(name):
    tree = ElementTree.parse(f"forms/{name}.ui")  # our own file
    inputs = {"QLineEdit", "QComboBox", "QPlainTextEdit", "QListView", "QListWidget",
              "QPushButton", "QToolButton"}  # fmt: skip
    buddies = {p.findtext("cstring") for p in tree.iter("property") if p.get("name") == "buddy"}
    stops = {t.text for t in tree.iter("tabstop")}
    for widget in tree.iter("widget"):
        if widget.get("class") not in inputs:
            continue
        named = {p.get("name") for p in widget.findall("property")}
        own = widget.get("name")
        assert own.rsplit("_", 1)[-1] in {"edit", "combo", "view", "list", "button"}, own
        assert own in buddies or named & {"accessibleName", "text"} or own == "prompt_button", own
        assert own in stops, own


@pytest.mark.parametrize(
    ("school", "first", "last"),
    [({"low_age": 3, "high_age": 11}, "N2", "6"), ({"low_age": 11, "high_age": 16}, "7", "11"),
     ({"phase": "Primary"}, "N1", "6"), ({"phase": "Secondary"}, "7", "14"),
     ({"phase": "All-through"}, "N1", "14"), ({"low_age": 0, "high_age": 0}, "N1", "14")],
)  # fmt: skip
def test_the_years_of_a_school_are_read_from_its_ages_or_its_phase(school, first, last):
    here = [c.key for c in years_of(School("s", "School", **school), LISTS["years"])]
    assert here[0] == "whole"
    assert (here[1], here[-1]) == (first, last)


def test_years_elsewhere_come_out_by_keyboard(form):
    here = years_of(School("s", "School", low_age=4, high_age=11), LISTS["years"])
    tutor = form_types.load_form_type(TUTOR_WALK, "t.yaml")
    form.engine.build(tutor, {**LISTS, "years_here": here})
    form.engine.editor_for("years").stop.setFocus()
    assert form.focusWidget().text() == "R"
    QTest.keyClicks(form.focusWidget(), "11")
    assert form.focusWidget().text() == "1", "Year 11 is not offered yet"
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_End)
    assert form.focusWidget().text() == "More years"
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClicks(form.focusWidget(), "11")
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Space)
    assert form.engine.editor_for("years").value() == ["11"]


def test_a_new_note_explains_itself_in_words_not_codes():
    for kind in form_types.built_in():
        assert re.search(r"#[A-Z]\d", kind.placeholder) is None
        words = kind.placeholder.rpartition("#")[2].rstrip(".")
        assert Vocabulary(frameworks.built_in()[0]).aspects(words), words
