"""New ids: random, and sorting by the time they were made (sync.md 2.2)."""


def new_id() -> str:
    """Return a new UUIDv7; those of one program sort in the order they were made."""
    from uuid6 import uuid7  # its import costs the start more than it saves the first note

    return str(uuid7())
