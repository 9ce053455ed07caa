"""Refuse files over 500 KB: they stay in everybody's clone for ever."""

import sys
from pathlib import Path

LIMIT = 500_000


def main(names: list[str]) -> int:
    """Name the files that are too large; exit 1 if there are any."""
    large = [name for name in names if Path(name).is_file() and Path(name).stat().st_size > LIMIT]
    for name in large:
        print(f"{name}: {Path(name).stat().st_size:,} bytes, the limit is {LIMIT:,}")
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
