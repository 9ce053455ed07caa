"""The person at this laptop, and how the laptop is kept (at-rest-and-security.md, head)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Who uses this profile. ``person`` and ``device`` are ids; ``letter`` begins form numbers."""

    person: str
    name: str
    role_title: str
    home_school: str
    device: str
    letter: str
    practice: bool
    shared_laptop: bool


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What the first start asks."""

    name: str
    role_title: str
    home_school: str
    shared_laptop: bool = False
    use_keyring: bool = False
    practice: bool = False
