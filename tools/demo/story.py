"""The story: a review from an empty laptop to the hub's receipt, through the window alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QDateEdit, QToolButton, QWidget

from reviewer_app.content.sample import SampleNote, SampleReview, SampleStatement
from tools.demo import hands
from tools.demo.player import Await, Player, Story, enabled, reads, seen

PASSPHRASE = "correct-horse-lakeside-staple"  # noqa: S105 - of a demonstration
LETTERS = {"lesson_visit": "L", "meeting": "M"}


@dataclass
class World:
    """What the story is told with, and what it left behind."""

    review: SampleReview
    folder: Path
    register: Path
    bad_rows: int
    invitation: Path
    person: str
    role: str
    school: str
    idle: Callable[[], bool]
    numbers: dict[str, str] = field(default_factory=dict)
    code: str = ""

    @property
    def report(self) -> Path:
        """Return where the report is exported to."""
        return self.folder / "report.pdf"

    @property
    def receipt(self) -> Path:
        """Return where the receipt is saved."""
        return self.folder / "receipt.json"


def picture(world: World, name: str) -> None:
    """Keep a picture of the window."""
    for window in QApplication.topLevelWidgets():
        if window.objectName() == "main_window":
            window.grab().save(str(world.folder / "screenshots" / f"{name}.png"))


def idle(world: World) -> Await:
    """Wait until the program has nothing to do."""
    return Await("the program to be at rest", world.idle)


def tell(player: Player, world: World) -> Story:
    """Play the whole review."""
    player.step("First start: name, passphrase, recovery code")
    yield from first_start(world)
    player.step("Import the register; make the review")
    yield from new_review(world)
    player.step("Write the notes, lesson by lesson")
    for note in world.review.notes:
        yield from write_note(world, note)
    picture(world, "notes")
    player.step("Judge: estimates and statements by area")
    yield from judge(world)
    player.step("Write the report and look at the page")
    yield from write_report(world)
    player.step("Finalise")
    yield from finalise(world)
    player.step("Join the hub and send")
    yield from send(world)
    player.step("Export the report")
    yield from export(world)


def first_start(world: World) -> Story:
    """Fill in the first page, save the recovery code, type back its end."""
    yield seen("begin_button")
    hands.write(world.person, "name_edit")
    hands.write(world.role, "role_edit")
    hands.write(world.school, "school_edit")
    hands.write(PASSPHRASE, "passphrase_edit")
    hands.write(PASSPHRASE, "repeat_edit")
    yield enabled("begin_button")
    picture(world, "first-start")
    hands.click("begin_button")
    yield seen("code_label")
    code = hands.text_of(hands.needed("code_label"))
    end = "".join(c for c in code if c.isalnum())[-4:]
    yield from save_as("save_button", world.folder / "recovery-code.txt")
    hands.write(end, "last_four_edit")
    hands.click("confirm_button")
    yield seen("HomePage")


def save_as(button: str, path: Path) -> Story:
    """Click a button that asks for a file, and name one."""
    hands.click(button)
    yield Await("the file dialog", lambda: hands.file_dialog() is not None)
    hands.name_file(str(path))
    yield Await("the file dialog to close", lambda: hands.file_dialog() is None)
    hands.come_back()


def new_review(world: World) -> Story:
    """Import the register, find the school as one types, choose dates and team, make the review."""
    yield idle(world)
    picture(world, "home-empty")
    hands.click("first_button" if hands.visible("first_button") else "new_button")
    yield seen("register_button")
    yield from save_as("register_button", world.register)
    yield seen("close_button")
    picture(world, "register-imported")
    bad = hands.row_count("rows_table")
    if bad != world.bad_rows:
        raise hands.NotSeenError(f"{bad} bad rows are told of, {world.bad_rows} are there")
    hands.click("close_button")
    hands.write(world.review.school.name[:6].lower(), "search_edit")
    yield Await("the school to be found", lambda: _found(world.review.school.name))
    hands.press("Return", "search_edit")
    yield seen("chosen_label")
    _set_date("start_date", world.review.date_start)
    _set_date("end_date", world.review.date_end)
    hands.write(world.review.head_name, "head_edit")
    hands.write(world.review.hub, "hub_edit")
    hands.write(world.review.previous_estimate, "previous_edit")
    hands.write(world.review.previous_date, "previous_date_edit")
    for person in world.review.team:
        hands.click("add_button")
        yield idle(world)
        row = _last("TeamRow")
        for child, text in (
            ("name_edit", person.name), ("role_title_edit", person.role_title),
            ("school_edit", person.school),
        ):  # fmt: skip
            hands.write_in(row.findChild(QWidget, child), text)
    picture(world, "new-review")
    hands.click("create_button")
    yield seen("notes_rail_button")


def _set_date(name: str, iso: str) -> None:
    """Set a date as its calendar does: stepping by keys ends at the end of a month."""
    edit = hands.needed(name)
    if not isinstance(edit, QDateEdit):
        raise hands.NotSeenError(f"{name} is no date")
    edit.setDate(QDate.fromString(iso, Qt.DateFormat.ISODate))


def _found(name: str) -> bool:
    return hands.visible("schools_list") is not None and any(
        name in row for row in hands.rows_of("schools_list")
    )


def _last(name: str) -> QWidget:
    rows = [w for w in QApplication.allWidgets() if w.objectName() == name and w.isVisible()]
    if not rows:
        raise hands.NotSeenError(f"{name} is not visible")
    return max(rows, key=lambda w: w.mapToGlobal(w.rect().topLeft()).y())


def write_note(world: World, note: SampleNote) -> Story:
    """Begin a note by its letter, type it line by line, choose years and subject, mark it done."""
    if not world.numbers:
        hands.click("notes_rail_button")
        yield seen("notes_view")
        yield idle(world)
    hands.press("Ctrl+N", "body_edit" if world.numbers else "notes_view")
    yield seen("empty_buttons_host")
    hands.press(LETTERS[note.form_type])
    before = set(world.numbers.values())
    yield Await("the new note", lambda: _number() not in before | {""})
    world.numbers[note.key] = _number()
    hands.write("\n".join(text for _, text in note.lines), "body_edit")
    for year in note.years:
        _switch("years_field", year)
    if note.subject and hands.visible("subject_field") is not None:
        hands.write(note.subject, "subject_field")
        hands.press("Tab")
    if note.so_what and hands.visible("so_what_field") is not None:
        hands.write(note.so_what, "so_what_field")
    yield reads("status_label", "Saved")
    hands.press("Ctrl+Return", "body_edit")
    yield reads("EvidenceForm/state_label", "Done")
    if note is world.review.notes[1]:
        picture(world, "lesson-visit")


def _number() -> str:
    label = hands.visible("number_label")
    return hands.text_of(label) if label is not None else ""


def _switch(group: str, key: str) -> None:
    buttons: dict[str, QToolButton] = getattr(hands.needed(group), "buttons", {})
    hands.click_widget(buttons[key])


def judge(world: World) -> Story:
    """Give each area its point, rationale and statements; then the overall one and excellence."""
    hands.click("judgement_rail_button")
    yield seen("areas_view")
    yield idle(world)
    areas = hands.rows_of("areas_view")
    for estimate in world.review.estimates:
        yield from _go_to_area(world, areas, estimate.area)
        hands.click(f"{estimate.point}_card")
        hands.write(estimate.rationale, "rationale_edit")
        yield idle(world)
        mine = [s for s in world.review.statements if s.area == estimate.area]
        for kind in ("www", "ebi"):
            for number, statement in enumerate([s for s in mine if s.kind == kind], 1):
                yield from add_statement(world, statement, number)
        picture(world, f"judgement-{estimate.area}")
    excellence = world.review.excellence
    if excellence is not None:
        yield from _go_to_area(world, areas, "X")
        hands.write(excellence.title, "excellence_title_edit")
        hands.click(f"{excellence.outcome}_card")
        hands.write(excellence.text, "excellence_text_edit")
        hands.write(excellence.contact, "contact_edit")
        yield idle(world)
        picture(world, "judgement-excellence")


def _go_to_area(world: World, areas: list[str], code: str) -> Story:
    titles = {"L": "Leadership", "Q": "Quality", "D": "disadvantaged", "X": "Area of excellence",
              "overall": "Overall"}  # fmt: skip
    row = next(i for i, title in enumerate(areas) if titles[code] in title)
    hands.click_row("areas_view", row)
    yield seen("excellence_title_edit" if code == "X" else "rationale_edit")
    yield idle(world)


def add_statement(world: World, statement: SampleStatement, number: int) -> Story:
    """Type a statement and tick the notes behind it."""
    frame = f"{statement.kind}_list"
    hands.write(statement.text, f"{frame}/new_edit")
    hands.press("Return", f"{frame}/new_edit")
    view = f"{frame}/statements_view"
    yield Await("the statement", lambda: _count(view) == number)
    yield idle(world)
    hands.click_row(view, number - 1)
    yield enabled(f"{frame}/notes_button")
    hands.click(f"{frame}/notes_button")
    yield Await("the notes to tick", lambda: QApplication.activePopupWidget() is not None)
    notes = hands.popup_list()
    rows = hands.texts(notes)
    for key in statement.notes:
        row = next(i for i, text in enumerate(rows) if text.split()[0] == world.numbers[key])
        hands.tick(notes, row)
    hands.press_on(notes, "Escape")
    yield Await("the notes to close", lambda: QApplication.activePopupWidget() is None)
    yield idle(world)


def _count(view: str) -> int:
    return len(hands.rows_of(view)) if hands.visible(view) is not None else 0


def write_report(world: World) -> Story:
    """Write what only the report says, then look at the real page."""
    hands.click("report_rail_button")
    yield seen("report_tabs")
    yield idle(world)
    for key, text in world.review.sections.items():
        if hands.visible(f"{key}_edit") is not None:
            hands.write(text, f"{key}_edit")
    yield idle(world)
    picture(world, "report-write")
    tabs = hands.needed("report_tabs")
    tabs.setCurrentIndex(1)  # type: ignore[attr-defined]  # a QTabWidget
    yield reads("made_label", "Made")
    yield idle(world)
    picture(world, "report-page")


def finalise(world: World) -> Story:
    """Go through the checklist and finalise."""
    hands.click("send_rail_button")
    yield enabled("finalise_button")
    picture(world, "send-ready")
    hands.click("finalise_button")
    yield Await("the question", lambda: hands.button_reading("Finalise") is not None)
    asked = [b for b in _buttons("Finalise") if b.objectName() != "finalise_button"]
    hands.click_widget(asked[0])
    yield seen("code_label")
    yield idle(world)
    world.code = hands.text_of(hands.needed("code_label")).split()[-1]
    picture(world, "finalised")


def _buttons(words: str) -> list[QWidget]:
    found = []
    for widget in QApplication.allWidgets():
        text = getattr(widget, "text", None)
        if widget.isVisible() and callable(text) and str(text()).replace("&", "") == words:
            found.append(widget)
    return found


def send(world: World) -> Story:
    """Open the invitation, send, and see what the hub says."""
    yield from save_as("invitation_button", world.invitation)
    yield enabled("send_button")
    hands.click("send_button")
    yield reads("hub_text_label", "hub has it")
    yield idle(world)
    picture(world, "sent")
    yield from save_as("confirmation_button", world.receipt)


def export(world: World) -> Story:
    """Export the final PDF."""
    hands.click("report_rail_button")
    yield enabled("export_button")
    yield from save_as("export_button", world.report)
    yield idle(world)
    hands.click("home_rail_button")
    yield seen("ReviewCard")
    picture(world, "home")
