"""Broken files are answered with the line; nothing but plain YAML gets in."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.content.yaml_file import MAX_BYTES, read_yaml
from reviewer_app.domain.errors import ContentError


def test_plain_yaml_comes_through_with_lines():
    text = (
        'a: 1\nb:\n  - x\n  - c: "1"\nd: |\n  two\n  lines\ne: yes\nf: 2026-11-09\ng: ~\nh: 1.5\n'
    )
    document = read_yaml(text.encode(), "f.yaml")
    # "yes" and dates stay text: YAML 1.1's surprises are no part of this
    assert document.data == {
        "a": 1,
        "b": ["x", {"c": "1"}],
        "d": "two\nlines\n",
        "e": "yes",
        "f": "2026-11-09",
        "g": None,
        "h": 1.5,
    }
    assert document.line(("b", 1, "c")) == 4
    assert document.line(("b", 1, "not there")) == 4
    assert document.error(("b", 1, "c"), "No.").field == "b[1].c"


CASES = {
    "anchor": ("a: 1\nb: &x [1]\n", 2, "Anchors"),
    "alias": ("a: 1\nb: *x\n", 2, "Anchors"),
    "anchored key": ("&k a: 1\n", 1, "Anchors"),
    "python tag": ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "Tags"),
    "own tag": ("a: !thing 1\n", 1, "Tags"),
    "bare tag": ("a: ! 1\n", 1, "Tags"),
    "merge key": ("a: 1\n<<: {b: 2}\n", 2, "Merge"),
    "duplicate key": ("a: 1\nb: 2\na: 3\n", 3, "twice"),
    "nested duplicate": ("o:\n  a: 1\n  a: 2\n", 3, "twice"),
    "complex key": ("a: 1\n? [x, y]\n: 2\n", 2, "single word"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "second document"),
    "directive": ("%TAG ! tag:example.org,2000:\n---\na: 1\n", 2, "directives"),
    "tab indent": ("a:\n\tb: 1\n", 2, "not valid YAML"),
    "unclosed": ("a: [1, 2\nb: 3\n", 2, "not valid YAML"),
    "bad indent": ("a: 1\n  b: 2\n", 2, "not valid YAML"),
    "NUL": ("a: 1\nb: x\x00y\n", 2, "U+0000"),
    "bidi override": ("a: 1\nb: x\u202ey\n", 2, "U+202E"),
    "escaped bidi override": ('a: 1\nb: "x\\u202ey"\n', 2, "U+202E"),
    "escaped NUL in a key": ('a: 1\n"b\\0": 2\n', 2, "U+0000"),
    "deep": ("\n" + "[" * 30 + "]" * 30, 2, "nested"),
    "very deep": ("[" * 190_000, 1, "nested"),
    "a line that never ends": ("a: 1\n" + "!" * 200_001, 2, "longer than"),
    "empty": ("  \n\n", 0, "empty"),
    "many entries": ("[" + "1,\n" * 50_001 + "]", 50_000, "entries"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_not_plain_is_refused_with_its_line(case):
    text, line, words = CASES[case]
    with pytest.raises(ContentError) as caught:
        read_yaml(text.encode(), "framework.yaml")
    assert caught.value.line == line
    assert words in caught.value.problem
    assert "framework.yaml" in str(caught.value)
    assert "Nothing was imported." in str(caught.value)


def test_bytes_that_are_not_utf_8_are_named_by_line():
    with pytest.raises(ContentError, match="not UTF-8") as caught:
        read_yaml("a: 1\nb: café\n".encode("cp1252"), "f.yaml")
    assert caught.value.line == 2


def test_utf_16_is_refused():
    with pytest.raises(ContentError):
        read_yaml("a: 1\n".encode("utf-16"), "f.yaml")


def test_a_byte_order_mark_is_nothing_special():
    assert read_yaml(b"\xef\xbb\xbfa: 1\n", "f.yaml").data == {"a": 1}


def test_a_file_over_the_cap_is_not_even_parsed():
    with pytest.raises(ContentError, match="larger than 1 MB"):
        read_yaml(b"a" * (MAX_BYTES + 1), "f.yaml")


@given(st.text(alphabet="ab:- \n[]{},&*!?|>'\"%#\t0\\", max_size=60))
def test_no_input_makes_anything_but_our_own_error(text):
    with contextlib.suppress(ContentError):  # anything else fails the test
        read_yaml(text.encode(), "f.yaml")
