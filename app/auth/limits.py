"""How often somebody may try to sign in or export, counted in the database: the same for every worker (security.md B2)."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import current_user
from limits.storage import Storage
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.db.accounts import RateRow
from app.db.database import Database

F = TypeVar("F", bound=Callable[..., Any])
SIGN_IN: Final = "60 per 15 minutes"
EXPORTS: Final = "60 per hour"
_TRIED: Final = (
    "security.login", "security.two_factor_token_validation", "security.mf_recovery", "security.forgot_password",
    "security.reset_password", "security.verify", "security.wan_signin_response",
)  # fmt: skip


class DatabaseStorage(Storage):  # type: ignore[misc]
    """Fixed windows in the table `rate` of the installation whose request this is."""

    STORAGE_SCHEME: Final = ["database"]
    base_exceptions = SQLAlchemyError

    def __init__(self, uri: str | None = None, *, wrap_exceptions: bool = False, **_: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """The hits in this window, this one included."""
        for last in (False, True):
            try:
                return _hit(key, timedelta(seconds=expiry), amount)
            except IntegrityError:
                # Two workers opened the window at the same moment; the second finds the row.
                if last:
                    raise
        raise AssertionError

    def get(self, key: str) -> int:
        row = _row(key)
        return row.hits if row and row.ends_at > datetime.now(UTC) else 0

    def get_expiry(self, key: str) -> float:
        row = _row(key)
        return row.ends_at.timestamp() if row else time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        return _remove(RateRow.key.is_not(None))

    def clear(self, key: str) -> None:
        _remove(RateRow.key == key)


def _hit(key: str, window: timedelta, amount: int) -> int:
    now = datetime.now(UTC)
    with _database().writing() as session:
        row = session.scalar(select(RateRow).where(RateRow.key == key).with_for_update())
        if row is None:
            session.execute(insert(RateRow).values(key=key, hits=amount, ends_at=now + window))
            hits = amount
        elif row.ends_at <= now:
            session.execute(update(RateRow).where(RateRow.key == key).values(hits=amount, ends_at=now + window))
            hits = amount
        else:
            hits = row.hits + amount
            session.execute(update(RateRow).where(RateRow.key == key).values(hits=hits))
        session.commit()
    return hits


def _row(key: str) -> RateRow | None:
    with _database().reading() as session:
        return session.get(RateRow, key)


def _remove(which: Any) -> int:
    with _database().writing() as session:
        gone: int = session.execute(delete(RateRow).where(which)).rowcount  # type: ignore[attr-defined]
        session.commit()
    return gone


def _database() -> Database:
    found: Database = current_app.extensions["one_payroll"].database
    return found


def _whoever() -> str:
    return str(current_user.id) if current_user.is_authenticated else get_remote_address()


limiter: Final = Limiter(
    get_remote_address, storage_uri="database://", strategy="fixed-window", key_prefix="one-payroll"
)


def limited_export(view: F) -> F:
    """At most 60 exports an hour for one person (ASVS 2.4.1)."""
    guarded: F = limiter.limit(EXPORTS, key_func=_whoever)(view)
    return guarded


def init_app(app: Flask) -> None:
    limiter.init_app(app)
    for endpoint in _TRIED:
        view: Any = app.view_functions[endpoint]
        limited: Any = limiter.limit(SIGN_IN, methods=["POST"])(view)
        limited.needs = view.needs
        app.view_functions[endpoint] = limited
