"""The record of one person: employments with employer and branch, and everything dated that hangs off them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.db.accounts import AccountRow
from app.db.organisation import BranchRow, EmployerRow
from app.db.pay import PayRunRow, PayslipRow
from app.db.people import (
    AddressRow,
    AnoniementariefRow,
    BankAccountRow,
    BusinessRow,
    EmploymentRow,
    LoonheffingsverklaringRow,
    PersonNameRow,
    PersonRow,
)
from app.db.work import Work
from app.permissions import Action
from app.services import (
    addresses,
    agreements,
    anoniem_decisions,
    bank_accounts,
    businesses,
    kinds,
    loonheffingsverklaringen,
    person_names,
    sight,
)
from payroll.minimumloon import age_on

ADULT: Final = 18


@dataclass(frozen=True, slots=True)
class Record:
    """Everything of one person that the actor may see, as it holds on a day."""

    person: PersonRow
    employments: list[EmploymentRow]
    employers: dict[UUID, EmployerRow]
    branches: dict[UUID, BranchRow]
    person_names: list[PersonNameRow]
    business: BusinessRow | None
    addresses: list[AddressRow]
    accounts: list[BankAccountRow]
    statements: dict[UUID, list[LoonheffingsverklaringRow]]
    address: AddressRow | None
    account: BankAccountRow | None
    statement: dict[UUID, LoonheffingsverklaringRow]
    anoniem: dict[UUID, AnoniementariefRow]
    is_minor: bool
    names: dict[UUID, str]


def record(w: Work, person_id: UUID) -> Record:
    """The person's page as of today, in a fixed number of queries."""
    person, today = sight.person(w, person_id), w.today
    employments = sight.permitted(w, person.employments, Action.PERSON_READ)
    called = person_names.history(w, person.id)
    lived, held = addresses.history(w, person.id), bank_accounts.history(w, person.id)
    statements = loonheffingsverklaringen.histories(w, [each.id for each in employments])
    current = {key: row for key, rows in statements.items() if (row := agreements.on_day(rows, today, w.at))}
    return Record(
        person=person,
        employments=sorted(employments, key=lambda each: each.started_on, reverse=True),
        employers=_employers(w, employments),
        branches=_branches(w, employments),
        person_names=called,
        business=businesses.of_person(w, person.id),
        addresses=lived,
        accounts=held,
        statements=statements,
        address=agreements.on_day(lived, today, w.at),
        account=agreements.on_day(held, today, w.at),
        statement=current,
        anoniem=_anoniem(w, employments),
        is_minor=person.birth_date is not None and age_on(person.birth_date, today) < ADULT,
        names=recorders(
            w, [*called, *lived, *held, *(row for rows in statements.values() for row in rows)], _checkers(held)
        ),
    )


def recorders(w: Work, rows: Iterable[Any], others: Iterable[UUID] = ()) -> dict[UUID, str]:
    """The names of the accounts that recorded these rows, and of the others, in one query."""
    return names_of(w, {*(row.recorded_by for row in rows), *others})


def _checkers(rows: Iterable[BankAccountRow]) -> set[UUID]:
    return {row.checked_by for row in rows if row.checked_by}


def names_of(w: Work, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these accounts, in one query."""
    query = select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(set(ids)))
    return {row.id: row.name for row in w.session.execute(query)}


def payslips(w: Work, found: list[EmploymentRow]) -> list[Any]:
    """(id, number, paid on, period) of the latest payslips at employers whose payslips the actor may read."""
    readable = [each.id for each in sight.permitted(w, found, Action.PAYSLIP_READ)]
    columns = (PayslipRow.id, PayslipRow.number, PayslipRow.paid_on, PayRunRow.period_start, PayRunRow.period_end)
    query = select(*columns).join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
    latest = query.where(PayslipRow.employment_id.in_(readable)).order_by(PayslipRow.paid_on.desc()).limit(12)
    return list(w.session.execute(latest)) if readable else []


def is_running(employment: EmploymentRow, on: date) -> bool:
    return kinds.is_running(employment, on)


def _anoniem(w: Work, found: list[EmploymentRow]) -> dict[UUID, AnoniementariefRow]:
    """The decision on the anoniementarief that holds today, where one does."""
    rows = anoniem_decisions.histories(w, [each.id for each in found])
    today = {key: agreements.on_day(held, w.today, w.at) for key, held in rows.items()}
    return {key: row for key, row in today.items() if row and row.ground}


def _employers(w: Work, found: list[EmploymentRow]) -> dict[UUID, EmployerRow]:
    query = select(EmployerRow).where(EmployerRow.id.in_({each.employer_id for each in found}))
    return {row.id: row for row in w.session.scalars(query)}


def _branches(w: Work, found: list[EmploymentRow]) -> dict[UUID, BranchRow]:
    query = select(BranchRow).where(BranchRow.id.in_({each.branch_id for each in found if each.branch_id}))
    return {row.id: row for row in w.session.scalars(query)}
