"""From an older schema to today's: a copy first, one transaction, newer files refused.

alembic is imported only where the schema differs, so a normal start never pays for it.
"""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from reviewer_app.domain.errors import NewerDataError
from reviewer_app.domain.ports import ProfilePaths
from reviewer_app.storage import schema
from reviewer_app.storage.engine import sorted_errors
from reviewer_app.storage.files import make_file, make_folder, sync_file, sync_folder

KEEP: Final = 3
SCRIPTS: Final = Path(__file__).parent / "migrations"


def copies_folder(paths: ProfilePaths) -> Path:
    """Return the folder of the copies made before migrations."""
    return paths.folder / "copies"


def current(connection: sa.Connection) -> str:
    """Return the schema revision of an open database, empty for a new file."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    ).scalar_one()
    if not found:
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


def upgrade(engine: sa.Engine, paths: ProfilePaths, now: datetime) -> bool:
    """Bring the main database to today's schema; return whether anything was to be done.

    Raises NewerDataError, DiskFullError and the others of ``sorted_errors``; the file is then as
    it was.
    """
    with sorted_errors(paths.main):
        with engine.connect() as connection:
            version = current(connection)
        if version == schema.REVISIONS[-1]:
            return False
        if version and version not in schema.REVISIONS:
            raise NewerDataError(
                "These notes were written by a newer version of Reviewer.",
                "Nothing was changed.",
                "Install the newest version, then open them again.",
            )
        if version:
            copy_first(engine, paths, version, now)
        with engine.begin() as connection:
            run_scripts(connection)
        return True


def run_scripts(connection: sa.Connection, scripts: Path = SCRIPTS) -> None:
    """Run the steps that are missing, inside the transaction of ``connection``."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def copy_first(engine: sa.Engine, paths: ProfilePaths, version: str, now: datetime) -> Path:
    """Copy the database, keyed as it is, beside it; keep the last three copies."""
    folder = copies_folder(paths)
    make_folder(folder)
    target = folder / f"main-{version}-{now:%Y%m%dT%H%M%S%f}.db"
    partial = target.with_suffix(".part")
    with contextlib.suppress(FileNotFoundError):
        partial.unlink()
    make_file(partial)
    try:
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM INTO ?", (str(partial),)).close()
        finally:
            raw.close()
        sync_file(partial)
        partial.replace(target)
        sync_folder(folder)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    for old in sorted(folder.glob("main-*.db"), key=lambda p: p.stat().st_mtime)[:-KEEP]:
        old.unlink()
    return target


def drop_copies(paths: ProfilePaths) -> None:
    """Delete all copies: something in them was removed for good."""
    folder = copies_folder(paths)
    for path in (*folder.glob("main-*.db"), *folder.glob("main-*.part")):
        path.unlink()
    if folder.exists():
        sync_folder(folder)
