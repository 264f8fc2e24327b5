"""Where a person's pay goes, from a day; an account belongs to one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from schwifty import IBAN
from sqlalchemy import select

from app.db.people import BankAccountChangeRow, BankAccountRow, ChangeState, PersonRow
from app.db.work import Work
from app.permissions import Action
from app.services import agreements, kinds, notices, numbers, paid, sight
from app.services.bsns import RevealReason, is_seen
from app.services.problems import NotFoundError, Problem

SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account as entered; `iban` is valid."""

    id: UUID
    iban: str
    holder: str
    since: date


def history(w: Work, person_id: UUID) -> list[BankAccountRow]:
    """Everything recorded, oldest first."""
    return agreements.history_for(w.session, BankAccountRow.person_id, [person_id]).get(person_id, [])


def problems(w: Work, given: BankAccount, person_id: UUID | None = None) -> Iterator[Problem]:
    """Another person has this account now or from a later day."""
    mark = w.keyring.blind_index("iban", IBAN(given.iban).compact)
    others = select(BankAccountRow.person_id).where(BankAccountRow.iban_index == mark)
    for other_id, rows in agreements.history_for(w.session, BankAccountRow.person_id, others).items():
        if other_id != person_id and any(row.iban_index == mark for row in _in_use(rows, w)):
            yield Problem("iban", "iban_known", {"person_id": other_id if is_seen(w, other_id) else None})
            return


def _in_use(rows: list[BankAccountRow], w: Work) -> list[BankAccountRow]:
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
    w.seal(row, "iban_sealed", iban.compact)
    w.add("bank_account:since", row)
    return row


def change(w: Work, person_id: UUID, given: BankAccount, *, is_touching_accepted: bool = False) -> list[Problem]:
    """The first account counts from its day; another one waits for a second person and one more payment."""
    person = sight.person(w, person_id, Action.PERSON_WRITE)
    kinds.refuse_candidate(person.employments)
    if w.session.get(BankAccountRow, given.id) or w.session.get(BankAccountChangeRow, given.id):
        return []
    numbers.hold(w, PersonRow.number)
    found = list(problems(w, given, person_id))
    if not is_touching_accepted:
        found += paid.touched(w, person, given.since)
    has_account = bool(agreements.standing(history(w, person_id), w.at))
    if has_account and waiting(w, person_id):
        found.append(Problem("iban", "change_waits"))
    if not found:
        _ask(w, person, given) if has_account else put(w, person, given)
    return found


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
    w.seal(row, "iban_sealed", IBAN(given.iban).compact)
    w.add("bank_account:asked", row)
    notices.account_asked(w, person)


def masked(w: Work, row: BankAccountRow | BankAccountChangeRow) -> str:
    """Country and the last four characters; the rest is dots."""
    iban = w.open(row, "iban_sealed") or ""
    return f"{iban[:2]}•• {'•' * SHOWN} {iban[-SHOWN:]}"


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
    w.record_read("iban:reveal", None, [person.id], reason=reason.value)
    return iban
