"""A request that cannot be granted, as an exception."""

from collections.abc import Mapping
from typing import Any

from reviewer_app.protocol.problems import problem


class ProblemError(Exception):
    """Ends a request with the problem ``code``; ``more`` are further members of its body."""

    def __init__(
        self, code: str, detail: str = "", headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        self.problem = problem(code, detail, **more)
        self.headers = dict(headers or {})
        super().__init__(code)
