"""An open profile: port ``Store`` over two SQLCipher files and a vault."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from reviewer_app.domain.account import Account
from reviewer_app.domain.clock import HybridClock
from reviewer_app.domain.errors import DamagedError, ReviewerError
from reviewer_app.domain.ports import Clock, ProfilePaths
from reviewer_app.storage import first_look, migrate
from reviewer_app.storage.append import get_meta, log_end, put_meta
from reviewer_app.storage.blobs import SqlBlobs
from reviewer_app.storage.checks import check_store, named_blobs, rolled_back
from reviewer_app.storage.delivery import requeue_interrupted
from reviewer_app.storage.engine import BUSY_MS, busy, empty_log, make_engine, sorted_errors
from reviewer_app.storage.files import make_file, make_folder, sync_folder
from reviewer_app.storage.guard import SqliteGuard
from reviewer_app.storage.lock import ProfileLock
from reviewer_app.storage.unit import SqlUnitOfWork
from reviewer_app.storage.unlocked import UnlockedVault
from reviewer_app.storage.work import Memory, Work

NOTE_EVERY: Final = 100
"""Ops after which the vault is told how far the log got."""


class ProfileStore:
    """Port ``Store``. Units take turns: SQLite has one writer."""

    def __init__(
        self,
        paths: ProfilePaths,
        unlocked: UnlockedVault,
        clock: Clock,
        engine: sa.Engine,
        lock: ProfileLock,
        guard: SqliteGuard | None,
    ) -> None:
        self._paths, self._unlocked, self._clock = paths, unlocked, clock
        self._engine, self._lock, self._guard = engine, lock, guard
        self._blobs = SqlBlobs(paths.blobs, unlocked.blobs_key)
        self._turn = threading.Lock()
        self._holder = 0
        self._memory = Memory(HybridClock())
        self._closed = False

    @property
    def account(self) -> Account:
        """Return who uses this profile."""
        return self._unlocked.account

    @property
    def vault(self) -> UnlockedVault:
        """Return the open vault, for changes of its slots."""
        return self._unlocked

    @property
    def device_public_key(self) -> str:
        """Return this device's Ed25519 public key, hex."""
        return self._unlocked.public_key.hex()

    def sign(self, message: bytes) -> bytes:
        """Return this device's Ed25519 signature (64 bytes)."""
        return self._unlocked.sign(message)

    @contextlib.contextmanager
    def unit(self) -> Iterator[SqlUnitOfWork]:
        """Begin a transaction; commit on a clean exit, roll back on any error.

        Raises DiskFullError, ReadOnlyError, DamagedError, StorageBusyError; RuntimeError where
        units are nested or the store is closed, which are bugs.
        """
        with self._my_turn():
            erased = False
            try:
                with sorted_errors(self._paths.main), self._engine.begin() as connection:
                    work = Work(
                        connection,
                        self.account,
                        self._clock,
                        self._memory,
                        self._paths,
                        self._blobs,
                    )
                    yield SqlUnitOfWork(work)
                    erased = work.erased
            except BaseException:
                self._memory.facts.clear()
                raise
            if erased:
                self._clean_or_say()
            self._note_now_and_then()

    def check(self) -> list[str]:
        """Return what is wrong: pages, hashes, chains, payloads; empty where all is sound."""
        with self._my_turn(), sorted_errors(self._paths.main), self._engine.begin() as connection:
            wrong = check_store(connection, self._unlocked)
            named = named_blobs(connection)
        return wrong + self._blobs.check(named)

    def close(self) -> None:
        """Close the files and drop the keys."""
        with self._turn:
            if self._closed:
                return
            self._closed = True
            try:
                with contextlib.suppress(ReviewerError):  # a full disk must not bar the way out
                    with sorted_errors(self._paths.main), self._engine.begin() as connection:
                        end = log_end(connection)
                    self._unlocked.note_ops(*end)
            finally:
                self._engine.dispose()
                self._blobs.close()
                self._unlocked.close()
                self._memory.facts.clear()
                if self._guard:
                    self._guard.release(self._paths.folder)
                self._lock.release()

    def start(self) -> None:
        """Read what a start needs, finish what a kill cut short. Raises DamagedError."""
        with sorted_errors(self._paths.main), self._engine.begin() as connection:
            if rolled_back(connection, self._unlocked):
                raise DamagedError(
                    "Your notes are older than they were when this laptop last closed them.",
                    "Nothing was changed.",
                    "Restore the last backup of the whole folder.",
                )
            self._memory.hlc.last = int(get_meta(connection, "hlc") or 0)
            requeue_interrupted(connection)
            due = get_meta(connection, "vacuum_due") == "1"
        if not self._unlocked.store_made:
            with contextlib.suppress(ReviewerError):  # the close notes it again
                self._unlocked.note_ops(0, "")
        if due:
            with contextlib.suppress(ReviewerError):  # the mark stays: the next start tries again
                self._clean()

    @contextlib.contextmanager
    def _my_turn(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._holder == me:
            raise RuntimeError("units do not nest")
        if not self._turn.acquire(timeout=BUSY_MS / 1000):
            raise busy()
        try:
            if self._closed:
                raise RuntimeError("the store is closed")
            self._holder = me
            yield
        finally:
            self._holder = 0
            self._turn.release()

    def _note_now_and_then(self) -> None:
        """Let the vault know how far the log got, so that losing it is noticed at the next start.

        Not at each commit: the vault is written whole and synced.
        """
        added = self._memory.ops_added
        if added < NOTE_EVERY:
            return
        self._memory.ops_added = 0
        with contextlib.suppress(ReviewerError):  # the close notes it again
            self._unlocked.note_ops(*self._end())

    def _clean_or_say(self) -> None:
        try:
            self._clean()
        except ReviewerError as error:
            raise ReviewerError(
                "The text was removed, but its traces could not yet be wiped from the file.",
                "It is shown nowhere any more.",
                f"{error.action} Then close Reviewer and open it again.",
            ) from error

    def _clean(self) -> None:
        """Take removed bytes out of the file, its log and its copies; then forget the task."""
        with sorted_errors(self._paths.main):
            migrate.drop_copies(self._paths)
            first_look.forget(self._paths)
            raw = self._engine.raw_connection()
            try:
                raw.cursor().execute("VACUUM").close()
            finally:
                raw.close()
            empty_log(self._engine)
            with self._engine.begin() as connection:
                put_meta(connection, "vacuum_due", "")
            end = self._end()
        self._unlocked.note_ops(*end)

    def _end(self) -> tuple[int, str]:
        with self._engine.begin() as connection:
            return log_end(connection)


def create_profile(
    paths: ProfilePaths,
    unlocked: UnlockedVault,
    clock: Clock,
    guard: SqliteGuard | None = None,
) -> ProfileStore:
    """Make the databases of a new vault and open them. Raises ReviewerError children."""
    if paths.main.exists():
        raise ReviewerError(
            "There is a profile in this folder already.",
            "Nothing was changed.",
            "Open it, or choose another folder.",
        )
    return open_profile(paths, unlocked, clock, guard)


def open_profile(
    paths: ProfilePaths,
    unlocked: UnlockedVault,
    clock: Clock,
    guard: SqliteGuard | None = None,
) -> ProfileStore:
    """Open a profile, finishing its creation where a kill cut that short.

    Raises AlreadyOpenError, DamagedError, NewerDataError, DiskFullError, ReadOnlyError.
    """
    make_folder(paths.folder)
    lock = ProfileLock(paths)
    engine: sa.Engine | None = None
    aside: Path | None = None
    try:
        if not paths.main.exists():
            _make_main(paths, unlocked)
        aside = first_look.look(paths, unlocked)
        if guard:
            guard.protect(paths.folder)
        engine = make_engine(paths.main, unlocked.main_key)
        migrate.upgrade(engine, paths, clock.now())
        store = ProfileStore(paths, unlocked, clock, engine, lock, guard)
        store.start()
        if aside:
            first_look.forget(paths)
    except BaseException as error:
        if engine is not None:
            engine.dispose()
            if guard:
                guard.release(paths.folder)
        lock.release()
        if aside and isinstance(error, DamagedError):
            raise first_look.kept(error, aside) from error
        raise
    return store


def _make_main(paths: ProfilePaths, unlocked: UnlockedVault) -> None:
    """Make the main database beside its place and rename it there, whole.

    Raises DamagedError where the vault has seen one: then the file is lost, not unmade.
    """
    if unlocked.store_made:
        raise DamagedError(
            f"The file {paths.main} is missing.",
            "",
            "Restore the last backup, or find the file again.",
        )
    new = paths.folder / "main.db.new"
    with sorted_errors(new):
        for left in (new, new.with_name(new.name + "-wal"), new.with_name(new.name + "-shm")):
            left.unlink(missing_ok=True)
        make_file(new)
        engine = make_engine(new, unlocked.main_key)
        try:
            with engine.begin() as connection:
                migrate.run_scripts(connection)
            empty_log(engine)  # a close on a full disk leaves pages in the log and does not say so
        finally:
            engine.dispose()
        new.replace(paths.main)
        sync_folder(paths.folder)
