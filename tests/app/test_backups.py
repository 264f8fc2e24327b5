"""Backups of an embedded database, and rotation of the keys that seal its values."""

import sqlite3

import pytest
from sqlalchemy import select

import factories
from app.db.keyring import DataKeyRow, Keyring
from app.db.people import PersonRow
from app.db.work import SYSTEM, Store
from app.services import backups
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
