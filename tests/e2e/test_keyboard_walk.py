"""From the first window to a lesson visit that is done, with keys alone: no click anywhere.

After each stage the focus is asked for: a person who cannot see it, or has no pointer, is lost
where it is not what the stage needs.
"""

import pytest

from tests.e2e.program import Program

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
MOST_TABS = 40


@pytest.fixture
def program(tmp_path):
    with Program(tmp_path / "data", "--profile", "main") as found:
        yield found


def focus(program: Program) -> str:
    return str(program.do("focus")["object"])


def tab_to(program: Program, name: str, key: str = "Tab") -> list[str]:
    """Press Tab until the focus is there; return where it was on the way."""
    way = []
    for _ in range(MOST_TABS):
        if (here := focus(program)) == name:
            return way
        way.append(here)
        program.do("key", keys=key)
    raise AssertionError(f"Tab never comes to {name}: {way}")


def press(program: Program, keys: str, then: str) -> None:
    """Press a key and wait until the focus is where it should take a person."""
    program.do("key", keys=keys)
    program.do("wait_focus", object=then)


def test_from_the_start_to_a_done_lesson_visit(program):
    # the first window: the cursor stands in the first field, Tab goes through all of them
    program.wait("StartPage", 60)
    program.do("wait_focus", object="name_edit")
    way = tab_to(program, "practice_button")
    assert way[:5] == ["name_edit", "role_edit", "school_edit", "passphrase_edit", "repeat_edit"]

    # practice: Home opens with its review in focus, Enter opens it
    press(program, "Space", then="ReviewCard")
    program.do("key", keys="Return")
    program.do("wait_text", object="empty_title_label", text="Choose a note")

    # a new lesson visit: the kind by its first letter, the cursor in the text
    press(program, "Ctrl+N", then="empty_buttons_host")
    assert program.do("focus")["text"] == "Lesson visit"
    press(program, "L", then="body_edit")
    program.do("type", text="Recap quiz on whiteboards, wrong answers picked up at once. #Q3+\n")
    program.do("type", text="Two pupils explain their method to the class.")
    program.do("wait_text", object="status_label", text="Saved ")
    assert focus(program) == "body_edit"

    # done: what is missing comes as doors, the first of them in focus, Enter goes through it
    press(program, "Ctrl+Return", then="doors_host")
    assert "year group" in program.do("focus")["text"]
    assert program.text("EvidenceForm/state_label") == "Draft"
    press(program, "Space", then="years_field")

    # the year by typing it; then done, from wherever the focus is
    program.do("key", keys="4")
    assert program.do("focus")["text"] == "4"
    press(program, "Space", then="years_field")
    tab_to(program, "body_edit")
    program.do("key", keys="Ctrl+Return")
    program.do("wait_text", object="EvidenceForm/state_label", text="Done")
    program.do("wait_gone", object="notice_frame")
    assert focus(program) == "body_edit"

    # and on: Tab leads out of the text, no trap; the other places are a key away
    program.do("key", keys="Tab")
    assert focus(program) == "so_what_field"
    program.do("key", keys="Alt+1")
    program.do("wait_focus", object="ReviewCard")
    assert program.quit() == 0
