"""One thing done to a profile, in a process that a rig breaks at a chosen system call.

``python -m tests.faults.step_worker FOLDER make|save|seal|finalise|passphrase``; each prints an
acknowledgement once it is done. A ReviewerError ends it with code 7 and its sentence. A third
word ``careless`` plants a fault: the log of a new database is not looked at before its rename.
"""

import sys
from pathlib import Path

from reviewer_app.bootstrap import make_profiles
from reviewer_app.crypto.kdf import MIB, KdfCost
from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.body import Body
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.ports import Clock
from reviewer_app.services.profiles import ProfileService
from reviewer_app.services.session import Session
from reviewer_app.storage import store

PASSPHRASE, OTHER = "otter ladder violet thunder", "seven green lanterns tonight"
NAME = "main"
BEFORE, AFTER = "typed before the fault", "typed at the fault"
REFUSED = 7


def service(folder: Path, clock: Clock | None = None) -> ProfileService:
    return make_profiles(folder, clock=clock, kdf=KdfCost(8 * MIB, 1))


def make(profiles: ProfileService) -> Session:
    account = NewAccount("Amara Okafor", "Head of School", "Oakfield")
    return profiles.create(NAME, account, PASSPHRASE).session


def first_note(session: Session) -> tuple[str, str]:
    review = session.reviews.cards()[0].id
    return review, session.evidence.list(review)[0].id


def body(text: str) -> object:
    return Body(text).as_value()


def do(step: str, profiles: ProfileService) -> None:
    session = make(profiles) if step == "make" else profiles.unlock(NAME, PASSPHRASE)
    if step == "save":
        session.evidence.draft(*first_note(session), "body", body(AFTER))
    elif step == "seal":
        session.evidence.seal_all()
    elif step == "finalise":
        review, _ = first_note(session)
        session.finishing.finalise(review, lambda _done, _all: None, lambda: False)
    elif step == "passphrase":
        session.keys.change_passphrase(PASSPHRASE, OTHER)
    print("done", flush=True)
    session.close()


def careless() -> None:
    store.empty_log = lambda _engine: None  # type: ignore[assignment]  # that is the fault


def main() -> int:
    if "careless" in sys.argv:
        careless()
    try:
        do(sys.argv[2], service(Path(sys.argv[1])))
    except ReviewerError as error:
        print(error, file=sys.stderr)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
