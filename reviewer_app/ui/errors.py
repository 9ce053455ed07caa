"""The two kinds of failure: problems people can act on, and bugs."""

from reviewer_app.domain.errors import ReviewerError


def expected(error: Exception) -> ReviewerError:
    """Return ``error`` where it is a worded problem; raise it where it is a bug."""
    if isinstance(error, ReviewerError):
        return error
    raise error


def sentence(error: ReviewerError) -> str:
    """Return what happened, what is safe, what to do, as one paragraph."""
    return " ".join(part for part in (error.happened, error.safe, error.action) if part)
