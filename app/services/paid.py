"""What a change with effect in the past touches: payslips that are already there, and stay as they are."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db.pay import FINAL, PayRunRow, PayslipRow
from app.db.people import EmploymentRow, PersonRow
from app.db.work import Work
from app.services.problems import Problem


def hold(w: Work, employer_ids: Iterable[UUID]) -> None:
    """Let no run of these employers be approved, and nothing that goes into one change, until this transaction ends."""
    for employer_id in sorted(set(employer_ids)):
        w.lock(f"paid:{employer_id}")


def payslips_since(
    w: Work,
    employments: Sequence[EmploymentRow],
    since: date,
    *,
    counts_by: InstrumentedAttribute[Any] = PayRunRow.period_end,
) -> int:
    """How many approved payslips there are of periods that end on or after `since`; the others are calculated again.

    What holds on the pay day `counts_by` PayslipRow.paid_on. An approval that is under way is waited for.
    """
    hold(w, [each.employer_id for each in employments])
    query = (
        select(func.count())
        .select_from(PayslipRow)
        .join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
        .where(PayslipRow.employment_id.in_([each.id for each in employments]))
        .where(counts_by >= since, PayRunRow.state.in_(FINAL))
    )
    return w.session.execute(query).scalar_one()


def touched(w: Work, person: PersonRow, since: date) -> list[Problem]:
    """A problem at `since` that asks to confirm, when payslips were made from that day."""
    count = payslips_since(w, person.employments, since)
    return [Problem("since", "touches_payslips", {"count": count, "since": since})] if count else []
