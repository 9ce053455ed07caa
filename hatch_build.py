"""What a build does besides copying: forms, fonts and icons are made, resources taken along."""

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReviewerBuildHook(BuildHookInterface[Any]):
    """Runs for wheels and for editable installs, also from an unpacked sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate what is git-ignored; put resources/ inside a wheel.

        An editable install reads resources/ in the checkout: a copy in site-packages would go stale
        unseen, hence only for ``standard``.
        """
        sys.path.insert(0, self.root)
        try:
            from tools.generate import generate

            generate()
        finally:
            sys.path.remove(self.root)
        if version == "standard":
            build_data["force_include"]["resources"] = "reviewer_app/_resources"
