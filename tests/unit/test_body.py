"""The text of a note: marks, links that follow their words, and what is taken out of a paste."""

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.body import Body, Link, aspect_elements, clean, find_marks

CODES = {"Q3", "D4", "L1", "Q10"}


def test_marks_name_aspects_and_their_sign():
    marks = find_marks("Recap #Q3+ then #d4- and #L1, #Q10−", CODES).aspects
    assert [(m.aspect, m.polarity) for m in marks] == [
        ("Q3", "strength"),
        ("D4", "development"),
        ("L1", "neutral"),
        ("Q10", "development"),
    ]
    assert aspect_elements(marks) == {"Q3+", "D4-", "L1", "Q10-"}


def test_what_only_looks_like_a_mark_is_text():
    for text in ("C#Q3", "##Q3", "#Q3++", "#Q33", "#Z9", "#", "room #4", "a#Q3+"):
        assert find_marks(text, CODES).aspects == (), text


def test_only_a_line_that_begins_with_a_sign_proposes():
    text = "! Pupils explain their thinking\nWow! Look\n ! not this\n? ask the SENCO\n!no space\n! "
    found = find_marks(text, CODES).proposals
    assert [(p.line, p.kind, p.text) for p in found] == [
        (0, "statement", "Pupils explain their thinking"),
        (3, "self", "ask the SENCO"),
    ]


def test_a_link_follows_its_words_when_text_is_put_before_them():
    link = Link("k", 6, 13, "answers", "Q3", "strength")
    body = Body("Wrong answers are used", (), (link,)).reanchored()
    assert body.links == (link,)
    moved = Body("Often the Wrong answers are used", (), (link,)).reanchored()
    assert moved.links[0].start == 16
    assert moved.text[moved.links[0].start : moved.links[0].end] == "answers"


def test_a_link_whose_words_are_gone_goes_too():
    body = Body("Something else", (), (Link("k", 0, 5, "words", "Q3"),))
    assert body.reanchored().links == ()


def test_control_and_bidi_characters_are_taken_out_of_text():
    assert clean("a\x00b\u202ec\r\nd\u2028e\ud800\tf") == "abc\nd\ne\tf"


@given(st.text(), st.lists(st.tuples(st.integers(0, 50), st.just("09:41")), max_size=4))
def test_a_body_comes_back_from_its_value(text, times):
    body = Body(text, tuple(times), (Link("a", 0, 1, "x", "Q3", "strength"),))
    assert Body.from_value(body.as_value()) == body


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda c: (
            st.lists(c) | st.dictionaries(st.sampled_from(["text", "times", "links", "x"]), c)
        ),
    )
)
def test_any_value_is_read_without_failing(value):
    assert isinstance(Body.from_value(value), Body)
