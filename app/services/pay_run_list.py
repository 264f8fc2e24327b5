"""The runs of an employer with what they came to; a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.db.pay import PayRunRow, PayslipRow
from app.db.work import Work
from app.permissions import Action, must
from app.services.lists import Page, page_of


@dataclass(frozen=True, slots=True)
class RunList:
    """One page of (run, number of payslips, te_betalen, loonkosten), and the count behind each state."""

    page: Page[Any]
    counts: Mapping[str, int]


def page(w: Work, employer_id: UUID, *, state: str = "", number: int = 1) -> RunList:
    """The runs, the newest week first."""
    must(w.actor, Action.PAY_RUN_READ, employer_id)
    mine = PayRunRow.employer_id == employer_id
    by_state = w.session.execute(select(PayRunRow.state, func.count()).where(mine).group_by(PayRunRow.state))
    counts = {str(name): count for name, count in by_state}
    sums = (
        select(
            PayslipRow.pay_run_id,
            func.count().label("count"),
            func.sum(PayslipRow.te_betalen).label("te_betalen"),
            func.sum(PayslipRow.loonkosten).label("loonkosten"),
        )
        .where(PayslipRow.employer_id == employer_id)
        .group_by(PayslipRow.pay_run_id)
        .subquery()
    )
    query: Select[*tuple[Any, ...]] = (
        select(PayRunRow, sums.c.count, sums.c.te_betalen, sums.c.loonkosten)
        .outerjoin(sums, sums.c.pay_run_id == PayRunRow.id)
        .where(mine)
        .order_by(PayRunRow.period_start.desc(), PayRunRow.seq.desc())
    )
    if state:
        query = query.where(PayRunRow.state == state)
    return RunList(page_of(w, query, number), counts)
