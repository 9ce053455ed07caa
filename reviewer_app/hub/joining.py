"""Calls before a device is trusted: what the hub is, joining it, getting a token."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from reviewer_app.hub.access import caller_of, check_version
from reviewer_app.hub.documented import answers
from reviewer_app.hub.hub import MIN_CLIENT, Hub
from reviewer_app.hub.problem_error import ProblemError
from reviewer_app.hub.registry import Device
from reviewer_app.hub.tokens import CHALLENGE_SECONDS, TOKEN_SECONDS
from reviewer_app.protocol.api import (
    ChallengeAnswer,
    DeviceAnswer,
    EnrolAnswer,
    EnrolRequest,
    Id,
    Limits,
    Meta,
    TokenAnswer,
    TokenRequest,
)
from reviewer_app.protocol.encoding import from_b64, stamp
from reviewer_app.protocol.signing import token_proof, verify


def joining_calls(hub: Hub) -> APIRouter:
    """Return the calls."""
    router = APIRouter(prefix="/v1", tags=["joining"])
    caller = caller_of(hub)

    @router.get("/meta")
    def meta() -> Meta:
        """Say who the hub is and what it takes."""
        return Meta(
            hub_id=hub.identity.hub_id,
            hub_keys=hub.identity.keys,
            name=hub.name,
            server_time=stamp(hub.now()),
            api=["v1"],
            min_client=MIN_CLIENT,
            limits=Limits(),
        )

    @router.post(
        "/enrol",
        status_code=201,
        responses=answers(
            "invitation-wrong", "practice", "id-taken", "schema", "too-many", ok={200: EnrolAnswer}
        ),
    )
    def enrol(body: EnrolRequest, request: Request, response: Response) -> EnrolAnswer:
        """Redeem a one-time invitation for this device; repeating it is answered with 200."""
        address = request.client.host if request.client else ""
        hub.brake.check(address)
        try:
            device, fresh = hub.registry.enrol(body, hub.now())
        except ProblemError as error:
            if error.problem.code == "invitation-wrong":
                hub.brake.wrong(address)
            raise
        hub.brake.right(address)
        response.status_code = 201 if fresh else 200
        return EnrolAnswer(certificate=device.certificate, person=device.person, role=device.role)

    @router.get("/token/challenge", responses=answers("malformed", "sign-in-again"))
    def challenge(device: Annotated[Id, Query()]) -> ChallengeAnswer:
        """Give a device something to sign, once, within a minute."""
        _active(device)
        return ChallengeAnswer(challenge=hub.tokens.challenge(device), expires_in=CHALLENGE_SECONDS)

    @router.post(
        "/token", responses=answers("malformed", "sign-in-again", "schema", "client-too-old")
    )
    def token(body: TokenRequest, request: Request) -> TokenAnswer:
        """Exchange a signed challenge for an access token."""
        check_version(request.headers.get("QAHub-Client", ""))
        device = _active(body.device)
        try:
            signature = from_b64(body.signature)
        except ValueError:
            raise ProblemError("sign-in-again") from None
        proof = token_proof(hub.identity.hub_id, device.id, body.challenge)
        fresh = hub.tokens.use(body.challenge, device.id)
        if not fresh or not verify(device.ed25519, proof, signature):
            raise ProblemError("sign-in-again")
        return TokenAnswer(token=hub.tokens.token(device.id), expires_in=TOKEN_SECONDS)

    @router.get("/devices/self", responses=answers("token-expired", "client-too-old"))
    def device_self(device: Annotated[Device, Depends(caller)]) -> DeviceAnswer:
        """Say how this laptop stands."""
        return DeviceAnswer(state="active", role=device.role)

    def _active(device: str) -> Device:
        found = hub.registry.device(device)
        if found is None:
            raise ProblemError("sign-in-again")
        if found.revoked:
            raise ProblemError("device-revoked")
        return found

    return router
