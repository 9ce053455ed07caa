"""Kinds of evidence form as data: which fields a note of this kind has (domain.md 2.7, 2.8)."""

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What a field holds and how it is drawn by the one form engine."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    TIME = "time"
    YEARS = "years"
    SUBJECT = "subject"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value and its words on screen; ``also``: other words it is searched by."""

    key: str
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormField:
    """One field.

    ``target`` is the evidence register or set it fills: a header name such as ``subject``, or
    ``x.<key>`` for what only this form type has. ``shown`` is ``lesson`` (in sight while
    observing) or ``more`` (behind *More*).
    """

    key: str
    label: str
    kind: FieldKind
    target: str
    shown: str = "more"
    help: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_length: int = 200


@dataclass(frozen=True, slots=True)
class FormType:
    """A kind of note. ``needs_year`` says whether *done* asks for a year (or whole school)."""

    key: str
    version: str
    title: str
    short: str
    first_letter: str
    icon: str
    needs_year: bool
    placeholder: str
    closing_prompt: str
    fields: tuple[FormField, ...]
    counts_as: str = ""

    def field(self, key: str) -> FormField | None:
        """Return the field called ``key``, or None."""
        return next((f for f in self.fields if f.key == key), None)
