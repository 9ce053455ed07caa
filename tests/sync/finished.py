"""Finished reviews for tests: a real content, a stand-in PDF, a signed manifest, outbox rows."""

import random
import uuid
from datetime import UTC, datetime

from reviewer_app.domain.ports import Revision
from reviewer_app.protocol import content as c
from reviewer_app.protocol.manifest import make_manifest, manifest_bytes
from tests.sync.memory_store import MemoryStore

NOW = datetime(2026, 11, 9, 9, 40, tzinfo=UTC)
SECRET = "Zinnia markerword"


def content(review: str, number: int = 1, **changes) -> c.ReportContent:
    point = c.ScalePointFacts(key="effective", label="Effective", cells=3, of_cells=4)
    return c.ReportContent(
        review=review,
        ref="R-1",
        review_kind="peer",
        revision=number,
        practice=False,
        school=c.SchoolFacts(urn="900001", name="Aspen Grove Primary"),
        date_start="2026-11-09",
        date_end="2026-11-10",
        finalised_at="2026-11-10T15:00:00Z",
        framework=c.FrameworkFacts(code="QAR-PEER", version="1", sha256="a" * 64, title="Peer"),
        areas=[
            c.AreaFacts(
                code="Q", title="Quality", heading="Quality", graded=True, kind="judged",
                target_words=100,
            )
        ],
        estimates=[c.EstimateFacts(area="Q", title="Quality", point=point, rationale="Sound.")],
        statements=[
            c.StatementFacts(id=str(uuid.uuid4()), kind="www", area="Q", text="Pupils read daily.")
        ],
        text={},
        team=[],
        coverage=[c.CoverageFacts(aspect="Q1", title="Intent", by_type={"lesson_visit": 2})],
        method=c.MethodFacts(
            by_type={"lesson_visit": 2}, type_titles={}, year_groups=[], subjects=[], hours=1.5
        ),
        vector={"d": c.DeviceHead(seq=3, chain="b" * 64)},
        fold_sha256="c" * 64,
        app_version="0.1.0",
    ).model_copy(update=changes)  # fmt: skip


def finish(
    store: MemoryStore, review: str = "", number: int = 1, size: int = 200_000, **changes
) -> Revision:
    """Put a finished review into ``store`` as finishing does; return its revision."""
    review = review or str(uuid.uuid4())
    pdf = b"%PDF-1.7\n" + random.Random(number).randbytes(size)
    said = content(review, number, **changes)
    maker = c.MakerFacts(
        device=store.account.device, person=store.account.person, ed25519=store.device_public_key
    )
    manifest = make_manifest(said, pdf, "2026-11-10T15:00:00Z", maker)
    data = manifest_bytes(manifest)
    revision = Revision(
        review, number, data, store.sign(data), manifest.content_sha256, manifest.pdf_sha256,
        c.verification_code(c.content_bytes(said)), NOW,
    )  # fmt: skip
    with store.unit() as unit:
        unit.blobs.put(c.content_bytes(said), "application/json")
        unit.blobs.put(pdf, "application/pdf")
        unit.delivery.add_revision(revision)
        for kind, ref in (
            ("review", review),
            ("blob", revision.content_sha256),
            ("blob", revision.pdf_sha256),
            ("revision", str(number)),
        ):
            unit.delivery.enqueue(kind, review, ref)
    return revision
