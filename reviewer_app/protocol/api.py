"""Requests and answers of the hub's API v1 (sync.md 3). Every answer says what ``kind`` it is."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

HUB_ID_HEADER: Final = "QAHub-Id"
CLIENT_HEADER: Final = "QAHub-Client"
MAX_JSON: Final = 4 * 1024 * 1024
MIN_CHUNK: Final = 64 * 1024
MAX_CHUNK: Final = 4 * 1024 * 1024
MAX_BLOB: Final = 50 * 1024 * 1024
MAX_CHECK: Final = 500
MAX_PAGE: Final = 500
MAX_MANIFEST: Final = 1024 * 1024
MAX_REVISION: Final = 9999

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Id = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
Line = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]


def _is_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("not a day of the calendar") from None
    return text


Day = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_is_day),
    Field(json_schema_extra={"format": "date"}),
]
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]


class Request(BaseModel):
    """What a client sends: strict about unknown members."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(BaseModel):
    """What a hub answers: newer hubs may say more, which older clients pass over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class HubKey(Answer):
    """One of the hub's signing keys."""

    key_id: str
    ed25519: Key


class Limits(Answer):
    """How much the hub takes at once."""

    min_chunk: int = MIN_CHUNK
    max_chunk: int = MAX_CHUNK
    max_blob: int = MAX_BLOB
    max_check: int = MAX_CHECK
    max_page: int = MAX_PAGE


class Meta(Answer):
    """Who the hub is."""

    kind: Literal["hub-meta"] = "hub-meta"
    hub_id: Id
    hub_keys: list[HubKey]
    name: str
    server_time: str
    api: list[str]
    min_client: str
    limits: Limits


class DeviceFacts(Request):
    """The laptop that joins; keys in hex."""

    id: Id
    name: Line = ""
    platform: Line = ""
    ed25519: Key
    x25519: Key | None = None


class PersonFacts(Request):
    """The person at it."""

    id: Id
    name: Annotated[Line, StringConstraints(min_length=1)]


class EnrolRequest(Request):
    """An invitation redeemed. ``proof`` is the device's signature over ``signing.enrol_proof``."""

    invitation: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    device: DeviceFacts
    person: PersonFacts
    proof: Base64
    practice: bool = False


class EnrolAnswer(Answer):
    """Membership: the certificate is signed by the hub (``certificate.Certificate``)."""

    kind: Literal["enrolment"] = "enrolment"
    certificate: str
    person: str
    role: str
    policy: dict[str, Any] = Field(default_factory=dict)


class ChallengeAnswer(Answer):
    """Something to sign, once, within a minute."""

    kind: Literal["challenge"] = "challenge"
    challenge: str
    expires_in: int


class TokenRequest(Request):
    """A signed challenge (``signing.token_proof``)."""

    device: Id
    challenge: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    signature: Base64


class TokenAnswer(Answer):
    """An access token for this hub; keep it in memory only."""

    kind: Literal["token"] = "token"
    token: str
    expires_in: int


class DeviceAnswer(Answer):
    """How this laptop stands with the hub."""

    kind: Literal["device"] = "device"
    state: Literal["active", "revoked", "wipe"]
    role: str
    policy: dict[str, Any] = Field(default_factory=dict)


class ChangeItem(Answer):
    """One thing that came down. For a framework, ``id`` is its code."""

    type: str
    id: str
    version: str = ""
    sha256: str = ""
    deleted: bool = False
    data: dict[str, Any] | None = None


class ChangesAnswer(Answer):
    """A page of the feed, oldest first; ``next`` is the cursor after it."""

    kind: Literal["changes"] = "changes"
    items: list[ChangeItem]
    next: str
    more: bool


class SchoolRef(Request):
    """Which school a review is of."""

    urn: Line
    name: Line


class FrameworkPin(Request):
    """Which framework it uses."""

    code: Line
    version: Line
    sha256: Line


class ReviewHeader(Request):
    """What the hub knows about a review before it is complete."""

    school: SchoolRef
    framework: FrameworkPin
    date_start: Day
    date_end: Day
    lead: Id

    @model_validator(mode="after")
    def _in_order(self) -> "ReviewHeader":
        if self.date_end < self.date_start:
            raise ValueError("the review ends before it begins")
        return self


class ReviewAnswer(Answer):
    """A review as the hub holds it; ``etag`` goes into If-Match to change it."""

    kind: Literal["review"] = "review"
    review: Id
    header: ReviewHeader
    etag: str


class BlobRef(Request):
    """A part by its hash."""

    sha256: Sha256
    size: Annotated[int, Field(ge=1, le=MAX_BLOB)]


class CheckRequest(Request):
    """Which parts a client is about to send."""

    blobs: Annotated[list[BlobRef], Field(min_length=1, max_length=MAX_CHECK)]


class Need(Answer):
    """A part the hub lacks, and where to go on."""

    sha256: Sha256
    offset: int


class CheckAnswer(Answer):
    """What this review already has at the hub."""

    kind: Literal["blobs"] = "blobs"
    have: list[Sha256]
    need: list[Need]


class BlobAnswer(Answer):
    """A part that is complete."""

    kind: Literal["blob"] = "blob"
    sha256: Sha256
    size: int


class RevisionRequest(Request):
    """A finished review: the exact bytes of the manifest and the lead's signature over them."""

    manifest: Annotated[Base64, StringConstraints(max_length=MAX_MANIFEST * 4 // 3 + 4)]
    signature: Annotated[Base64, StringConstraints(max_length=100)]


class ReceiptAnswer(Answer):
    """A receipt: verbatim bytes and signature (``receipt.Receipt``), both in base64."""

    kind: Literal["revision-receipt"] = "revision-receipt"
    receipt: Base64
    signature: Base64


class RevisionAnswer(Answer):
    """A revision as it was sent, with its receipt."""

    kind: Literal["revision"] = "revision"
    review: Id
    revision: int
    manifest: Base64
    signature: Base64
    receipt: Base64
    receipt_signature: Base64


class RevisionsAnswer(Answer):
    """The revisions of a review, oldest first."""

    kind: Literal["revisions"] = "revisions"
    items: list[RevisionAnswer]


class VerificationAnswer(Answer):
    """Whether a printed code belongs to a finished report, and to the current one."""

    kind: Literal["verification"] = "verification"
    code: str
    genuine: bool
    current: bool


class HealthAnswer(Answer):
    """The hub runs."""

    kind: Literal["health"] = "health"
    status: str
