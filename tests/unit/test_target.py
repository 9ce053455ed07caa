"""Files that a person asks for take the place of files only."""

import os

import pytest

from reviewer_app.domain.errors import ReviewerError
from reviewer_app.services.reports import write_whole


@pytest.fixture(params=["folder", "pipe", "link to a folder", "link to a pipe"])
def thing(request, tmp_path):
    found = tmp_path / "thing"
    if request.param.endswith("folder"):
        found.mkdir()
    else:
        os.mkfifo(found)
    if request.param.startswith("link"):
        link = tmp_path / "link"
        link.symlink_to(found)
        return link
    return found


def test_what_is_no_file_is_left_alone(thing, tmp_path):
    before = {path: path.lstat() for path in tmp_path.iterdir()}
    with pytest.raises(
        ReviewerError, match=r"not a file that can be replaced\. Nothing was written"
    ):
        write_whole(thing, b"x")
    after = {path: path.lstat() for path in tmp_path.iterdir()}
    assert {p: s.st_ino for p, s in after.items()} == {p: s.st_ino for p, s in before.items()}


def test_a_link_stays_one_and_its_file_is_written(tmp_path):
    (tmp_path / "there").mkdir()
    target, link, way = tmp_path / "there" / "a.pdf", tmp_path / "a.pdf", tmp_path / "way"
    link.symlink_to(way)
    way.symlink_to(target)
    for data in (b"new", b"replaced"):
        write_whole(link, data)
        assert target.read_bytes() == data
        assert link.is_symlink()
        assert way.is_symlink()
        assert list(target.parent.iterdir()) == [target]


def test_links_in_a_circle_are_a_sentence(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(ReviewerError):
        write_whole(tmp_path / "a" / "x", b"x")
    with pytest.raises(ReviewerError):
        write_whole(tmp_path / "a", b"x")
    assert (tmp_path / "a").is_symlink()
    assert not list(tmp_path.glob(".*"))
