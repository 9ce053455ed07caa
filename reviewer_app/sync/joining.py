"""Joining a hub with an invitation."""

import platform
from collections.abc import Callable
from typing import Final

from pydantic import ValidationError

from reviewer_app.domain.errors import InvitationError
from reviewer_app.domain.ports import Clock, HubMembership, Store
from reviewer_app.protocol.api import DeviceFacts, EnrolAnswer, EnrolRequest, Meta, PersonFacts
from reviewer_app.protocol.certificate import read_certificate
from reviewer_app.protocol.encoding import b64
from reviewer_app.protocol.invitation import Invitation, check_address, read_invitation
from reviewer_app.protocol.signing import enrol_proof
from reviewer_app.protocol.wordlist import tidy
from reviewer_app.sync.client import HubClient
from reviewer_app.sync.transport import HubProblemError, Times, Transport

_UNCHANGED: Final = "Nothing was changed."
Connect = Callable[[str, str], Transport]
"""Takes an address and a hub id (empty: not known), returns a transport."""


def _connect(address: str, hub_id: str) -> Transport:
    return Transport(address, hub_id, Times())


def join(data: bytes, store: Store, clock: Clock, connect: Connect = _connect) -> HubMembership:
    """Join the hub that the ``.qainvite`` file ``data`` leads to, and remember it in ``store``.

    Doing it again with the same file is harmless. Raises InvitationError where the invitation is
    damaged, expired, used, unknown or another hub's, HubUnreachableError where no hub answers.
    """
    _may_join(store)
    return _join(read_invitation(data, clock.now()), store, clock, connect)


def join_by_words(
    address: str, words: str, store: Store, clock: Clock, connect: Connect = _connect
) -> HubMembership:
    """Join with an invitation that was read out. The hub's keys are pinned as first seen.

    Raises as ``join`` does.
    """
    _may_join(store)
    try:
        spoken = tidy(words)
    except ValueError as error:
        raise InvitationError(
            f"These are not the words of an invitation: {error}.", _UNCHANGED, "Ask once more."
        ) from None
    meta = _meta(check_address(address), store, connect)
    try:
        invitation = Invitation(
            address=address, hub_id=meta.hub_id, hub_name=meta.name, hub_keys=meta.hub_keys,
            words=spoken, expires="",
        )  # fmt: skip
    except ValidationError:
        raise InvitationError(
            "The hub at this address does not say who it is as a hub does.",
            _UNCHANGED,
            "Tell the person who invited you.",
        ) from None
    return _join(invitation, store, clock, connect)


def _may_join(store: Store) -> None:
    if store.account.practice:
        raise InvitationError(
            "A practice profile cannot join a hub.",
            _UNCHANGED,
            "Open the invitation in your own profile.",
        )


def _join(invitation: Invitation, store: Store, clock: Clock, connect: Connect) -> HubMembership:
    _not_elsewhere(invitation, store)
    address = check_address(invitation.address)
    meta = _meta(address, store, connect)
    pinned = {key.key_id: key.ed25519 for key in invitation.hub_keys}
    offered = {(key.key_id, key.ed25519) for key in meta.hub_keys}
    if meta.hub_id != invitation.hub_id or not set(pinned.items()) & offered:
        raise InvitationError(
            "Another hub answers at the address of the invitation.",
            f"{_UNCHANGED} The invitation was not sent to it.",
            "Tell the person who invited you.",
        )
    transport = connect(address, invitation.hub_id)
    client = HubClient(transport, store.account.device, store.sign)
    try:
        answer = client.enrol(_request(invitation, store))
    except HubProblemError as error:
        if error.retry != "never":
            raise
        raise InvitationError(error.happened, _UNCHANGED, error.action) from None
    finally:
        client.close()
    _check(answer, invitation.hub_id, pinned, store)
    membership = HubMembership(
        hub_id=invitation.hub_id,
        name=meta.name,
        address=address,
        keys=pinned,
        certificate=answer.certificate,
        joined_at=clock.now(),
    )
    with store.unit() as unit:
        unit.delivery.join(membership)
    return membership


def _not_elsewhere(invitation: Invitation, store: Store) -> None:
    with store.unit() as unit:
        present = unit.delivery.membership()
    if present is not None and present.hub_id != invitation.hub_id:
        raise InvitationError(
            f"This laptop already belongs to the hub “{present.name}”.",
            _UNCHANGED,
            "A profile belongs to one hub; make another profile for the other one.",
        )


def _meta(address: str, store: Store, connect: Connect) -> Meta:
    client = HubClient(connect(address, ""), store.account.device, store.sign)
    try:
        return client.meta()
    finally:
        client.close()


def _request(invitation: Invitation, store: Store) -> EnrolRequest:
    account = store.account
    proof = enrol_proof(invitation.hub_id, account.device, invitation.words)
    try:
        return EnrolRequest(
            invitation=invitation.words,
            device=DeviceFacts(
                id=account.device,
                name=f"{account.name}’s laptop {account.letter}".strip(),
                platform=platform.system(),
                ed25519=store.device_public_key,
            ),
            person=PersonFacts(id=account.person, name=account.name),
            proof=b64(store.sign(proof)),
            practice=account.practice,
        )
    except ValidationError:
        raise InvitationError(
            "Your name cannot be sent to a hub as it is.",
            _UNCHANGED,
            "Shorten it in Settings, without special signs.",
        ) from None


def _check(answer: EnrolAnswer, hub_id: str, pinned: dict[str, str], store: Store) -> None:
    """Raise InvitationError unless the hub's own key certifies this very laptop."""
    try:
        found = read_certificate(answer.certificate, pinned)
    except ValueError:
        found = None
    wanted = (hub_id, store.account.device, store.device_public_key, store.account.person)
    if found is None or (found.hub_id, found.device, found.ed25519, found.person) != wanted:
        raise InvitationError(
            "The hub’s answer is not signed by the hub you were invited to.",
            _UNCHANGED,
            "Tell the person who invited you.",
        )
