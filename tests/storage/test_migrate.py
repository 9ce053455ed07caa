"""From an older schema to a newer one: a copy first, all or nothing."""

import shutil

import pytest
import sqlalchemy as sa

from reviewer_app.domain.ports import Edit
from reviewer_app.storage import migrate, schema
from reviewer_app.storage.engine import connect
from tests.storage.profiles import begin_review, reopen

STEP = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("draft", sa.Column("colour", sa.Text))
    {after}
"""


@pytest.fixture
def scripts(tmp_path, monkeypatch):
    """The real steps and one more; returns a function that writes the one more."""
    folder = tmp_path / "scripts"
    shutil.copytree(migrate.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    run = migrate.run_scripts
    monkeypatch.setattr(migrate, "run_scripts", lambda connection: run(connection, folder))
    monkeypatch.setattr(schema, "REVISIONS", ("0001", "0002"))

    def write(after: str = "") -> None:
        (folder / "versions" / "0002_colour.py").write_text(STEP.format(after=after))

    return write


@pytest.fixture
def old(store):
    """A closed profile of schema 0001 with a note in it."""
    begin_review(store)
    with store.unit() as unit:
        unit.log.write("r1", [Edit("evidence", "e1", "focus", "kept")])
    store.close()
    return store


def columns(connection) -> list[str]:
    return [row[1] for row in connection.execute("PRAGMA table_info(draft)").fetchall()]


def test_an_older_file_is_copied_then_brought_up(old, folder, clock, scripts):
    scripts()
    store = reopen(folder, clock)
    with store._engine.begin() as connection:
        assert migrate.current(connection) == "0002"
        assert "colour" in columns(connection.connection.driver_connection)
    with store.unit() as unit:
        assert unit.log.entity("r1", "evidence", "e1").get("focus") == "kept"
    (copy,) = migrate.copies_folder(store._paths).iterdir()
    opened = connect(copy, store.vault.main_key)
    assert "colour" not in columns(opened)
    assert opened.execute("SELECT count(*) FROM op").fetchone()[0] == 2
    opened.close()
    assert b"kept" not in copy.read_bytes()
    store.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(old, folder, clock, scripts):
    scripts("raise RuntimeError('no power')")
    with pytest.raises(RuntimeError, match="no power"):
        reopen(folder, clock)
    scripts()
    clock.advance(1)
    store = reopen(folder, clock)  # the lock was let go, the column is not there twice
    with store.unit() as unit:
        assert unit.log.entity("r1", "evidence", "e1").get("focus") == "kept"
    assert store.check() == []
    store.close()


def test_three_copies_are_kept(store, clock):
    made = []
    for _ in range(5):
        clock.advance(1)
        made.append(migrate.copy_first(store._engine, store._paths, "0001", clock.now()))
    assert sorted(migrate.copies_folder(store._paths).iterdir()) == made[-3:]


def test_the_steps_make_the_tables_the_program_reads(store):
    with store._engine.begin() as connection:
        found = sa.inspect(connection)
        for table in schema.metadata.sorted_tables:
            made = {c["name"]: c for c in found.get_columns(table.name)}
            assert list(made) == [c.name for c in table.columns], table.name
            for column in table.columns:
                there = made[column.name]
                assert isinstance(there["type"], type(column.type)), column
                if not column.primary_key:
                    assert there["nullable"] == column.nullable, column
            keys = found.get_pk_constraint(table.name)["constrained_columns"]
            assert keys == [c.name for c in table.primary_key.columns]
            assert {
                (i["name"], tuple(i["column_names"]), bool(i["unique"]))
                for i in found.get_indexes(table.name)
            } == {(i.name, tuple(c.name for c in i.columns), bool(i.unique)) for i in table.indexes}


def test_the_steps_are_those_the_program_knows():
    files = sorted(p.name[:4] for p in (migrate.SCRIPTS / "versions").glob("[0-9]*.py"))
    assert tuple(files) == schema.REVISIONS
    for path in (migrate.SCRIPTS / "versions").glob("*.py"):
        assert "reviewer_app" not in path.read_text(), "a step imports nothing that may change"
