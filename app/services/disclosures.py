"""The disclosure register: what left the house, kept once and never changed, and read as a list (privacy.md P41)."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true
from sqlalchemy.orm import joinedload

from app.db.among import among
from app.db.disclosures import DisclosureKind, DisclosureRow, Ground
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementRow
from app.db.work import Work, dutch_day
from app.permissions import Action, must
from app.services import sight
from app.services.lists import Page
from documents.hirer_data import Field

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
PAGE: Final = 50
FILTERS: Final = ("", *DisclosureKind)
SORTS: Final = {
    "decided_at": DisclosureRow.decided_at,
    "number": PersonRow.number,
    "receiver": DisclosureRow.receiver,
}


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the register is shown, and how; both days are Dutch days and included."""

    employer_id: UUID
    chosen: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "-decided_at"
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What is said of a file that goes out; without a hirer the receiver is named in words."""

    kind: DisclosureKind
    person_id: UUID
    employer_id: UUID
    receiver: str
    ground: Ground
    fields: Sequence[Field]
    reason: str = ""
    placement: PlacementRow | None = None


def put(w: Work, given: Disclosure, content: bytes) -> DisclosureRow:
    """Write that this file goes out, by decision of who acts; the audit trail has it in the same transaction."""
    must(w.actor, Action.DISCLOSURE_WRITE, given.employer_id)
    row = DisclosureRow(
        id=uuid4(), employer_id=given.employer_id, person_id=given.person_id, kind=given.kind,
        placement_id=given.placement.id if given.placement else None,
        hirer_id=given.placement.hirer_id if given.placement else None,
        receiver=given.receiver, reason=given.reason, ground=given.ground, fields=[each.value for each in given.fields],
        sha256=hashlib.sha256(content).hexdigest(), decided_at=w.at, decided_by=w.actor.user_id,
    )  # fmt: skip
    w.add(f"disclosure:{given.kind}", row)
    return row


def page(w: Work, view: View) -> tuple[Page[Any], dict[str, int]]:
    """One page of the register and the counts, in two statements."""
    must(w.actor, Action.DISCLOSURE_READ, view.employer_id)
    counts = _counts(w, view)
    total = counts[view.chosen]
    number = min(max(1, view.page), max(1, -(-total // PAGE)))
    rows = w.session.scalars(listed(view).limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(rows, number, PAGE, total), counts


def listed(view: View) -> Select[Any]:
    """The whole view in its order."""
    column: Any = SORTS.get(view.sort.removeprefix("-"), DisclosureRow.decided_at)
    order = column.desc() if view.sort.startswith("-") else column.asc()
    query = _whole().join(PersonRow, PersonRow.id == DisclosureRow.person_id)
    return query.where(_within(view), _condition(view.chosen)).order_by(order, DisclosureRow.id)


def everything(w: Work, view: View) -> Iterator[DisclosureRow]:
    """All rows of the view in its order, fetched bit by bit."""
    must(w.actor, Action.DISCLOSURE_READ, view.employer_id)
    yield from w.session.scalars(listed(view).execution_options(yield_per=1000))


def record_export(w: Work, view: View, kind: str) -> None:
    """An export is a read of many; the record says of how many, its index of whom."""
    must(w.actor, Action.DISCLOSURE_READ, view.employer_id)
    people = w.session.scalars(listed(view).with_only_columns(DisclosureRow.person_id)).all()
    remarks = {"kind": kind, "filter": view.chosen, "rows": len(people)}
    w.record_read("disclosure:export", view.employer_id, [], people=people, **remarks)


def of_person(w: Work, person_id: UUID) -> Sequence[DisclosureRow]:
    """What went out of one person at the employers whose register the actor may read, newest first."""
    query = (
        _whole()
        .where(DisclosureRow.person_id.in_(sight.everyone_in(w, person_id)))
        .order_by(DisclosureRow.decided_at.desc())
    )
    within = sight.employers(w, Action.DISCLOSURE_READ)
    return w.session.scalars(query if within is None else query.where(DisclosureRow.employer_id.in_(within))).all()


def of_placement(w: Work, placement_id: UUID) -> Sequence[DisclosureRow]:
    """What went to the hirer of one placement, newest first."""
    query = _whole().where(DisclosureRow.placement_id == placement_id).order_by(DisclosureRow.decided_at.desc())
    return w.session.scalars(query).all()


def handed_over(w: Work, person_ids: Collection[UUID]) -> dict[UUID, date]:
    """The day on which the hirer of each placement of these people got the copy of Wav art. 15; one query."""
    is_copy = DisclosureRow.kind == DisclosureKind.HAND_OVER
    query = (
        select(DisclosureRow.placement_id, DisclosureRow.decided_at)
        .join(PlacementRow, PlacementRow.id == DisclosureRow.placement_id)
        .join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id)
        .where(is_copy, among(w.session, EmploymentRow.person_id, person_ids))
    )
    found = w.session.execute(query)
    return {placement_id: dutch_day(at) for placement_id, at in found if placement_id}


def _whole() -> Select[Any]:
    query: Any = select(DisclosureRow)
    made: Select[Any] = query.options(joinedload(DisclosureRow.person), joinedload(DisclosureRow.placement))
    return made


def _counts(w: Work, view: View) -> dict[str, int]:
    columns = [func.coalesce(func.sum(case((_condition(each), 1), else_=0)), 0) for each in FILTERS]
    found = w.session.execute(select(*columns).select_from(DisclosureRow).where(_within(view))).one()
    return dict(zip(FILTERS, found, strict=True))


def _condition(chosen: str) -> ColumnElement[bool]:
    return DisclosureRow.kind == chosen if chosen else true()


def _within(view: View) -> ColumnElement[bool]:
    conditions = [DisclosureRow.employer_id == view.employer_id]
    if view.since:
        conditions.append(DisclosureRow.decided_at >= _midnight(view.since))
    if view.until and view.until < date.max:
        conditions.append(DisclosureRow.decided_at < _midnight(view.until + timedelta(days=1)))
    return and_(*conditions)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)
