"""Changes of IBAN: approved by somebody other than who entered it, and in use after one more payment to the old account."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from app.db.among import among
from app.db.people import BankAccountChangeRow, ChangeState, PersonRow
from app.db.work import StaleError, Work
from app.permissions import Action
from app.services import bank_accounts, sight
from app.services.bank_accounts import BankAccount
from app.services.problems import NotFoundError, RefusedError


def listed(w: Work) -> list[tuple[BankAccountChangeRow, PersonRow]]:
    """(change, person) of what waits at the people whose accounts the actor approves, oldest first."""
    query = select(BankAccountChangeRow, PersonRow).join(PersonRow, PersonRow.id == BankAccountChangeRow.person_id)
    query = query.where(BankAccountChangeRow.state == ChangeState.WAITING, sight.is_reached(w, Action.IBAN_APPROVE))
    return [(row, person) for row, person in w.session.execute(query.order_by(BankAccountChangeRow.asked_at))]


def decide(w: Work, change_id: UUID, *, is_approved: bool) -> None:
    """Approve or reject; raises RefusedError for who entered it, StaleError when somebody decided already."""
    row = w.session.get(BankAccountChangeRow, change_id)
    if row is None:
        raise NotFoundError("bank_account_change")
    sight.person(w, row.person_id, Action.IBAN_APPROVE)
    if row.state != ChangeState.WAITING:
        raise StaleError("bank_account_change")
    if is_approved and row.asked_by == w.actor.user_id:
        raise RefusedError("own_change")
    row.state = ChangeState.APPROVED if is_approved else ChangeState.REJECTED
    row.decided_at, row.decided_by = w.at, w.actor.user_id
    w.record("bank_account:approved" if is_approved else "bank_account:rejected", row)


def apply(w: Work, person_ids: Collection[UUID]) -> None:
    """These people have just been paid once more on their old account: what was approved counts from tomorrow."""
    query = select(BankAccountChangeRow, PersonRow).join(PersonRow, PersonRow.id == BankAccountChangeRow.person_id)
    mine = among(w.session, BankAccountChangeRow.person_id, person_ids)
    for row, person in w.session.execute(query.where(BankAccountChangeRow.state == ChangeState.APPROVED, mine)):
        since = max(row.since, w.today + timedelta(days=1))
        iban = w.open(row, "iban_sealed") or ""
        bank_accounts.put(w, person, BankAccount(uuid4(), iban, row.holder, since, bank_accounts.check_of(row)))
        row.state = ChangeState.APPLIED
        w.record("bank_account:applied", row)
