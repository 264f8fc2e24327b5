"""Rotation of the master key while everything runs: next key beside it, data keys wrapped again, next key in its place."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from app.config import ConfigurationError
from app.db import master_keys
from app.db.keyring import Keyring
from app.db.work import SYSTEM, Store
from app.services import backups

# PostgreSQL's dumps hold data keys as they were wrapped then; beyond a quarter nobody restores one beside the journal.
KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Master:
    """The master key in use since, how many former ones are still there, and since when the oldest of those is former."""

    since: datetime
    former: int
    former_since: datetime | None


def state(store_keys: Keyring) -> Master | None:
    """By the times of the files; None for a process that has its keys from elsewhere."""
    if store_keys.directory is None:
        return None
    since, former = master_keys.times(store_keys.directory)
    moments = [datetime.fromtimestamp(each, UTC) for each in former]
    return Master(datetime.fromtimestamp(since, UTC), len(moments), min(moments, default=None))


def rotate(store: Store, at: datetime) -> int:
    """Each step can be cut off and the whole asked again. Returns how many data keys were wrapped again."""
    directory = _directory(store)
    master_keys.prepare(directory)
    with store.work(SYSTEM, at) as w:
        count = w.keyring.wrap_again(w.session)
        w.record_read("key:master_rotated", None, [], data_keys=count)
    master_keys.retire(directory)
    master_keys.promote(directory)
    store.database.forget_deleted()
    return count


def forget_former(store: Store, backups_directory: Path, at: datetime) -> int:
    """Destroy the former master keys that no backup in this directory needs; returns how many."""
    directory, needed = _directory(store), list(backups_directory.glob("one-payroll-*.backup"))
    gone = [
        path
        for path in master_keys.former(directory)
        if not any(backups.is_made_with(path.read_bytes(), backup) for backup in needed)
    ]
    for path in gone:
        path.unlink()
    with store.work(SYSTEM, at) as w:
        w.record_read("key:master_forgotten", None, [], files=len(gone))
    return len(gone)


def _directory(store: Store) -> Path:
    if store.keyring.directory is None:
        raise ConfigurationError("the keys of this process come from no directory; set KEYS_DIRECTORY")
    return store.keyring.directory
