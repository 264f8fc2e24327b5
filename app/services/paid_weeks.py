"""What was booked before for the week of a run: the sum of its payslips as they were stored, whatever law or code says now."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db.among import among
from app.db.pay import FINAL, PayRunRow, PayslipLineRow, PayslipRow
from app.db.work import Work
from payroll.correction import AMOUNTS, Booked
from payroll.law import law_on
from payroll.terms import PensionToDate, QuarterToDate, ToDate
from payroll.wage_line import Section, WageLine
from payroll.words import restored


@dataclass(frozen=True, slots=True)
class PaidBefore:
    """What one worker was paid for a week: the last payslip of it, what all of them booked, and from where the first began."""

    payslip_id: UUID
    booked: Booked
    paid_on: date
    to_date: dict[str, Any]


def of_run(w: Work, run: PayRunRow, employment_ids: Collection[UUID]) -> dict[UUID, PaidBefore]:
    """Who of these was paid before for the week of this run; a first run asks nothing, a later one two queries."""
    if run.seq == 1:
        return {}
    slips: dict[UUID, list[PayslipRow]] = defaultdict(list)
    for slip in w.session.scalars(_slips(run).where(among(w.session, PayslipRow.employment_id, employment_ids))):
        slips[slip.employment_id].append(slip)
    lines = _lines(w, [slip.id for each in slips.values() for slip in each])
    return {key: _paid_before(each, lines) for key, each in slips.items()}


def _slips(run: PayRunRow) -> Any:
    return (
        select(PayslipRow)
        .join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
        .where(
            PayRunRow.employer_id == run.employer_id,
            PayRunRow.period_kind == run.period_kind,
            PayRunRow.period_start == run.period_start,
            PayRunRow.state.in_(FINAL),
        )
        .order_by(PayRunRow.seq)
    )


def _lines(w: Work, payslip_ids: Sequence[UUID]) -> dict[UUID, list[PayslipLineRow]]:
    lines: dict[UUID, list[PayslipLineRow]] = defaultdict(list)
    query = select(PayslipLineRow).where(among(w.session, PayslipLineRow.payslip_id, payslip_ids))
    for line in w.session.scalars(query.order_by(PayslipLineRow.payslip_id, PayslipLineRow.position)):
        lines[line.payslip_id].append(line)
    return lines


def _paid_before(slips: Sequence[PayslipRow], lines: Mapping[UUID, list[PayslipLineRow]]) -> PaidBefore:
    booked = reduce(Booked.plus, (_booked(slip, lines[slip.id]) for slip in slips))
    first = slips[0].given
    return PaidBefore(slips[-1].id, booked, date.fromisoformat(first["period"]["paid_on"]), first["to_date"])


def _booked(slip: PayslipRow, lines: Sequence[PayslipLineRow]) -> Booked:
    return Booked(
        tuple(_wage_lines(slip, lines)),
        {name: Decimal(slip.totals[name]) for name in AMOUNTS},
        {name: Decimal(amount) for name, amount in slip.reserveringen.items()},
        _growth(slip.growth),
    )


def _wage_lines(slip: PayslipRow, lines: Sequence[PayslipLineRow]) -> Iterator[WageLine]:
    law = law_on(date.fromisoformat(slip.given["period"]["paid_on"]))
    for line in lines:
        because = restored(line.because, law)
        yield WageLine(line.code, Section(line.section), line.amount, because, line.quantity, line.rate)


def _growth(stored: Mapping[str, Any]) -> ToDate:
    sums = {name: value for name, value in stored.items() if name not in {"stipp", "quarter"}}
    return ToDate(
        **{name: Decimal(value) for name, value in sums.items()},
        stipp=PensionToDate(**{name: Decimal(value) for name, value in stored["stipp"].items()}),
        quarter=QuarterToDate(**{name: Decimal(value) for name, value in stored["quarter"].items()}),
    )
