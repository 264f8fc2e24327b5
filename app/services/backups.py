"""Backups of an embedded database, encrypted with the master key, and the drill that proves they can be restored (R7)."""

import secrets
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.db.audit import verify
from app.db.database import Database
from app.db.work import SYSTEM, Store
from app.services import destroyed
from documents.retention import Kept, rule

KEPT: Final = 14
_BOUND: Final = b"one-payroll backup 1"


class BackupError(RuntimeError):
    """There is no backup to speak of; the message says why."""


@dataclass(frozen=True, slots=True)
class Drill:
    """What a restored copy held: rows per table, and how many breaks its audit chains have."""

    backup: Path
    rows: dict[str, int]
    breaks: int


def back_up(store: Store, directory: Path, at: datetime) -> Path:
    """A complete, consistent copy while people work; the oldest beyond KEPT go, and the too old. Raises BackupError on PostgreSQL."""
    _must_be_embedded(store.database)
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    destroyed.note(store, directory, at)
    target = directory / _name(at)
    with tempfile.NamedTemporaryFile(dir=directory, suffix=".part") as copy:
        source_path = str(store.database.url.database)
        with closing(sqlite3.connect(source_path)) as source, closing(sqlite3.connect(copy.name)) as out:
            source.backup(out)
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(store.keyring.newest_master()).encrypt(nonce, Path(copy.name).read_bytes(), _BOUND)
    partial = target.with_suffix(".part")
    partial.touch(mode=0o600)
    partial.write_bytes(nonce + sealed)
    partial.replace(target)
    for old in sorted(directory.glob("one-payroll-*.backup"))[:-KEPT]:
        old.unlink()
    expire(directory, at)
    return target


def expire(directory: Path, at: datetime) -> int:
    """Backups that are too old go, whether or not there is a newer one (P25); returns how many."""
    oldest = _name(at - rule(Kept.BACKUP).term)
    late = [each for each in directory.glob("one-payroll-*.backup") if each.name <= oldest]
    for each in late:
        each.unlink()
    return len(late)


def restore(store: Store, backup: Path, target: Path) -> None:
    """Write the database that `backup` holds to `target`, with what was destroyed since: housekeeping.restore sees to that.

    Raises BackupError when the key or the file is wrong.
    """
    if target.exists():
        raise BackupError(f"{target} exists; a restore never overwrites")
    content = _opened(store.keyring.masters(), backup)
    target.touch(mode=0o600)
    target.write_bytes(content)


def drill(store: Store, directory: Path, at: datetime) -> Drill:
    """Restore the newest backup beside the real thing, count its rows and verify its chains."""
    _must_be_embedded(store.database)
    backups = sorted(directory.glob("one-payroll-*.backup"))
    if not backups:
        raise BackupError(f"{directory} holds no backup; make one with `one-payroll backup`")
    with tempfile.TemporaryDirectory(dir=directory) as scratch:
        copy = Path(scratch) / "restored.db"
        restore(store, backups[-1], copy)
        with closing(sqlite3.connect(copy)) as restored:
            names = restored.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
            rows = {name: restored.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}
        database = Database(f"sqlite:///{copy}")
        try:
            with database.reading() as session:
                breaks = sum(1 for _ in verify(session))
        finally:
            database.close()
    with store.work(SYSTEM, at) as w:
        w.record_read("backup.restored_for_drill", None, [], breaks=breaks, rows=sum(rows.values()))
    return Drill(backups[-1], rows, breaks)


def is_made_with(master: bytes, backup: Path) -> bool:
    """Whether this master key opens the backup."""
    with suppress(BackupError):
        return bool(_opened([master], backup))
    return False


def _name(at: datetime) -> str:
    return f"one-payroll-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup"


def _opened(masters: Iterable[bytes], backup: Path) -> bytes:
    blob = backup.read_bytes()
    for master in masters:
        with suppress(InvalidTag):
            return AESGCM(master).decrypt(blob[:12], blob[12:], _BOUND)
    raise BackupError(f"{backup.name} was damaged, or made with another master key")


def _must_be_embedded(database: Database) -> None:
    if not database.is_sqlite:
        raise BackupError("PostgreSQL is backed up with pg_dump -Fc and WAL archiving; see README.md")
