"""Backups of an embedded database, and rotation of the keys that seal its values."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

import factories
from app import housekeeping
from app.auth import doors
from app.db.accounts import AccountRow, Role
from app.db.audit import verify
from app.db.database import Database
from app.db.dossiers import DocumentRow, IdentityCopyRow
from app.db.holds import DestructionRow
from app.db.keyring import DataKeyRow, Keyring
from app.db.people import EmploymentRow, Outcome, PersonRow
from app.db.work import SYSTEM, Actor, Store
from app.services import backups, candidates, closed_accounts, destroyed, destructions
from app.services.backups import BackupError


@pytest.fixture
def employed(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


def test_a_backup_is_complete_encrypted_and_restored_in_a_drill(store, employed, tmp_path):
    if not store.database.is_sqlite:
        with pytest.raises(BackupError, match="pg_dump"):
            backups.back_up(store, tmp_path, factories.AT)
        return
    made = backups.back_up(store, tmp_path / "backups", factories.AT)
    assert b"SQLite format" not in made.read_bytes()
    assert made.stat().st_mode & 0o077 == 0
    drill = backups.drill(store, tmp_path / "backups", factories.AT)
    assert (drill.rows["person"], drill.rows["employment"], drill.breaks) == (1, 1, 0)
    backups.restore(store, made, tmp_path / "restored.db")
    assert sqlite3.connect(tmp_path / "restored.db").execute("SELECT count(*) FROM person").fetchone() == (1,)
    with pytest.raises(BackupError, match="never overwrites"):
        backups.restore(store, made, tmp_path / "restored.db")


@pytest.fixture
def left(store, agency):
    """Somebody with papers who left, a candidate who agreed to be kept, one whose day has come, and a closed account."""
    if not store.database.is_sqlite:
        pytest.skip("PostgreSQL is backed up by pg_dump")
    day = doors.today()
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        factories.papers(w, agency, worker.person)
        row = w.session.get_one(EmploymentRow, worker.employment)
        row.ended_on = day - timedelta(days=30)
        w.record("employment:end", row)
        gone = {"ended_on": day - timedelta(days=30), "outcome": Outcome.REJECTED}
        agreed, relation = factories.candidate(w, agency, consents=True, destroy_on=day + timedelta(days=300), **gone)
        late, _ = factories.candidate(w, agency, destroy_on=day - timedelta(days=1), **gone)
        account = factories.account(w, {})
        row = w.session.get_one(AccountRow, account)
        row.active, row.closed_at = False, datetime.now(UTC) - timedelta(days=2)
        w.record("account:disabled", row)
    with store.work(Actor(account), factories.AT) as w:
        w.record_read("person:read", agency.own, [])
    return SimpleNamespace(worker=worker.person, agreed=agreed, relation=relation, late=late, account=account)


def what_is_left(path, left):
    with closing(sqlite3.connect(path)) as database:
        people = {row[0] for row in database.execute("SELECT id FROM person")}
        counts = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("identity_copy", "identity", "data_key WHERE key_class LIKE 'idcopy:%'")
        ]
        email = database.execute("SELECT email FROM account WHERE id = ?", [left.account.hex]).fetchone()[0]
    return (
        {name for name in ("worker", "agreed", "late") if getattr(left, name).hex in people},
        counts,
        email == str(left.account),
    )


@pytest.mark.parametrize("is_lost", [False, True])
def test_what_was_destroyed_after_the_backup_or_is_due_is_not_there_again_after_a_restore(
    store, agency, config, left, tmp_path, is_lost
):
    """The worker's papers go by the list alone: by the real clock their term still runs."""
    config = replace(config, keys=tmp_path / "keys")
    made = backups.back_up(store, housekeeping.backups_directory(config), factories.AT)
    later = datetime.now(UTC) + timedelta(days=366 * 7)
    with store.work(agency.actor(Role.CONSULTANT), datetime.now(UTC)) as w:
        assert candidates.withdraw(w, left.relation)
    destructions.destroy_overdue(store, later)
    closed_accounts.erase_overdue(store, later)
    backups.restore(store, made, tmp_path / "raw.db")
    assert what_is_left(tmp_path / "raw.db", left) == ({"worker", "agreed", "late"}, [1, 1, 1], False)
    if is_lost:
        housekeeping.note_destroyed(store, config, later)
        empty = Database(f"sqlite:///{tmp_path}/empty.db")
        housekeeping.restore(Store(empty, store.keyring), config, made, tmp_path / "restored.db")
        empty.close()
    else:
        housekeeping.restore(store, config, made, tmp_path / "restored.db")
    assert what_is_left(tmp_path / "restored.db", left) == ({"worker"}, [0, 0, 0], True)
    assert not list(tmp_path.glob("*.part*"))
    restored = Store(Database(f"sqlite:///{tmp_path}/restored.db"), Keyring(store.keyring.keys))
    with restored.look(SYSTEM, factories.AT) as w:
        assert list(verify(w.session)) == []
        rules = set(w.session.scalars(select(DestructionRow.rule)))
    assert {"P9", "P21", "P43"} <= rules
    assert housekeeping.follow(restored, config, datetime.now(UTC)) == 0
    restored.database.close()


def test_a_database_restored_with_its_own_tools_follows_the_list_once(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        held = factories.papers(w, agency, worker.person)
    rows = {
        "identity_copy": [str(held.copy)],
        "document": [str(held.document)],
        "person.fields": [str(worker.person)],
        "audit": ["x:1-2"],
    }
    line = destroyed.Line(factories.uuid4(), worker.person, "P9", doors.today(), factories.AT, rows)
    assert [destroyed.replay(store, [line], factories.AT) for _twice in range(2)] == [1, 0]
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(PersonRow, worker.person)
        assert [w.session.get(IdentityCopyRow, held.copy), w.session.get(DocumentRow, held.document)] == [None, None]
        assert not w.session.scalars(select(DataKeyRow).where(DataKeyRow.key_class == f"idcopy:{worker.person}")).all()
        assert w.session.get_one(DestructionRow, line.id).rows == rows


def test_the_list_of_what_was_destroyed_holds_ids_and_rules_and_is_read_by_its_owner_only(
    store, config, left, tmp_path
):
    with store.work(SYSTEM, factories.AT) as w:
        assert candidates.withdraw(w, left.relation)
    config = replace(config, keys=tmp_path / "keys")
    for _twice in range(2):
        housekeeping.note_destroyed(store, config, factories.AT)
    (path,) = destroyed.beside(housekeeping.backups_directory(config))
    assert path.stat().st_mode & 0o077 == 0
    assert len(path.read_text().splitlines()) == 2
    assert "Kandidaat" not in path.read_text()
    with path.open("a") as cut:
        cut.write('{"id": ')
    assert {each.rule for each in destroyed.lines([path])} == {"P21"}


def test_a_restore_that_fails_leaves_no_database(store, config, left, tmp_path, monkeypatch):
    made = backups.back_up(store, tmp_path / "backups", factories.AT)
    monkeypatch.setattr(housekeeping, "follow", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        housekeeping.restore(store, replace(config, keys=tmp_path / "keys"), made, tmp_path / "restored.db")
    assert [each.name for each in tmp_path.iterdir() if "restored" in each.name] == []


def test_a_backup_goes_when_it_is_too_old_also_when_no_new_one_is_made(config, tmp_path):
    config = replace(config, keys=tmp_path / "keys")
    directory = housekeeping.backups_directory(config)
    directory.mkdir()
    for age in (34, 35, 36):
        (directory / f"one-payroll-{factories.AT - timedelta(days=age):%Y%m%dT%H%M%SZ}.backup").touch()
    assert "backups.expire" in [name for name, _when, _duty in housekeeping.DUTIES]
    housekeeping.expire_backups(None, config, factories.AT)
    assert [each.name[12:20] for each in directory.iterdir()] == [f"{factories.AT - timedelta(days=34):%Y%m%d}"]


def test_a_damaged_backup_is_refused(store, tmp_path):
    if not store.database.is_sqlite:
        pytest.skip("PostgreSQL is backed up by pg_dump")
    made = backups.back_up(store, tmp_path, factories.AT)
    made.write_bytes(made.read_bytes()[:-1] + b"x")
    with pytest.raises(BackupError, match="damaged"):
        backups.drill(store, tmp_path, factories.AT)


def test_rotation_seals_everything_with_a_new_key_and_leaves_versions_alone(store, employed):
    def seen(opened):
        with opened.look(SYSTEM, factories.AT) as w:
            row = w.session.get_one(PersonRow, employed.person)
            return row.bsn_sealed, row.version, w.open(row, "bsn_sealed")

    before, version, bsn = seen(store)
    assert factories.rotate(store, "bsn") == 1
    restarted = Store(store.database, Keyring(store.keyring.keys))
    for opened in (store, restarted):
        after, same_version, same_bsn = seen(opened)
        assert (same_version, same_bsn) == (version, bsn)
        assert after[:5] != before[:5]
    with restarted.work(SYSTEM, factories.AT) as w:
        sealed = restarted.keyring.seal(w.session, ("bsn", "person", "bsn_sealed", "x"), "1")
        newest = w.session.scalars(select(DataKeyRow.key_id).where(DataKeyRow.key_class == "bsn")).all()
    assert sealed[1:5] == max(newest).to_bytes(4)
