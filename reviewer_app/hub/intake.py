"""What the hub checks before it signs for a finished review (sync.md 7): it takes no one's word."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.protocol.content import Manifest, ReportContent, content_bytes
from reviewer_app.protocol.encoding import read_json

_SHA: Final = re.compile("[0-9a-f]{64}")
_Model = TypeVar("_Model", bound=BaseModel)


def check_manifest(data: bytes, review: str, number: int) -> Manifest:
    """Return the manifest in ``data``, for this review and version. Raises ProblemError."""
    manifest = _read(Manifest, data, "/manifest")
    if manifest.practice:
        raise ProblemError("practice")
    if manifest.review != review:
        _refuse("/manifest/review", "It is for another review.")
    if manifest.revision != number:
        _refuse("/manifest/revision", "It is for another version.")
    roles = Counter(part.role for part in manifest.parts)
    hashes = {part.sha256: part for part in manifest.parts}
    if roles["content"] != 1 or roles["report"] != 1 or len(hashes) != len(manifest.parts):
        _refuse("/manifest/parts", "There must be one content, one report, and no part twice.")
    by_role = {part.role: part.sha256 for part in manifest.parts}
    if by_role["content"] != manifest.content_sha256:
        _refuse("/manifest/content_sha256", "The content is another part.")
    if by_role["report"] != manifest.pdf_sha256:
        _refuse("/manifest/pdf_sha256", "The report is another part.")
    if any(part.size < 1 or not _SHA.fullmatch(part.sha256) for part in manifest.parts):
        _refuse("/manifest/parts", "A part is empty or not named by its hash.")
    return manifest


def check_content(data: bytes, manifest: Manifest) -> ReportContent:
    """Return the content in ``data``, which must agree with ``manifest`` and with itself.

    Raises ProblemError naming the entry.
    """
    content = _read(ReportContent, data, "/content")
    if content_bytes(content) != data:
        _refuse("/content", "It is not in its canonical spelling.")
    if content.practice:
        raise ProblemError("practice")
    if (content.review, content.revision) != (manifest.review, manifest.revision):
        _refuse("/content/review", "It is for another review or version than the manifest.")
    if set(content.evidence_parts) != {p.sha256 for p in manifest.parts if p.role == "evidence"}:
        _refuse("/content/evidence_parts", "The evidence parts are not those of the manifest.")
    areas = [area.code for area in content.areas]
    _once(areas, "/content/areas")
    graded = {area.code for area in content.areas if area.graded} | {"overall"}
    _once([estimate.area for estimate in content.estimates], "/content/estimates")
    for index, estimate in enumerate(content.estimates):
        at = f"/content/estimates/{index}"
        if estimate.area not in graded:
            _refuse(f"{at}/area", "This area is not graded.")
        point = estimate.point
        if point and not 0 <= point.cells <= point.of_cells:
            _refuse(f"{at}/point/cells", "The scale has fewer cells.")
    _once([statement.id for statement in content.statements], "/content/statements")
    for index, statement in enumerate(content.statements):
        if statement.area not in {*areas, ""}:
            _refuse(f"/content/statements/{index}/area", "There is no such area.")
    counts = [count for aspect in content.coverage for count in aspect.by_type.values()]
    if any(count < 0 for count in [*counts, *content.method.by_type.values()]):
        _refuse("/content/coverage", "A count is below nothing.")
    return content


def check_report(data: bytes) -> None:
    """Raise ProblemError unless ``data`` begins as a PDF does."""
    if not data.startswith(b"%PDF-"):
        _refuse("/manifest/pdf_sha256", "The report is not a PDF.")


def _read(model: type[_Model], data: bytes, at: str) -> _Model:
    try:
        return model.model_validate(read_json(data))
    except ValidationError as error:
        where = "/".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise ProblemError("schema", pointer=f"{at}/{where}"[:300]) from None
    except ValueError as error:
        raise ProblemError("schema", f"It is not JSON: {error}"[:200], pointer=at) from None


def _once(names: Sequence[str], at: str) -> None:
    if len(set(names)) != len(names):
        _refuse(at, "One is there twice.")


def _refuse(pointer: str, detail: str) -> NoReturn:
    raise ProblemError("invalid", detail, pointer=pointer)
