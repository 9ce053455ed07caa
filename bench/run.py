"""``make bench``: what a person feels, each row beside its yardstick in the same run.

Writes docs/benchmarks.md: five runs a row, median with min–max, the ratio, the goal of the row and
whether it was met. A row that misses its goal stays in the table as missed.
"""

import argparse
import importlib.metadata
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
RUNS = 5


@dataclass
class Row:
    """One line of the table; times in milliseconds."""

    feels: str
    measured: str
    yardstick: str
    goal: str
    limit: float
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def ratio(self) -> float:
        return statistics.median(self.ours) / statistics.median(self.theirs)

    def line(self) -> str:
        if not self.ours or not self.theirs:
            return (
                f"| {self.feels} | {self.measured} | not measured | {self.yardstick} | – "
                f"| {self.goal} | not measured: {self.note} |"
            )
        met = "met" if self.ratio <= self.limit else "**missed**"
        return (
            f"| {self.feels} | {self.measured} | {_spread(self.ours)} | {self.yardstick}: "
            f"{_spread(self.theirs)} | {self.ratio:.2f} × | {self.goal} | {met} |"
        )


def _spread(values: list[float]) -> str:
    digits = 0 if statistics.median(values) >= 20 else 2
    return (
        f"{statistics.median(values):.{digits}f} ms "
        f"({min(values):.{digits}f}–{max(values):.{digits}f})"
    )


def timed(work: Callable[[], object]) -> float:
    """Return how long ``work`` took, in milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("start", "saved", "report"), help="one row only")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    args = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from bench import report_rows, saved_rows, start_rows

    parts = {"start": start_rows, "saved": saved_rows, "report": report_rows}
    rows: list[Row] = []
    for name, part in parts.items():
        if args.only in (None, name):
            print(f"measuring {name} …", flush=True)
            rows += part.rows(RUNS)
    text = page(rows)
    if args.only is None:
        args.output.write_text(text, encoding="utf-8")
    print(text)
    return 0


def page(rows: list[Row]) -> str:
    names = ("PySide6", "SQLAlchemy", "sqlcipher3", "reportlab", "pikepdf")
    versions = ", ".join(f"{n} {importlib.metadata.version(n)}" for n in names)
    when = datetime.now(UTC).date().isoformat()
    measured = (
        f"Measured {when} by `make bench` on {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, {versions}. {RUNS} runs a row; median (min–max)."
    )
    head = [
        "# Benchmarks",
        "",
        measured,
        "",
        "| what a person feels | measured as | ours | yardstick, same run | ratio | goal | |",
        "|---|---|---|---|---|---|---|",
    ]
    notes = [f"- {r.feels}: {r.note}" for r in rows if r.note]
    return "\n".join([*head, *(r.line() for r in rows), "", *notes]).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
