"""The master key is rotated while everything runs; cut off at any step, everything stays readable and asking again ends it."""

import dataclasses
import shutil
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

import factories
from app import open_store
from app.config import ConfigurationError
from app.db import master_keys as files
from app.db.audit import AuditRow
from app.db.keyring import DataKeyRow, Keyring, UnreadableValueError, read_key_files
from app.db.people import PersonRow
from app.db.work import SYSTEM, Store
from app.services import backups, master_keys

AT = factories.AT


@pytest.fixture
def config(config, tmp_path):
    """With key files of its own, because the other tests share theirs."""
    directory = tmp_path / "keys"
    open_store(config).database.close()
    shutil.copytree(config.keys, directory)
    return dataclasses.replace(config, keys=directory)


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, AT) as w:
        made = factories.employ(w, agency)
        factories.papers(w, agency, made.person)
    return made


def bsn(opened, worker):
    with opened.look(SYSTEM, AT) as w:
        return w.open(w.session.get_one(PersonRow, worker.person), "bsn_sealed")


def fresh(config):
    """As a process that starts now."""
    return open_store(config)


def wrapped_with(store, master):
    """Whether every data key opens with this master key alone."""
    keyring = Keyring(store.keyring.keys | {"master": master})
    with store.look(SYSTEM, AT) as w:
        rows = w.session.execute(select(DataKeyRow.__table__)).all()
        try:
            return all(keyring._unwrap(row) for row in rows)
        except UnreadableValueError:
            return False


def test_every_data_key_is_wrapped_with_the_new_master_key_and_the_former_one_stays(config, store, worker):
    before = read_key_files(config.keys)["master"]
    assert master_keys.rotate(store, AT) >= 4
    after = read_key_files(config.keys)["master"]
    assert after != before
    assert wrapped_with(store, after)
    assert not wrapped_with(store, before)
    [kept] = files.former(config.keys)
    assert kept.read_bytes() == before
    assert {path.stat().st_mode & 0o777 for path in config.keys.glob("master*")} == {0o400}
    for opened in (store, again := fresh(config)):
        assert bsn(opened, worker) == worker.bsn
    again.database.close()
    with store.look(SYSTEM, AT) as w:
        assert w.session.scalar(select(AuditRow.tag).where(AuditRow.tag.contains("master"))) == "job:key:master_rotated"


def test_a_process_that_runs_needs_no_restart(config, store, worker, agency):
    """It began with the former master key: it reads keys it never saw, and wraps new ones with the new master key."""
    running, never_opened = fresh(config), fresh(config)
    master_keys.rotate(store, AT)
    assert bsn(never_opened, worker) == worker.bsn
    with running.work(SYSTEM, AT) as w:
        factories.papers(w, agency, factories.employ(w, agency).person)  # makes keys of a person
    assert wrapped_with(store, read_key_files(config.keys)["master"])
    for each in (running, never_opened):
        each.database.close()


@pytest.mark.parametrize("step", ["wrap_again", "retire", "promote"])
def test_cut_off_before_a_step_everything_stays_readable_and_asking_again_ends_it(
    config, store, worker, agency, monkeypatch, step
):
    place = Keyring if step == "wrap_again" else files
    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        cut.setattr(place, step, _cut_off)
        master_keys.rotate(store, AT)
    with (started := fresh(config)).work(SYSTEM, AT) as w:
        later = factories.employ(w, agency)
        factories.papers(w, agency, later.person)  # new keys, made between the two attempts
    assert [bsn(started, each) for each in (worker, later)] == [worker.bsn, later.bsn]
    master_keys.rotate(started, AT)
    assert [path.name for path in config.keys.glob("master.next*")] == []
    assert wrapped_with(started, read_key_files(config.keys)["master"])
    [kept] = files.former(config.keys)
    assert not wrapped_with(started, kept.read_bytes())
    for opened in (store, again := fresh(config)):
        assert [bsn(opened, each) for each in (worker, later)] == [worker.bsn, later.bsn]
    for each in (started, again):
        each.database.close()


def test_cut_off_while_the_next_key_is_written_the_half_file_is_not_used(config, store, worker):
    (config.keys / "master.next.part").write_bytes(b"half")
    master_keys.rotate(store, AT)
    assert len(read_key_files(config.keys)["master"]) == 32
    assert bsn(store, worker) == worker.bsn


def test_a_key_made_at_the_same_time_is_wrapped_with_the_new_master_key(config, store, worker, agency):
    """PostgreSQL: who wraps all again waits for who makes one. SQLite: one of them holds the only pen."""
    other, done = fresh(config), []
    thread = threading.Thread(target=lambda: done.append(master_keys.rotate(other, AT)))
    with store.work(SYSTEM, AT) as w:
        made = factories.employ(w, agency)
        factories.papers(w, agency, made.person)
        thread.start()
        thread.join(timeout=1)
        assert not done
    thread.join(timeout=20)
    assert done
    other.database.close()
    assert wrapped_with(store, read_key_files(config.keys)["master"])


def test_without_the_master_keys_nothing_opens(config, store, worker):
    blind = Store(store.database, Keyring(store.keyring.keys | {"master": bytes(32)}))
    with pytest.raises(UnreadableValueError, match="key backup"):
        bsn(blind, worker)
    with pytest.raises(ConfigurationError, match="KEYS_DIRECTORY"):
        master_keys.rotate(blind, AT)


def test_backups_from_before_are_restored_and_keep_their_master_key(config, store, worker, tmp_path):
    if not store.database.is_sqlite:
        master_keys.rotate(store, AT)
        assert master_keys.forget_former(store, tmp_path / "backups", AT) == 1
        assert bsn(store, worker) == worker.bsn
        return
    old = backups.back_up(store, tmp_path / "backups", AT)
    master_keys.rotate(store, AT)
    backups.restore(store, old, tmp_path / "restored.db")
    assert master_keys.forget_former(store, tmp_path / "backups", AT) == 0
    backups.back_up(store, tmp_path / "backups", AT + timedelta(days=1))
    old.unlink()
    assert master_keys.forget_former(store, tmp_path / "backups", AT) == 1
    assert files.former(config.keys) == []
    assert not backups.drill(store, tmp_path / "backups", AT).breaks
    assert bsn(store, worker) == worker.bsn


def _cut_off(*_):
    raise KeyboardInterrupt
