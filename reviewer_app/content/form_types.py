"""Reads the kinds of note (domain.md 2.7, 2.8): one YAML file each, drawn by one form engine.

Adding a kind of note takes a file in ``resources/form_types`` and nothing else.
"""

from collections.abc import Mapping
from typing import Any, Final

from reviewer_app import assets
from reviewer_app.content import lists, schema
from reviewer_app.content.yaml_file import Document, Path, read_yaml
from reviewer_app.domain.form_type import Choice, FieldKind, FormField, FormType

_KINDS_OF: Final = {
    "years": {"years"}, "groups": {"groups"}, "subject": {"subject"}, "agreed": {"choice"},
    "joint_with": {"choice", "text"}, "place": {"text"}, "focus": {"text"}, "date": {"date"},
    "start": {"time"}, "end": {"time"}, "so_what": {"text", "long_text"},
}  # fmt: skip
"""The kinds of field that may fill each part of the header all notes share."""


def load_form_type(data: bytes, name: str) -> FormType:
    """Return the kind of note in ``data``. Raises ContentError naming file, line and field."""
    document = read_yaml(data, name)
    schema.check(document, "form_type")
    _check_meaning(document)
    return _build(document.data)


def built_in() -> list[FormType]:
    """Return the packaged kinds, by title. The tests check them in full; here they are read."""
    files = assets.names("form_types", ".yaml")
    found = [_build(read_yaml(assets.read_bytes(file), file).data) for file in files]
    return sorted(found, key=lambda t: t.title)


def to_dict(form_type: FormType) -> dict[str, Any]:
    """Return the content as JSON-ready values in the shape of the file, every entry present."""
    return {
        "key": form_type.key,
        "version": form_type.version,
        "title": form_type.title,
        "short": form_type.short,
        "counts_as": form_type.counts_as,
        "first_letter": form_type.first_letter,
        "icon": form_type.icon,
        "needs_year": form_type.needs_year,
        "placeholder": form_type.placeholder,
        "closing_prompt": form_type.closing_prompt,
        "fields": [_field_dict(f) for f in form_type.fields],
    }


def from_dict(data: Mapping[str, Any], name: str = "form type") -> FormType:
    """Return the kind of note that ``to_dict`` wrote. Raises ContentError naming the field."""
    document = Document(name, data, {})
    schema.check(document, "form_type")
    _check_meaning(document)
    return _build(data)


def _field_dict(f: FormField) -> dict[str, Any]:
    values: dict[str, Any] = {
        "key": f.key,
        "label": f.label,
        "kind": f.kind.value,
        "target": f.target,
        "shown": f.shown,
        "help": f.help,
        "max_length": f.max_length,
    }
    if f.choices:
        values["choices"] = [{"key": c.key, "label": c.label} for c in f.choices]
    if f.minimum is not None:
        values["minimum"] = f.minimum
    if f.maximum is not None:
        values["maximum"] = f.maximum
    return values


def _build(data: Mapping[str, Any]) -> FormType:
    return FormType(
        key=data["key"],
        version=data["version"],
        title=data["title"],
        short=data["short"],
        first_letter=data["first_letter"],
        icon=data["icon"],
        needs_year=data["needs_year"],
        placeholder=data.get("placeholder", ""),
        closing_prompt=data.get("closing_prompt", ""),
        fields=tuple(_field(f) for f in data["fields"]),
        counts_as=data.get("counts_as") or data["title"].lower(),
    )


def _field(data: Mapping[str, Any]) -> FormField:
    choices = tuple(Choice(c["key"], c["label"]) for c in data.get("choices", ()))
    if "choices_from" in data:
        choices = lists.built_in(data["choices_from"])
    return FormField(
        key=data["key"],
        label=data["label"],
        kind=FieldKind(data["kind"]),
        target=_target(data),
        shown=data.get("shown", "more"),
        help=data.get("help", ""),
        choices=choices,
        minimum=data.get("minimum"),
        maximum=data.get("maximum"),
        max_length=data.get("max_length", 200),
    )


def _target(data: Mapping[str, Any]) -> str:
    target: str = data.get("target") or f"x.{data['key']}"
    return target


def _check_meaning(document: Document) -> None:
    keys: set[str] = set()
    targets: set[str] = set()
    for i, field in enumerate(document.data["fields"]):
        at: Path = ("fields", i)
        if field["key"] in keys:
            raise document.error((*at, "key"), f"The key “{field['key']}” is there twice.")
        target = _target(field)
        if target in targets:
            problem = f"Two fields fill “{target}”: each thing is asked once."
            raise document.error((*at, "target"), problem)
        keys.add(field["key"])
        targets.add(target)
        _check_field(document, at, field, target)


def _check_field(document: Document, at: Path, field: Mapping[str, Any], target: str) -> None:
    kind = field["kind"]
    allowed = _KINDS_OF.get(target, {k.value for k in FieldKind} - {"years", "groups", "subject"})
    if kind not in allowed:
        problem = f"A field for “{target}” is of kind {' or '.join(sorted(allowed))}."
        raise document.error((*at, "kind"), problem)
    listed = [name for name in ("choices", "choices_from") if name in field]
    if kind in ("choice", "choices") and len(listed) != 1:
        raise document.error(at, "Give either choices or choices_from.")
    if kind not in ("choice", "choices") and listed:
        raise document.error((*at, listed[0]), f"A field of kind {kind} has no choices.")
    keys = [c["key"] for c in field.get("choices", ())]
    for n, key in enumerate(keys):
        if key in keys[:n]:
            raise document.error((*at, "choices", n, "key"), f"“{key}” is there twice.")
    for name in ("minimum", "maximum"):
        if name in field and kind != "number":
            raise document.error((*at, name), f"Only a number has a {name}.")
    if field.get("minimum", 0) > field.get("maximum", field.get("minimum", 0)):
        raise document.error((*at, "minimum"), "The minimum is above the maximum.")
