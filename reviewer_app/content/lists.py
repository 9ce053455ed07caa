"""The lists people choose from: subjects, pupil groups, years, host roles, agreed, activities."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from reviewer_app import assets
from reviewer_app.content import schema
from reviewer_app.content.yaml_file import read_yaml
from reviewer_app.domain.errors import ContentError
from reviewer_app.domain.form_type import Choice

NAMES: Final = ("activities", "agreed", "host_roles", "pupil_groups", "subjects", "years")


def load_list(data: bytes, name: str) -> tuple[Choice, ...]:
    """Return the choices in a list file. Raises ContentError naming line and field."""
    document = read_yaml(data, name)
    schema.check(document, "list")
    seen: set[str] = set()
    for i, item in enumerate(document.data["items"]):
        if item["key"] in seen:
            raise document.error(("items", i, "key"), f"The key “{item['key']}” is there twice.")
        seen.add(item["key"])
    return _choices(document.data["items"])


@cache
def built_in(name: str) -> tuple[Choice, ...]:
    """Return the packaged list ``name`` (one of NAMES), in file order.

    Packaged files are checked against the schema by the tests, not again at every start: the
    checker alone takes longer to import than a window takes to open.
    """
    if name not in NAMES:
        raise ContentError(name, 0, "", "There is no list of this name.")
    file = f"lists/{name}.yaml"
    document = read_yaml(assets.read_bytes(file), file)
    return _choices(document.data["items"])


def label(name: str, key: str) -> str:
    """Return the words for ``key`` in the packaged list ``name``; an unknown key is its own."""
    return next((c.label for c in built_in(name) if c.key == key), key)


def _choices(items: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(i["key"], i["label"], tuple(i.get("also", ()))) for i in items)
