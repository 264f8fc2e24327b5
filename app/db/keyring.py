"""Envelope encryption: a master key outside the database wraps one data key per key class (security.md B3.1)."""

import hmac
import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, Row, Uuid, delete, func, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.config import ConfigurationError
from app.db import master_keys
from app.db.base import Base, Identified
from app.db.types import Moment

_VERSION: Final = b"\x01"
_KEY_FILES: Final = ("master", "index", "audit", "session", "totp")
_MASTER: Final = "one-payroll master key"


class UnreadableValueError(RuntimeError):
    """A stored value was moved, altered, or belongs to another key."""


class KeyGoneError(UnreadableValueError):
    """The key that sealed the value was destroyed."""


class DataKeyRow(Base):
    """A data key, wrapped by the master key; the highest id of a class is its newest, and the only one that seals.

    The key class is that of the column, and of one person alone `class:person`.
    """

    __tablename__ = "data_key"
    is_audited = False

    key_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_class: Mapped[str] = mapped_column(index=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)


class KeyRotationRow(Identified, Base):
    """A rotation that was asked. `key_id` is the new key once it is there, `reached` the last personal key made anew."""

    __tablename__ = "key_rotation"
    is_audited = False

    key_class: Mapped[str] = mapped_column(index=True)
    asked_by: Mapped[UUID | None] = mapped_column(Uuid)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    key_id: Mapped[int | None]
    reached: Mapped[str] = mapped_column(default="")
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


def create_key_files(directory: Path) -> None:
    """Make the missing key files, readable by their owner only."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in _KEY_FILES:
        path = directory / f"{name}.key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(32))
            path.chmod(0o400)


def read_key_files(directory: Path) -> dict[str, bytes]:
    """The installation's keys; raises ConfigurationError naming the first missing or short one."""
    keys = {}
    for name in _KEY_FILES:
        path = directory / f"{name}.key"
        if not path.is_file() or len(path.read_bytes()) != 32:
            raise ConfigurationError(
                f"{path}: a key file of 32 bytes is missing; make the keys with `one-payroll keys create` "
                "or restore them from your key backup"
            )
        keys[name] = path.read_bytes()
    return keys


@dataclass(slots=True)
class Keyring:
    """Seals and opens values; every sealed value is bound to its table, column and row.

    Whoever seals holds the newest key of the class until their transaction ends (a shared lock on its row; SQLite has one
    writer at a time). A key is destroyed only by who has locked it, and counted after that what is still sealed with it.
    """

    keys: dict[str, bytes] = field(repr=False)
    directory: Path | None = None
    _ciphers: dict[int, AESGCM] = field(
        default_factory=dict, repr=False
    )  # of keys that were committed, read from the database

    def seal(self, session: Session, place: tuple[str, str, str, str], text: str) -> bytes:
        """The ciphertext of `text` for `place` = (key class, table, column, primary key)."""
        return self.seal_bytes(session, place, text.encode())

    def seal_bytes(self, session: Session, place: tuple[str, str, str, str], content: bytes) -> bytes:
        key_id, cipher = self._current(session, place[0])
        nonce = secrets.token_bytes(12)
        return _head(key_id) + nonce + cipher.encrypt(nonce, content, _bound(place, _head(key_id)))

    def open(self, session: Session, place: tuple[str, str, str, str], blob: bytes) -> str:
        return self.open_bytes(session, place, blob).decode()

    def open_bytes(self, session: Session, place: tuple[str, str, str, str], blob: bytes) -> bytes:
        """Raises UnreadableValueError when the blob was sealed for another place, KeyGoneError when its key is gone."""
        head, nonce, sealed = blob[:5], blob[5:17], blob[17:]
        try:
            return self._cipher(session, place[0], int.from_bytes(head[1:])).decrypt(nonce, sealed, _bound(place, head))
        except InvalidTag as error:
            raise UnreadableValueError(f"{place[1]}.{place[2]} cannot be opened for this row") from error
        except LookupError as error:
            raise KeyGoneError(f"{place[1]}.{place[2]} cannot be opened for this row: its key is gone") from error

    def newest_head(self, session: Session, key_class: str) -> bytes:
        """How everything sealed with the newest key of this class begins; that key is kept until the transaction ends."""
        return _head(self._current(session, key_class)[0])

    def blind_index(self, kind: str, normalised: str) -> bytes:
        """A keyed fingerprint by which equal values can be found, and nothing else (security.md B3.2)."""
        return hmac.digest(self.keys["index"], f"{kind}|{normalised}".encode(), "sha256")

    def audit_digest(self, value: str) -> str:
        return hmac.new(self.keys["audit"], value.encode(), sha256).hexdigest()

    def rotate(self, session: Session, key_class: str) -> int:
        """A new data key for what is sealed from now on; the older ones still open what they sealed. Returns its id."""
        _lock_name(session, f"data key {key_class}")
        newest = session.scalar(select(func.max(DataKeyRow.key_id)).where(DataKeyRow.key_class == key_class)) or 0
        _held(session)[key_class] = made = self._create(session, key_class, newest)
        return made[0]

    def lock(self, session: Session, key_class: str) -> list[int]:
        """Wait for everybody who seals with a key of this class, and keep others from starting; ids, newest last."""
        _lock_name(session, f"data key {key_class}")
        _lock_name(
            session, _MASTER, shared=True
        )  # before the rows, as in `wrap_again`: the two never wait for each other
        query = select(DataKeyRow.key_id).where(DataKeyRow.key_class == key_class).order_by(DataKeyRow.key_id)
        return list(session.scalars(query.with_for_update()))

    def lock_old(self, session: Session, key_class: str) -> list[int]:
        """The same, of all keys but the newest."""
        newest = select(func.max(DataKeyRow.key_id)).where(DataKeyRow.key_class == key_class).scalar_subquery()
        query = select(DataKeyRow.key_id).where(DataKeyRow.key_class == key_class, DataKeyRow.key_id < newest)
        return list(session.scalars(query.order_by(DataKeyRow.key_id).with_for_update()))

    def destroy(self, session: Session, key_ids: list[int]) -> None:
        """Whatever these keys sealed is unreadable from now on, here and in every backup without its keys."""
        session.connection().execute(delete(DataKeyRow.__table__).where(DataKeyRow.key_id.in_(key_ids)))  # type: ignore[arg-type]
        for key_id in key_ids:
            self._ciphers.pop(key_id, None)
        for key_class, (key_id, _) in list(_held(session).items()):
            if key_id in key_ids:
                del _held(session)[key_class]

    def destroy_of(self, session: Session, key_classes: Collection[str]) -> None:
        """The keys of these classes, each of one owner; whoever seals with one is waited for."""
        mine = select(DataKeyRow.key_id).where(DataKeyRow.key_class.in_(key_classes)).order_by(DataKeyRow.key_id)
        self.destroy(session, list(session.scalars(mine.with_for_update())))

    def wrap_again(self, session: Session) -> int:
        """Wrap every data key with the newest master key; returns how many."""
        _lock_name(session, _MASTER)
        rows = session.execute(select(DataKeyRow.__table__).order_by(DataKeyRow.key_id)).all()
        for row in rows:
            wrapped = self._wrap(row.key_id, row.key_class, self._unwrap(row))
            one = update(DataKeyRow.__table__).where(DataKeyRow.key_id == row.key_id)  # type: ignore[arg-type]
            session.connection().execute(one.values(wrapped=wrapped))
        return len(rows)

    def newest_master(self) -> bytes:
        """The master key that wraps from now on: of the files as they are, because another process may rotate it."""
        return master_keys.newest(self.directory) if self.directory else self.keys["master"]

    def masters(self) -> Iterator[bytes]:
        """Every master key that may have wrapped something, the one this process began with first."""
        yield self.keys["master"]
        if self.directory:
            yield from master_keys.every(self.directory)

    def _current(self, session: Session, key_class: str) -> tuple[int, AESGCM]:
        held = _held(session)
        if key_class not in held:
            held[key_class] = self._newest(session, key_class) or self._first(session, key_class)
        return held[key_class]

    def _newest(self, session: Session, key_class: str) -> tuple[int, AESGCM] | None:
        query = select(DataKeyRow.__table__).where(DataKeyRow.key_class == key_class).order_by(DataKeyRow.key_id.desc())
        row = session.execute(query.limit(1).with_for_update(read=True, key_share=True)).first()
        return (row.key_id, self._kept(row)) if row else None

    def _first(self, session: Session, key_class: str) -> tuple[int, AESGCM]:
        """Another process may have made it a moment ago, or have replaced the one that was there."""
        _lock_name(session, f"data key {key_class}")
        return self._newest(session, key_class) or self._create(session, key_class, 0)

    def _cipher(self, session: Session, key_class: str, key_id: int) -> AESGCM:
        made = _held(session).get(key_class)
        if made and made[0] == key_id:
            return made[1]
        if key_id not in self._ciphers:
            mine = (DataKeyRow.key_id == key_id, DataKeyRow.key_class == key_class)
            row = session.execute(select(DataKeyRow.__table__).where(*mine)).first()
            if row is None:
                raise LookupError(key_id)
            return self._kept(row)
        return self._ciphers[key_id]

    def _kept(self, row: Row[Any]) -> AESGCM:
        if row.key_id not in self._ciphers:
            self._ciphers[row.key_id] = AESGCM(self._unwrap(row))
        return self._ciphers[row.key_id]

    def _create(self, session: Session, key_class: str, above: int) -> tuple[int, AESGCM]:
        """Known to this transaction only, until it is committed and read again: what is rolled back was never used."""
        _lock_name(session, _MASTER, shared=True)
        key_id, data_key = _free_id(session, above), secrets.token_bytes(32)
        row = {"key_id": key_id, "key_class": key_class, "created_at": session.info["at"]}
        row["wrapped"] = self._wrap(key_id, key_class, data_key)
        session.connection().execute(insert(DataKeyRow.__table__).values(**row))  # type: ignore[arg-type]
        return key_id, AESGCM(data_key)

    def _wrap(self, key_id: int, key_class: str, data_key: bytes) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + AESGCM(self.newest_master()).encrypt(nonce, data_key, f"{key_id}|{key_class}".encode())

    def _unwrap(self, row: Row[Any]) -> bytes:
        for master in self.masters():
            with suppress(InvalidTag):
                bound = f"{row.key_id}|{row.key_class}".encode()
                return AESGCM(master).decrypt(row.wrapped[:12], row.wrapped[12:], bound)
        raise UnreadableValueError(
            f"no master key opens data key {row.key_id}; restore the key files from your key backup"
        )


def _free_id(session: Session, above: int) -> int:
    """Drawn, so that two transactions never choose the same."""
    room = 2**16 if above else 2**30
    while session.scalar(
        select(DataKeyRow.key_id).where(DataKeyRow.key_id == (drawn := above + 1 + secrets.randbelow(room)))
    ):
        continue
    return drawn


def _held(session: Session) -> dict[str, tuple[int, AESGCM]]:
    """The key of each class that this transaction seals with."""
    held: dict[str, tuple[int, AESGCM]] = session.info.setdefault("data_keys", {})
    return held


def _lock_name(session: Session, name: str, *, shared: bool = False) -> None:
    """Until the transaction ends; SQLite's writers are one at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        session.connection().execute(text(f"SELECT {lock}(hashtext(:name))"), {"name": name})


def _head(key_id: int) -> bytes:
    return _VERSION + key_id.to_bytes(4)


def _bound(place: tuple[str, str, str, str], head: bytes) -> bytes:
    _, table, column, primary_key = place
    return head[:1] + f"|{table}|{column}|{primary_key}|".encode() + head[1:]
