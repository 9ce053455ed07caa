"""The verbs for scripts and support; each returns an exit code."""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app import __version__, bootstrap
from reviewer_app.domain.account import NewAccount
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.target import target_of

if TYPE_CHECKING:
    from reviewer_app.services.profiles import ProfileService
    from reviewer_app.services.session import Session


def demo_data(args: argparse.Namespace, passphrase: str | None) -> int:
    """Fill a new profile with invented reviews."""
    from reviewer_app.services.sample_data import fill

    profiles = bootstrap.make_profiles(args.data_dir)
    if profiles.state(args.profile).exists:
        session = _open(profiles, args.profile, passphrase)
    elif passphrase is None:
        raise ReviewerError(
            "A new profile needs a passphrase.",
            "Nothing was made.",
            "Name a file that holds it with --passphrase-file.",
        )
    else:
        account = NewAccount("Demo Reviewer", "Deputy headteacher", "Northfield Primary Academy")
        session = profiles.create(args.profile, account, passphrase).session
    try:
        if session.reviews.cards():  # invented reviews do not belong among real ones
            raise ReviewerError(
                f"The profile {args.profile} has reviews already.",
                "Nothing was changed.",
                "Name a new profile: --profile demo.",
            )
        reviews = fill(session, args.kind, lambda text: print(text, file=sys.stderr))
    finally:
        session.close()
    count = "1 review" if len(reviews) == 1 else f"{len(reviews)} reviews"
    print(f"{count} in the profile {args.profile}")
    return 0


def export(args: argparse.Namespace, passphrase: str | None) -> int:
    """Write one review as readable JSON, to a file or standard output."""
    from reviewer_app.services.reports import write_whole

    if args.output is None and sys.stdout is None:
        raise ReviewerError(
            "There is no standard output to write to.",
            "Nothing was opened.",
            "Name a file with --output.",
        )
    if args.output is not None:
        target_of(args.output)  # refused before the profile is opened
    session = _open(bootstrap.make_profiles(args.data_dir), args.profile, passphrase)
    try:
        data = session.reports.export_json(_choose(session, args.review))
    finally:
        session.close()
    text = (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
    if args.output is None:
        sys.stdout.buffer.write(text)  # UTF-8 whatever the console's own encoding is
        sys.stdout.buffer.flush()
    else:
        write_whole(args.output, text)
        print(f"Written. This file is not encrypted: {args.output}", file=sys.stderr)
    return 0


def verify(args: argparse.Namespace, passphrase: str | None) -> int:
    """Check the store, or compare a report with what was finalised here."""
    digest = "" if args.report is None else _digest(args.report)
    session = _open(bootstrap.make_profiles(args.data_dir), args.profile, passphrase)
    try:
        if digest:
            word = _genuine(session, digest)
            print(word)
            return 0 if word.startswith("genuine") else 1
        problems = session.check()
    finally:
        session.close()
    for problem in problems:
        print(problem)
    if not problems:
        print("Everything is sound: pages, payloads, chains, signatures, reports.")
    return 1 if problems else 0


def smoke() -> int:
    """Start everything in a temporary place: store, window, report; print versions."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="reviewer-smoke-") as folder:
        profiles = bootstrap.make_profiles(Path(folder))
        session = profiles.create_practice()
        review = session.reviews.cards()[0].id
        pdf = session.reports.draft_pdf(review)
        problems = session.check()
        session.close()
        from reviewer_app.ui.app import Application

        code = Application(
            profiles, profiles.data_dir, "practice", bootstrap.SystemClock(), ["reviewer-app"]
        ).smoke()
    print(f"Reviewer {__version__}, Python {sys.version.split()[0]}")
    for name in ("PySide6", "SQLAlchemy", "sqlcipher3", "reportlab", "pikepdf", "PyNaCl"):
        try:
            print(f"{name} {version(name)}")
        except PackageNotFoundError:
            print(f"{name} bundled")  # a bundle holds the code without its metadata
    print(f"store sound: {not problems}; report {len(pdf)} bytes; window {code}")
    return 1 if problems or code or not pdf.startswith(b"%PDF") else 0


def _open(profiles: "ProfileService", profile: str, passphrase: str | None) -> "Session":
    """Open a profile for a command. Raises ReviewerError."""
    state = profiles.state(profile)
    if state.practice:
        return profiles.unlock_practice(profile)
    if passphrase is None and state.exists:
        raise ReviewerError(
            "This profile needs its passphrase.",
            "",
            "Name a file that holds it with --passphrase-file, or a descriptor.",
        )
    return profiles.unlock(profile, passphrase or "")


def _choose(session: "Session", wanted: str | None) -> str:
    cards = session.reviews.cards()
    if wanted is None and len(cards) == 1:
        return cards[0].id
    for card in cards:
        if wanted in {card.id, session.reviews.get(card.id).review.ref}:
            return card.id
    known = ", ".join(session.reviews.get(c.id).review.ref for c in cards) or "none"
    raise ReviewerError("Which review is meant is not clear.", "", f"Here are: {known}.")


def _digest(report: Path) -> str:
    """Return the hash of a report. Raises ReviewerError, also for what is no file but a pipe."""
    try:
        if report.exists() and not report.is_file():
            raise ReviewerError("The report is not a file.", "", "Check the file name.")
        with report.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReviewerError("The report cannot be read.", "", "Check the file name.") from error


def _genuine(session: "Session", digest: str) -> str:
    """Say what a PDF is: genuine, superseded, or unknown (changed, or not from here)."""
    for card in session.reviews.cards():
        revisions = session.finishing.revisions(card.id)
        for revision in revisions:
            if revision.pdf_sha256 == digest:
                if revision.number < revisions[-1].number:
                    return f"superseded: version {revision.number}, replaced by a later one"
                return f"genuine: version {revision.number}, code {revision.code}"
    return "unknown: changed after it was made, or not finalised in this profile"
