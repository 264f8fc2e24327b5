"""Flask-Security's view of the accounts: it reads without a lock, and writes, recorded, in one short transaction."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import g, has_request_context
from flask_security import SQLAlchemySessionUserDatastore
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlalchemy.orm.attributes import flag_modified

from app.db.accounts import AccountRow, WebauthnKeyRow
from app.db.audit import INSTALLATION, Act, append
from app.db.work import SYSTEM, Actor, Store, Work


class Accounts(SQLAlchemySessionUserDatastore):  # type: ignore[misc]
    """The session below never reads: rows are read elsewhere and attached, so that it begins with its write lock (R5)."""

    def __init__(self, store: Store) -> None:
        self.store = store
        factory = sessionmaker(class_=Session, expire_on_commit=False, autoflush=False, info={"security": True})
        factory.configure(bind=store.database.writing().get_bind())
        super().__init__(scoped_session(factory), AccountRow, AccountRow, WebauthnKeyRow)

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> AccountRow | None:
        [(name, value)] = wanted.items()
        column = getattr(AccountRow, name)
        matches = func.lower(column) == str(value).lower() if case_insensitive else column == value
        return self._attached(select(AccountRow).where(matches))

    def find_webauthn(self, credential_id: bytes) -> WebauthnKeyRow | None:
        owner = select(AccountRow).join(WebauthnKeyRow).where(WebauthnKeyRow.credential_id == credential_id)
        account = self._attached(owner)
        keys = account.webauthn if account else []
        return next((key for key in keys if key.credential_id == credential_id), None)

    def mf_set_recovery_codes(self, user: AccountRow, rcs: list[str] | None) -> None:
        user.mf_recovery_codes = rcs
        flag_modified(user, "mf_recovery_codes")
        self.put(user)

    def delete_webauthn(self, webauthn: WebauthnKeyRow) -> None:
        webauthn.account.webauthn.remove(webauthn)

    def record(self, tag: str, subject: str, actor_id: UUID | None = None, **fields: Any) -> None:
        """One audit row, in the transaction of the next commit."""
        now = datetime.now(UTC)
        _waiting(self.db.session()).append(Act(INSTALLATION, now, actor_id, f"web:{tag}", subject, fields))

    def commit(self) -> None:
        """Write what changed, with its records; takes the write lock only here."""
        session: Session = self.db.session()
        rows = [row for row in (*session.new, *session.dirty, *session.deleted) if session.is_modified(row)]
        acts = _waiting(session)
        if not rows and not acts:
            return
        unit = Work(session, self.store.keyring, _actor(rows), datetime.now(UTC))
        for account in {id(each): each for each in (_account(row) for row in rows) if each}.values():
            unit.record("account:sign_in_data", account)
        unit.settle()
        session.flush()
        append(session, [*acts, *unit.acts])
        session.commit()
        acts.clear()

    def forget(self, *_: object) -> None:
        """End of the request: nothing half-done stays behind."""
        self.db.session.remove()

    def _attached(self, query: Any) -> AccountRow | None:
        with self.store.database.reading() as reading:
            found: AccountRow | None = reading.scalar(query)
            reading.expunge_all()
        session: Session = self.db.session()
        if found is None:
            return None
        known = session.identity_map.get(session.identity_key(AccountRow, found.id))
        if known is None:
            session.add(found)
        return known or found


def _waiting(session: Session) -> list[Act]:
    waiting: list[Act] = session.info.setdefault("acts", [])
    return waiting


def _account(row: Any) -> AccountRow | None:
    return row if isinstance(row, AccountRow) else row.account


def _actor(rows: Iterable[Any]) -> Actor:
    accounts = [each for each in map(_account, rows) if each]
    signed_in = g.get("_login_user") if has_request_context() else None
    chosen = signed_in if isinstance(signed_in, AccountRow) else next(iter(accounts), None)
    return Actor(chosen.id) if chosen else SYSTEM
