"""The hub as a web application."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from reviewer_app.hub import edge
from reviewer_app.hub.documented import with_problems
from reviewer_app.hub.hub import Hub
from reviewer_app.hub.joining import joining_calls
from reviewer_app.hub.receiving import receiving_calls
from reviewer_app.hub.telling import telling_calls


def create_app(hub: Hub, *, behind_proxy: bool = False) -> FastAPI:
    """Return the application that serves ``hub``, to the world or to a web server before it."""
    app = FastAPI(
        title="Reviewer hub", version="1", docs_url=None, redoc_url=None,
        openapi_url="/v1/openapi.json", redirect_slashes=False,
    )  # fmt: skip
    edge.install(app, hub.identity.hub_id, behind_proxy=behind_proxy)
    for calls in (joining_calls(hub), receiving_calls(hub), telling_calls(hub)):
        app.include_router(calls)

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            plain = get_openapi(
                title=app.title, version=app.version, routes=app.routes, openapi_version="3.1.0"
            )
            app.openapi_schema = with_problems(plain)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # the way FastAPI's manual says
    return app
