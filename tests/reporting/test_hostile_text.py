"""Text cases 1–33 of the fault catalogue (4.4): every one lays out, and shows what was written."""

import time
import unicodedata

import pytest

from reviewer_app.reporting import text
from tests.reporting import builders
from tests.reporting.reader import Report, squeezed

# case: what was written, what the page must show (None: exactly that)
CASES: dict[str, tuple[str, str | None]] = {
    "01 empty": ("", None),
    "02 spaces": ("   \t \xa0 ", ""),
    "03 NUL": ("a\x00b", "ab"),
    "04 controls": ("a\x01\x08\x1b[31mb\x7f\x9fc", "a[31mbc"),
    "05 lone surrogate": ("a\ud800b", "a□b"),
    "06 bidi override": ("abc\u202edcba\u202c\u2066x\u2069", "abcdcbax"),
    "07 zero width": ("a\u200bb\u200cc\u200dd\ufeffe\u2060f", "abcdef"),
    "10 combining": ("e" + "\u0301" * 5000 + "!", "é\u0301\u0301\u0301\u0301!"),
    "11 emoji": ("Well done 👍🏽 👩‍👩‍👧", "Well done [thumbs up sign] [woman][woman][girl]"),
    "11 flag": ("🇬🇧", "GB"),
    "12 right to left": ("שלום", "□□□□"),
    "13 CJK": ("学校 A", "□□ A"),
    "14 NFD": (unicodedata.normalize("NFD", "Llŷr"), "Llŷr"),
    "15 line ends": ("a\r\nb\u2028c\u2029d\x85e", "abcde"),
    "16 unclosed": ("<b>bold", None),
    "17 entities": ("&bogus; &#0; &#1114112; &amp; &lt;", None),
    "18 local image": ('<img src="/etc/hostname.png" width="10" height="10"/>', None),
    "19 remote image": ('<img src="http://192.0.2.1/x.png"/>', None),
    "20 links": ('<a href="javascript:alert(1)">x</a><link href="file:///etc">y</link>', None),
    "21 colour code": ('<font color="[[[getattr(pow, Word(\'x\'))]]]">x</font>', None),
    "22 huge font": ("<font size=999999>big</font>", None),
    "23 nested": ("<b>" * 3000 + "x " + "</b>" * 3000, None),
    "24 ReportLab tags": ('<onDraw name="x"/><seq/><para><bullet>x</bullet></para>', None),
    "25 formulas": ("=cmd|'/c calc'!A1 +1 -1 @x", None),
    "26 templates": ("{{7*7}} %s {0.__class__} ${x}", None),
    "27 SQL": ("Robert'); DROP TABLE ops;--", None),
    "28 FTS": ('" NEAR( *', None),
    "29 LIKE": ("100% _sure_", None),
    "30 Markdown": ("**bold** <i>x</i> [a](http://b)", None),
    "31 URL": ("https://user:secret@example.org/?q=<x>", None),
    "32 paths": ("..\\..\\CON a:b " + "n" * 300 + ".", None),
    "33 case": ("Ann ANN ann", None),
    "compatibility": ("ﬁnd Ａ① ＜b＞", None),
    "tags and variation": ("a\ufe0f\U000e0041b", "ab"),
    "private and unassigned": ("\ue000\U000f0000\u0378", "□□□"),
}  # fmt: skip


def everywhere(words: str) -> dict[str, object]:
    """Return a content with ``words`` in every place that people can write in."""
    found = [builders.statement(k, a, words, 1) for k in ("www", "ebi") for a in ("L", "Q", "?")]
    found.append(builders.statement("next_step", "", words, 1))
    facts = {"name": words, "head_name": words, "trust": words, "last_inspection_grade": words}
    base = builders.typical()
    return {
        "school": builders.school(**facts),
        "hub_name": words,
        "ref": words,
        "replaces_reason": words,
        "revision": 2,
        "previous_estimate": words,
        "previous_date": words,
        "date_start": words,
        "estimates": [
            builders.estimate("L", rationale=words),
            builders.insufficient("Q", words),
        ],
        "statements": found,
        "excellence": base.excellence.model_copy(
            update={"title": words, "text": words, "contact": words}
        ),
        "text": dict.fromkeys(("context", "since_last", "support", "what_next", "L"), words),
        "team": [builders.member(words, words, words, words)],
        "method": base.method.model_copy(update={"subjects": [words], "year_groups": [words]}),
    }


@pytest.mark.parametrize("case", CASES)
def test_hostile_text_is_shown_and_never_followed(report, case: str):
    words, shown = CASES[case]
    if "\ud800" in words:  # cannot be in a model that becomes JSON; the escape module takes it
        assert text.clean(words) == shown
        return
    made: Report = report(builders.typical(text={"context": f"Before. {words} After."}))
    expected = squeezed(text.clean(words) if shown is None else shown)
    if shown is None:
        assert expected == squeezed(unicodedata.normalize("NFC", words)) or "compat" in case
    assert f"Before.{expected}After." in squeezed(made.words())
    assert not [f for f in made.tree.all("Figure")[1:] if "cells" not in f.attributes["/Alt"]][1:]


@pytest.mark.parametrize("case", CASES)
def test_hostile_text_in_every_field_lays_out(report, case: str):
    words = CASES[case][0].replace("\ud800", "")[:3000]
    made: Report = report(builders.typical(**everywhere(words)), draft=words or builders.DRAFT)
    assert made.pages >= 4
    assert not [item for item in made.shown if item.mark is None or item.depth > 1]


@pytest.mark.parametrize("letters", [501, 20_000])
def test_a_word_without_a_space_wraps_and_is_whole(report, letters: int):
    word = "".join(chr(ord("a") + n % 26) for n in range(letters))
    made: Report = report(builders.typical(**everywhere(word)))
    assert word in squeezed(made.words())
    assert not _too_wide(made)


def test_two_hundred_thousand_letters_without_a_space_are_cut_with_a_note_and_quickly(report):
    started = time.process_time()
    made: Report = report(builders.typical(text={"context": "x" * 200_000}))
    assert time.process_time() - started < 20  # it took minutes before words were broken up
    assert "[… 180,000 more letters without a space]" in made.words()
    assert "x" * 20_000 in squeezed(made.words())


def test_a_megabyte_of_words_is_printed_to_the_last(report):
    words = "word " * 200_000 + "last."
    made: Report = report(builders.typical(text={"context": words}, statements=[]))
    assert squeezed(made.words()).count("word") >= 200_000
    assert "last." in made.words()


def test_many_short_lines_and_own_lists(report):
    words = "First.\n\n- one\n- two\n• three\nLast."
    made: Report = report(builders.typical(text={"context": words}, statements=[]))
    assert [made.says(n) for n in made.tree.all("LBody")][:3] == ["one", "two", "three"]
    assert "First." in made.words()


def test_markup_is_shown_as_it_was_typed(report):
    line = '<b>5 < 6 & "7"</b> <font color="red">x</font>'
    found = [builders.statement("www", "L", line, 1)]
    made: Report = report(builders.typical(statements=found))
    assert line in made.words()


def _too_wide(made: Report) -> list[str]:
    """Return the words that pdftotext finds outside the margins."""
    import re

    from tests.reporting.reader import run

    boxes = run("pdftotext", "-bbox", str(made.path), "-")
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">', boxes)
    return [
        box for box in found if float(box[0]) < 50 or float(box[2]) > 545 or float(box[3]) > 842
    ]


def test_nothing_leaves_the_margins(report):
    long_name = "Saint " + "Llanfairpwllgwyngyll" * 12
    made: Report = report(builders.typical(**everywhere(long_name)))
    assert not _too_wide(made)


def test_one_line_is_cut_with_an_ellipsis():
    assert text.one_line("a\nb  c") == "a b c"
    assert text.one_line("abcdef", 4) == "abc…"
