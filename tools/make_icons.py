"""Make the program's icon theme: the icons listed in tools/icons.toml, under names of our own.

The icon package keeps its drawings in a compiled Qt resource, a Python module that needs a Qt with
a display to be imported. A build machine need not have one, so the three tables are read from the
module's source, in the layout that rcc documents (qtbase, rcc.cpp): a tree of nodes, names, data.
"""

import ast
import hashlib
import struct
import sys
import tomllib
import zlib
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(__file__).with_name("icons.toml")
THEME = ROOT / "resources" / "icons" / "reviewer"
OUTPUT = THEME / "scalable" / "actions"
STAMP = THEME / ".made-from"

_COMPRESSED, _DIRECTORY = 1, 2
_NODE = struct.Struct(">IHII8x")  # name, flags, then (count, first child) or (locale, data offset)


class Resource:
    """The files inside a compiled Qt resource module, read without running it."""

    def __init__(self, module: Path) -> None:
        tables = {
            node.targets[0].id: node.value.value
            for node in ast.parse(module.read_bytes()).body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, bytes)
        }
        self._tree = tables["qt_resource_struct"]
        self._names = tables["qt_resource_name"]
        self._data = tables["qt_resource_data"]

    def files(self) -> dict[str, int]:
        """Return every file's path and the place of its data."""
        found: dict[str, int] = {}
        waiting = [("", 0)]
        while waiting:
            path, index = waiting.pop()
            name, flags, count, place = _NODE.unpack_from(self._tree, index * _NODE.size)
            own = f"{path}/{self._name(name)}" if index else ""
            if flags & _DIRECTORY:
                waiting += [(own, place + n) for n in range(count)]
            else:
                found[own] = index
        return found

    def read(self, index: int) -> bytes:
        """Return the bytes of the file at ``index``, one of the values of ``files``."""
        _, flags, _, place = _NODE.unpack_from(self._tree, index * _NODE.size)
        (length,) = struct.unpack_from(">I", self._data, place)
        content = self._data[place + 4 : place + 4 + length]
        return zlib.decompress(content[4:]) if flags & _COMPRESSED else content

    def _name(self, offset: int) -> str:
        (length,) = struct.unpack_from(">H", self._names, offset)
        return self._names[offset + 6 : offset + 6 + 2 * length].decode("utf-16-be")


def _source() -> Path:
    spec = find_spec("qt_material_icons")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("make_icons: qt-material-icons is not installed; run make first.")
    return Path(spec.submodule_search_locations[0]) / "resources" / "icons_outlined_20.py"


def make_icons() -> bool:
    """Make the theme unless it is up to date; return whether anything was made."""
    wanted: dict[str, str] = tomllib.loads(LIST.read_text("utf-8"))["icons"]
    inputs = (Path(__file__), LIST, _source())
    fingerprint = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
    complete = all((OUTPUT / f"{name}.svg").is_file() for name in wanted)
    if complete and STAMP.is_file() and STAMP.read_text("ascii") == fingerprint:
        return False
    resource = Resource(_source())
    drawings = {path.rpartition("/")[2]: index for path, index in resource.files().items()}
    missing = sorted(
        f"{ours} ({theirs})"
        for ours, theirs in wanted.items()
        if f"{theirs}_20px.svg" not in drawings
    )
    if missing:
        raise SystemExit(f"make_icons: the icon package has no {', '.join(missing)}.")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for left_over in OUTPUT.glob("*.svg"):
        if left_over.stem not in wanted:
            left_over.unlink()
    for ours, theirs in wanted.items():
        (OUTPUT / f"{ours}.svg").write_bytes(resource.read(drawings[f"{theirs}_20px.svg"]))
    STAMP.write_text(fingerprint, "ascii")
    return True


if __name__ == "__main__":
    sys.stdout.write(f"make_icons: {'made' if make_icons() else 'up to date'}\n")
