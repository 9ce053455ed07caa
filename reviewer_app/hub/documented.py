"""What the API's description says about problems."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from reviewer_app.protocol.problems import KINDS, MEDIA_TYPE, Problem


def answers(
    *codes: str, ok: Mapping[int, type[BaseModel] | None] | None = None
) -> dict[int | str, Any]:
    """Return FastAPI's ``responses`` for problems by code, and for further good answers."""
    found: dict[int | str, Any] = {}
    for code in ("too-large", "media-type", *codes):
        kind = KINDS[code]
        schema = {"$ref": "#/components/schemas/Problem"}
        found[kind.status] = {
            "description": kind.title, "content": {MEDIA_TYPE: {"schema": schema}},
        }  # fmt: skip
    for status, model in (ok or {}).items():
        found[status] = {"model": model} if model else {"description": "No body."}
    return found


def with_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI ``schema`` with our problems in place of FastAPI's own errors."""
    parts = schema.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        parts.pop(name, None)
    parts["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for path in schema["paths"].values():
        for call in path.values():
            wrong = call["responses"].get("422", {}).get("content", {}).get("application/json")
            if wrong and "HTTPValidationError" in str(wrong):
                del call["responses"]["422"]
    return schema
