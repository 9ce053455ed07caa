"""What an operation touched, so that screens refresh just that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids touched, by entity type (``{"evidence": {id, …}}``), and the review they are in."""

    review: str = ""
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @staticmethod
    def of(review: str, entity_type: str, ids: Iterable[str]) -> "Changes":
        """Return the changes to ``ids`` of one entity type."""
        return Changes(review, {entity_type: frozenset(ids)})

    def __or__(self, other: "Changes") -> "Changes":
        """Return both together; the review of the first that names one."""
        kinds = {*self.ids, *other.ids}
        none: frozenset[str] = frozenset()
        merged = {k: self.ids.get(k, none) | other.ids.get(k, none) for k in kinds}
        return Changes(self.review or other.review, merged)

    def __contains__(self, entity_type: str) -> bool:
        """Say whether anything of ``entity_type`` was touched."""
        return bool(self.ids.get(entity_type))
