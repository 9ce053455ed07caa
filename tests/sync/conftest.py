"""A real hub in its own process, and laptops that joined it."""

from tests.hub.conftest import hub

__all__ = ["hub"]
