"""The list of placements of one employer: filters with their counts, search, sort and pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, true

from app.db.names import search_name
from app.db.organisation import HirerRow
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementState, PlacementTermsRow
from app.db.work import Work
from app.permissions import Action, must
from app.services import agreements
from app.services.lists import Page

PAGE: Final = 50
SOON: Final = timedelta(days=14)
FILTERS: Final = ("", "provisional", "active", "ending", "ended")
SORTS: Final = {
    "number": PlacementRow.number,
    "worker": PersonRow.search_name,
    "hirer": HirerRow.name,
    "started_on": PlacementRow.started_on,
    "ended_on": PlacementRow.ended_on,
}


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the list is shown, and how; `text` (part of a name, or a number) never stands in an address."""

    employer_id: UUID
    on: date
    chosen: str = ""
    sort: str = "-number"
    page: int = 1
    text: str = ""
    hirer_id: UUID | None = None
    person_id: UUID | None = None


def page(w: Work, view: View) -> tuple[Page[Any], dict[str, int], dict[UUID, Any]]:
    """One page of (placement, person, hirer), the counts, and the terms of today, in three statements."""
    must(w.actor, Action.PLACEMENT_READ, view.employer_id)
    counts = _counts(w, view)
    total = counts[view.chosen]
    number = min(max(1, view.page), max(1, -(-total // PAGE)))
    rows = w.session.execute(listed(view).limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(rows, number, PAGE, total), counts, _terms(w, rows, view.on)


def at_hirer(w: Work, hirer_id: UUID) -> list[Row[Any]]:
    """(placement, person, hirer) of one hirer at all employers of the actor, the running ones first."""
    must(w.actor, Action.PLACEMENT_READ)
    query = _joined().where(PlacementRow.hirer_id == hirer_id).order_by(PlacementRow.state, PlacementRow.number.desc())
    return list(w.session.execute(query.limit(200)).all())


def of_person(w: Work, person_id: UUID) -> list[Row[Any]]:
    """(placement, person, hirer) of one person at all employers of the actor, the newest first."""
    must(w.actor, Action.PLACEMENT_READ)
    query = _joined().where(EmploymentRow.person_id == person_id).order_by(PlacementRow.started_on.desc())
    return list(w.session.execute(query).all())


def everything(w: Work, view: View) -> Iterator[Row[Any]]:
    """All rows of the view in its order, fetched bit by bit."""
    must(w.actor, Action.PLACEMENT_READ, view.employer_id)
    yield from w.session.execute(listed(view).execution_options(yield_per=1000))


def record_export(w: Work, view: View, kind: str) -> None:
    """An export is a read of many; the record says of how many, its index of whom."""
    must(w.actor, Action.PLACEMENT_READ, view.employer_id)
    people = w.session.scalars(listed(view).with_only_columns(PersonRow.id)).all()
    remarks = {"kind": kind, "filter": view.chosen, "rows": len(people)}
    w.record_read("placement:export", view.employer_id, [], people=people, **remarks)


def listed(view: View) -> Select[Any]:
    """The whole view in its order."""
    column: Any = SORTS.get(view.sort.removeprefix("-"), PlacementRow.number)
    order = column.desc() if view.sort.startswith("-") else column.asc()
    return _joined().where(_within(view), _condition(view.chosen, view.on)).order_by(order, PlacementRow.number)


def _terms(w: Work, rows: Any, on: date) -> dict[UUID, Any]:
    """The terms of today, or of the first day of who starts later."""
    placements = [row.PlacementRow for row in rows]
    found = agreements.history_for(w.session, PlacementTermsRow.placement_id, [each.id for each in placements])
    return {each.id: agreements.on_day(found.get(each.id, []), max(on, each.started_on), w.at) for each in placements}


def _joined() -> Select[Any]:
    columns: tuple[Any, ...] = (PlacementRow, PersonRow, HirerRow)
    query = select(*columns).join(HirerRow, HirerRow.id == PlacementRow.hirer_id)
    return query.join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id).join(
        PersonRow, PersonRow.id == EmploymentRow.person_id
    )


def _counts(w: Work, view: View) -> dict[str, int]:
    columns = [func.coalesce(func.sum(case((_condition(each, view.on), 1), else_=0)), 0) for each in FILTERS]
    is_plain = not view.text and not view.person_id
    query = select(*columns).select_from(PlacementRow) if is_plain else _joined().with_only_columns(*columns)
    return dict(zip(FILTERS, w.session.execute(query.where(_within(view))).one(), strict=True))


def _within(view: View) -> ColumnElement[bool]:
    return and_(PlacementRow.employer_id == view.employer_id, *_matches(view))


def _matches(view: View) -> Iterator[ColumnElement[bool]]:
    if view.hirer_id:
        yield PlacementRow.hirer_id == view.hirer_id
    if view.person_id:
        yield EmploymentRow.person_id == view.person_id
    if not view.text:
        return
    if view.text.isdecimal():
        yield or_(PlacementRow.number == int(view.text[:9]), EmploymentRow.personnel_number == int(view.text[:9]))
    else:
        for word in search_name(view.text, "", "").split():
            named = or_(
                PersonRow.search_name.contains(word, autoescape=True),
                PersonRow.former_names.contains(word, autoescape=True),
            )
            yield or_(named, HirerRow.name.icontains(word, autoescape=True))


def _condition(chosen: str, on: date) -> ColumnElement[bool]:
    is_over = or_(PlacementRow.state == PlacementState.ENDED, PlacementRow.ended_on < on)
    runs = and_(
        PlacementRow.state == PlacementState.ACTIVE, or_(PlacementRow.ended_on.is_(None), PlacementRow.ended_on >= on)
    )
    return {
        "provisional": and_(PlacementRow.state == PlacementState.PROVISIONAL, ~func.coalesce(is_over, False)),
        "active": runs,
        "ending": and_(runs, PlacementRow.ended_on <= on + SOON),
        "ended": is_over,
    }.get(chosen, true())
