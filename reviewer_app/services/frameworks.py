"""Frameworks, kinds of note and choice lists: what people authored, pinned by hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer_app import __version__
from reviewer_app.domain.errors import ReviewerError
from reviewer_app.domain.form_type import Choice, FormType
from reviewer_app.domain.framework import Framework, FrameworkRef
from reviewer_app.domain.ports import UnitOfWork
from reviewer_app.services.base import Desk

MAX_FILE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Lists:
    """Choices that many fields share."""

    subjects: tuple[Choice, ...]
    groups: tuple[Choice, ...]
    years: tuple[Choice, ...]
    host_roles: tuple[Choice, ...]
    agreed: tuple[Choice, ...]


class FrameworkService:
    """Frameworks are kept as JSON in the store, so that a start reads no YAML."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._read: dict[tuple[str, str], Framework] = {}
        self._form_types: tuple[FormType, ...] = ()
        self._lists: Lists | None = None

    def seed(self) -> None:
        """Put the packaged frameworks into the store where this version has not done so."""
        with self._desk.store.unit() as unit:
            if unit.settings.get("content.version") == __version__:
                return
            from reviewer_app.content import frameworks

            for framework in frameworks.built_in():
                self._seed_one(unit, framework)
            unit.settings.set("content.version", __version__)

    def all(self) -> list[Framework]:
        """Return every framework on this laptop, by title and version."""
        with self._desk.store.unit() as unit:
            keys = unit.documents.list("framework")
            found = [self.pinned(unit, FrameworkRef(*key)) for key in keys]
        return sorted(found, key=lambda f: (f.title, f.version))

    def get(self, ref: FrameworkRef) -> Framework:
        """Return the pinned framework. Raises ReviewerError where it is not on this laptop."""
        with self._desk.store.unit() as unit:
            return self.pinned(unit, ref)

    def pinned(self, unit: UnitOfWork, ref: FrameworkRef) -> Framework:
        """Return the pinned framework inside a transaction, its hash checked."""
        known = self._read.get((ref.code, ref.version))
        if known is None:
            from reviewer_app.content import frameworks

            data = unit.documents.get("framework", ref.code, ref.version)
            if data is None:
                raise ReviewerError(
                    f"The framework {ref.code} version {ref.version} is not on this laptop.",
                    "The review is safe.",
                    "Open its file under Settings, or join the hub that publishes it.",
                )
            known = frameworks.from_dict(data, check=False)
            self._read[ref.code, ref.version] = known
        if ref.sha256 and known.sha256 != ref.sha256:
            raise ReviewerError(
                f"The framework {ref.code} version {ref.version} on this laptop is not the one "
                "this review was made with.",
                "The review is safe.",
                "Ask whoever sent it for a correct copy.",
            )
        return known

    def import_file(self, path: Path) -> Framework:
        """Check a framework file and keep it. Raises ContentError naming line and field."""
        from reviewer_app.content import frameworks

        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                raise ReviewerError(
                    "This file is too large for a framework.", "Nothing was imported.", ""
                )
            data = path.read_bytes()
        except OSError as error:
            raise ReviewerError(
                "This file cannot be read.", "Nothing was imported.", "Check where it is."
            ) from error
        framework = frameworks.load_framework(data, path.name)
        with self._desk.store.unit() as unit:
            self._put(unit, framework)
        return framework

    def form_types(self) -> list[FormType]:
        """Return the kinds of note."""
        if not self._form_types:
            from reviewer_app.content import form_types

            self._form_types = tuple(form_types.built_in())
        return list(self._form_types)

    def form_type(self, key: str) -> FormType:
        """Return one kind of note. Raises ReviewerError for one this version does not know."""
        for form_type in self.form_types():
            if form_type.key == key:
                return form_type
        raise ReviewerError(
            "This kind of note was made by a newer version.",
            "The note is safe.",
            "Update Reviewer.",
        )

    def lists(self) -> Lists:
        """Return the shared choices."""
        if self._lists is None:
            from reviewer_app.content import lists

            names = ("subjects", "pupil_groups", "years", "host_roles", "agreed")
            self._lists = Lists(*(lists.built_in(name) for name in names))
        return self._lists

    def _seed_one(self, unit: UnitOfWork, framework: Framework) -> None:
        """Keep a packaged framework; one of that version that came first by a file stays."""
        known = {(code, version) for code, version, _ in unit.documents.list("framework")}
        if (framework.code, framework.version) not in known:
            self._put(unit, framework)

    def _put(self, unit: UnitOfWork, framework: Framework) -> None:
        from reviewer_app.content import frameworks

        data: Mapping[str, Any] = frameworks.to_dict(framework)
        unit.documents.put("framework", framework.code, framework.version, framework.sha256, data)
