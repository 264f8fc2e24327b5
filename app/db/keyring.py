"""Envelope encryption: a master key outside the database wraps one data key per key class (security.md B3.1)."""

import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.config import ConfigurationError
from app.db.base import Base

_VERSION: Final = b"\x01"
_KEY_FILES: Final = ("master", "index", "audit", "session", "totp")


class UnreadableValueError(RuntimeError):
    """A stored value was moved, altered, or belongs to another key."""


class DataKeyRow(Base):
    """A data key, wrapped by the master key. Rows are added, never changed; one person's key goes when its copies go.

    The key class is that of the column, and of one person alone `class:person`.
    """

    __tablename__ = "data_key"
    is_audited = False

    key_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_class: Mapped[str] = mapped_column(index=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


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
    """Seals and opens values; every sealed value is bound to its table, column and row."""

    keys: dict[str, bytes]
    _current: dict[str, int] = field(default_factory=dict)
    _data_keys: dict[int, AESGCM] = field(default_factory=dict)

    def seal(self, session: Session, place: tuple[str, str, str, str], text: str) -> bytes:
        """The ciphertext of `text` for `place` = (key class, table, column, primary key)."""
        return self.seal_bytes(session, place, text.encode())

    def seal_bytes(self, session: Session, place: tuple[str, str, str, str], content: bytes) -> bytes:
        key_id = self._current_key(session, place[0])
        nonce = secrets.token_bytes(12)
        head = _VERSION + key_id.to_bytes(4)
        return head + nonce + self._data_keys[key_id].encrypt(nonce, content, _bound(place, head))

    def open(self, session: Session, place: tuple[str, str, str, str], blob: bytes) -> str:
        return self.open_bytes(session, place, blob).decode()

    def open_bytes(self, session: Session, place: tuple[str, str, str, str], blob: bytes) -> bytes:
        """Raises UnreadableValueError when the blob was sealed for another place."""
        head, nonce, sealed = blob[:5], blob[5:17], blob[17:]
        key_id = int.from_bytes(head[1:])
        if key_id not in self._data_keys:
            self._load(session, place[0])
        try:
            return self._data_keys[key_id].decrypt(nonce, sealed, _bound(place, head))
        except (InvalidTag, KeyError) as error:
            raise UnreadableValueError(f"{place[1]}.{place[2]} cannot be opened for this row") from error

    def blind_index(self, kind: str, normalised: str) -> bytes:
        """A keyed fingerprint by which equal values can be found, and nothing else (security.md B3.2)."""
        return hmac.digest(self.keys["index"], f"{kind}|{normalised}".encode(), "sha256")

    def audit_digest(self, value: str) -> str:
        return hmac.new(self.keys["audit"], value.encode(), sha256).hexdigest()

    def _current_key(self, session: Session, key_class: str) -> int:
        made = _made_in(session)
        if ":" in key_class:  # another process may have destroyed it
            self._current.pop(key_class, None)
        if key_class not in self._current and key_class not in made:
            self._load(session, key_class)
        if key_class not in self._current and key_class not in made:
            made[key_class] = self._create(session, key_class)
        return made.get(key_class) or self._current[key_class]

    def _load(self, session: Session, key_class: str) -> None:
        rows = session.scalars(select(DataKeyRow).where(DataKeyRow.key_class == key_class).order_by(DataKeyRow.key_id))
        master = AESGCM(self.keys["master"])
        for row in rows:
            data_key = master.decrypt(row.wrapped[:12], row.wrapped[12:], f"{row.key_id}|{key_class}".encode())
            self._data_keys[row.key_id] = AESGCM(data_key)
            if row.key_id not in _made_in(session).values():
                self._current[key_class] = row.key_id

    def rotate(self, session: Session, key_class: str) -> int:
        """A new data key for what is sealed from now on; the older ones still open what they sealed. Returns its id."""
        newest = session.scalar(select(func.max(DataKeyRow.key_id))) or 0
        self._current.pop(key_class, None)
        made = _made_in(session)
        made[key_class] = self._create(session, key_class, newest + 1)
        return made[key_class]

    def destroy(self, session: Session, key_class: str) -> None:
        """Whatever this class of keys sealed is unreadable from now on, here and in every backup without its keys."""
        for row in session.scalars(select(DataKeyRow).where(DataKeyRow.key_class == key_class)).all():
            session.delete(row)
            self._data_keys.pop(row.key_id, None)
        self._current.pop(key_class, None)
        _made_in(session).pop(key_class, None)

    def destroy_all(self, session: Session, owner: str) -> None:
        """Every key that sealed for one owner alone, of whatever class."""
        own = select(DataKeyRow.key_class).where(DataKeyRow.key_class.endswith(f":{owner}", autoescape=True))
        for key_class in set(session.scalars(own)):
            self.destroy(session, key_class)

    def _create(self, session: Session, key_class: str, key_id: int = 0) -> int:
        # The highest id of a class is its newest; the first ones are drawn, so that two processes never choose the same.
        key_id, data_key, nonce = (
            key_id or _free_id(session),
            secrets.token_bytes(32),
            secrets.token_bytes(12),
        )
        wrapped = AESGCM(self.keys["master"]).encrypt(nonce, data_key, f"{key_id}|{key_class}".encode())
        session.add(DataKeyRow(key_id=key_id, key_class=key_class, wrapped=nonce + wrapped))
        session.flush()
        self._data_keys[key_id] = AESGCM(data_key)
        return key_id


def _free_id(session: Session) -> int:
    while session.get(DataKeyRow, key_id := 1 + secrets.randbelow(2**30)):
        continue
    return key_id


def _made_in(session: Session) -> dict[str, int]:
    """Keys made in this transaction: if it is rolled back, what later transactions seal with them is lost for ever."""
    made: dict[str, int] = session.info.setdefault("data_keys", {})
    return made


def _bound(place: tuple[str, str, str, str], head: bytes) -> bytes:
    _, table, column, primary_key = place
    return head[:1] + f"|{table}|{column}|{primary_key}|".encode() + head[1:]
