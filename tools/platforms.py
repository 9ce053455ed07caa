"""Show that requirements.lock resolves wholly to wheels, hashes checked, on each system we name.

No system but this one is needed: the resolver reads the index as if it stood elsewhere. The table
goes into docs/verification.md, between its markers; exit 1 when a promised cell fails.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "verification.md"
START, END = "<!-- platforms: written by make platforms -->", "<!-- platforms: end -->"

PLATFORMS = {
    "Linux x86_64 (glibc 2.34)": "x86_64-manylinux_2_34",
    "Linux aarch64 (glibc 2.39)": "aarch64-manylinux_2_39",
    "Windows x86_64 (win_amd64)": "x86_64-pc-windows-msvc",
    "macOS 15 arm64": "aarch64-apple-darwin",
}
# Tried and shown, but not promised: a "no" here is no failure.
NOT_PROMISED = {"macOS 15 x86_64 (not promised)": "x86_64-apple-darwin"}
MACOS = "15.0"
PYTHONS = ("3.11", "3.12", "3.13")


def _environment() -> dict[str, str]:
    """Return the environment for uv, which does not read pip's settings by itself."""
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": MACOS}
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\.index-url='([^']+)'", listed)
    if found:
        environment.setdefault("UV_DEFAULT_INDEX", found[1])
    return environment


def resolve(platform: str, python: str) -> tuple[bool, str]:
    """Return whether the lock resolves to wheels there, and the number of wheels or the reason."""
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--no-progress"),
                *("--color", "never", "--no-config", "--target", empty),
                *("--python-platform", platform, "--python-version", python),
                *("--only-binary", ":all:", "--require-hashes"),
                *("-r", str(ROOT / "requirements.lock")),
            ],
            capture_output=True,
            text=True,
            check=False,
            env=_environment(),
        )
    count = re.search(r"Would install (\d+) packages", done.stderr)
    if done.returncode == 0 and count:
        return True, f"{count[1]} wheels"
    return False, " ".join(done.stderr.split())


def main() -> int:
    """Try every cell, print and write the table."""
    rows = [
        f"| | {' | '.join('Python ' + p for p in PYTHONS)} |",
        "|---" * (len(PYTHONS) + 1) + "|",
    ]
    reasons: list[str] = []
    for name, platform in (PLATFORMS | NOT_PROMISED).items():
        cells = []
        for python in PYTHONS:
            good, words = resolve(platform, python)
            cells.append(words if good else "**no**")
            if not good and name in PLATFORMS:
                reasons.append(f"{name}, Python {python}: {words}")
        rows.append(f"| {name} | {' | '.join(cells)} |")
    table = "\n".join(rows)
    print(table, *reasons, sep="\n")
    text = DOCUMENT.read_text("utf-8")
    if START not in text or END not in text:
        raise SystemExit(f"platforms: {DOCUMENT.name} has lost its markers.")
    head, _, rest = text.partition(START)
    tail = rest.partition(END)[2]
    DOCUMENT.write_text(f"{head}{START}\n{table}\n{END}{tail}", "utf-8")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
