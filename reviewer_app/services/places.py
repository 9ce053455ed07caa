"""Where the person was: last place, note, caret and scroll, kept inside the encrypted store."""

from typing import Any

from reviewer_app.services.base import Desk


class PlaceService:
    """Remembers small JSON-ready values by key."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self, key: str, default: Any = None) -> Any:
        """Return what was kept under ``key``, ``default`` where there is nothing."""
        with self._desk.store.unit() as unit:
            return unit.settings.get(f"place.{key}", default)

    def set(self, key: str, value: Any) -> None:
        """Keep ``value`` under ``key``."""
        with self._desk.store.unit() as unit:
            unit.settings.set(f"place.{key}", value)
