"""Writes docs/openapi.json and docs/schemas/ from the models; ``--check`` only compares.

python -m tools.make_schemas [--check]
"""

import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from reviewer_app.hub.app import create_app
from reviewer_app.hub.hub import init_hub
from reviewer_app.protocol.certificate import Certificate
from reviewer_app.protocol.content import Manifest, ReportContent
from reviewer_app.protocol.invitation import Invitation
from reviewer_app.protocol.problems import Problem
from reviewer_app.protocol.receipt import Receipt

DOCS = Path(__file__).resolve().parents[1] / "docs"
MODELS: dict[str, type[BaseModel]] = {
    "content": ReportContent,
    "manifest": Manifest,
    "receipt": Receipt,
    "certificate": Certificate,
    "invitation": Invitation,
    "problem": Problem,
}


def made() -> dict[Path, str]:
    """Return what belongs into docs, by file."""
    files = {DOCS / "openapi.json": _text(openapi())}
    for name, model in MODELS.items():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        files[DOCS / "schemas" / f"{name}.schema.json"] = _text(schema | model.model_json_schema())
    return files


def openapi() -> dict[str, Any]:
    """Return the hub's own description of its API."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(init_hub(Path(folder) / "hub", "Hub", "http://127.0.0.1:8440")) as hub,
    ):
        return create_app(hub).openapi()


def stale(files: dict[Path, str]) -> list[str]:
    """Return the names of files that are missing or differ."""
    return [
        str(path.relative_to(DOCS))
        for path, text in files.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    files = made()
    if "--check" in arguments:
        old = stale(files)
        if old:
            print(f"out of date: {', '.join(old)}; run python -m tools.make_schemas")
        return 1 if old else 0
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
