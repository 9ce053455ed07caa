""" "Saved": from the call to the commit, against a one-row commit on a plain SQLite file.

The 400 ms after the last key are the same for everybody and are left out on both sides.
"""

import sqlite3
import tempfile
from pathlib import Path

from bench.profiles import open_profile
from bench.run import Row, timed
from reviewer_app.domain.body import Body

WARM, COUNT = 20, 200
TEXT = "09:41 Recap quiz, all on whiteboards; wrong answers picked up at once. #Q3+\n" * 30


def rows(runs: int) -> list[Row]:
    row = Row(
        '"Saved"',
        "draft handed over → commit returned (2 kB text)",
        "one-row commit, plain SQLite, synchronous=FULL",
        "≤ 3 ×",
        3.0,
    )
    with tempfile.TemporaryDirectory() as folder:
        session, review = open_profile(Path(folder), "typical")
        note, _ = session.evidence.create(review, "lesson_visit")
        plain = sqlite3.connect(Path(folder) / "plain.db", isolation_level=None)
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute("PRAGMA synchronous=FULL")
        plain.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
        plain.execute("INSERT INTO note VALUES (1, '')")

        def ours(number: int) -> None:
            body = Body(f"{number} {TEXT}").as_value()
            session.evidence.draft(review, note.id, "body", body)

        def theirs(number: int) -> None:
            plain.execute("BEGIN IMMEDIATE")
            plain.execute("UPDATE note SET text = ? WHERE id = 1", (f"{number} {TEXT}",))
            plain.execute("COMMIT")

        for number in range(WARM):
            ours(number)
            theirs(number)
        for _ in range(runs):
            row.ours.append(timed(lambda: [ours(n) for n in range(COUNT)]) / COUNT)
            row.theirs.append(timed(lambda: [theirs(n) for n in range(COUNT)]) / COUNT)
        plain.close()
        session.close()
    return [row]
