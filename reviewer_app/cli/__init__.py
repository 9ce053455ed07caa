"""The command line: the window, and the verbs for scripts and support.

Exit codes: 0 done, 1 a problem (one sentence on standard error), 2 wrong usage, 3 the profile is
open in another window or command.
"""

import argparse
import errno
import math
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from reviewer_app import __version__
from reviewer_app.domain.errors import AlreadyOpenError, ReviewerError, WrongPassphraseError

DONE, PROBLEM, USAGE, HELD = 0, 1, 2, 3
PROFILE_VERBS = ("demo-data", "export", "verify")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line ``argv`` (the process's own by default); return the exit code."""
    _occupy_standard_places()
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(with_hub="hub" in arguments)
    args = parser.parse_args(arguments)
    try:
        code = _run(args)
        if sys.stdout is not None:
            sys.stdout.flush()  # a full disk or a closed pipe shows here, not at the end of all
    except AlreadyOpenError as error:
        print(error, file=sys.stderr)
        return HELD
    except WrongPassphraseError as error:
        print(_with_wait(error), file=sys.stderr)
        return PROBLEM
    except ReviewerError as error:
        print(error, file=sys.stderr)
        return PROBLEM
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return PROBLEM
    except BrokenPipeError:  # ``export | head``: nobody reads on, which is no problem of ours
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEM
    except OSError as error:
        print(_refused(error), file=sys.stderr)
        return PROBLEM
    except Exception as error:  # noqa: BLE001 - its message may quote evidence: say where, not what
        print(f"A fault in the program, please report it: {_where(error)}", file=sys.stderr)
        return PROBLEM
    return code


def _occupy_standard_places() -> None:
    """Give closed standard streams something to be: else a database is opened as number 1 or 2."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def _with_wait(error: WrongPassphraseError) -> str:
    seconds = math.ceil(error.wait_seconds)
    if seconds <= 0:
        return str(error)
    when = "in a second" if seconds == 1 else f"in {seconds} seconds"
    return f"{error.happened} {error.safe} Try again {when}."


def _refused(error: OSError) -> str:
    if error.errno == errno.ENAMETOOLONG:
        return "The system refused: a name is too long. Nothing was changed. Use a shorter one."
    advice = "Check the names given, the rights to them and the room on the disk."
    return f"The system refused: {error.strerror or type(error).__name__}. {advice}"


def _where(error: BaseException) -> str:
    """Return the kind of an error and the places in our code it came through, without values."""
    places = []
    for frame in traceback.extract_tb(error.__traceback__):
        folder, package, inside = frame.filename.replace(os.sep, "/").rpartition("reviewer_app/")
        if package and folder:
            places.append(f"{inside}:{frame.lineno}")
    return f"{type(error).__name__} at {' '.join(places[-4:])}"


def _parser(*, with_hub: bool) -> argparse.ArgumentParser:
    """Return the parser; the hub's libraries are loaded only where its verb is named."""
    parser = argparse.ArgumentParser(
        prog="reviewer-app",
        description="Peer reviews of schools. Without a command the window opens.",
        epilog="Exit codes: 0 done, 1 a problem, 2 wrong usage, 3 the profile is open elsewhere.",
    )
    parser.add_argument("--version", action="version", version=f"Reviewer {__version__}")
    parser.add_argument(
        "--data-dir", type=Path, help="keep profiles here instead of the usual place"
    )
    parser.add_argument("--profile", default="main", help="the profile to open (default: main)")
    parser.add_argument(
        "--smoke",
        action="store_true",
        help="start everything in a temporary place, print versions, stop",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND")

    demo = verbs.add_parser("demo-data", help="fill a new profile with invented reviews")
    demo.add_argument("kind", choices=("tiny", "typical", "heavy", "stress", "sample"))
    _passphrase_options(demo)

    export = verbs.add_parser("export", help="write a review as readable JSON")
    export.add_argument("review", nargs="?", help="its id or reference (default: the only one)")
    export.add_argument("--output", type=Path, help="the file to write (default: standard output)")
    _passphrase_options(export)

    verify = verbs.add_parser("verify", help="check the store, or whether a report is genuine")
    verify.add_argument("report", nargs="?", type=Path, help="a report PDF to compare")
    _passphrase_options(verify)

    if with_hub:
        from reviewer_app.hub import commands

        commands.register(verbs)
    else:
        verbs.add_parser("hub", help="run a hub: init, serve, invite and more (see: hub --help)")
    return parser


def _passphrase_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--passphrase-file", type=Path, help="read the passphrase from this file")
    group.add_argument("--passphrase-fd", type=int, help="read it from this open descriptor")


def _run(args: argparse.Namespace) -> int:
    if args.verb == "hub":
        run = args.run
        return int(run(args) or DONE)
    if args.verb in PROFILE_VERBS:
        from reviewer_app.cli import verbs

        verb = {"demo-data": verbs.demo_data, "export": verbs.export, "verify": verbs.verify}
        return verb[args.verb](args, _passphrase(args))
    if args.smoke:
        from reviewer_app.cli import verbs

        return verbs.smoke()
    from reviewer_app import bootstrap

    return bootstrap.open_window(args.data_dir, args.profile, [sys.argv[0]])


def _passphrase(args: argparse.Namespace) -> str | None:
    """Return the passphrase from a file or descriptor; None where neither is named."""
    try:
        if args.passphrase_file is not None:
            return str(args.passphrase_file.read_text("utf-8-sig")).rstrip("\r\n")
        if args.passphrase_fd is not None:
            with os.fdopen(args.passphrase_fd, encoding="utf-8", closefd=False) as stream:
                return str(stream.readline()).rstrip("\r\n")
    # ValueError: letters that are no UTF-8; the last two: numbers no descriptor has
    except (OSError, ValueError, OverflowError, TypeError) as error:
        raise ReviewerError(
            "The passphrase cannot be read.", "Nothing was opened.", "Check the file or descriptor."
        ) from error
    return None
