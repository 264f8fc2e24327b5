"""Sealed values are bound to their place, and a data key exists only once its row does."""

import contextlib

import pytest
from sqlalchemy import inspect, select, update

import factories
from app.db.base import Personal
from app.db.keyring import Keyring, UnreadableValueError
from app.db.people import PersonRow
from app.db.work import SYSTEM
from app.services import bank_accounts, keys
from site_map import stand_ins

PLACE = ("bsn", "person", "bsn_sealed", "person:1")


def test_a_key_that_was_rolled_back_is_never_used_again(store):
    with contextlib.suppress(RuntimeError), store.work(SYSTEM, factories.AT) as w:
        store.keyring.seal(w.session, PLACE, "999000019")
        raise RuntimeError
    with store.work(SYSTEM, factories.AT) as w:
        sealed = store.keyring.seal(w.session, PLACE, "999000019")
    fresh = Keyring(store.keyring.keys)
    with store.look(SYSTEM, factories.AT) as w:
        assert fresh.open(w.session, PLACE, sealed) == "999000019"


def test_a_sealed_value_opens_nowhere_else(store):
    with store.work(SYSTEM, factories.AT) as w:
        sealed = store.keyring.seal(w.session, PLACE, "999000019")
        for place in (("bsn", "person", "bsn_sealed", "person:2"), ("bsn", "person", "iban", "person:1")):
            with pytest.raises(UnreadableValueError):
                store.keyring.open(w.session, place, sealed)


def test_the_stored_blob_does_not_hold_the_number(store):
    with store.work(SYSTEM, factories.AT) as w:
        assert b"999000019" not in store.keyring.seal(w.session, PLACE, "999000019")


COLUMNS = [place for places in keys.sealed_columns().values() for place in places]


@pytest.fixture
def stored(store, agency):
    """Rows of every table that seals something, of several people; a new sealed column must get some here."""
    stand_ins(store, agency)
    with store.work(SYSTEM, factories.AT) as w:
        for _ in range(2):
            person = factories.employ(w, agency).person
            factories.papers(w, agency, person)
            given = bank_accounts.BankAccount(factories.uuid4(), next(factories._ibans), "W", factories.MONDAY)
            bank_accounts.change(w, person, given)
    with store.look(SYSTEM, factories.AT) as w:
        held = {place: w.session.scalars(select(place[0])).all() for place in COLUMNS}
        found = {place: [row for row in rows if getattr(row, place[1]) is not None] for place, rows in held.items()}
    assert all(found.values()), [place for place, rows in found.items() if not rows]
    return found


def rewritten(w, place, row, blob):
    """The row as somebody reads it after a thief with write access put `blob` in it, around the application."""
    (kind, column), table = place, place[0].__table__
    w.session.connection().execute(update(table).where(table.c.id == row.id).values({column: blob}))
    w.session.expunge_all()
    return w.session.get_one(kind, row.id)


@pytest.mark.parametrize("source", COLUMNS, ids=lambda place: f"{place[0].__tablename__}.{place[1]}")
def test_a_value_moved_to_another_row_column_table_or_person_is_refused(store, stored, source):
    """For every sealed column that the metadata knows, to every other place that there is."""
    blob, tried = getattr(stored[source][0], source[1]), set()
    targets = [(place, row) for place, rows in stored.items() for row in rows]
    targets.append((source, twin_of(stored[source][0])))
    with store.look(SYSTEM, factories.AT) as w:
        home = rewritten(w, source, stored[source][0], blob)
        assert w.open_bytes(home, source[1]), "at home it opens"
        for place, row in targets:
            if (place, row.id) == (source, home.id):
                continue
            moved = rewritten(w, place, row, blob) if inspect(row).identity else row
            with pytest.raises(UnreadableValueError):
                w.open_bytes(moved, place[1])
            tried.add(place)
    assert tried == set(COLUMNS)


def twin_of(row):
    """Everything the same but the id: another row of the same person or file."""
    values = {column.key: getattr(row, column.key) for column in inspect(row).mapper.column_attrs}
    return type(row)(**values | {"id": factories.uuid4()})


def test_every_column_with_a_key_class_is_sealed_or_a_blind_index():
    guarded = {
        (mapper.class_, column.key)
        for mapper in PersonRow.registry.mappers
        for column in mapper.columns
        if isinstance(kind := column.info.get("personal"), Personal) and kind.key_class
    }
    assert all(name.endswith("_index") for _, name in guarded - set(COLUMNS))
