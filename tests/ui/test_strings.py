"""Dates and lengths in the words of the screen."""

import pytest

from reviewer_app.ui.strings import length_words


@pytest.mark.parametrize(
    ("words", "least", "most", "said"),
    [
        (0, 0, 0, "0 words"),
        (1, 0, 0, "1 word"),
        (1230, 0, 0, "1,230 words"),
        (36, 60, 0, "36 of about 60 words"),
        (61, 60, 0, "61 words"),
        (5, 150, 300, "5 of about 150–300 words"),
        (150, 150, 300, "150 words"),
        (310, 150, 300, "310 words, 10 more than wanted"),
    ],
)
def test_lengths_are_said_in_one_way(words: int, least: int, most: int, said: str):
    assert length_words(words, least, most) == said
