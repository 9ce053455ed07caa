"""Calls that receive a review: its header, its parts, and the signed manifest."""

import base64
import hashlib
import re
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from reviewer_app.hub.access import caller_of
from reviewer_app.hub.documented import answers
from reviewer_app.hub.hub import Hub
from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.hub.registry import Device
from reviewer_app.hub.revisions import Taken
from reviewer_app.protocol.api import (
    MAX_CHUNK,
    MAX_REVISION,
    BlobAnswer,
    CheckAnswer,
    CheckRequest,
    Id,
    ReceiptAnswer,
    ReviewAnswer,
    ReviewHeader,
    RevisionAnswer,
    RevisionRequest,
    RevisionsAnswer,
    Sha256,
)
from reviewer_app.protocol.encoding import b64, from_b64

_DIGEST: Final = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
_RANGE: Final = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")
ReviewId = Annotated[Id, Path()]
BlobId = Annotated[Sha256, Path()]
Number = Annotated[int, Path(ge=1, le=MAX_REVISION)]
Offset = Annotated[int, Header(alias="Upload-Offset", ge=0, le=1 << 40)]
Length = Annotated[int, Header(alias="Upload-Length", ge=1, le=1 << 40)]
Digest = Annotated[str, Header(alias="Content-Digest", max_length=200)]


def receiving_calls(hub: Hub) -> APIRouter:
    """Return the calls."""
    router = APIRouter(prefix="/v1/reviews", tags=["reviews"])
    caller = Annotated[Device, Depends(caller_of(hub))]
    common = ("token-expired", "not-assigned", "not-found", "client-too-old")

    @router.put(
        "/{review}",
        status_code=201,
        responses=answers(
            *common, "malformed", "exists-different", "stale", "schema", ok={200: ReviewAnswer}
        ),
    )
    def put_review(
        review: ReviewId,
        body: ReviewHeader,
        device: caller,
        response: Response,
        if_match: Annotated[str, Header(max_length=100)] = "",
    ) -> ReviewAnswer:
        """Announce a review; the same again is answered with 200, a change needs If-Match."""
        answer, fresh = hub.reviews.put(device, review, body, if_match, hub.now())
        response.status_code = 201 if fresh else 200
        response.headers["ETag"] = f'"{answer.etag}"'
        return answer

    @router.post("/{review}/blobs/check", responses=answers(*common, "malformed", "schema"))
    def check(review: ReviewId, body: CheckRequest, device: caller) -> CheckAnswer:
        """Say which parts this review has at the hub, and where to go on with the others."""
        return hub.reviews.check(device, review, body.blobs)

    @router.patch(
        "/{review}/blobs/{sha256}",
        status_code=201,
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                },
            }
        },
        responses=answers(
            *common, "malformed", "offset", "digest-mismatch", "quota", ok={204: None}
        ),
    )
    async def append(
        review: ReviewId,
        sha256: BlobId,
        device: caller,
        request: Request,
        response: Response,
        upload_offset: Offset,
        upload_length: Length,
        content_digest: Digest,
    ) -> BlobAnswer:
        """Add to a part: 204 while more is needed, 201 when it is whole and has its hash."""
        chunk = await request.body()
        if len(chunk) > MAX_CHUNK:
            raise ProblemError("too-large", most=MAX_CHUNK)
        _check_digest(content_digest, chunk)
        done = await run_in_threadpool(
            hub.reviews.append, device, review, sha256, upload_offset, upload_length, chunk,
            hub.now(),
        )  # fmt: skip
        headers = {"Upload-Offset": str(done.offset), "Upload-Length": str(done.size)}
        if not done.complete:
            return Response(status_code=204, headers=headers)  # type: ignore[return-value] # FastAPI sends it as it is
        response.headers.update(headers)
        return BlobAnswer(sha256=sha256, size=done.size)

    @router.head("/{review}/blobs/{sha256}", responses=answers(*common))
    def progress(review: ReviewId, sha256: BlobId, device: caller) -> Response:
        """Say how far a part is, in Upload-Offset and Upload-Length."""
        found = hub.reviews.progress(device, review, sha256)
        return Response(
            headers={"Upload-Offset": str(found.offset), "Upload-Length": str(found.size)}
        )

    @router.get(
        "/{review}/blobs/{sha256}", response_class=FileResponse, responses=answers(*common, "range")
    )
    def download(
        review: ReviewId,
        sha256: BlobId,
        device: caller,
        wanted: Annotated[str, Header(alias="Range", max_length=60)] = "",
    ) -> FileResponse:
        """Send a whole part, or one range of it."""
        path = hub.reviews.file(device, review, sha256)
        if wanted:
            _check_range(wanted, path.stat().st_size)
        return FileResponse(path, media_type="application/octet-stream")

    @router.put(
        "/{review}/revisions/{number}",
        status_code=201,
        responses=answers(
            *common, "malformed", "revision-differs", "invalid", "missing", ok={200: ReceiptAnswer}
        ),
    )
    def put_revision(
        review: ReviewId,
        number: Number,
        body: RevisionRequest,
        device: caller,
        response: Response,
    ) -> ReceiptAnswer:
        """Take in a finished review; the same bytes again get the same receipt."""
        try:
            manifest, signature = from_b64(body.manifest), from_b64(body.signature)
        except ValueError:
            raise ProblemError("schema", "Not base64.", pointer="/manifest") from None
        taken, fresh = hub.revisions.put(device, review, number, manifest, signature, hub.now())
        response.status_code = 201 if fresh else 200
        return ReceiptAnswer(receipt=b64(taken.receipt), signature=b64(taken.receipt_signature))

    @router.get("/{review}/revisions", responses=answers(*common))
    def revisions(review: ReviewId, device: caller) -> RevisionsAnswer:
        """Return the finished versions of a review, oldest first."""
        found = hub.revisions.get(device, review)
        return RevisionsAnswer(items=[_revision(review, taken) for taken in found])

    @router.get("/{review}/revisions/{number}", responses=answers(*common))
    def revision(review: ReviewId, number: Number, device: caller) -> RevisionAnswer:
        """Return one finished version with its receipt."""
        return _revision(review, hub.revisions.get(device, review, number)[0])

    return router


def _revision(review: str, taken: Taken) -> RevisionAnswer:
    return RevisionAnswer(
        review=review,
        revision=taken.number,
        manifest=b64(taken.manifest),
        signature=b64(taken.signature),
        receipt=b64(taken.receipt),
        receipt_signature=b64(taken.receipt_signature),
    )


def _check_range(header: str, size: int) -> None:
    match = _RANGE.fullmatch(header)
    if not match or not int(match[1]) <= int(match[2] or size - 1) < size:
        raise ProblemError("range", headers={"Content-Range": f"bytes */{size}"})


def _check_digest(header: str, chunk: bytes) -> None:
    match = _DIGEST.fullmatch(header)
    if not match:
        raise ProblemError("malformed", "Content-Digest must be sha-256.")
    if base64.b64decode(match[1]) != hashlib.sha256(chunk).digest():
        raise ProblemError("digest-mismatch")
