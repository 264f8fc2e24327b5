"""What somebody must do today: per line a count and the oldest, in a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, case, exists, func, or_, select

from app.db.audit import INSTALLATION, AuditRow
from app.db.hours import HoursState, HoursWeekRow
from app.db.jobs import AlarmRow, HeartbeatRow, JobRow, JobState
from app.db.organisation import EmployerRow
from app.db.pay import FINAL, BankFileRow, PayRunRow, PayslipRow, RunState
from app.db.people import (
    EMPLOYEES,
    BankAccountChangeRow,
    BankAccountRow,
    ChangeState,
    EmploymentRow,
    PersonRow,
)
from app.db.placements import PlacementRow, PlacementState
from app.db.types import Cents
from app.db.work import Work
from app.permissions import Action, may
from app.services import doubles, expiries, hand_overs, idle_procedures, keys, looks, pay_run_list, system

SOON = timedelta(days=14)
LEAVING = timedelta(days=7)
RUNS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Task:
    """One line: how many there are and the day of the oldest (or first) of them."""

    code: str
    count: int
    oldest: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class RunTotal:
    """What one pay run came to, and what its bank files paid of it; `files` is None before it is approved."""

    run_id: UUID
    period_start: date
    seq: int
    payslips: int
    loonheffing: Decimal
    loonkosten: Decimal
    te_betalen: Decimal
    files: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """What is to be paid and is in no bank file."""
        return None if self.files is None else self.te_betalen - self.files


def employer_names(w: Work) -> list[tuple[UUID, str]]:
    """(id, name) of the employers where the actor has a role, by name."""
    query = select(EmployerRow.id, EmployerRow.name).order_by(EmployerRow.name)
    if w.actor.employers is not None:
        query = query.where(EmployerRow.id.in_(w.actor.employers))
    return [(id_, name) for id_, name in w.session.execute(query)]


def tasks(w: Work, employer_id: UUID, monday: date, today: date) -> dict[str, Task]:
    """Everything this person must know of at this employer, by code."""
    found: list[Task] = []
    if may(w.actor, Action.HOURS_READ, employer_id):
        found += [*_hours(w, employer_id), _missing(w, employer_id, monday)]
    if may(w.actor, Action.PAY_RUN_READ, employer_id):
        found += _runs(w, employer_id)
        found += _since_last_visit(w, employer_id)
    if may(w.actor, Action.PLACEMENT_READ, employer_id):
        found += _placements(w, employer_id, today)
    if may(w.actor, Action.PERSON_WRITE, employer_id):
        found += _people(w, employer_id, today)
    if may(w.actor, Action.IBAN_APPROVE, employer_id):
        waits = BankAccountChangeRow.state == ChangeState.WAITING
        mine = exists().where(
            EmploymentRow.person_id == BankAccountChangeRow.person_id, EmploymentRow.employer_id == employer_id
        )
        counted = select(func.count(), func.min(BankAccountChangeRow.asked_at)).where(
            waits, mine | BankAccountChangeRow.supplier_id.is_not(None)
        )
        found.append(Task("iban_waiting", *w.session.execute(counted).one()))
    if may(w.actor, Action.DOCUMENT_READ, employer_id):
        found += _expiring(w, employer_id, today)
        found.append(Task("copies_to_hand_over", *hand_overs.counted(w, employer_id, today)))
    if may(w.actor, Action.LOOKS_READ, employer_id):
        found.append(Task("looks_revealed", *looks.lately(w, looks.REVEALS, today)))
        found.append(Task("looks_denied", *looks.lately(w, looks.DENIALS, today)))
    if may(w.actor, Action.SYSTEM_READ, employer_id):
        found += _system(w, employer_id)
    return {task.code: task for task in found}


def run_totals(w: Work, employer_id: UUID) -> list[RunTotal]:
    """The last pay runs that were calculated, oldest first."""
    if not may(w.actor, Action.PAY_RUN_READ, employer_id):
        return []
    paid = (
        select(func.coalesce(func.sum(BankFileRow.total), 0, type_=Cents()))
        .where(BankFileRow.pay_run_id == PayRunRow.id)
        .scalar_subquery()
    )
    sums = (func.sum(getattr(PayslipRow, name)) for name in ("loonheffing", "loonkosten", "te_betalen"))
    query = (
        select(
            PayRunRow.id,
            PayRunRow.period_start,
            PayRunRow.seq,
            func.count(),
            *sums,
            case((PayRunRow.state.in_(FINAL), paid)),
        )
        .join(PayslipRow, PayslipRow.pay_run_id == PayRunRow.id)
        .where(PayRunRow.employer_id == employer_id)
        .group_by(PayRunRow.id, PayRunRow.period_start, PayRunRow.seq, PayRunRow.state)
        .order_by(PayRunRow.period_start.desc(), PayRunRow.seq.desc())
        .limit(RUNS_SHOWN)
    )
    return [RunTotal(*row) for row in w.session.execute(query)][::-1]


def _hours(w: Work, employer_id: UUID) -> Iterator[Task]:
    """Slips by state; approved ones only of employees: the others are paid by invoice."""
    is_paid_by_run = or_(HoursWeekRow.state != HoursState.APPROVED, EmploymentRow.kind.in_(EMPLOYEES))
    query = (
        select(HoursWeekRow.state, func.count(), func.min(HoursWeekRow.monday))
        .join(PlacementRow, PlacementRow.id == HoursWeekRow.placement_id)
        .join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id)
        .where(HoursWeekRow.employer_id == employer_id, is_paid_by_run)
    )
    rows = w.session.execute(query.group_by(HoursWeekRow.state))
    by_state = {state: (count, oldest) for state, count, oldest in rows}
    for state in (HoursState.DRAFT, HoursState.SUBMITTED, HoursState.SENT_BACK, HoursState.APPROVED):
        yield Task(f"hours_{state}", *by_state.get(state, (0, None)))


def _missing(w: Work, employer_id: UUID, monday: date) -> Task:
    entered = exists().where(HoursWeekRow.placement_id == PlacementRow.id, HoursWeekRow.monday == monday)
    query = select(func.count()).where(
        PlacementRow.employer_id == employer_id,
        PlacementRow.state != PlacementState.PROVISIONAL,
        PlacementRow.started_on <= monday + timedelta(days=6),
        or_(PlacementRow.ended_on.is_(None), PlacementRow.ended_on >= monday),
        ~entered,
    )
    return Task("hours_missing", w.session.scalar(query) or 0, monday)


def _runs(w: Work, employer_id: UUID) -> Iterator[Task]:
    query = select(PayRunRow.state, func.count(), func.min(PayRunRow.period_start))
    rows = w.session.execute(query.where(PayRunRow.employer_id == employer_id).group_by(PayRunRow.state))
    by_state = {state: (count, oldest) for state, count, oldest in rows}
    for state in RunState:
        yield Task(f"run_{state}", *by_state.get(state, (0, None)))
    ready = pay_run_list.ready_weeks(w, employer_id)
    yield Task("run_ready", len(ready), ready[0][0] if ready else None)


def _since_last_visit(w: Work, employer_id: UUID) -> Iterator[Task]:
    """What was closed and paid since this person signed in the time before; everything on a first visit."""
    signed_in = select(AuditRow.at).where(
        AuditRow.chain == INSTALLATION,
        AuditRow.actor_id == w.actor.user_id,
        AuditRow.tag.endswith("sign_in:succeeded"),
    )
    since = w.session.scalar(signed_in.order_by(AuditRow.seq.desc()).limit(1).offset(1))
    for code, kind, moment in (
        ("visit_runs", PayRunRow, PayRunRow.approved_at),
        ("visit_files", BankFileRow, BankFileRow.created_at),
    ):
        query = select(func.count(moment), func.min(moment)).where(kind.employer_id == employer_id)
        yield Task(code, *w.session.execute(query.where(moment > since) if since else query).one())


def _placements(w: Work, employer_id: UUID, today: date) -> Iterator[Task]:
    ends = and_(PlacementRow.state == PlacementState.ACTIVE, PlacementRow.ended_on.between(today, today + SOON))
    waits = PlacementRow.state == PlacementState.PROVISIONAL
    query = select(
        func.sum(case((ends, 1), else_=0)),
        func.min(case((ends, PlacementRow.ended_on))),
        func.sum(case((waits, 1), else_=0)),
        func.min(case((waits, PlacementRow.started_on))),
    ).where(PlacementRow.employer_id == employer_id)
    ending, first_end, provisional, first_start = w.session.execute(query).one()
    yield Task("placements_ending", ending or 0, first_end)
    yield Task("placements_provisional", provisional or 0, first_start)


def _people(w: Work, employer_id: UUID, today: date) -> Iterator[Task]:
    without_bsn = PersonRow.bsn_index.is_(None)
    without_account = ~exists().where(BankAccountRow.person_id == PersonRow.id)
    is_employee = EmploymentRow.kind.in_(EMPLOYEES)
    query = (
        select(
            func.sum(case((without_bsn, 1), else_=0)),
            func.min(case((without_bsn, EmploymentRow.started_on))),
            func.sum(case((without_account, 1), else_=0)),
            func.min(case((without_account, EmploymentRow.started_on))),
        )
        .select_from(EmploymentRow)
        .join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        .where(
            EmploymentRow.employer_id == employer_id,
            or_(EmploymentRow.ended_on.is_(None), EmploymentRow.ended_on >= today),
            is_employee,
        )
    )
    no_bsn, first_bsn, no_account, first_account = w.session.execute(query).one()
    yield Task("doubles", doubles.count(w))
    yield Task("people_without_bsn", no_bsn or 0, first_bsn)
    yield Task("people_without_account", no_account or 0, first_account)
    soon = EmploymentRow.destroy_on.between(today, today + LEAVING)
    leaving = select(func.count(), func.min(EmploymentRow.destroy_on)).where(EmploymentRow.employer_id == employer_id)
    yield Task("candidates_leaving", *w.session.execute(leaving.where(soon)).one())
    idle = select(func.count(), func.min(idle_procedures.LAST_SAVED)).where(EmploymentRow.employer_id == employer_id)
    will_end = idle_procedures.is_idle(today + idle_procedures.AHEAD)
    yield Task("candidates_idle", *w.session.execute(idle.where(will_end)).one())


def _expiring(w: Work, employer_id: UUID, today: date) -> Iterator[Task]:
    every = expiries.found(w, [employer_id], today)
    for code, stages in (("papers_expired", {0}), ("papers_expiring", {30, 60, 90})):
        days = [each.expires_on for each in every if each.due.stage in stages]
        yield Task(code, len(days), min(days, default=None))


def _system(w: Work, employer_id: UUID) -> Iterator[Task]:
    beat = w.session.execute(select(func.count(), func.max(HeartbeatRow.at))).one()
    yield Task("scheduler", *beat)
    alarms = select(func.count(), func.min(AlarmRow.at)).where(AlarmRow.seen_at.is_(None))
    yield Task("alarms", *w.session.execute(alarms).one())
    yield Task("uploads_unscanned", *system.unscanned(w))
    failed = select(func.count(), func.min(JobRow.asked_at))
    failed = failed.where(JobRow.employer_id == employer_id, JobRow.state == JobState.FAILED)
    yield Task("jobs_failed", *w.session.execute(failed).one())
    due = [each.oldest_in_use for each in keys.classes(w) if each.problems and each.oldest_in_use]
    yield Task("keys_due", len(due), min(due, default=None))
