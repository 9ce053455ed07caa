"""``python -m reviewer_app``: the same as the ``reviewer-app`` command."""

import sys

from reviewer_app.cli import main

if __name__ == "__main__":
    sys.exit(main())
