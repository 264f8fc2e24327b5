"""Hours slips: entered per placement and week, submitted, approved or sent back, reopened while they are not paid."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Final, Self
from uuid import UUID, uuid4

from sqlalchemy import case, func, select, tuple_, update
from sqlalchemy.orm import joinedload, selectinload

from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.people import EmploymentRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import StaleError, Work
from app.permissions import Action, must
from app.services import hours_walls
from app.services.hours_walls import WORKED
from app.services.problems import NotFoundError, RefusedError

WEEK: Final = timedelta(days=7)
OPEN: Final = (HoursState.DRAFT, HoursState.SENT_BACK)
CHANGED: Final = "changed"


class ConflictError(StaleError):
    """Somebody else saved this slip first; `stored` is how it stands now."""

    def __init__(self, stored: "Slip") -> None:
        super().__init__("hours")
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a slip as entered; `component` is one of payroll's."""

    day: date
    component: str
    start: time | None = None
    end: time | None = None
    break_minutes: int = 0
    minutes: int = 0
    percentage: Decimal | None = None
    km: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)

    @classmethod
    def of(cls, row: HoursLineRow) -> Self:
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

    def values(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip of a placement and week; `week` is None as long as nothing is entered."""

    placement: PlacementRow
    monday: date
    seq: int
    week: HoursWeekRow | None

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(Entry.of(line) for line in self.week.lines) if self.week else ()

    @property
    def is_open(self) -> bool:
        return self.week is None or self.week.state in OPEN

    @property
    def version(self) -> int:
        return self.week.version if self.week else 0


@dataclass(frozen=True, slots=True)
class Approval:
    """Which of the chosen slips this person can approve, and why not the others."""

    ready: tuple[HoursWeekRow, ...]
    refused: tuple[tuple[HoursWeekRow, str], ...]

    @property
    def all(self) -> tuple[tuple[HoursWeekRow, str], ...]:
        """Each slip with the reason why not, empty when it can be."""
        return (*((row, "") for row in self.ready), *self.refused)

    @property
    def changed(self) -> tuple[HoursWeekRow, ...]:
        """Those that this person can approve once they have seen them as they are now."""
        return tuple(row for row, reason in self.refused if reason == CHANGED)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def slip(w: Work, placement_id: UUID, monday: date, seq: int = 1) -> Slip:
    """The slip, entered or still empty; an extra one (seq 2 and on) exists once the one before it is paid."""
    placement = w.session.scalars(
        select(PlacementRow)
        .where(PlacementRow.id == placement_id)
        .options(joinedload(PlacementRow.hirer), joinedload(PlacementRow.employment).joinedload(EmploymentRow.person))
    ).one_or_none()
    if placement is None or monday.weekday() or seq < 1:
        raise NotFoundError(str(placement_id))
    must(w.actor, Action.HOURS_READ, placement.employer_id)
    weeks = w.session.scalars(
        select(HoursWeekRow)
        .where(HoursWeekRow.placement_id == placement_id, HoursWeekRow.monday == monday)
        .options(selectinload(HoursWeekRow.lines))
    ).all()
    found = {week.seq: week for week in weeks}
    if seq > 1 and seq not in found and (seq - 1 not in found or found[seq - 1].state != HoursState.PAID):
        raise NotFoundError(str(placement_id))
    return Slip(placement, monday, seq, found.get(seq))


def last_week(w: Work, placement_id: UUID, monday: date) -> tuple[Entry, ...]:
    """What was entered for the week before, moved to this one; not saved."""
    return tuple(replace(entry, day=entry.day + WEEK) for entry in slip(w, placement_id, monday - WEEK).entries)


def earlier_minutes(w: Work, found: Slip) -> tuple[int, ...]:
    """What this person worked in each of the sixteen weeks before, newest first, for the limits on working time."""
    worked = (
        select(HoursWeekRow.monday, func.sum(HoursLineRow.minutes).label("minutes"))
        .join(HoursLineRow, HoursLineRow.hours_week_id == HoursWeekRow.id)
        .join(PlacementRow, PlacementRow.id == HoursWeekRow.placement_id)
        .where(
            PlacementRow.employment_id == found.placement.employment_id,
            HoursWeekRow.monday.between(found.monday - 16 * WEEK, found.monday - WEEK),
            HoursLineRow.component.in_(WORKED),
        )
        .group_by(HoursWeekRow.monday)
    )
    by_week = {row.monday: row.minutes for row in w.session.execute(worked)}
    return tuple(by_week.get(found.monday - count * WEEK, 0) for count in range(1, 17))


def save(w: Work, key: tuple[UUID, date, int], entries: Sequence[Entry], *, version: int) -> HoursWeekRow:
    """Store the lines of an open slip; `version` is the one that was edited, 0 for a slip that wasn't there.

    Raises ConflictError when the slip was changed since, RefusedError when it is locked or the placement not active.
    """
    w.lock(f"hours:{key[0]}")
    found = slip(w, *key)
    employer_id = found.placement.employer_id
    must(w.actor, Action.HOURS_WRITE, employer_id)
    if found.version != version:
        if found.entries == tuple(entries):
            return found.week or _new_week(found, w)
        raise ConflictError(found)
    if not found.is_open:
        raise RefusedError("locked")
    _refuse_outside(found, entries)
    hours_walls.check(w, found.placement, (found.monday, found.seq), _worked(entries))
    week = found.week or _new_week(found, w)
    _put_lines(w, week, entries)
    w.record("hours:save", week)
    w.session.flush()
    return week


def submit(w: Work, week_id: UUID, *, version: int) -> None:
    """Hand the slip to who approves; an empty slip says that there was no work."""
    week = _stored(w, week_id)
    must(w.actor, Action.HOURS_WRITE, week.employer_id)
    if week.version != version:
        raise StaleError("hours")
    if week.state not in OPEN:
        raise RefusedError("locked")
    week.state, week.submitted_by, week.submitted_at, week.remark = HoursState.SUBMITTED, w.actor.user_id, w.at, ""
    w.record("hours:submit", week)


def approval(w: Work, week_ids: Collection[UUID], seen: Mapping[UUID, int] | None = None) -> Approval:
    """What approving these slips would do: asked before it is done, and when it is done again of the versions seen."""
    rows = w.session.scalars(
        select(HoursWeekRow)
        .where(HoursWeekRow.id.in_(week_ids))
        .order_by(HoursWeekRow.monday, HoursWeekRow.id)
        .options(
            selectinload(HoursWeekRow.lines),
            joinedload(HoursWeekRow.placement).joinedload(PlacementRow.hirer),
            joinedload(HoursWeekRow.placement).joinedload(PlacementRow.employment).joinedload(EmploymentRow.person),
        )
    ).all()
    for employer_id in {row.employer_id for row in rows}:
        must(w.actor, Action.HOURS_APPROVE, employer_id)
    checked = [(row, _refusal(w, row, (seen or {}).get(row.id, row.version))) for row in rows]
    refused = tuple((row, reason) for row, reason in checked if reason)
    return Approval(tuple(row for row, reason in checked if not reason), refused)


def approve(w: Work, seen: Mapping[UUID, int]) -> Approval:
    """Approve those of the slips that can be and are still the version that was seen; one with nothing to pay is done then.

    Nobody approves what they entered or submitted themselves.
    """
    chosen = approval(w, seen, seen)
    for employer_id in sorted({row.employer_id for row in chosen.ready}):
        ready = [row for row in chosen.ready if row.employer_id == employer_id]
        as_seen = tuple_(HoursWeekRow.id, HoursWeekRow.version).in_([(row.id, row.version) for row in ready])
        is_payable = HoursWeekRow.id.in_([row.id for row in ready if row.is_payable])
        change = (
            update(HoursWeekRow)
            .where(as_seen, HoursWeekRow.state == HoursState.SUBMITTED)
            .values(
                state=case((is_payable, HoursState.APPROVED.value), else_=HoursState.PAID.value),
                approved_by=w.actor.user_id,
                approved_at=w.at,
                version=HoursWeekRow.version + 1,
            )
            .execution_options(synchronize_session=False)
        )
        ids = sorted(str(row.id) for row in ready)
        w.move("hours:approve", change, employer_id, "hours_week", expected=len(ids), ids=ids)
    return chosen


def send_back(w: Work, week_id: UUID, remark: str, *, version: int) -> None:
    """Give a submitted slip back to who entered it, saying why."""
    _step(w, week_id, version, (HoursState.SUBMITTED, HoursState.SENT_BACK, Action.HOURS_APPROVE, "send-back", remark))


def reopen(w: Work, week_id: UUID, reason: str, *, version: int) -> None:
    """Unlock an approved slip that is not paid yet; the reason stays with the slip and in the audit trail."""
    _step(w, week_id, version, (HoursState.APPROVED, HoursState.SENT_BACK, Action.HOURS_REOPEN, "reopen", reason))


def _step(w: Work, week_id: UUID, version: int, step: tuple[HoursState, HoursState, Action, str, str]) -> None:
    expected, new_state, action, verb, words = step
    week = _stored(w, week_id)
    must(w.actor, action, week.employer_id)
    if week.version != version:
        raise StaleError("hours")
    if not words.strip():
        raise RefusedError("no_remark")
    if week.state != expected:
        raise RefusedError("paid" if week.state == HoursState.PAID else "locked")
    week.state, week.remark, week.approved_by, week.approved_at = new_state, words.strip()[:500], None, None
    w.record(f"hours:{verb}", week)


def _refusal(w: Work, week: HoursWeekRow, seen: int) -> str:
    if week.state != HoursState.SUBMITTED:
        return "not_submitted"
    authors = {week.entered_by, week.submitted_by} | {line.entered_by for line in week.lines}
    if w.actor.user_id in authors:
        return "own_entry"
    return "" if week.version == seen else CHANGED


def _stored(w: Work, week_id: UUID) -> HoursWeekRow:
    week = w.session.get(HoursWeekRow, week_id)
    if week is None:
        raise NotFoundError(str(week_id))
    return week


def _refuse_outside(found: Slip, entries: Sequence[Entry]) -> None:
    placement = found.placement
    if placement.state == PlacementState.PROVISIONAL:
        raise RefusedError("placement_provisional")
    for entry in entries:
        if entry.day < placement.started_on or (placement.ended_on and entry.day > placement.ended_on):
            raise RefusedError("outside_placement")


def _worked(entries: Sequence[Entry]) -> Counter[date]:
    worked: Counter[date] = Counter()
    for entry in entries:
        worked[entry.day] += entry.minutes if entry.component in WORKED else 0
    return worked


def _new_week(found: Slip, w: Work) -> HoursWeekRow:
    week = HoursWeekRow(
        id=uuid4(),
        employer_id=found.placement.employer_id,
        placement_id=found.placement.id,
        monday=found.monday,
        seq=found.seq,
        state=HoursState.DRAFT,
        remark="",
    )
    w.session.add(week)
    return week


def _put_lines(w: Work, week: HoursWeekRow, entries: Sequence[Entry]) -> None:
    """Lines that stay the same keep who entered them, so that nobody approves a line of their own."""
    kept: dict[Entry, list[HoursLineRow]] = {}
    for line in week.lines:
        kept.setdefault(Entry.of(line), []).append(line)
    lines = []
    for position, entry in enumerate(sorted(entries, key=lambda entry: entry.day)):
        line = kept[entry].pop() if kept.get(entry) else _new_line(w, week, entry)
        if line.position != position:
            line.position = position
        lines.append(line)
    if [line.id for line in lines] != [line.id for line in week.lines] or week.entered_by is None:
        week.entered_by = w.actor.user_id
        week.lines = lines
        week.renew()


def _new_line(w: Work, week: HoursWeekRow, entry: Entry) -> HoursLineRow:
    return HoursLineRow(
        id=uuid4(), employer_id=week.employer_id, position=0, entered_by=w.actor.user_id, **entry.values()
    )
