"""The kill rig: keys into the real program, kill -9 at a random moment, start again, compare."""

import random
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from reviewer_app.bootstrap import make_profiles
from tests.e2e.program import Program

BAR_S = 2.0
LETTERS = "bcdfghjkmnpqrtvwxz"  # no word the editor would complete
KEY_MS, PAUSE_MS = (20, 70), (420, 900)


class LossError(AssertionError):
    """The program lost what it had promised to keep."""


@dataclass
class Tally:
    """What the rig saw, to be printed."""

    kills: int = 0
    saved: int = 0
    keys: int = 0
    recovered: int = 0
    longest_loss: float = 0.0

    def add(self, other: "Tally") -> None:
        self.kills += other.kills
        self.saved += other.saved
        self.keys += other.keys
        self.recovered += other.recovered
        self.longest_loss = max(self.longest_loss, other.longest_loss)


def prepare(folder: Path) -> None:
    """Make a practice profile with a new lesson visit in it; the next start opens that note."""
    with Program(folder, "--profile", "practice") as program:
        program.wait("ReviewCard", 60)
        program.do("key", keys="Return", object="ReviewCard")
        program.wait("NotesPage")
        program.do("wait_text", object="empty_title_label", text="Choose a note")
        program.do("key", keys="Ctrl+N")
        program.do("wait_focus", object="empty_buttons_host")
        program.do("key", keys="l")
        program.wait("body_edit")
        program.do("type", text="start\n", object="body_edit")
        program.do("wait_text", object="status_label", text="Saved ")
        program.quit()


def schedule(chance: random.Random) -> list[tuple[int, str]]:
    """Return keys with the wait before each: fast typing with pauses now and then."""
    keys: list[tuple[int, str]] = []
    for word in range(40):
        pause = chance.randint(*PAUSE_MS) if word and chance.random() < 0.3 else 0
        letters = "".join(chance.choices(LETTERS, k=chance.randint(2, 8)))
        end = "\n" if chance.random() < 0.1 else " "
        for letter in letters + end:
            keys.append((pause or chance.randint(*KEY_MS), letter))
            pause = 0
    return keys


class Lane:
    """One profile, killed again and again."""

    def __init__(self, folder: Path, seed: str, *plants: str) -> None:
        self.folder, self.seed = folder, seed
        self.chance = random.Random(seed)
        self.plants = [word for plant in plants for word in ("--plant", plant)]
        self.tally = Tally()

    def run(self, kills: int) -> Tally:
        """Kill so often. Raises LossError."""
        program = self._start(self.folder)
        try:
            text = program.text("body_edit")
            for _ in range(kills):
                program, text = self._round(program, text)
        finally:
            program.kill()
        return self.tally

    def _round(self, program: Program, base: str) -> tuple[Program, str]:
        keys = schedule(self.chance)
        program.do("watch", line="status_label", text="body_edit")
        program.do("key", keys="Ctrl+End", object="body_edit")
        program.do("stream", object="body_edit", keys=keys)
        try:
            program.process.wait(self.chance.uniform(0.05, 3.5))
            raise LossError(f"{self.seed}: the program ended by itself")
        except subprocess.TimeoutExpired:
            killed = time.monotonic()
            program.kill()
        found = self._look_at_copy()
        again = self._start(self.folder)
        try:
            shown = again.text("body_edit")
            self._judge(program, base, "".join(k for _, k in keys), shown, killed)
            self._judge_words(found, again.text("status_label"))
        except BaseException:
            again.kill()
            raise
        self.tally.kills += 1
        self.tally.recovered += found
        return again, shown

    def _judge_words(self, found: int, line: str) -> None:
        if found and f"Recovered {found} note" not in line:
            raise LossError(f"{self.seed}: recovered without a word: {line!r}")

    def _start(self, folder: Path) -> Program:
        program = Program(folder, "--profile", "practice", *self.plants)
        program.wait("body_edit", 60)
        return program

    def _look_at_copy(self) -> int:
        """Check a copy of the files as the kill left them; return how many notes had drafts."""
        copy = self.folder.with_name(self.folder.name + "-copy")
        shutil.copytree(self.folder, copy)
        try:
            session = make_profiles(copy).unlock_practice()
            try:
                wrong = session.check()
                found = len(session.evidence.recovered())
            finally:
                session.close()
        finally:
            shutil.rmtree(copy)
        if wrong:
            raise LossError(f"{self.seed}: unsound after a kill: {wrong}")
        return found

    def _judge(self, dead: Program, base: str, typed: str, shown: str, killed: float) -> None:
        whole = base + typed
        if not whole.startswith(shown) or len(shown) < len(base):
            raise LossError(f"{self.seed}: not what was typed: {shown[-60:]!r}")
        said = [e["text"] for e in dead.events if e["event"] == "saved"]
        for text in said:
            if not whole.startswith(text):
                raise LossError(f"{self.seed}: other keys arrived than were sent: {text[-60:]!r}")
            if len(text) > len(shown):
                lost = text[len(shown) :]
                raise LossError(f"{self.seed}: {lost!r} was shown as saved and is gone")
        pressed = [e["at"] for e in dead.events if e["event"] == "key"]
        lost_keys = pressed[len(shown) - len(base) :]
        loss = killed - lost_keys[0] if lost_keys else 0.0
        if loss > BAR_S:
            raise LossError(f"{self.seed}: {loss:.2f} s of typing lost")
        self.tally.saved += len(said)
        self.tally.keys += len(pressed)
        self.tally.longest_loss = max(self.tally.longest_loss, loss)
