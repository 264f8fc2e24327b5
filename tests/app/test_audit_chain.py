"""Every way to tamper with the trail is seen: edit, hole, cut tail, a chain made anew."""

import dataclasses

import pytest
from sqlalchemy import create_engine, text

import factories
from app.db.audit import INSTALLATION, heads, verify
from app.db.database import Database
from app.db.work import SYSTEM


@pytest.fixture
def tampered(agency, config):
    """`tampered(sql)` changes the trail as somebody would who owns the database, walls taken down."""

    def run(*statements):
        with agency.store.look(SYSTEM, factories.AT) as w:
            anchors = heads(w.session)
        engine = (
            Database(config.migration_url).engine
            if agency.store.database.is_sqlite
            else create_engine(config.migration_url)
        )
        with engine.begin() as connection:
            if agency.store.database.is_sqlite:
                for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                    connection.execute(text(f'DROP TRIGGER "{name}"'))
            else:
                connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
            for statement in statements:
                connection.execute(text(statement), {"chain": INSTALLATION})
        engine.dispose()
        with agency.store.look(SYSTEM, factories.AT) as w:
            return [dataclasses.astuple(each) for each in verify(w.session, anchors)]

    yield run
    if not agency.store.database.is_sqlite:
        engine = create_engine(config.migration_url)
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))
        engine.dispose()


def test_an_untouched_trail_is_whole(tampered):
    assert tampered() == []


def test_an_edited_row_is_seen(tampered):
    broken = tampered("UPDATE audit SET tag = 'job:nothing:happened' WHERE chain = :chain AND seq = 2")
    assert (INSTALLATION, 2, "its content was changed") in broken


def test_a_missing_row_is_seen(tampered):
    broken = tampered("DELETE FROM audit WHERE chain = :chain AND seq = 2")
    assert (INSTALLATION, 2, "a row is missing") in broken


def test_a_cut_tail_is_seen_through_the_anchor(tampered):
    broken = tampered("DELETE FROM audit WHERE chain = :chain AND seq > 3")
    assert {each[0] for each in broken} == {INSTALLATION}
    assert broken[-1][2] == "the exported anchor is not in the chain"


def test_two_swapped_rows_are_seen(tampered):
    broken = tampered(
        "UPDATE audit SET seq = -2 WHERE chain = :chain AND seq = 2",
        "UPDATE audit SET seq = 2 WHERE chain = :chain AND seq = 3",
        "UPDATE audit SET seq = 3 WHERE chain = :chain AND seq = -2",
    )
    assert {(INSTALLATION, 2), (INSTALLATION, 3)} <= {each[:2] for each in broken}
