"""Where a file that a person asked for may be written."""

import os
import stat
from pathlib import Path

from reviewer_app.domain.body import one_line
from reviewer_app.domain.errors import ReviewerError


def target_of(path: Path) -> Path:
    """Return the file to write for ``path``: itself, or what a link leads to.

    Raises ReviewerError where something else than a file is there (a folder, a device, a pipe):
    a file put in its place would do away with it.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode
    except OSError:  # nothing there yet; what else is wrong shows when it is written
        mode = stat.S_IFREG
    if stat.S_ISREG(mode) and not target.is_symlink():  # a link that leads in a circle
        return target
    raise ReviewerError(
        f"{one_line(str(path))} is not a file that can be replaced.",
        "Nothing was written.",
        "Choose another name.",
    )
