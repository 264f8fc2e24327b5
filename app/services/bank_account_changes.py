"""Changes of IBAN: approved by somebody other than who entered it, and in use after one more payment to the old account.

Those of suppliers are in use once they are approved: nothing is paid to a supplier from here.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from app.db.accounts import MailRow
from app.db.among import among
from app.db.audit import AuditRow
from app.db.people import BankAccountChangeRow, ChangeState, PersonRow, ToldHow
from app.db.suppliers import SupplierRow
from app.db.work import StaleError, Work
from app.permissions import Action, must
from app.services import bank_accounts, sight, supplier_accounts
from app.services.bank_accounts import BankAccount
from app.services.problems import NotFoundError, RefusedError

SETTLED: Final = timedelta(days=30)


def listed(w: Work) -> list[tuple[BankAccountChangeRow, PersonRow]]:
    """(change, person) of what waits at the people whose accounts the actor approves, oldest first."""
    query = select(BankAccountChangeRow, PersonRow).join(PersonRow, PersonRow.id == BankAccountChangeRow.person_id)
    query = query.where(BankAccountChangeRow.state == ChangeState.WAITING, sight.is_reached(w, Action.IBAN_APPROVE))
    return [(row, person) for row, person in w.session.execute(query.order_by(BankAccountChangeRow.asked_at))]


def listed_of_suppliers(w: Work) -> list[tuple[BankAccountChangeRow, SupplierRow]]:
    """(change, supplier) of what waits, oldest first; suppliers are the whole group's."""
    must(w.actor, Action.IBAN_APPROVE)
    query = select(BankAccountChangeRow, SupplierRow).join(
        SupplierRow, SupplierRow.id == BankAccountChangeRow.supplier_id
    )
    query = query.where(BankAccountChangeRow.state == ChangeState.WAITING).order_by(BankAccountChangeRow.asked_at)
    return [(row, supplier) for row, supplier in w.session.execute(query)]


def doubtful(w: Work, rows: Collection[BankAccountChangeRow]) -> set[UUID]:
    """The changes of people whose e-mail address was entered or changed not long before: who did that may read the mail."""
    asked = {f"{PersonRow.__tablename__}:{row.person_id}": row for row in rows if row.person_id}
    if not asked:
        return set()
    first = min(row.asked_at for row in asked.values()) - SETTLED
    acts = select(AuditRow.subject, AuditRow.at, AuditRow.fields).where(
        AuditRow.at >= first, AuditRow.subject.in_(asked)
    )
    changed = [(asked[act.subject], act.at) for act in w.session.execute(acts) if act.fields.get(PersonRow.email.key)]
    return {row.id for row, at in changed if at >= row.asked_at - SETTLED}


def notified(w: Work, rows: Collection[BankAccountChangeRow]) -> dict[UUID, datetime]:
    """When the mail about each of these changes left for an address that can be trusted; other changes are not there."""
    unsure = doubtful(w, rows)
    mails = {row.notice_id: row.id for row in rows if row.notice_id and row.id not in unsure}
    query = select(MailRow.id, MailRow.sent_at).where(
        among(w.session, MailRow.id, list(mails)), MailRow.sent_at.is_not(None)
    )
    return {mails[mail_id]: sent_at for mail_id, sent_at in w.session.execute(query) if sent_at} if mails else {}


def decide(w: Work, change_id: UUID, *, is_approved: bool, told_how: ToldHow | None = None) -> BankAccountChangeRow:
    """Approve or reject, and the change; raises StaleError when somebody decided already.

    Raises RefusedError for who entered it, and when the worker was told neither by mail nor otherwise (`told_how`).
    """
    row = w.session.get(BankAccountChangeRow, change_id)
    if row is None:
        raise NotFoundError("bank_account_change")
    if row.person_id:
        sight.person(w, row.person_id, Action.IBAN_APPROVE)
    else:
        must(w.actor, Action.IBAN_APPROVE)
    if row.state != ChangeState.WAITING:
        raise StaleError("bank_account_change")
    if is_approved and row.asked_by == w.actor.user_id:
        raise RefusedError("own_change")
    if is_approved and row.person_id and not told_how and not notified(w, [row]):
        raise RefusedError("worker_not_told")
    row.told_how = told_how
    row.state = ChangeState.APPROVED if is_approved else ChangeState.REJECTED
    row.decided_at, row.decided_by = w.at, w.actor.user_id
    w.record("bank_account:approved" if is_approved else "bank_account:rejected", row)
    if is_approved and row.supplier_id:
        supplier_accounts.apply(w, row.supplier_id, row)
    return row


def apply(w: Work, person_ids: Collection[UUID]) -> None:
    """These people have just been paid once more on their old account: what was approved counts from tomorrow."""
    query = select(BankAccountChangeRow, PersonRow).join(PersonRow, PersonRow.id == BankAccountChangeRow.person_id)
    mine = among(w.session, PersonRow.id, person_ids)
    for row, person in w.session.execute(query.where(BankAccountChangeRow.state == ChangeState.APPROVED, mine)):
        since = max(row.since, w.today + timedelta(days=1))
        iban = w.open(row, "iban_sealed") or ""
        bank_accounts.put(w, person, BankAccount(uuid4(), iban, row.holder, since, bank_accounts.check_of(row)))
        row.state = ChangeState.APPLIED
        w.record("bank_account:applied", row)
