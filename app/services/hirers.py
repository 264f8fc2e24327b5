"""Hirers (inleners): known to the whole group, placements hang off them."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, true

from app.db.organisation import HirerRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import StaleError, Work
from app.permissions import Action, must
from app.services import numbers
from app.services.lists import Page
from app.services.problems import NotFoundError, Problem

PAGE: Final = 50
FILTERS: Final = ("", "with_placements", "without_placements", "ended")
SORTS: Final = {"name": HirerRow.name, "number": HirerRow.number, "city": HirerRow.city, "sector": HirerRow.sector}


@dataclass(frozen=True, slots=True)
class Hirer:
    """A hirer as entered; the names are those of HirerRow."""

    name: str
    kvk: str
    btw: str | None
    sector: str
    street: str
    postcode: str
    city: str
    email: str | None = None
    ended_on: date | None = None
    liability_recorded_on: date | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the list is shown, and how; `text` is part of a name, a number or a KvK number."""

    chosen: str = ""
    sort: str = "name"
    page: int = 1
    text: str = ""


def find(w: Work, hirer_id: UUID) -> HirerRow:
    must(w.actor, Action.HIRER_READ)
    found = w.session.get(HirerRow, hirer_id)
    if found is None:
        raise NotFoundError("hirer")
    return found


def create(w: Work, hirer_id: UUID, given: Hirer) -> list[Problem]:
    """A new hirer; a repeated request changes nothing more."""
    must(w.actor, Action.HIRER_WRITE)
    numbers.hold(w, HirerRow.number)
    if w.session.get(HirerRow, hirer_id):
        return []
    found = [*_double(w, hirer_id, given), *_ahead(w, given)]
    if not found:
        values = {name: getattr(given, name) for name in Hirer.__slots__}
        w.add("hirer:create", HirerRow(id=hirer_id, number=numbers.take(w, HirerRow.number), **values))
    return found


def edit(w: Work, hirer_id: UUID, version: int, given: Hirer) -> list[Problem]:
    """Correct a hirer; StaleError when somebody else saved first."""
    must(w.actor, Action.HIRER_WRITE)
    row = find(w, hirer_id)
    numbers.hold(w, HirerRow.number)
    if found := [*_double(w, hirer_id, given), *_ahead(w, given)]:
        return found
    if row.version != version:
        raise StaleError("hirer")
    for name in Hirer.__slots__:
        setattr(row, name, getattr(given, name))
    w.record("hirer:edit", row)
    return []


def page(w: Work, view: View) -> tuple[Page[Any], dict[str, int]]:
    """One page of (hirer, number of running placements at the actor's employers) and the counts, in two statements."""
    must(w.actor, Action.HIRER_READ)
    counts = _counts(w, view)
    total = counts[view.chosen]
    number = min(max(1, view.page), max(1, -(-total // PAGE)))
    rows = w.session.execute(listed(view).limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(rows, number, PAGE, total), counts


def listed(view: View) -> Select[Any]:
    """The whole view in its order."""
    running = select(func.count(PlacementRow.id)).where(_running()).correlate(HirerRow).scalar_subquery()
    column = SORTS.get(view.sort.removeprefix("-"), HirerRow.name)
    order = column.desc() if view.sort.startswith("-") else column.asc()
    query = select(HirerRow, running.label("placements")).where(_matches(view.text), _condition(view.chosen))
    return query.order_by(order, HirerRow.number)


def choices(w: Work) -> list[tuple[UUID, str, int]]:
    """(id, name, number) of the hirers that placements can be made at."""
    must(w.actor, Action.HIRER_READ)
    query = (
        select(HirerRow.id, HirerRow.name, HirerRow.number).where(HirerRow.ended_on.is_(None)).order_by(HirerRow.name)
    )
    return [tuple(row) for row in w.session.execute(query)]  # type: ignore[misc]


def _counts(w: Work, view: View) -> dict[str, int]:
    columns = [func.coalesce(func.sum(case((_condition(each), 1), else_=0)), 0) for each in FILTERS]
    found = w.session.execute(select(*columns).select_from(HirerRow).where(_matches(view.text))).one()
    return dict(zip(FILTERS, found, strict=True))


def _condition(chosen: str) -> ColumnElement[bool]:
    placed = exists().where(_running())
    return {
        "with_placements": placed,
        "without_placements": ~placed & HirerRow.ended_on.is_(None),
        "ended": HirerRow.ended_on.is_not(None),
    }.get(chosen, true())


def _running() -> ColumnElement[bool]:
    return (PlacementRow.hirer_id == HirerRow.id) & (PlacementRow.state != PlacementState.ENDED)


def _matches(text: str) -> ColumnElement[bool]:
    if not text:
        return true()
    named = HirerRow.name.icontains(text, autoescape=True)
    return or_(named, HirerRow.kvk == text, HirerRow.number == int(text)) if _is_number(text) else named


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len("12345678")


def _double(w: Work, hirer_id: UUID, given: Hirer) -> list[Problem]:
    query = select(HirerRow).where(HirerRow.kvk == given.kvk, HirerRow.id != hirer_id)
    other = w.session.scalars(query).one_or_none()
    return [Problem("kvk", "kvk_known", {"hirer_id": other.id, "name": other.name})] if other else []


def _ahead(w: Work, given: Hirer) -> list[Problem]:
    is_ahead = given.liability_recorded_on is not None and given.liability_recorded_on > w.today
    return [Problem("liability_recorded_on", "recorded_in_future")] if is_ahead else []
