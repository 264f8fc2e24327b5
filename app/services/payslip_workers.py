"""The worker as a payslip shows them: as known when its run was approved, or as kept when two persons were merged."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload

from app.db.among import among
from app.db.merges import PayslipWorkerRow
from app.db.names import called_by
from app.db.pay import FINAL, PayRunRow, PayslipRow
from app.db.people import AddressRow, BankAccountRow, EmploymentRow, PersonNameRow, PersonRow
from app.db.work import Work
from app.services import agreements, bank_accounts, bsns
from staffing import brp


@dataclass(frozen=True, slots=True)
class PayslipWorker:
    """What stands on the paper; numbers are masked."""

    name: str
    address: tuple[str, ...]
    birth_date: date
    bsn: str
    iban: str


def of(w: Work, slips: Sequence[PayslipRow]) -> dict[UUID, PayslipWorker]:
    """The worker of each payslip, by its id; slips come with their run, employment and person. Four queries."""
    kept = _kept(w, [slip.id for slip in slips])
    living = [slip for slip in slips if slip.id not in kept]
    persons = {slip.employment.person_id for slip in living}
    addresses = agreements.history_for(w.session, AddressRow.person_id, persons)
    accounts = agreements.history_for(w.session, BankAccountRow.person_id, persons)
    names = agreements.history_for(w.session, PersonNameRow.person_id, persons)
    shown = {row.payslip_id: _of_row(w, row) for row in kept.values()}
    for slip in living:
        person, run = slip.employment.person, slip.pay_run
        on, known_at = run.paid_on, run.approved_at or w.at
        address = agreements.on_day(addresses.get(person.id, ()), on, known_at)
        account = agreements.on_day(accounts.get(person.id, ()), on, known_at)
        iban = bank_accounts.masked(w, account) if account else ""
        masked = bsns.masked(w, person)
        name = full_name(_name_of(names.get(person.id, ()), on, known_at) or person)
        shown[slip.id] = PayslipWorker(name, address_lines(address), person.born, masked, iban)
    return shown


def keep(w: Work, person_ids: Collection[UUID]) -> None:
    """From now on the approved payslips of these people show what they show now, whatever becomes of the person."""
    query = (
        select(PayslipRow)
        .join(PayslipRow.pay_run)
        .join(PayslipRow.employment)
        .where(among(w.session, EmploymentRow.person_id, person_ids), PayRunRow.state.in_(FINAL))
        .options(joinedload(PayslipRow.pay_run), joinedload(PayslipRow.employment).joinedload(EmploymentRow.person))
        .order_by(PayslipRow.employer_id, PayslipRow.id)
    )
    slips = w.session.scalars(query).all()
    kept = _kept(w, [slip.id for slip in slips])
    new = [slip for slip in slips if slip.id not in kept]
    workers = of(w, new)
    for employer_id, own in groupby(new, key=lambda slip: slip.employer_id):
        rows = [_values(w, slip, workers[slip.id]) for slip in own]
        w.bulk("payslip:worker_kept", PayslipWorkerRow, rows, employer_id)


def full_name(name: PersonRow | PersonNameRow) -> str:
    """Initials, prefix and last name as somebody is called, as on an envelope."""
    return " ".join(part for part in (name.initials, *called_by(name)) if part)


def address_lines(row: AddressRow | None) -> tuple[str, ...]:
    """As on an envelope; the country only of an address abroad."""
    if row is None:
        return ()
    country = "" if row.country == brp.NETHERLANDS else brp.countries().get(row.country, "")
    lines = (f"{row.street} {row.house_number}", row.extra, f"{row.postcode} {row.city}".strip(), row.region, country)
    return tuple(line for line in lines if line)


def _name_of(rows: Sequence[PersonNameRow], day: date, known_at: datetime) -> PersonNameRow | None:
    """The name of that day as it was known then; a history that began later says first what the name was before."""
    return agreements.on_day(rows, day, known_at) or min(rows, key=lambda row: row.recorded_at, default=None)


def _kept(w: Work, payslip_ids: Collection[UUID]) -> dict[UUID, PayslipWorkerRow]:
    query = select(PayslipWorkerRow).where(among(w.session, PayslipWorkerRow.payslip_id, payslip_ids))
    return {row.payslip_id: row for row in w.session.scalars(query)}


def _of_row(w: Work, row: PayslipWorkerRow) -> PayslipWorker:
    bsn, iban = w.open(row, "bsn_mask_sealed") or "", w.open(row, "iban_mask_sealed") or ""
    return PayslipWorker(row.name, tuple(row.address.splitlines()), row.birth_date, bsn, iban)


def _values(w: Work, slip: PayslipRow, worker: PayslipWorker) -> dict[str, Any]:
    row = PayslipWorkerRow(
        payslip_id=slip.id, employer_id=slip.employer_id, name=worker.name, address="\n".join(worker.address),
        birth_date=worker.birth_date,
    )  # fmt: skip
    w.seal(row, "bsn_mask_sealed", worker.bsn)
    w.seal(row, "iban_mask_sealed", worker.iban)
    return {key: getattr(row, key) for key in _columns()}


def _columns() -> Iterator[str]:
    yield from inspect(PayslipWorkerRow).columns.keys()
