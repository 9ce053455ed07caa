"""Where the program's data files are: the same answer from checkout, wheel and bundle."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def root() -> Traversable:
    """Return the resources folder: packaged beside the code, or at the top of a checkout."""
    packaged = files("reviewer_app").joinpath("_resources")
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[1] / "resources"


def read_bytes(name: str) -> bytes:
    """Return the bytes of the resource ``name``, a path with ``/`` below the resources folder.

    Raises FileNotFoundError where there is no such resource.
    """
    return root().joinpath(*name.split("/")).read_bytes()


def names(folder: str, suffix: str) -> list[str]:
    """Return the sorted resource names in ``folder`` that end in ``suffix``."""
    entries = root().joinpath(folder).iterdir()
    return sorted(f"{folder}/{e.name}" for e in entries if e.name.endswith(suffix))
