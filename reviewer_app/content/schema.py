"""Checks what a content file says against its JSON Schema, with errors a person can act on."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from reviewer_app import assets
from reviewer_app.content.yaml_file import Document, Path, field_name, odd_letter
from reviewer_app.domain.errors import ContentError

_TYPES = {
    "object": "a list of named entries", "array": "a list", "string": "text (put it in quotes)",
    "integer": "a whole number", "number": "a number", "boolean": "true or false", "null": "empty",
}  # fmt: skip


def check(document: Document, schema: str) -> None:
    """Check ``document`` against ``resources/schemas/<schema>.json``.

    Raises ContentError for the first thing wrong, reading from the top of the file.
    """
    import jsonschema  # late: slow to import, needed only when something is read in

    rules = json.loads(assets.read_bytes(f"schemas/{schema}.json"))
    extend: Any = jsonschema.validators.extend  # ships without a type
    draft = jsonschema.Draft202012Validator
    # 3.0 counts as whole in JSON Schema, but would be written, and so hashed, unlike 3
    types = draft.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    validator = extend(draft, {"pattern": _whole_pattern}, type_checker=types)
    errors = list(validator(rules).iter_errors(document.data))
    # a misspelt name is both unknown and missing: the line that can be mended is the unknown one
    unknown = {tuple(e.absolute_path) for e in errors if e.validator == "additionalProperties"}
    found = [
        (document.line(path), path, problem)
        for error in errors
        if error.validator != "required" or tuple(error.absolute_path) not in unknown
        for path, problem in [_explain(error)]
    ]
    # after the schema, which knows how deep the data may go
    found = found or [(document.line(p), p, odd) for p, odd in _odd_letters(document.data, ())]
    if found:
        line, path, problem = min(found, key=lambda f: (f[0], len(f[1]), f[2]))
        raise ContentError(document.name, line, field_name(path), problem)


def _whole_pattern(_validator: Any, pattern: str, value: Any, _rules: Any) -> Iterator[Any]:
    """Match as JSON Schema means it: Python's ``$`` would let a line end slip through."""
    from jsonschema import ValidationError

    strict = pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern
    if isinstance(value, str) and not re.search(strict, value):
        yield ValidationError("pattern")


def _explain(error: Any) -> tuple[Path, str]:
    """Return where a schema error is and what to say about it."""
    path: Path = tuple(error.absolute_path)
    rule, wanted, value = error.validator, error.validator_value, error.instance
    if rule == "additionalProperties":
        key = next(k for k in value if not _known(k, error.schema))
        return (*path, key), f"“{key[:60]}” is not a known entry here."
    if rule == "required":
        key = next(k for k in wanted if k not in value)
        return (*path, key), f"“{key}” is missing."
    if rule == "type":
        kinds = wanted if isinstance(wanted, list) else [wanted]
        return path, f"This must be {' or '.join(_TYPES.get(str(k), str(k)) for k in kinds)}."
    if rule == "enum":
        return path, f"This must be one of: {', '.join(str(w) for w in wanted)}."
    if rule == "pattern":
        return path, error.schema.get("description", "This is not written as it should be.")
    amounts = {
        "maxLength": f"This is longer than {wanted} letters.",
        "minLength": "This must not be empty.",
        "maxItems": f"There are more than {wanted} entries.",
        "minItems": f"There must be at least {wanted}.",
        "minProperties": f"There must be at least {wanted}.",
        "minimum": f"This must be {wanted} or more.",
        "maximum": f"This must be {wanted} or less.",
        "uniqueItems": "The same entry is there twice.",
    }
    return path, amounts.get(rule, "This is not written as it should be.")


def _odd_letters(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield what JSON may bring that a YAML file cannot: letters nobody can see."""
    if isinstance(value, str) and (odd := odd_letter(value)) is not None:
        yield path, odd
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from _odd_letters(key, (*path, key))
            yield from _odd_letters(child, (*path, key))
    elif isinstance(value, list):
        for i, child in enumerate(value):
            yield from _odd_letters(child, (*path, i))


def _known(key: str, rules: Mapping[str, Any]) -> bool:
    return key in rules.get("properties", {})
