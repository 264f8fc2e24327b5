"""What a change with effect in the past touches: payslips that are already there, and stay as they are."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from app.db.pay import PayRunRow, PayslipRow, RunState
from app.db.people import PersonRow
from app.db.work import Work
from app.services.problems import Problem

FINAL: Final = (RunState.APPROVED, RunState.BANK_FILE)


def payslips_since(w: Work, employment_ids: Sequence[UUID], since: date) -> int:
    """How many approved payslips there are of periods that end on or after `since`; the others are calculated again."""
    query = (
        select(func.count())
        .select_from(PayslipRow)
        .join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
        .where(PayslipRow.employment_id.in_(employment_ids), PayRunRow.period_end >= since, PayRunRow.state.in_(FINAL))
    )
    return w.session.execute(query).scalar_one()


def touched(w: Work, person: PersonRow, since: date) -> list[Problem]:
    """A problem at `since` that asks to confirm, when payslips were made from that day."""
    count = payslips_since(w, [each.id for each in person.employments], since)
    return [Problem("since", "touches_payslips", {"count": count, "since": since})] if count else []
