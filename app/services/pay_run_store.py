"""The result of a calculation, stored in one short transaction: run, payslips, lines, and which slips they pay."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import delete, select, update

from app.db.pay import PaidHoursRow, PayRunRow, PayslipLineRow, PayslipRow, RunState
from app.db.work import Work
from app.services.pay_calculation import Calculated
from app.services.pay_run_inputs import Inputs, run_digest
from payroll.law import law_on

AMOUNTS: Final = ("bruto", "loon_lh", "loon_sv", "loonheffing", "netto", "te_betalen", "loonkosten")
NOT_FINAL: Final = (RunState.DRAFT, RunState.CALCULATING, RunState.CALCULATED)


def store_result(w: Work, run: PayRunRow, inputs: Inputs, made: Sequence[Calculated]) -> None:
    """Replace what was calculated before; raises StaleError when the run is closed by now."""
    payable = [one for one in made if not one.refusal]
    refused = [[one.id, "refused", one.refusal] for one in made if one.refusal]
    digests = inputs.digests()
    w.lock(f"pay_run:{run.employer_id}:{run.period_start}")
    change = (
        update(PayRunRow)
        .where(PayRunRow.id == run.id, PayRunRow.state.in_(NOT_FINAL))
        .values(
            state=RunState.CALCULATED,
            version=PayRunRow.version + 1,
            calculated_by=w.actor.user_id,
            calculated_at=w.at,
            input_digest=run_digest(digests[one.id] for one in payable),
            law_fingerprint=law_on(run.paid_on).fingerprint,
            unpayable=[[str(one.employment_id), one.code, one.detail] for one in inputs.unpayable] + refused,
        )
        .execution_options(synchronize_session=False)
    )
    w.move("pay_run:calculate", change, run.employer_id, f"pay_run:{run.id}")
    erase_payslips(w, run, "pay_run:calculate")
    given = {one["id"]: one for one in inputs.given}
    slips = [
        _slip(run, number, one, given[one.id])
        | {"input_digest": digests[one.id], "corrects_id": _corrected(inputs, one.id)}
        for number, one in enumerate(payable, start=1)
    ]
    w.bulk("payslip:calculate", PayslipRow, slips, run.employer_id)
    w.bulk("payslip_line:calculate", PayslipLineRow, list(_lines(run, payable)), run.employer_id)
    w.bulk("paid_hours:calculate", PaidHoursRow, list(_paid_hours(run, payable, inputs)), run.employer_id)


def _corrected(inputs: Inputs, key: str) -> UUID | None:
    earlier = inputs.corrections.get(key)
    return earlier.paid.payslip_id if earlier else None


def erase_payslips(w: Work, run: PayRunRow, tag: str, employment_id: UUID | None = None) -> None:
    """Take the payslips out of a run that is not approved: all, or those of one worker."""
    slips = select(PayslipRow.id).where(PayslipRow.pay_run_id == run.id)
    if employment_id:
        slips = slips.where(PayslipRow.employment_id == employment_id)
    ids = slips.scalar_subquery()
    parts = (PaidHoursRow.payslip_id, PayslipLineRow.payslip_id, PayslipRow.id)
    for column in parts:
        gone = delete(column.class_).where(column.in_(ids)).execution_options(synchronize_session=False)
        w.erase(tag, gone, run.employer_id, column.class_.__tablename__)


def slip_id(run: PayRunRow, employment_id: str) -> UUID:
    """The same for the same worker in the same run, so that calculating again gives the same rows."""
    return uuid5(run.id, employment_id)


def _slip(run: PayRunRow, number: int, one: Calculated, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": slip_id(run, one.id),
        "employer_id": run.employer_id,
        "pay_run_id": run.id,
        "employment_id": UUID(one.id),
        "number": number,
        "paid_on": run.paid_on,
        "verloonde_uren": Decimal(one.totals["verloonde_uren"]),
        **{name: Decimal(one.totals[name]) for name in AMOUNTS},
        "totals": one.totals,
        "explanations": one.explanations,
        "reserveringen": one.reserveringen,
        "to_date": one.to_date,
        "growth": one.growth,
        "given": given,
        "problems": one.problems,
        "problem_count": len(one.problems),
        "is_blocked": any(problem["blocking"] for problem in one.problems),
    }


def _lines(run: PayRunRow, payable: Sequence[Calculated]) -> Iterator[dict[str, Any]]:
    names = ("code", "section", "quantity", "rate", "amount", "because")
    for one in payable:
        payslip_id = slip_id(run, one.id)
        for position, line in enumerate(one.lines):
            values = dict(zip(names, line, strict=True))
            yield {"payslip_id": payslip_id, "employer_id": run.employer_id, "position": position} | values


def _paid_hours(run: PayRunRow, payable: Sequence[Calculated], inputs: Inputs) -> Iterator[dict[str, Any]]:
    for one in payable:
        for week_id in inputs.week_ids[one.id]:
            yield {
                "hours_week_id": week_id,
                "payslip_id": slip_id(run, one.id),
                "employer_id": run.employer_id,
            }
