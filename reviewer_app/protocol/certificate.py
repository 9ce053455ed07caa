"""Device certificates: the hub's signed word on which key, person and role a laptop has."""

from typing import Literal

from pydantic import ValidationError

from reviewer_app.protocol.api import Answer, Id, Key
from reviewer_app.protocol.encoding import b64, canonical, from_b64, read_json
from reviewer_app.protocol.signing import Sign, verify_any


class Certificate(Answer):
    """What the hub certifies. ``until`` is UTC RFC 3339, empty for no end."""

    kind: Literal["device-certificate"] = "device-certificate"
    v: Literal[1] = 1
    hub_id: Id
    key_id: str
    device: Id
    ed25519: Key
    person: Id
    name: str
    role: str
    issued: str
    until: str = ""


def issue(certificate: Certificate, sign: Sign) -> str:
    """Return the certificate with the hub's signature, as one line of text."""
    body = canonical(certificate.model_dump(mode="json"))
    return f"{b64(body)}.{b64(sign(body))}"


def read_certificate(text: str, keys: dict[str, str]) -> Certificate:
    """Return the certificate in ``text``, checked against the hub's ``keys``.

    Raises ValueError where it is damaged or none of the keys signed it.
    """
    body, dot, signature = text.partition(".")
    if not dot:
        raise ValueError("not a certificate")
    data = from_b64(body)
    try:
        found = Certificate.model_validate(read_json(data))
    except ValidationError as error:
        raise ValueError("not a certificate") from error
    if not verify_any(keys, found.key_id, data, from_b64(signature)):
        raise ValueError("a certificate that the hub did not sign")
    return found
