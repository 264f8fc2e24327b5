"""Accounts that were closed: shown nowhere after a day, erased after thirty, but for the name by which the log says who it was (P43)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select

from app.db.accounts import AccountRow, LoginSessionRow, MailRow
from app.db.audit import AuditRow
from app.db.base import Retention
from app.db.people import BankAccountChangeRow, ChangeState
from app.db.work import SYSTEM, Store, Work, midnight
from app.services import retention
from app.services.field_register import guard_of
from app.services.kept_rows import blank, since
from documents.retention import Kept, rule


def is_shown(w: Work) -> ColumnElement[bool]:
    """The condition on AccountRow that it is open, or was closed so lately that it may still be seen."""
    return or_(AccountRow.closed_at.is_(None), AccountRow.closed_at > w.at - rule(Kept.CLOSED_ACCOUNT_VISIBLE).term)


def is_there(w: Work) -> ColumnElement[bool]:
    """The condition on AccountRow that it can still be opened again."""
    first = midnight(since(Kept.CLOSED_ACCOUNT, w.today))
    return and_(AccountRow.erased_at.is_(None), or_(AccountRow.closed_at.is_(None), AccountRow.closed_at >= first))


def erase_overdue(store: Store, at: datetime) -> int:
    """Erase what was closed long enough ago, and mails as old; what no log speaks of any more goes altogether. Returns how many were erased."""
    with store.work(SYSTEM, at) as w:
        late = select(AccountRow).where(~is_there(w), AccountRow.erased_at.is_(None))
        rows = w.session.scalars(late).all()
        for row in rows:
            erase(w, row)
        spoken_of = exists().where(AuditRow.actor_id == AccountRow.id)
        for row in w.session.scalars(select(AccountRow).where(AccountRow.erased_at.is_not(None), ~spoken_of)).all():
            w.session.delete(row)
            w.record("account:gone", row)
            retention.certify(w, None, Kept.ACCESS_LOG, [row], due_on=w.today)
        _forget_mail(w)
    return len(rows)


def erase(w: Work, row: AccountRow) -> None:
    """Everything that is kept for signing in, with the roles; an address must be unique, so that the id takes its place."""
    w.session.connection().execute(
        delete(MailRow.__table__).where(MailRow.recipient == row.email)  # type: ignore[arg-type]
    )
    columns: Any = AccountRow.__table__.columns
    for column in columns:
        if (held := guard_of(column)) and held.retention is Retention.ACCOUNT:
            setattr(row, column.key, blank(column))
    row.email, row.fs_uniquifier, row.fs_webauthn_user_handle = str(row.id), row.id.hex, None
    row.erased_at, row.active = w.at, False
    row.closed_at = row.closed_at or w.at
    row.webauthn.clear()
    row.grants.clear()
    for session in w.session.scalars(select(LoginSessionRow).where(LoginSessionRow.user_id == row.id)):
        w.session.delete(session)
    w.record("account:erased", row)
    w.session.flush()
    retention.certify_all(w, Kept.CLOSED_ACCOUNT, {(None, w.today): {"account.fields": [str(row.id)]}})


def _forget_mail(w: Work) -> None:
    """Mails as old as an erased account, but for the proof that a worker was told of a change that still waits."""
    waiting = BankAccountChangeRow.state == ChangeState.WAITING
    needed = exists().where(BankAccountChangeRow.notice_id == MailRow.id, waiting)
    late = and_(MailRow.asked_at < midnight(since(Kept.CLOSED_ACCOUNT, w.today)), ~needed)
    w.session.connection().execute(delete(MailRow.__table__).where(late))  # type: ignore[arg-type]
