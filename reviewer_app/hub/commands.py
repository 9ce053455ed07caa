"""``reviewer-app hub init | serve | invite | laptops | revoke``."""

import argparse
import os
import ssl
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from reviewer_app.domain.body import one_line
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.target import target_of

if TYPE_CHECKING:
    from reviewer_app.hub.hub import Hub

UNCHANGED: Final = "Nothing was changed."
MAX_PERSON: Final = 200


def register(subparsers: Any) -> None:
    """Add ``hub`` and its verbs to argparse's ``subparsers``.

    Each sets ``run``, a function of the parsed arguments that returns the exit code and raises
    ReviewerError for what a person can mend.
    """
    hub = subparsers.add_parser("hub", help="keep a hub that receives finished reviews")
    verbs = hub.add_subparsers(dest="hub_verb", required=True, metavar="VERB")

    verb = _verb(verbs, "init", "make a hub and its first invitation", run_init)
    verb.add_argument("--name", default="Our hub", help="what people call this hub")
    verb.add_argument("--address", default="", help="where laptops reach it (https://…)")
    _invitation(verb)

    verb = _verb(verbs, "serve", "run the hub until it is stopped", run_serve)
    verb.add_argument("--host", default="127.0.0.1", help="address to listen on")
    verb.add_argument("--port", type=int, help="port to listen on; 0 takes any that is free")
    verb.add_argument("--certfile", type=Path, help="TLS certificate chain (PEM)")
    verb.add_argument("--keyfile", type=Path, help="TLS key (PEM)")
    verb.add_argument(
        "--behind-proxy", action="store_true", help="a web server in front of it does TLS"
    )

    verb = _verb(verbs, "invite", "make a one-time invitation", run_invite)
    _invitation(verb)

    _verb(verbs, "laptops", "list who has joined, with which laptop", run_laptops)

    verb = _verb(verbs, "revoke", "sign a laptop out at once", run_revoke)
    verb.add_argument("--device", required=True, help="the laptop's id (see: hub laptops)")


def run_init(arguments: argparse.Namespace) -> int:
    """Make a hub in ``--data``, write its first invitation and print both."""
    from reviewer_app.hub.hub import DEFAULT_ADDRESS, MAX_NAME, init_hub
    from reviewer_app.protocol.invitation import check_address

    address = check_address(arguments.address or DEFAULT_ADDRESS)
    name = _line(arguments.name, MAX_NAME)
    if not name:
        raise ReviewerError("A hub needs a name.", UNCHANGED, "Give it with --name.")
    person = _check_invitation(arguments)
    with closing(init_hub(arguments.data, name, address)) as hub:
        _say(f"{name} is ready in {arguments.data}.")
        _write_invitation(hub, arguments, person)
    return 0


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve the hub in ``--data``; print its address as one line when it is ready."""
    from reviewer_app.hub.folder import served
    from reviewer_app.hub.server import listen, serve
    from reviewer_app.protocol.invitation import is_loopback

    pair = _certificate(arguments)
    secure = pair is not None
    if not (secure or arguments.behind_proxy or is_loopback(arguments.host)):
        raise ReviewerError(
            "Other computers may only reach a hub over TLS.",
            "The hub was not started.",
            "Give --certfile and --keyfile, or --behind-proxy where a web server does TLS.",
        )
    with _open(arguments) as hub, served(arguments.data):
        public = urlsplit(hub.setting("address"))
        local = public.scheme == "http" and is_loopback(public.hostname or "")
        port = arguments.port if arguments.port is not None else (local and public.port) or 8440
        try:
            where = listen(arguments.host, port)
        except (OSError, OverflowError) as error:
            raise ReviewerError(
                f"The hub cannot listen on {arguments.host}:{port}: {error}.",
                "Nothing was changed.",
                "Choose another port with --port.",
            ) from None
        host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
        address = f"http{'s' if secure else ''}://{host}:{where.getsockname()[1]}"
        if local and is_loopback(arguments.host) and not secure:
            hub.keep_setting("address", address)  # so that invitations made from now on fit
        serve(hub, where, lambda: _say(address), pair, behind_proxy=arguments.behind_proxy)
    return 0


def run_invite(arguments: argparse.Namespace) -> int:
    """Write a new invitation and print where it is and its words."""
    person = _check_invitation(arguments)
    with _open(arguments) as hub:
        _write_invitation(hub, arguments, person)
    return 0


def run_laptops(arguments: argparse.Namespace) -> int:
    """List the laptops, a line each: id, person, laptop's name, since when, whether signed out."""
    with _open(arguments) as hub:
        for device, since in hub.registry.devices():
            out = "  signed out" if device.revoked else ""
            name, laptop = one_line(device.name), one_line(device.laptop)
            _say(f"{device.id}  {name}  {laptop}  since {since[:10]}{out}")
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """Sign a laptop out."""
    with _open(arguments) as hub:
        if not hub.registry.revoke(arguments.device, hub.now()):
            raise ReviewerError(
                "The hub does not know this laptop.",
                "Nothing was changed.",
                "Take its id from the list: reviewer-app hub laptops.",
            )
        _say(f"Signed out: {arguments.device}")
    return 0


def _certificate(arguments: argparse.Namespace) -> tuple[Path, Path] | None:
    """Return certificate and key where TLS is asked for. Raises ReviewerError for bad ones."""
    chain, key = arguments.certfile, arguments.keyfile
    if chain is None and key is None:
        return None
    not_started = "The hub was not started."
    if chain is None or key is None:
        raise ReviewerError(
            "--certfile and --keyfile go together.", not_started, "Give both, or none."
        )
    for path in (chain, key):
        if not path.is_file():
            raise ReviewerError(f"There is no file {path}.", not_started, "Correct its path.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
    except OSError as error:  # ssl.SSLError is one
        raise ReviewerError(
            f"{chain} and {key} are no certificate with its key.",
            not_started,
            "Both are PEM files; the key has no passphrase.",
        ) from error
    return chain, key


def _verb(verbs: Any, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.add_argument("--data", type=Path, required=True, help="the hub's folder")
    parser.set_defaults(run=_in_words(run))
    return parser


def _in_words(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Return ``run`` whose files are the owner's alone and whose database speaks to people."""

    def running(arguments: argparse.Namespace) -> int:
        from sqlalchemy.exc import DBAPIError

        from reviewer_app.hub.database import in_words

        os.umask(0o077)
        try:
            return run(arguments)
        except DBAPIError as error:
            raise in_words(error) from error

    return running


@contextmanager
def _open(arguments: argparse.Namespace) -> "Iterator[Hub]":
    from reviewer_app.hub.hub import open_hub

    with closing(open_hub(arguments.data)) as hub:
        yield hub


def _invitation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--person", default="", help="who is invited")
    parser.add_argument("--days", type=int, default=30, help="days until it runs out")
    parser.add_argument("--out", type=Path, help="file to write (default: in the hub's folder)")


def _check_invitation(arguments: argparse.Namespace) -> str:
    """Return who is invited, once all that is asked for can be done. Raises ReviewerError."""
    if not 1 <= arguments.days <= 366:
        raise ReviewerError(
            "An invitation is good for 1 to 366 days.", UNCHANGED, "Give another number of --days."
        )
    person = _line(arguments.person, MAX_PERSON)
    if arguments.out:
        try:
            _write(arguments.out, None)
        except OSError as error:
            raise _unwritable(arguments.out, error, UNCHANGED) from None
    return person


def _line(text: str, most: int) -> str:
    """Return a name as one line that shows what it is. Raises ReviewerError where it is long."""
    line = one_line(text)
    if len(line) > most:
        raise ReviewerError(
            f"“{line[:30]}…” is too long for a name.", UNCHANGED, f"Use {most} letters at most."
        )
    return line


def _write_invitation(hub: "Hub", arguments: argparse.Namespace, person: str) -> None:
    from reviewer_app.protocol.invitation import SUFFIX

    path = arguments.out or arguments.data / "invitations" / _free_name(hub.now(), SUFFIX)
    invitation = hub.invite(person, arguments.days)
    try:
        _write(path, invitation.to_bytes())
    except (OSError, ReviewerError) as error:
        hub.registry.withdraw(invitation.words)
        if isinstance(error, ReviewerError):
            raise
        raise _unwritable(path, error, "No invitation was made.") from None
    _say(f"Invitation: {path}")
    _say(f"Hub: {invitation.address}")
    _say(f"Words: {invitation.words}")
    _say(f"Good until: {invitation.expires}")


def _write(path: Path, data: bytes | None) -> None:
    """Write ``data`` to ``path``, whole and for the owner only; None: see whether that would do.

    Raises OSError, and ReviewerError where something is there that is no file.
    """
    target = target_of(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data or b"")
            file.flush()
            os.fsync(file.fileno())
        if data is not None:
            part.replace(target)
        elif target.exists():  # raises for a name that no disk takes
            os.close(os.open(target, os.O_WRONLY))
    finally:
        part.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError, safe: str) -> ReviewerError:
    return ReviewerError(
        f"{path} cannot be written: {error.strerror}.", safe, "Name another file with --out."
    )


def _free_name(now: datetime, suffix: str) -> str:
    return f"{now:%Y%m%d-%H%M%S-%f}{suffix}"


def _say(line: str) -> None:
    if sys.stdout is None:  # closed by whoever started this
        return
    try:
        sys.stdout.write(line + "\n")
    except UnicodeEncodeError:  # a console that does not have the letters of a name
        sys.stdout.write(line.encode("ascii", "backslashreplace").decode() + "\n")
    sys.stdout.flush()
