"""Pays a week of the demo as its people would: one clerk calculates, another approves and makes the bank file."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy import func, select

from app.db.accounts import Role
from app.db.pay import PayslipRow
from app.db.work import Actor, Store
from app.demo import accounts
from app.services import bank_files, pay_runs
from app.services.problems import RefusedError


def pay(store: Store, which: int, employer_id: UUID, monday: date, *, is_sent: bool = True) -> None:
    """Open, calculate, leave out who cannot be paid, approve, bank file. A year of provisional law stays open."""
    clerk, second = people_of(which, employer_id)
    at = datetime.combine(monday + timedelta(days=8), time(10), UTC)
    run_id = uuid5(employer_id, monday.isoformat())
    with store.work(clerk, at) as w:
        pay_runs.open_week(w, employer_id, monday, paid_on=pay_runs.usual_pay_day(monday), run_id=run_id)
    pay_runs.calculate(store, clerk, at, run_id)
    close(store, (clerk, second), at, run_id)
    if is_sent:
        with suppress(RefusedError), store.work(second, at + timedelta(hours=3)) as w:
            day = bank_files.propose(w, run_id).execution_day
            bank_files.create(w, run_id, day, file_id=uuid5(run_id, "bank file"))


def close(store: Store, people: tuple[Actor, Actor], at: datetime, run_id: UUID) -> None:
    """Leave out who cannot be paid, and let the second person approve."""
    clerk, second = people
    with store.work(clerk, at) as w:
        run = pay_runs.find(w, run_id)
        blocked = w.session.scalars(
            select(PayslipRow.employment_id).where(PayslipRow.pay_run_id == run_id, PayslipRow.is_blocked)
        )
        for employment_id in [*blocked, *(UUID(one[0]) for one in run.unpayable)]:
            pay_runs.leave_out(w, run_id, employment_id)
        count = w.session.scalar(select(func.count()).select_from(PayslipRow).where(PayslipRow.pay_run_id == run_id))
    if count:
        with suppress(RefusedError):
            pay_runs.approve(store, second, at + timedelta(hours=2), run_id)


def people_of(which: int, employer_id: UUID) -> tuple[Actor, Actor]:
    """Who calculates and who approves at the demo employer numbered `which`."""
    clerk = Actor(accounts.of(which, Role.PAYROLL_CLERK), {employer_id: frozenset({Role.PAYROLL_CLERK})})
    boss = Actor(
        accounts.of(which, Role.ADMINISTRATOR), {employer_id: frozenset({Role.ADMINISTRATOR})}, stepped_up=True
    )
    return clerk, boss
