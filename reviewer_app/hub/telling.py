"""Calls that tell: the feed, the check of a printed code, the hub's own page and health."""

import html
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from reviewer_app.hub.access import caller_of
from reviewer_app.hub.documented import answers
from reviewer_app.hub.edge import answer
from reviewer_app.hub.hub import Hub
from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.hub.registry import Device
from reviewer_app.protocol.api import MAX_PAGE, ChangesAnswer, HealthAnswer, VerificationAnswer

_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""


def telling_calls(hub: Hub) -> APIRouter:
    """Return the calls."""
    router = APIRouter(tags=["telling"])
    caller = Annotated[Device, Depends(caller_of(hub))]

    @router.get(
        "/v1/changes",
        response_model=ChangesAnswer,
        responses=answers(
            "malformed", "token-expired", "cursor-expired", "client-too-old", ok={304: None}
        ),
    )
    def changes(
        _device: caller,
        cursor: Annotated[str, Query(pattern=r"^[0-9]{0,15}$")] = "",
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
        if_none_match: Annotated[str, Header(max_length=100)] = "",
    ) -> Response:
        """Return what came after ``cursor``, oldest first."""
        page = hub.feed.page(int(cursor or 0), limit)
        etag = f'"{cursor or 0}-{page.next}-{limit}"'
        if if_none_match == etag:
            return Response(status_code=304, headers={"ETag": etag})
        return JSONResponse(page.model_dump(mode="json"), headers={"ETag": etag})

    @router.get(
        "/v1/verify/{code}",
        response_model=VerificationAnswer,
        responses={200: {"content": {"text/html": {}}}, **answers("not-found")},
    )
    def verify(code: str, request: Request) -> Response:
        """Say whether the report with this printed code is genuine and current; nothing else."""
        plain = "".join(c for c in code.lower() if c in "0123456789abcdef")
        current = hub.revisions.verify(plain) if len(plain) == 16 and len(code) < 40 else None
        page = "text/html" in request.headers.get("accept", "")
        if current is None:
            if page:
                return _page("Not known here", "This hub holds no report with this code.", 404)
            return answer(ProblemError("not-found").problem)
        if page:
            text = (
                "This hub holds the report with this code, and it is the current version."
                if current
                else "This hub holds the report with this code, but a newer version replaced it."
            )
            return _page("Genuine and current" if current else "Genuine, replaced since", text)
        shown = VerificationAnswer(code=plain, genuine=True, current=current)
        return JSONResponse(shown.model_dump(mode="json"))

    @router.get("/healthz")
    def healthz() -> HealthAnswer:
        """Say that the process runs."""
        return HealthAnswer(status="ok")

    @router.get("/readyz", responses=answers("busy"))
    def readyz() -> HealthAnswer:
        """Say that the database answers."""
        hub.feed.last()
        return HealthAnswer(status="ok")

    @router.get("/", response_class=HTMLResponse, include_in_schema=False)
    def home() -> Response:
        text = (
            "This is a hub for peer reviews. It has no pages to sign in to: "
            "open your invitation with the Reviewer program."
        )
        return _page(hub.name, text)

    return router


def _page(title: str, text: str, status: int = 200) -> Response:
    return HTMLResponse(_PAGE.format(title=html.escape(title), text=html.escape(text)), status)
