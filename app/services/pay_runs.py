"""The pay run of a week: opened, calculated, checked, approved by somebody else. Each step starts from the one before it (R1)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import case, func, select, update

from app.db.hours import HoursState, HoursWeekRow
from app.db.pay import LeftOutRow, PaidHoursRow, PayRunRow, PayslipRow, RunState
from app.db.people import EmploymentRow
from app.db.work import Actor, StaleError, Store, Work
from app.permissions import Action, must
from app.services import jobs, numbers, paid, pay_run_inputs
from app.services.jobs import Progress
from app.services.pay_calculation import Calculated, calculate_all
from app.services.pay_run_store import NOT_FINAL, erase_payslips, store_result
from app.services.problems import NotFoundError, RefusedError
from payroll.law import LawError, Provisional, definitive_law_on, law_on

CALCULATE: Final = "pay_run.calculate"

LATEST_PAY: Final = timedelta(days=92)


def find(w: Work, run_id: UUID, action: Action = Action.PAY_RUN_READ) -> PayRunRow:
    """The run; NotFoundError for one of another employer."""
    run = w.session.get(PayRunRow, run_id)
    employers = w.actor.employers
    if run is None or (employers is not None and run.employer_id not in employers):
        raise NotFoundError(str(run_id))
    must(w.actor, action, run.employer_id)
    return run


def usual_pay_day(monday: date) -> date:
    """The Friday after the week."""
    return monday + timedelta(days=11)


def open_week(w: Work, employer_id: UUID, monday: date, *, paid_on: date, run_id: UUID) -> PayRunRow:
    """A new run of this week; a second one (seq 2) pays hours that were approved after the first was closed."""
    must(w.actor, Action.PAY_RUN_CALCULATE, employer_id)
    if made := w.session.get(PayRunRow, run_id):
        return made
    _refuse_days(monday, paid_on)
    w.lock(f"pay_run:{employer_id}:{monday}")
    number = numbers.take(w, PayRunRow.number)
    earlier = w.session.scalars(
        select(PayRunRow).where(PayRunRow.employer_id == employer_id, PayRunRow.period_start == monday)
    ).all()
    if any(run.state in NOT_FINAL for run in earlier):
        raise RefusedError("run_open")
    run = PayRunRow(
        id=run_id,
        employer_id=employer_id,
        number=number,
        period_kind="week",
        period_start=monday,
        period_end=monday + timedelta(days=6),
        paid_on=paid_on,
        seq=1 + len(earlier),
        state=RunState.DRAFT,
        unpayable=[],
    )
    w.add("pay_run:open", run)
    w.session.flush()
    return run


def _refuse_days(monday: date, paid_on: date) -> None:
    if monday.weekday():
        raise RefusedError("not_a_monday")
    if not monday <= paid_on <= monday + LATEST_PAY:
        raise RefusedError("paid_on_outside", first=monday, last=monday + LATEST_PAY)
    try:
        law_on(paid_on)
    except LawError as unknown:
        raise RefusedError("no_law", year=paid_on.year) from unknown


def ask_to_calculate(w: Work, run_id: UUID) -> None:
    """Put the calculation in the queue; what was calculated before stays until the new result is there."""
    run = find(w, run_id, Action.PAY_RUN_CALCULATE)
    _move(w, run, "ask", (RunState.DRAFT, RunState.CALCULATED), state=RunState.CALCULATING)
    jobs.ask(w, run.employer_id, CALCULATE, run.id)


def calculate(store: Store, actor: Actor, at: datetime, run_id: UUID, *, progress: Progress | None = None) -> None:
    """Read, calculate outside any transaction, store in one: killed at any moment, it leaves nothing half."""
    progress = progress or Progress()
    with store.look(actor, at) as w:
        run = find(w, run_id, Action.PAY_RUN_CALCULATE)
        inputs = pay_run_inputs.read(w, run)
    made: list[Calculated] = []
    progress(0, len(inputs.given))
    for chunk in calculate_all(inputs):
        made.extend(chunk)
        progress(len(made), len(inputs.given))
    with store.work(actor, at) as w:
        progress.finish(w)
        run = find(w, run_id, Action.PAY_RUN_CALCULATE)
        store_result(w, run, inputs, made)


def cancel(w: Work, run_id: UUID) -> None:
    """Stop the calculation that runs; nothing of it is stored."""
    run = find(w, run_id, Action.PAY_RUN_CALCULATE)
    jobs.cancel(w, run.id)
    _move(w, run, "cancel", (RunState.CALCULATING,), state=_state_before())


def give_up(w: Work, run_id: UUID) -> None:
    """After a calculation that failed: back to what was there before it."""
    run = find(w, run_id, Action.PAY_RUN_CALCULATE)
    if run.state == RunState.CALCULATING:
        _move(w, run, "fail", (RunState.CALCULATING,), state=_state_before())


def discard(w: Work, run_id: UUID) -> None:
    """Throw a calculation away that nobody approved; the hours stay approved."""
    run = find(w, run_id, Action.PAY_RUN_CALCULATE)
    _back_to_draft(w, run, "discard", RunState.CALCULATED)


def leave_out(w: Work, run_id: UUID, employment_id: UUID) -> None:
    """Keep a worker out of the run, so that the others can be paid; a later run of the week pays them."""
    run = find(w, run_id, Action.PAY_RUN_CALCULATE)
    if w.session.get(LeftOutRow, (run.id, employment_id)):
        return
    employment = w.session.get(EmploymentRow, employment_id)
    if employment is None or employment.employer_id != run.employer_id:
        raise NotFoundError(str(employment_id))
    kept = [one for one in run.unpayable if one[0] != str(employment_id)]
    others = select(PayslipRow.input_digest).where(
        PayslipRow.pay_run_id == run.id, PayslipRow.employment_id != employment_id
    )
    digest = pay_run_inputs.run_digest(w.session.scalars(others).all())
    _move(w, run, "leave_out", (RunState.DRAFT, RunState.CALCULATED), input_digest=digest, unpayable=kept)
    left_out = LeftOutRow(
        pay_run_id=run.id,
        employment_id=employment_id,
        employer_id=run.employer_id,
        left_out_by=w.actor.user_id,
        left_out_at=w.at,
    )
    w.add("pay_run:leave_out", left_out)
    erase_payslips(w, run, "pay_run:leave_out", employment_id)


def take_back(w: Work, run_id: UUID, employment_id: UUID) -> None:
    """Undo `leave_out`; the run must be calculated again, so that nobody approves one that the worker is missing from."""
    run = find(w, run_id, Action.PAY_RUN_CALCULATE)
    found = w.session.get(LeftOutRow, (run.id, employment_id))
    if found is None:
        return
    _back_to_draft(w, run, "take_back", RunState.DRAFT, RunState.CALCULATED)
    w.record("pay_run:take_back", found)
    w.session.delete(found)


def _back_to_draft(w: Work, run: PayRunRow, verb: str, *expected: RunState) -> None:
    cleared = {"calculated_by": None, "calculated_at": None, "input_digest": None, "law_fingerprint": None}
    _move(w, run, verb, expected, state=RunState.DRAFT, unpayable=[], **cleared)
    erase_payslips(w, run, f"pay_run:{verb}")


def approve(store: Store, actor: Actor, at: datetime, run_id: UUID, *, version: int | None = None) -> None:
    """Close the run as it was seen (`version`): by somebody other than who calculated it, with the same input, without problems.

    Raises RefusedError with the reason, StaleError when somebody else approved or changed the run first.
    """
    with store.work(actor, at) as w:
        run = find(w, run_id, Action.PAY_RUN_APPROVE)
        paid.hold(w, [run.employer_id])
        w.session.refresh(run)
        if version not in {None, run.version}:
            raise StaleError("pay_run")
        _refuse_approval(w, run)
        _refuse_changed_input(w, run)
        approved = {"state": RunState.APPROVED, "approved_by": actor.user_id, "approved_at": at}
        _move(w, run, "approve", (RunState.CALCULATED,), **approved)
        _mark_hours_paid(w, run)


def _refuse_approval(w: Work, run: PayRunRow) -> None:
    if run.state != RunState.CALCULATED:
        raise StaleError("pay_run")
    if run.calculated_by == w.actor.user_id:
        raise RefusedError("four_eyes")
    own_hand = select(LeftOutRow).where(LeftOutRow.pay_run_id == run.id, LeftOutRow.left_out_by == w.actor.user_id)
    if w.session.scalars(own_hand.limit(1)).first():
        raise RefusedError("four_eyes_left_out")
    try:
        definitive_law_on(run.paid_on)
    except Provisional as provisional:
        raise RefusedError("provisional", year=run.paid_on.year) from provisional
    slips = select(func.count(), func.coalesce(func.sum(case((PayslipRow.is_blocked, 1), else_=0)), 0))
    count, blocked = w.session.execute(slips.where(PayslipRow.pay_run_id == run.id)).one()
    if blocked or run.unpayable:
        raise RefusedError("blocked", count=blocked + len(run.unpayable))
    if not count:
        raise RefusedError("nobody")


def _refuse_changed_input(w: Work, run: PayRunRow) -> None:
    query = select(PayslipRow.employment_id, PayslipRow.input_digest).where(PayslipRow.pay_run_id == run.id)
    now = pay_run_inputs.read(w, run).digests()
    changed = sum(now.get(str(employment_id)) != digest for employment_id, digest in w.session.execute(query))
    if changed:
        raise RefusedError("input_changed", count=changed)


def _mark_hours_paid(w: Work, run: PayRunRow) -> None:
    weeks = (
        select(PaidHoursRow.hours_week_id)
        .join(PayslipRow, PayslipRow.id == PaidHoursRow.payslip_id)
        .where(PayslipRow.pay_run_id == run.id)
    )
    expected = w.session.scalar(select(func.count()).select_from(weeks.subquery())) or 0
    change = (
        update(HoursWeekRow)
        .where(HoursWeekRow.id.in_(weeks), HoursWeekRow.state == HoursState.APPROVED)
        .values(state=HoursState.PAID, version=HoursWeekRow.version + 1)
        .execution_options(synchronize_session=False)
    )
    w.move("hours:pay", change, run.employer_id, f"pay_run:{run.id}", expected=expected)


def _state_before() -> object:
    was_calculated = PayRunRow.calculated_at.is_not(None)
    return case((was_calculated, RunState.CALCULATED.value), else_=RunState.DRAFT.value)


def _move(w: Work, run: PayRunRow, verb: str, expected: Iterable[RunState], **values: object) -> None:
    w.lock(f"pay_run:{run.employer_id}:{run.period_start}")
    change = (
        update(PayRunRow)
        .where(PayRunRow.id == run.id, PayRunRow.state.in_(tuple(expected)))
        .values(version=PayRunRow.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    w.move(f"pay_run:{verb}", change, run.employer_id, f"pay_run:{run.id}")
    w.session.expire(run)
