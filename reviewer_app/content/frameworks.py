"""Reads, checks and writes review frameworks (domain.md 2.3): YAML from people, JSON on the wire.

Both have one shape, ``resources/schemas/framework.json``. ``sha256`` is the hash of the canonical
JSON, so the same framework has the same hash however its file was laid out.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reviewer_app import assets
from reviewer_app.content import lists, schema
from reviewer_app.content.yaml_file import Document, Path, read_yaml
from reviewer_app.domain.framework import (
    INSUFFICIENT,
    Area,
    Aspect,
    Framework,
    GradingRule,
    Prompt,
    Scale,
    ScalePoint,
)


def load_framework(data: bytes, name: str) -> Framework:
    """Return the framework in ``data``, a YAML (or JSON) file that people call ``name``.

    Raises ContentError naming file, line and field for the first thing wrong from the top.
    """
    document = read_yaml(data, name)
    schema.check(document, "framework")
    _check_meaning(document)
    _check_hints(document)
    return _build(document.data)


def from_dict(data: Mapping[str, Any], name: str = "framework", *, check: bool = True) -> Framework:
    """Return the framework that ``to_dict`` wrote, from the hub or from the database.

    ``check=False`` is for what this program checked before it stored it; it skips the schema.
    Raises ContentError naming the field.
    """
    document = Document(name, data, {})
    if check:
        schema.check(document, "framework")
        _check_meaning(document)
    try:
        return _build(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise document.error((), "This is not a framework.") from None


def built_in() -> list[Framework]:
    """Return the packaged frameworks. The tests check them in full; here they are only read."""
    files = assets.names("frameworks", ".yaml")
    return [_build(read_yaml(assets.read_bytes(file), file).data) for file in files]


def to_dict(framework: Framework) -> dict[str, Any]:
    """Return the whole content as JSON-ready values, every entry present, without the hash."""
    result: dict[str, Any] = {
        "code": framework.code,
        "version": framework.version,
        "title": framework.title,
        "owner": framework.owner,
        "licence_note": framework.licence_note,
        "source_note": framework.source_note,
        "valid_from": framework.valid_from,
        "grading_rule": framework.grading_rule.value,
        "scales": [_scale_dict(s) for s in framework.scales],
        "areas": [_area_dict(a) for a in framework.areas],
    }
    if framework.overall_scale:
        result["overall"] = {
            "scale": framework.overall_scale,
            "rationale_words": framework.overall_rationale_words,
        }
    return result


def canonical_json(framework: Framework) -> bytes:
    """Return the one spelling of the content: sorted keys, no spaces, UTF-8."""
    content = to_dict(framework)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _scale_dict(scale: Scale) -> dict[str, Any]:
    points = [
        {"key": p.key, "label": p.label, "cells": p.cells, "definition": p.definition}
        for p in scale.points
    ]
    return {"key": scale.key, "name": scale.name, "kind": scale.kind, "points": points}


def _area_dict(area: Area) -> dict[str, Any]:
    return {
        "code": area.code,
        "title": area.title,
        "report_heading": area.report_heading,
        "kind": area.kind,
        "graded": area.graded,
        "scale": area.scale,
        "target_words": area.target_words,
        "intro": area.intro,
        "min_forms": area.min_forms,
        "min_form_types": area.min_form_types,
        "descriptors": dict(area.descriptors),
        "aspects": [_aspect_dict(a) for a in area.aspects],
    }


def _aspect_dict(aspect: Aspect) -> dict[str, Any]:
    return {
        "code": aspect.code,
        "title": aspect.title,
        "description": aspect.description,
        "note_only": aspect.note_only,
        "activity_hints": list(aspect.activity_hints),
        "prompts": [{"text": p.text, "kind": p.kind} for p in aspect.prompts],
    }


def _build(data: Mapping[str, Any]) -> Framework:
    scales = tuple(_scale(s) for s in data["scales"])
    points = {s.key: [p.key for p in s.points] for s in scales}
    overall = data.get("overall") or {"scale": "", "rationale_words": 0}
    framework = Framework(
        code=data["code"],
        version=data["version"],
        title=data["title"],
        owner=data["owner"],
        licence_note=data["licence_note"],
        source_note=data.get("source_note", ""),
        grading_rule=GradingRule(data["grading_rule"]),
        scales=scales,
        areas=tuple(_area(a, points) for a in data["areas"]),
        overall_scale=overall["scale"],
        overall_rationale_words=overall["rationale_words"],
        sha256="",
        valid_from=data.get("valid_from", ""),
    )
    return replace(framework, sha256=hashlib.sha256(canonical_json(framework)).hexdigest())


def _scale(data: Mapping[str, Any]) -> Scale:
    points = tuple(
        ScalePoint(p["key"], p["label"], order, p["cells"], p["definition"])
        for order, p in enumerate(data["points"], 1)
    )
    return Scale(data["key"], data["name"], data["kind"], points)


def _area(data: Mapping[str, Any], points: Mapping[str, list[str]]) -> Area:
    scale = data.get("scale", "")
    texts = data.get("descriptors", {})
    # JSON objects have no order of their own: the scale's is the one to keep
    order = [p for p in points.get(scale, []) if p in texts]
    return Area(
        code=data["code"],
        title=data["title"],
        report_heading=data.get("report_heading") or data["title"],
        graded=data["graded"],
        scale=scale,
        target_words=data["target_words"],
        aspects=tuple(_aspect(a) for a in data["aspects"]),
        descriptors=tuple((p, texts[p]) for p in order),
        intro=data.get("intro", ""),
        kind=data.get("kind", "judged"),
        min_forms=data.get("min_forms", 0),
        min_form_types=data.get("min_form_types", 0),
    )


def _aspect(data: Mapping[str, Any]) -> Aspect:
    return Aspect(
        code=data["code"],
        title=data["title"],
        prompts=tuple(
            Prompt(p["text"], p.get("kind", "look_for")) for p in data.get("prompts", ())
        ),
        activity_hints=tuple(data.get("activity_hints", ())),
        note_only=data.get("note_only", False),
        description=data.get("description", ""),
    )


def _check_meaning(document: Document) -> None:
    """Check what a schema cannot say: codes used once, and every reference leads somewhere."""
    data = document.data
    scales = {s["key"]: {p["key"] for p in s["points"]} for s in data["scales"]}
    _no_twins(document, [(("scales", i, "key"), s["key"]) for i, s in enumerate(data["scales"])])
    for i, scale in enumerate(data["scales"]):
        _check_points(document, ("scales", i), scale)
    if "overall" in data and data["overall"]["scale"] not in scales:
        problem = f"There is no scale “{data['overall']['scale']}”."
        raise document.error(("overall", "scale"), problem)
    _no_twins(document, [(("areas", i, "code"), a["code"]) for i, a in enumerate(data["areas"])])
    _no_twins(
        document,
        [
            (("areas", i, "aspects", k, "code"), aspect["code"])
            for i, area in enumerate(data["areas"])
            for k, aspect in enumerate(area["aspects"])
        ],
    )
    for i, area in enumerate(data["areas"]):
        _check_area(document, ("areas", i), area, scales)
        for k, aspect in enumerate(area["aspects"]):
            at: Path = ("areas", i, "aspects", k)
            if not aspect["code"].startswith(area["code"]):
                problem = f"An aspect of area {area['code']} has a code that begins with it."
                raise document.error((*at, "code"), problem)


def _check_hints(document: Document) -> None:
    """Check a file's hints; what the hub sends may know activities that this version does not."""
    known = {c.key for c in lists.built_in("activities")}
    for i, area in enumerate(document.data["areas"]):
        for k, aspect in enumerate(area["aspects"]):
            for n, hint in enumerate(aspect.get("activity_hints", ())):
                if hint not in known:
                    problem = f"“{hint}” is no kind of activity. Known: {', '.join(sorted(known))}."
                    at: Path = ("areas", i, "aspects", k, "activity_hints", n)
                    raise document.error(at, problem)


def _check_points(document: Document, at: Path, scale: Mapping[str, Any]) -> None:
    points = scale["points"]
    _no_twins(document, [((*at, "points", i, "key"), p["key"]) for i, p in enumerate(points)])
    if scale["kind"] != "none" and len(points) < 2:
        raise document.error((*at, "points"), "A scale has at least two points.")
    for i, point in enumerate(points):
        if point["key"] == INSUFFICIENT:
            problem = f"“{INSUFFICIENT}” is always there and not part of a scale."
            raise document.error((*at, "points", i, "key"), problem)
        if scale["kind"] == "ordinal" and i and point["cells"] >= points[i - 1]["cells"]:
            problem = "Points go from best to weakest, each with fewer cells than the one before."
            raise document.error((*at, "points", i, "cells"), problem)


def _check_area(
    document: Document, at: Path, area: Mapping[str, Any], scales: Mapping[str, set[str]]
) -> None:
    scale = area.get("scale", "")
    if area["graded"] and not scale:
        raise document.error((*at, "scale"), "A graded area names the scale it is graded on.")
    if scale and scale not in scales:
        raise document.error((*at, "scale"), f"There is no scale “{scale}”.")
    for point in area.get("descriptors", {}):
        if point not in scales.get(scale, set()):
            problem = f"“{point}” is not a point of the scale “{scale}”."
            raise document.error((*at, "descriptors", point), problem)


def _no_twins(document: Document, found: list[tuple[Path, str]]) -> None:
    seen: set[str] = set()
    for path, key in found:
        if key in seen:
            raise document.error(path, f"“{key}” is there twice.")
        seen.add(key)
