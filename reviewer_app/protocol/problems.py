"""Problems a hub answers with (RFC 9457). A client goes by ``retry``, so it knows new ones too."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

Retry = Literal["now", "later", "after-auth", "never"]
PREFIX: Final = "urn:reviewer:problem:"
MEDIA_TYPE: Final = "application/problem+json"


class Problem(BaseModel):
    """A problem body; further members (``pointer``, ``blobs``, ``offset`` …) may follow."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str
    title: str
    status: int
    detail: str = ""
    retry: Retry = "later"
    user_action: str = ""

    @property
    def code(self) -> str:
        """Return the type without its prefix."""
        return self.type.removeprefix(PREFIX)


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One row of the table of problems."""

    status: int
    title: str
    retry: Retry
    user_action: str = ""


_IT = "Ask the person who looks after the hub."
_INVITE = "Ask for a new invitation."
_UPDATE = "Update the program, then try again."

KINDS: Final[dict[str, ProblemKind]] = {
    "malformed": ProblemKind(400, "The request cannot be read.", "never", _UPDATE),
    "invitation-wrong": ProblemKind(
        400, "The hub does not know this invitation.", "never", _INVITE
    ),
    "invitation-used": ProblemKind(
        400, "The invitation was used on another laptop.", "never", _INVITE
    ),
    "invitation-expired": ProblemKind(400, "The invitation has expired.", "never", _INVITE),
    "sign-in-again": ProblemKind(401, "The sign-in could not be checked.", "after-auth"),
    "token-expired": ProblemKind(401, "The access token has run out.", "after-auth"),
    "device-revoked": ProblemKind(
        401, "Your trust has signed this laptop out.", "after-auth", "Ask for a new invitation."
    ),
    "practice": ProblemKind(
        403, "A practice profile cannot use a hub.", "never", "Use your own profile."
    ),
    "not-assigned": ProblemKind(403, "This review is not in your list.", "never", _IT),
    "unknown-signer": ProblemKind(
        403, "The hub does not know the laptop that finished this review.", "never", _IT
    ),
    "not-found": ProblemKind(404, "There is nothing here.", "never"),
    "method-not-allowed": ProblemKind(405, "This cannot be done here.", "never"),
    "not-acceptable": ProblemKind(406, "The hub has no answer of that kind.", "never"),
    "too-slow": ProblemKind(408, "The request did not arrive in time.", "later"),
    "id-taken": ProblemKind(
        409, "Another laptop joined under the same id.", "never", "Ask for help."
    ),
    "person-taken": ProblemKind(
        409, "This person has joined already.", "never", "Ask for an invitation in your own name."
    ),
    "exists-different": ProblemKind(409, "The hub holds other facts about this review.", "never"),
    "offset": ProblemKind(409, "The hub has more or less of this part.", "now"),
    "revision-differs": ProblemKind(
        409, "Someone already finished this review.", "never", "Compare the two reports."
    ),
    "cursor-expired": ProblemKind(410, "The list has to be read afresh.", "now"),
    "stale": ProblemKind(412, "The review changed in the meantime.", "now"),
    "too-large": ProblemKind(413, "This is larger than the hub takes.", "never", _IT),
    "media-type": ProblemKind(415, "The hub does not read this kind of body.", "never", _UPDATE),
    "range": ProblemKind(416, "There is no such piece of the part.", "never"),
    "digest-mismatch": ProblemKind(422, "A part was damaged on the way.", "later"),
    "schema": ProblemKind(422, "The hub could not read it.", "never", _UPDATE),
    "invalid": ProblemKind(422, "The finished review does not hold together.", "never", _IT),
    "signature": ProblemKind(422, "The signature does not fit.", "never", _IT),
    "missing": ProblemKind(424, "Parts of the report are missing at the hub.", "now"),
    "client-too-old": ProblemKind(426, "Update needed to send.", "never", _UPDATE),
    "too-many": ProblemKind(429, "Too many tries.", "later", "Wait a little, then try again."),
    "internal": ProblemKind(500, "Something went wrong at the hub.", "later", _IT),
    "busy": ProblemKind(503, "The hub is busy.", "later"),
    "quota": ProblemKind(507, "The hub is full.", "later", "Your IT needs to know."),
}


def problem(code: str, detail: str = "", **more: Any) -> Problem:
    """Return the problem ``code`` with what is special about this one."""
    kind = KINDS[code]
    facts = {
        "type": PREFIX + code,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "retry": kind.retry,
        "user_action": kind.user_action,
    }
    return Problem.model_validate(facts | more)
