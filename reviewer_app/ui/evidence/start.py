"""What the notes place asks for once, when it comes up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_app.domain.form_type import FormType
from reviewer_app.services.evidence import NoteRow, Recovered
from reviewer_app.services.frameworks import Lists
from reviewer_app.services.reviews import ReviewView


@dataclass(frozen=True)
class Start:
    """All that the place asks for when it comes up."""

    rows: Sequence[NoteRow]
    form_types: Sequence[FormType]
    lists: Lists
    review: ReviewView
    remembered: dict[str, Any]
    recovered: Sequence[Recovered]
