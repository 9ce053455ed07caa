"""Manifests: what a finished review consists of, signed by the lead's device (sync.md 2.8)."""

import hashlib

from pydantic import ValidationError

from reviewer_app.protocol.content import (
    MakerFacts,
    Manifest,
    PartFacts,
    ReportContent,
    content_bytes,
)
from reviewer_app.protocol.encoding import canonical, read_json
from reviewer_app.protocol.signing import verify


def make_manifest(
    content: ReportContent, pdf: bytes, made_at: str, made_by: MakerFacts
) -> Manifest:
    """Return the manifest over ``content`` and the report ``pdf``; ``made_at`` is RFC 3339."""
    data = content_bytes(content)
    parts = [_part(data, "content"), _part(pdf, "report")]
    return Manifest(
        review=content.review,
        revision=content.revision,
        content_sha256=parts[0].sha256,
        pdf_sha256=parts[1].sha256,
        parts=parts,
        practice=content.practice,
        made_at=made_at,
        made_by=made_by,
    )


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the bytes to sign, keep and send."""
    return canonical(manifest.model_dump(mode="json"))


def read_manifest(data: bytes, signature: bytes) -> Manifest:
    """Return the manifest in ``data``, its signature checked against the key it names.

    Whether that key is anybody's is for the caller to say. Raises ValueError.
    """
    try:
        found = Manifest.model_validate(read_json(data))
    except ValidationError as error:
        raise ValueError("not a manifest") from error
    if not verify(found.made_by.ed25519, data, signature):
        raise ValueError("a manifest whose signature does not fit")
    return found


def _part(data: bytes, role: str) -> PartFacts:
    return PartFacts(sha256=hashlib.sha256(data).hexdigest(), size=len(data), role=role)
