"""Failed sign-ins per account and per address, counted in the database so that every worker sees them (ASVS 6.3.1)."""

import hmac
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.db.accounts import SignInFailureRow
from app.db.work import Store

_PER_ACCOUNT: Final = 5
_PER_ADDRESS: Final = 30
_LONGEST: Final = timedelta(minutes=15)
_FORGOTTEN: Final = timedelta(hours=24)


def keys(store: Store, identity: str, address: str) -> dict[str, int]:
    """Key -> how many failures it bears; keyed digests, the same whether the account exists or not."""
    secret = store.keyring.keys["index"]
    account = hmac.digest(secret, f"sign-in|account|{identity.strip().lower()}".encode(), "sha256").hex()
    place = hmac.digest(secret, f"sign-in|address|{address}".encode(), "sha256").hex()
    return {account: _PER_ACCOUNT, place: _PER_ADDRESS}


def is_locked(store: Store, limits: dict[str, int], at: datetime) -> bool:
    """Whether one of the keys has to wait."""
    locked = SignInFailureRow.locked_until > at
    query = select(SignInFailureRow.key).where(SignInFailureRow.key.in_(limits), locked).limit(1)
    with store.database.reading() as session:
        return session.execute(query).first() is not None


def count_failure(store: Store, limits: dict[str, int], at: datetime) -> bool:
    """Count one failure for every key; returns whether one of them is locked now, each time twice as long."""
    try:
        return _count(store, limits, at)
    except IntegrityError:
        # Two workers saw the first failure at the same moment; now the row is there.
        return _count(store, limits, at)


def _count(store: Store, limits: dict[str, int], at: datetime) -> bool:
    locked = False
    with store.database.writing() as session:
        for key, limit in sorted(limits.items()):
            query = select(SignInFailureRow).where(SignInFailureRow.key == key).with_for_update()
            row = session.scalar(query)
            before = row.failures if row and at - row.last_at < _FORGOTTEN else 0
            until = _until(before + 1, limit, at)
            locked = locked or until is not None
            values = {"failures": before + 1, "last_at": at, "locked_until": until}
            where = SignInFailureRow.key == key
            session.execute(
                update(SignInFailureRow).where(where).values(**values)
                if row
                else insert(SignInFailureRow).values(key=key, **values)
            )
        session.commit()
    return locked


def forgive(store: Store, limits: dict[str, int]) -> None:
    """A complete sign-in clears the account's count, never the address's."""
    with store.database.writing() as session:
        session.execute(delete(SignInFailureRow).where(SignInFailureRow.key == next(iter(limits))))
        session.commit()


def _until(failures: int, limit: int, at: datetime) -> datetime | None:
    if failures < limit:
        return None
    doubled: int = 2 ** min(failures - limit, 10)
    return at + min(timedelta(minutes=doubled), _LONGEST)
