"""Payslips from their inputs, as plain values that the database can store."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any, Final, NamedTuple

from app.services.pay_run_inputs import Correction, Inputs
from payroll.correction import difference
from payroll.given import GivenError, read
from payroll.law import LawError, law_on
from payroll.payslip import Payslip, payslip
from payroll.terms import QuarterToDate
from payroll.words import stored

CHUNK: Final = 100
Given = dict[str, Any]


class Calculated(NamedTuple):
    """One payslip; `refusal` says why there is none."""

    id: str
    totals: dict[str, str]
    lines: list[tuple[Any, ...]]
    explanations: dict[str, Any]
    reserveringen: dict[str, str]
    to_date: dict[str, Any]
    growth: dict[str, Any]
    problems: list[dict[str, Any]]
    refusal: str = ""


def calculate_all(inputs: Inputs) -> Iterator[list[Calculated]]:
    """The payslips in the order of their inputs, a chunk at a time; a second process would cost more than it saves."""
    for start in range(0, len(inputs.given), CHUNK):
        chunk = inputs.given[start : start + CHUNK]
        yield [calculate_one(one, inputs.corrections.get(one["id"])) for one in chunk]


def calculate_one(given: Given, earlier: Correction | None = None) -> Calculated:
    """One payslip, or what differs from the earlier one; input or law that gives none is a refusal, never a figure."""
    try:
        made = _payslip(given)
        return _values(_difference(made, given, earlier) if earlier else made)
    except GivenError as wrong:
        return Calculated(given["id"], {}, [], {}, {}, {}, {}, [], "; ".join(wrong.problems).removeprefix("[0]."))
    except LawError as unknown:
        return Calculated(given["id"], {}, [], {}, {}, {}, {}, [], str(unknown))


def _payslip(given: Given) -> Payslip:
    (one,) = read([given])
    return payslip(one, law_on(one.period.paid_on))


def _difference(made: Payslip, given: Given, earlier: Correction) -> Payslip:
    """What the whole week adds to what was paid for it; the year goes on from where it stands now."""
    (now,) = read([given | {"to_date": dict(earlier.to_date)}])
    changed = difference(earlier.paid.booked, made)
    growth = changed.growth if earlier.is_same_quarter else replace(changed.growth, quarter=QuarterToDate())
    return replace(changed, to_date=now.to_date.plus(growth))


def _values(slip: Payslip) -> Calculated:
    totals = slip.totals
    return Calculated(
        slip.id,
        {name: str(getattr(totals, name)) for name in totals.__slots__},
        [(one.code, str(one.section), one.quantity, one.rate, one.amount, stored(one.because)) for one in slip.lines],
        {name: stored(because) for name, because in slip.because_of.items()},
        {name: str(amount) for name, amount in slip.reserveringen.items()},
        _strings(asdict(slip.to_date)),
        _strings(asdict(slip.growth)),
        [{"code": p.code, "figures": dict(p.figures), "blocking": p.blocking} for p in slip.problems],
    )


def _strings(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _strings(each) for key, each in value.items()}
    return str(value) if isinstance(value, Decimal) else value
