"""Login sessions that live on the server: the cookie holds a random token, the row its SHA-256 (security.md B2)."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from flask import Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, insert, select, update
from werkzeug.datastructures import CallbackDict

from app.db.accounts import AccountRow, LoginSessionRow
from app.db.database import Database
from app.db.work import Store
from app.services.login_sessions import ABSOLUTE, IDLE

_TOUCH: Final = timedelta(minutes=1)
SECURE_COOKIE: Final = "__Host-session"
PLAIN_COOKIE: Final = "session"
_LOOPBACK: Final = ("127.0.0.1", "::1")


class LoginSession(CallbackDict[str, Any], SessionMixin):
    """What the row holds, and whether it has to be written."""

    def __init__(self, content: dict[str, Any] | None = None, row: Any = None) -> None:
        def on_change(_: object) -> None:
            self.modified = self.accessed = True

        super().__init__(content or {}, on_change)
        self.modified = False
        self.row = row

    @property
    def user(self) -> str | None:
        return self.get("_user_id")


class LoginSessions(SessionInterface):
    """Flask's sessions in the table login_session."""

    def __init__(self, store: Store, *, plain_loopback: bool, before_save: Callable[[], None]) -> None:
        self.database: Database = store.database
        self.plain_loopback = plain_loopback
        self.before_save = before_save

    def open_session(self, app: Flask, request: Request) -> LoginSession:  # noqa: ARG002 - Flask's signature
        token = request.cookies.get(self._cookie(request))
        row = self._row(token) if token else None
        return LoginSession(dict(row.content), row) if row else LoginSession()

    def save_session(self, _app: Flask, session: LoginSession, response: Response) -> None:  # type: ignore[override]
        self.before_save()
        response.vary.add("Cookie")
        now = datetime.now(UTC)
        row = session.row
        if not session and row is not None:
            end(self.database, LoginSessionRow.token_digest == row.token_digest)
            response.delete_cookie(self._cookie(request), path="/", secure=self._is_secure(request), httponly=True)
        elif row is not None and session.user == row.content.get("_user_id"):
            if session.modified or now - row.seen_at > _TOUCH:
                self._update(row.token_digest, session, now)
        elif session.modified and session:
            token = self._renewed(session, request, now)
            response.set_cookie(
                self._cookie(request),
                token,
                path="/",
                httponly=True,
                samesite="Strict",
                secure=self._is_secure(request),
            )

    def _row(self, token: str) -> Any:
        now = datetime.now(UTC)
        live = (LoginSessionRow.seen_at > now - IDLE) & (LoginSessionRow.started_at > now - ABSOLUTE)
        query = select(LoginSessionRow.__table__).where(LoginSessionRow.token_digest == _digest(token), live)
        with self.database.reading() as session:
            return session.execute(query).first()

    def _update(self, digest: str, content: LoginSession, now: datetime) -> None:
        """A row that was ended meanwhile stays ended."""
        with self.database.writing() as session:
            where = LoginSessionRow.token_digest == digest
            session.execute(update(LoginSessionRow).where(where).values(content=dict(content), seen_at=now))
            session.commit()

    def _renewed(self, content: LoginSession, request: Request, now: datetime) -> str:
        """A new token whenever somebody signs in or out (ASVS 7.2.4)."""
        token = secrets.token_urlsafe(32)
        with self.database.writing() as session:
            if content.row is not None:
                session.execute(delete(LoginSessionRow).where(LoginSessionRow.token_digest == content.row.token_digest))
            account = session.scalar(select(AccountRow.id).where(AccountRow.fs_uniquifier == (content.user or "")))
            values = _values(token, account, dict(content), now) | {"device": device(request)}
            session.execute(insert(LoginSessionRow).values(**values))
            session.commit()
        return token

    def _cookie(self, request: Request) -> str:
        return SECURE_COOKIE if self._is_secure(request) else PLAIN_COOKIE

    def _is_secure(self, request: Request) -> bool:
        return not (self.plain_loopback and not request.is_secure and request.remote_addr in _LOOPBACK)


def login(store: Store, account_id: UUID, *, at: datetime | None = None, stepped_up: bool = True) -> str:
    """Start a login session as a sign-in with two factors would; returns the value of the cookie."""
    moment = at or datetime.now(UTC)
    token = secrets.token_urlsafe(32)
    with store.database.writing() as session:
        uniquifier = session.scalars(select(AccountRow.fs_uniquifier).where(AccountRow.id == account_id)).one()
        content = {"_user_id": uniquifier, "_fresh": True, "fs_cc": "set", "fs_paa": time.time() if stepped_up else 0}
        session.execute(insert(LoginSessionRow).values(**_values(token, account_id, content, moment)))
        session.commit()
    return token


def end(database: Database, which: Any) -> int:
    """End the login sessions that meet the condition; returns how many there were."""
    with database.writing() as session:
        gone: int = session.execute(delete(LoginSessionRow).where(which)).rowcount  # type: ignore[attr-defined]
        session.commit()
    return gone


def device(request: Request) -> str:
    """What the owner recognises the device by: browser and system, never the whole header."""
    agent = request.user_agent.string
    browser = next((name for mark, name in _BROWSERS if mark in agent), "?")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "?")
    return f"{browser}, {system}"


_BROWSERS: Final = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def _values(token: str, account: UUID | None, content: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "token_digest": _digest(token),
        "user_id": account,
        "started_at": now,
        "seen_at": now,
        "device": "",
        "content": content,
    }


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
