"""Where a person's pay goes, from a day; an account belongs to one person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from schwifty import IBAN
from sqlalchemy import select

from app.db.base import Dated
from app.db.people import AccountCheck, BankAccountChangeRow, BankAccountRow, ChangeState, PersonRow
from app.db.suppliers import SupplierAccountRow
from app.db.work import StaleError, Work
from app.permissions import Action
from app.services import agreements, field_register, kinds, masks, notices, numbers, paid, sight
from app.services.bsns import RevealReason, is_seen
from app.services.problems import NotFoundError, Problem

D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Check:
    """That an account is this person's: how and when it was seen, and by whom."""

    how: AccountCheck
    on: date
    by: UUID | None


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account as entered; `iban` is valid."""

    id: UUID
    iban: str
    holder: str
    since: date
    check: Check | None = None


def history(w: Work, person_id: UUID) -> list[BankAccountRow]:
    """Everything recorded, oldest first."""
    return agreements.history_for(w.session, BankAccountRow.person_id, [person_id]).get(person_id, [])


def problems(w: Work, given: BankAccount, person_id: UUID | None = None) -> Iterator[Problem]:
    """Another person has this account now or from a later day."""
    mark = w.keyring.blind_index("iban", IBAN(given.iban).compact)
    others = select(BankAccountRow.person_id).join(PersonRow, PersonRow.id == BankAccountRow.person_id)
    others = others.where(BankAccountRow.iban_index == mark, PersonRow.merged_into_id.is_(None))
    for other_id, rows in agreements.history_for(w.session, BankAccountRow.person_id, others).items():
        if other_id != person_id and any(row.iban_index == mark for row in in_use(rows, w)):
            yield Problem("iban", "iban_known", {"person_id": other_id if is_seen(w, other_id) else None})
            return


def in_use(rows: Sequence[D], w: Work) -> list[D]:
    """Of the history of one account: what counts today, and what will later."""
    today = w.today
    later = [row for row in agreements.standing(rows, w.at) if row.since > today]
    current = agreements.on_day(rows, today, w.at)
    return [current, *later] if current else later


def put(w: Work, person: PersonRow, given: BankAccount) -> BankAccountRow:
    """Store it sealed, valid from its day."""
    iban = IBAN(given.iban)
    row = BankAccountRow(
        id=given.id,
        person_id=person.id,
        holder=given.holder,
        iban_index=w.keyring.blind_index("iban", iban.compact),
        bic=str(iban.bic) if iban.bic else None,
        since=given.since,
        recorded_at=w.at,
        recorded_by=w.actor.user_id,
    )
    _note(row, given.check)
    w.seal(row, "iban_sealed", iban.compact)
    w.add("bank_account:since", row)
    return row


def change(w: Work, person_id: UUID, given: BankAccount, *, is_touching_accepted: bool = False) -> list[Problem]:
    """The first account counts from its day; another one waits for a second person and one more payment."""
    person = sight.person(w, person_id, Action.PERSON_WRITE)
    field_register.must_write_column(w, BankAccountRow.iban_sealed, sight.served(w, person_id))
    kinds.refuse_candidate(person.employments)
    if w.session.get(BankAccountRow, given.id) or w.session.get(BankAccountChangeRow, given.id):
        return []
    numbers.hold(w, PersonRow.number)
    found = [*problems(w, given, person_id), *obstacles(w, person, given, is_touching_accepted=is_touching_accepted)]
    if not found:
        _ask(w, person, given) if _has_account(w, person_id) else put(w, person, given)
    return found


def obstacles(
    w: Work, person: PersonRow, given: BankAccount, *, is_touching_accepted: bool = False
) -> Iterator[Problem]:
    """What of this person stops another account: payslips made from its day, or a change that waits."""
    yield from _check_problems(w, given.check)
    if not is_touching_accepted:
        yield from paid.touched(w, person, given.since)
    if _has_account(w, person.id) and waiting(w, person.id):
        yield Problem("iban", "change_waits")


def _has_account(w: Work, person_id: UUID) -> bool:
    return bool(agreements.standing(history(w, person_id), w.at))


def waiting(w: Work, person_id: UUID) -> BankAccountChangeRow | None:
    """The change that is asked or approved and not in use yet."""
    query = select(BankAccountChangeRow).where(
        BankAccountChangeRow.person_id == person_id,
        BankAccountChangeRow.state.in_((ChangeState.WAITING, ChangeState.APPROVED)),
    )
    return w.session.scalars(query).first()


def _ask(w: Work, person: PersonRow, given: BankAccount) -> None:
    row = BankAccountChangeRow(
        id=given.id, person_id=person.id, holder=given.holder, since=given.since, state=ChangeState.WAITING,
        asked_at=w.at, asked_by=w.actor.user_id,
    )  # fmt: skip
    _note(row, given.check)
    w.seal(row, "iban_sealed", IBAN(given.iban).compact)
    row.notice_id = notices.account_asked(w, person)
    w.add("bank_account:asked", row)


def check(w: Work, person_id: UUID, account_id: UUID, given: Check) -> list[Problem]:
    """Somebody saw that the account in use is this person's; StaleError when another one has come into use."""
    sight.person(w, person_id, Action.IBAN_APPROVE)  # who may not see an account cannot have compared it
    row = current(w, person_id)
    if row is None or row.id != account_id:
        raise StaleError("bank_account")
    if found := _check_problems(w, given):
        return found
    _note(row, given)
    w.record("bank_account:checked", row)
    return []


def current(w: Work, person_id: UUID) -> BankAccountRow | None:
    """The account of today."""
    return agreements.on_day(history(w, person_id), w.today, w.at)


def check_of(row: BankAccountRow | BankAccountChangeRow) -> Check | None:
    """How this account was checked; None when nobody did."""
    if row.checked_how is None or row.checked_on is None:
        return None
    return Check(row.checked_how, row.checked_on, row.checked_by)


def _note(row: BankAccountRow | BankAccountChangeRow, given: Check | None) -> None:
    if given:
        row.checked_how, row.checked_on, row.checked_by = given.how, given.on, given.by


def _check_problems(w: Work, given: Check | None) -> list[Problem]:
    return [Problem("checked_on", "day_in_future")] if given and given.on > w.today else []


def masked(
    w: Work, row: BankAccountRow | BankAccountChangeRow | SupplierAccountRow, at: Iterable[UUID] | None = None
) -> str:
    """Country and the last four characters behind dots; empty when none for this actor where the person works (`at`)."""
    return masks.shown(w, row, "iban_sealed", _where(w, row) if at is None else at)


def _where(w: Work, row: BankAccountRow | BankAccountChangeRow | SupplierAccountRow) -> Iterable[UUID]:
    """The employers of a person; a supplier is known to the whole group."""
    person_id = None if isinstance(row, SupplierAccountRow) else row.person_id
    return sight.served(w, person_id) if person_id else w.actor.employers or ()


def bank_name(w: Work, row: BankAccountRow) -> str:
    """The bank as schwifty knows it by the IBAN; empty when its table has no such bank."""
    found: str | None = IBAN(w.open(row, "iban_sealed") or "").bank_name
    return found or ""


def reveal(w: Work, person_id: UUID, reason: RevealReason) -> str:
    """The IBAN of today in full, recorded with its reason."""
    person = sight.person(w, person_id, Action.IBAN_REVEAL)
    kinds.refuse_candidate(person.employments)
    row = agreements.on_day(history(w, person.id), w.today, w.at)
    iban = w.open(row, "iban_sealed") if row else None
    if iban is None:
        raise NotFoundError("iban")
    w.record_read("iban:reveal", None, [person.id], people=[person.id], reason=reason.value)
    return iban
