"""What a run came to: a line per worker beside the week before, sums, what is wrong, and who is not in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.pay import FINAL, LeftOutRow, PaidHoursRow, PayRunRow, PayslipRow
from app.db.people import EmploymentKind, EmploymentRow, PersonRow
from app.db.placements import PlacementRow
from app.db.types import Cents
from app.db.work import Work
from app.services.lists import Page

SIZE: Final = 50
SHOWN: Final = 100
FILTERS: Final = ("", "problems", "changed", "new", "gone")
_SUMS: Final = ("verloonde_uren", "bruto", "loonheffing", "netto", "te_betalen", "loonkosten")
_Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One worker: this week and the week before, None when there is no payslip."""

    payslip_id: UUID | None
    number: int | None
    employment_id: UUID
    personnel_number: int
    person: PersonRow
    now: dict[str, Decimal] | None
    before: dict[str, Decimal] | None
    is_blocked: bool = False
    problem_count: int = 0

    def change(self, name: str) -> Decimal:
        return (self.now or {}).get(name, Decimal(0)) - (self.before or {}).get(name, Decimal(0))


@dataclass(frozen=True, slots=True)
class Results:
    """One page of lines, the count behind each filter, the sums of the whole run and of the week before."""

    page: Page[Line]
    counts: dict[str, int]
    totals: dict[str, Decimal]
    before: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Blocked:
    """A worker who stops the run: problems of the payslip, or why there is none."""

    employment_id: UUID
    personnel_number: int
    person: PersonRow
    payslip_id: UUID | None
    problems: Sequence[dict[str, Any]]
    placement_id: UUID | None


def results(
    w: Work, run: PayRunRow, view: str = "", *, over: Decimal = Decimal(50), page: int = 1, also: Iterable[UUID] = ()
) -> Results:
    """The lines of a run; a fixed number of queries, recorded as a reading of salaries, with who else (`also`) is on the page."""
    before = _before(run)
    compared = _compared(run, before)
    counts, totals = _counts(w, compared, before, over)
    sums = [func.coalesce(func.sum(before.c[name]), 0) for name in _SUMS]
    earlier = w.session.execute(select(*sums)).one()
    if view == "gone":
        counts["gone"], lines, number = _gone(w, run, before, page)
    else:
        counts["gone"] = w.session.scalar(_gone_query(run, before).with_only_columns(func.count())) or 0
        lines, number = _lines(w, (compared, before), (view, over, page), counts[view])
    people = [*(line.person.id for line in lines), *also]
    w.record_read(
        "pay_run:read", run.employer_id, [line.employment_id for line in lines], people=people, run=str(run.id)
    )
    shown = Page(lines, number, SIZE, counts[view])
    return Results(shown, counts, totals, _amounts(earlier))


def record_export(w: Work, run: PayRunRow, view: str, over: Decimal) -> None:
    """Recorded before the first line is sent, with everybody who is in it."""
    people = [line.person.id for line in every_line(w, run, view, over)]
    w.record_read("pay_run:export", run.employer_id, [run.id], people=people, view=view)


def every_line(w: Work, run: PayRunRow, view: str, over: Decimal) -> Iterator[Line]:
    """All lines of a view, for an export that has been recorded."""
    before = _before(run)
    if view == "gone":
        rows = w.session.execute(_gone_rows(run, before))
        yield from (_gone_line(row) for row in rows)
        return
    query = _line_query(_compared(run, before), before).where(_condition(view, before, over))
    for row in w.session.execute(query.execution_options(yield_per=500)):
        yield _line(row)


def blocked(w: Work, run: PayRunRow) -> list[Blocked]:
    """The first hundred workers that keep the run from being approved; two queries."""
    placement = (
        select(HoursWeekRow.placement_id)
        .join(PaidHoursRow, PaidHoursRow.hours_week_id == HoursWeekRow.id)
        .where(PaidHoursRow.payslip_id == PayslipRow.id)
        .limit(1)
        .scalar_subquery()
    )
    columns = (EmploymentRow.id, EmploymentRow.personnel_number, PersonRow)
    stopped = (
        select(*columns, PayslipRow.id, PayslipRow.problems, placement)
        .select_from(PayslipRow)
        .join(EmploymentRow, EmploymentRow.id == PayslipRow.employment_id)
        .join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        .where(PayslipRow.pay_run_id == run.id, PayslipRow.is_blocked)
        .order_by(EmploymentRow.personnel_number)
        .limit(SHOWN)
    )
    found = [Blocked(*row) for row in w.session.execute(stopped)]
    reasons = {UUID(one): {"code": code, "detail": detail} for one, code, detail in run.unpayable[:SHOWN]}
    if reasons:
        people = select(*columns).join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        rows = w.session.execute(people.where(EmploymentRow.id.in_(list(reasons))))
        found += [Blocked(*row, None, [reasons[row[0]]], None) for row in rows]
    return found


def left_out(w: Work, run: PayRunRow) -> Sequence[Any]:
    """(employment, person, since when) of those who were kept out by hand."""
    query = (
        select(EmploymentRow, PersonRow, LeftOutRow.left_out_at)
        .join(LeftOutRow, LeftOutRow.employment_id == EmploymentRow.id)
        .join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        .where(LeftOutRow.pay_run_id == run.id)
        .order_by(EmploymentRow.personnel_number)
    )
    return w.session.execute(query).all()


def self_employed(w: Work, run: PayRunRow) -> Sequence[Any]:
    """(employment, person, slips, minutes) of approved hours in the week of who sends an invoice and gets no payslip; one query."""
    query = (
        select(EmploymentRow, PersonRow, func.count(HoursWeekRow.id.distinct()), func.sum(HoursLineRow.minutes))
        .join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        .join(PlacementRow, PlacementRow.employment_id == EmploymentRow.id)
        .join(HoursWeekRow, HoursWeekRow.placement_id == PlacementRow.id)
        .join(HoursLineRow, HoursLineRow.hours_week_id == HoursWeekRow.id)
        .where(
            EmploymentRow.kind == EmploymentKind.SELF_EMPLOYED,
            HoursWeekRow.employer_id == run.employer_id,
            HoursWeekRow.monday == run.period_start,
            HoursWeekRow.state == HoursState.APPROVED,
        )
        .group_by(EmploymentRow.id, PersonRow.id)
        .order_by(EmploymentRow.personnel_number)
        .limit(SHOWN)
    )
    return w.session.execute(query).all()


def _before(run: PayRunRow) -> Any:
    """The sums per employment of what was paid for the week before."""
    earlier, slip = aliased(PayRunRow), aliased(PayslipRow)
    return (
        select(slip.employment_id, *(func.sum(getattr(slip, name)).label(name) for name in _SUMS))
        .join(earlier, earlier.id == slip.pay_run_id)
        .where(
            earlier.employer_id == run.employer_id,
            earlier.period_kind == run.period_kind,
            earlier.period_start == run.period_start - timedelta(days=7),
            earlier.state.in_(FINAL),
        )
        .group_by(slip.employment_id)
        .subquery()
    )


def _compared(run: PayRunRow, before: Any) -> _Query:
    return (
        select(PayslipRow.id)
        .join(EmploymentRow, EmploymentRow.id == PayslipRow.employment_id)
        .join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        .outerjoin(before, before.c.employment_id == PayslipRow.employment_id)
        .where(PayslipRow.pay_run_id == run.id)
    )


def _condition(view: str, before: Any, over: Decimal) -> ColumnElement[bool]:
    change = PayslipRow.te_betalen - before.c.te_betalen
    most, least = literal(over, Cents()), literal(-over, Cents())
    conditions: dict[str, ColumnElement[bool]] = {
        "": PayslipRow.id.is_not(None),
        "problems": PayslipRow.problem_count > 0,
        "changed": and_(before.c.employment_id.is_not(None), or_(change > most, change < least)),
        "new": before.c.employment_id.is_(None),
    }
    return conditions[view]


def _counts(w: Work, compared: _Query, before: Any, over: Decimal) -> tuple[dict[str, int], dict[str, Decimal]]:
    views = ("", "problems", "changed", "new")
    counted = [func.coalesce(func.sum(case((_condition(view, before, over), 1), else_=0)), 0) for view in views]
    sums = [func.coalesce(func.sum(getattr(PayslipRow, name)), 0) for name in _SUMS]
    row = w.session.execute(compared.with_only_columns(*counted, *sums)).one()
    return dict(zip(views, (int(each) for each in row[:4]), strict=True)), _amounts(row[4:])


def _amounts(row: Any) -> dict[str, Decimal]:
    return dict(zip(_SUMS, (Decimal(each) for each in row), strict=True))


def _line_query(compared: _Query, before: Any) -> _Query:
    columns = (PayslipRow.id, PayslipRow.number, EmploymentRow.id, EmploymentRow.personnel_number, PersonRow)
    flags = (PayslipRow.is_blocked, PayslipRow.problem_count)
    mine = [getattr(PayslipRow, name) for name in _SUMS]
    return compared.with_only_columns(*columns, *flags, *mine, *(before.c[name] for name in _SUMS)).order_by(
        PersonRow.search_name, PayslipRow.number
    )


def _lines(w: Work, tables: tuple[_Query, Any], asked: tuple[str, Decimal, int], total: int) -> tuple[list[Line], int]:
    (compared, before), (view, over, page) = tables, asked
    number = min(max(page, 1), max(1, -(-total // SIZE)))
    query = _line_query(compared, before).where(_condition(view, before, over))
    return [_line(row) for row in w.session.execute(query.limit(SIZE).offset((number - 1) * SIZE))], number


def _line(row: Any) -> Line:
    payslip_id, number, employment_id, personnel_number, person, is_blocked, problem_count, *sums = row
    now, before = sums[: len(_SUMS)], sums[len(_SUMS) :]
    earlier = _amounts(before) if before[0] is not None else None
    return Line(
        payslip_id, number, employment_id, personnel_number, person, _amounts(now), earlier, is_blocked, problem_count
    )


def _gone_query(run: PayRunRow, before: Any) -> _Query:
    here = exists().where(PayslipRow.pay_run_id == run.id, PayslipRow.employment_id == before.c.employment_id)
    return (
        select(EmploymentRow.id)
        .join(before, before.c.employment_id == EmploymentRow.id)
        .join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        .where(~here)
    )


def _gone_rows(run: PayRunRow, before: Any) -> _Query:
    columns = (EmploymentRow.id, EmploymentRow.personnel_number, PersonRow)
    query = _gone_query(run, before).with_only_columns(*columns, *(before.c[name] for name in _SUMS))
    return query.order_by(PersonRow.search_name, EmploymentRow.personnel_number)


def _gone(w: Work, run: PayRunRow, before: Any, page: int) -> tuple[int, list[Line], int]:
    total = w.session.scalar(_gone_query(run, before).with_only_columns(func.count())) or 0
    number = min(max(page, 1), max(1, -(-total // SIZE)))
    rows = w.session.execute(_gone_rows(run, before).limit(SIZE).offset((number - 1) * SIZE))
    return total, [_gone_line(row) for row in rows], number


def _gone_line(row: Any) -> Line:
    employment_id, personnel_number, person, *sums = row
    return Line(None, None, employment_id, personnel_number, person, None, _amounts(sums))
