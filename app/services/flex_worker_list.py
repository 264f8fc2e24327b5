"""The list of flex workers of one employer: filters with their counts, search, sort, pages and export."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, not_, or_, select, true

from app.db.names import search_name
from app.db.organisation import BranchRow
from app.db.people import EMPLOYEES, PLACEABLE, BankAccountRow, EmploymentKind, EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import Work
from app.permissions import Action, must
from app.services import bsns, idle_procedures, profile_filters
from app.services.lists import Page
from app.services.profile_filters import Wanted

PAGE: Final = 50
KINDS: Final = tuple(kind.value for kind in EmploymentKind)
FILTERS: Final = (
    "",
    *KINDS,
    "idle",
    "leaving",
    "employed",
    "left",
    "without_bsn",
    "without_account",
    "without_placement",
    "placeable",
)
LEAVING: Final = timedelta(days=7)
SORTS: Final = ("name", "number", "birth_date", "started_on")


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; it never stands in an address."""

    name: str = ""
    number: int | None = None
    birth_date: date | None = None
    bsn: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Search()


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the list is shown, and how."""

    employer_id: UUID
    on: date
    chosen: str = ""
    sort: str = "name"
    page: int = 1
    search: Search = Search()
    wanted: Wanted = field(default_factory=Wanted)
    names_all_skills: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing narrows the list but its filter."""
        return self.search.is_empty and self.wanted.is_empty


def page(w: Work, view: View) -> tuple[Page[Row[Any]], dict[str, int]]:
    """The rows of one page and the counts, in two statements whatever the number of workers."""
    must(w.actor, Action.PERSON_READ, view.employer_id)
    counts = _counts(w, view)
    total = counts[view.chosen]
    number = min(max(1, view.page), max(1, -(-total // PAGE)))
    rows = w.session.execute(_sorted(w, view).limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(rows, number, PAGE, total), counts


def profile_counts(w: Work, view: View) -> profile_filters.Counts:
    """What the people of the view can do and when, in five statements."""
    must(w.actor, Action.PROFILE_READ, view.employer_id)
    query = select(EmploymentRow.id).where(EmploymentRow.employer_id == view.employer_id, *_matches(w, view.search))
    most = None if view.names_all_skills else profile_filters.SHOWN
    if not view.search.is_empty or view.chosen == "without_bsn":
        query = query.join(PersonRow, PersonRow.id == EmploymentRow.person_id)
    return profile_filters.counts(w, query.where(_condition(view.chosen, view.on)), view.wanted, view.on, most=most)


def everything(w: Work, view: View) -> Iterator[Row[Any]]:
    """All rows of the view in its order, fetched bit by bit."""
    must(w.actor, Action.PERSON_READ, view.employer_id)
    yield from w.session.execute(_sorted(w, view).execution_options(yield_per=1000))


def record_export(w: Work, view: View, kind: str) -> None:
    """An export is a read of many; the record says of how many, its index of whom."""
    must(w.actor, Action.PERSON_READ, view.employer_id)
    people = w.session.scalars(_sorted(w, view).with_only_columns(PersonRow.id)).all()
    remarks = {"kind": kind, "filter": view.chosen, "rows": len(people)}
    w.record_read("flex_worker:export", view.employer_id, [], people=people, **remarks)


def record_bsn_search(w: Work, employer_id: UUID, found: Iterable[UUID] = ()) -> None:
    """Somebody looked for one BSN (NEN 7513: a search is logged); who was found is, the BSN is not kept."""
    must(w.actor, Action.BSN_REVEAL, employer_id)
    w.record_read("bsn:search", employer_id, [], people=found)


def _counts(w: Work, view: View) -> dict[str, int]:
    """One statement: of the whole list a count per filter, by index; of what a search found, one reading of that."""
    counted = _whole_list if view.is_whole else _what_was_found
    return dict(zip(FILTERS, w.session.execute(counted(w, view)).one(), strict=True))


def _whole_list(w: Work, view: View) -> Select[Any]:
    query = select(func.count()).select_from(EmploymentRow).where(_within(w, view))
    joined = query.join(PersonRow, PersonRow.id == EmploymentRow.person_id)
    chosen = [(joined if each == "without_bsn" else query).where(_condition(each, view.on)) for each in FILTERS]
    return select(*(each.scalar_subquery() for each in chosen))


def _what_was_found(w: Work, view: View) -> Select[Any]:
    columns = [func.coalesce(func.sum(case((_condition(each, view.on), 1), else_=0)), 0) for each in FILTERS]
    query = select(*columns).select_from(EmploymentRow).join(PersonRow, PersonRow.id == EmploymentRow.person_id)
    return query.where(_within(w, view))


def _sorted(w: Work, view: View) -> Select[Any]:
    column: Any = {
        "name": PersonRow.search_name,
        "number": EmploymentRow.personnel_number,
        "birth_date": PersonRow.birth_date,
        "started_on": EmploymentRow.started_on,
    }.get(view.sort.removeprefix("-"), PersonRow.search_name)
    order = column.desc() if view.sort.startswith("-") else column.asc()
    return _rows(w, view).order_by(order, EmploymentRow.personnel_number)


def _rows(w: Work, view: View) -> Select[Any]:
    columns: tuple[Any, ...] = (
        PersonRow.id,
        EmploymentRow.id.label("employment_id"),
        EmploymentRow.personnel_number,
        PersonRow.initials,
        PersonRow.first_name,
        PersonRow.called_prefix.label("name_prefix"),
        PersonRow.called_last_name.label("last_name"),
        PersonRow.birth_date,
        EmploymentRow.kind,
        EmploymentRow.destroy_on,
        EmploymentRow.started_on,
        EmploymentRow.ended_on,
        BranchRow.name.label("branch"),
        _lacks_bsn().label("lacks_bsn"),
        _lacks_account().label("lacks_account"),
        _lacks_placement(view.on).label("lacks_placement"),
    )
    joined = select(*columns).select_from(EmploymentRow).join(PersonRow, PersonRow.id == EmploymentRow.person_id)
    return joined.outerjoin(BranchRow, BranchRow.id == EmploymentRow.branch_id).where(
        _within(w, view), _condition(view.chosen, view.on)
    )


def _within(w: Work, view: View) -> ColumnElement[bool]:
    if not view.wanted.is_empty:
        must(w.actor, Action.PROFILE_READ, view.employer_id)
    wanted = profile_filters.conditions(view.wanted, view.on)
    return and_(EmploymentRow.employer_id == view.employer_id, *_matches(w, view.search), *wanted)


def _matches(w: Work, search: Search) -> Iterator[ColumnElement[bool]]:
    for word in search_name(search.name, "", "").split():
        found = PersonRow.search_name.startswith(word, autoescape=True)
        inside = PersonRow.search_name.contains(f" {word}", autoescape=True)
        hyphenated = PersonRow.search_name.contains(f"-{word}", autoescape=True)
        yield or_(found, inside, hyphenated, PersonRow.former_names.contains(word, autoescape=True))
    if search.number is not None:
        same = select(PersonRow.id).where(PersonRow.number == search.number).scalar_subquery()
        yield or_(EmploymentRow.personnel_number == search.number, EmploymentRow.person_id == same)
    if search.birth_date:
        yield PersonRow.birth_date == search.birth_date
    if search.bsn:
        yield PersonRow.bsn_index == bsns.index(w, search.bsn)
        yield EmploymentRow.kind.in_(EMPLOYEES)


def _condition(chosen: str, on: date) -> ColumnElement[bool]:
    if chosen in KINDS:
        return EmploymentRow.kind == EmploymentKind(chosen)
    running = or_(EmploymentRow.ended_on.is_(None), EmploymentRow.ended_on >= on)
    is_candidate = EmploymentRow.kind == EmploymentKind.CANDIDATE
    employed = and_(running, EmploymentRow.kind.in_(EMPLOYEES))
    placeable = and_(running, EmploymentRow.kind.in_(PLACEABLE))
    return {
        "idle": idle_procedures.is_idle(on + idle_procedures.AHEAD),
        "leaving": and_(is_candidate, EmploymentRow.destroy_on <= on + LEAVING),
        "employed": employed,
        "left": and_(EmploymentRow.ended_on < on, ~is_candidate),
        "without_bsn": and_(employed, _lacks_bsn()),
        "without_account": and_(running, ~is_candidate, _lacks_account()),
        "without_placement": and_(placeable, _lacks_placement(on)),
        "placeable": placeable,
    }.get(chosen, true())


def _lacks_bsn() -> ColumnElement[bool]:
    return PersonRow.bsn_index.is_(None)


def _lacks_account() -> ColumnElement[bool]:
    held = exists().where(BankAccountRow.person_id == EmploymentRow.person_id, not_(BankAccountRow.is_withdrawn))
    return ~held


def _lacks_placement(on: date) -> ColumnElement[bool]:
    running = or_(PlacementRow.ended_on.is_(None), PlacementRow.ended_on >= on)
    placed = exists().where(
        PlacementRow.employment_id == EmploymentRow.id, PlacementRow.state != PlacementState.ENDED, running
    )
    return ~placed
