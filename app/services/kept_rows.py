"""Which rows and columns go by which term, read off what the columns say of themselves: nothing is listed twice (P25)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Enum, LargeBinary, String, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.db.accounts import AccountRow, LoginSessionRow, MailRow
from app.db.audit import AuditRow, LookRow
from app.db.base import Base, Retention
from app.db.contacts import ContactRow
from app.db.dossiers import DocumentRow
from app.db.hours import HoursWeekRow
from app.db.merges import PersonMergeRow
from app.db.pay import PayslipRow
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementRow
from app.db.types import Moment
from app.db.work import midnight
from app.services.field_register import guard_of, kept
from documents.retention import Kept, destroy_on, rule

# Terms that run from the last day of the last employment of the person in the whole installation, the shortest first.
TERMS: Final = (
    Kept.PERSONNEL_FILE,
    Kept.ABSENCE_FILE,
    Kept.WAGE_TAX_STATEMENT,
    Kept.ID_COPY,
    Kept.WAGE_ADMINISTRATION,
)
# What a duty of its own takes away, because nobody's employment says when.
OTHERS: Final[dict[Retention, tuple[Any, ...]]] = {
    Retention.ACCESS_LOG: (AuditRow, LookRow),
    Retention.ACCOUNT: (AccountRow, LoginSessionRow, MailRow),
    Retention.CONTACT: (ContactRow,),
    Retention.MERGE_UNDO: (PersonMergeRow,),
}
_WHOLES: Final = (
    ("employment_id", EmploymentRow),
    ("placement_id", PlacementRow),
    ("payslip_id", PayslipRow),
    ("hours_week_id", HoursWeekRow),
)


@cache
def tables() -> tuple[Any, ...]:
    """Every class of rows, in the order in which they go: what refers to something before it."""
    classes = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return tuple(classes[table] for table in reversed(Base.metadata.sorted_tables))


@cache
def term_of(table: Any) -> Kept | None:
    """The longest term of its columns: that of the row. Without data of a person, that of the wage administration it is a part of."""
    held = {kept(found.retention) for column in table.__table__.columns if (found := guard_of(column))}
    if not held:
        return Kept.WAGE_ADMINISTRATION if table.kept_by else None
    return max(held, key=_length)


@cache
def rows_with(kind: Kept) -> tuple[Any, ...]:
    """The tables of which rows of a person go by this term; documents go by their kind."""
    return tuple(each for each in tables() if hasattr(each, "person_id") and (_goes_with(each, kind)))


def _goes_with(table: Any, kind: Kept) -> bool:
    return table is DocumentRow or (kind is not Kept.WAGE_ADMINISTRATION and term_of(table) is kind)


@cache
def fields_with(kind: Kept) -> dict[Any, tuple[Column[Any], ...]]:
    """The columns that are blanked by this term, because the rest of their row is kept longer."""
    return {table: columns for table in tables() if (columns := tuple(fields_of(table, kind)))}


def fields_of(table: Any, kind: Kept) -> Iterator[Column[Any]]:
    """Those of one table. What was asked of an applicant who was hired has no end of its own, and goes with the personnel file."""
    for column in table.__table__.columns if of_person(table) is not None else ():
        guarded = guard_of(column)
        own = kept(guarded.retention) if guarded else None
        carrier = Kept.PERSONNEL_FILE if own is Kept.APPLICANT else own
        if carrier is kind and own is not term_of(table):
            yield column


def blank(column: Column[Any]) -> Any:
    """What a column holds when nothing is known."""
    if column.nullable:
        return None
    if isinstance(column.default, ScalarElementColumnDefault):
        return column.default.arg
    if isinstance(column.type, String) and not isinstance(column.type, Enum):
        return ""
    if isinstance(column.type, LargeBinary):
        return b""
    raise ValueError(f"{column} cannot be blank")


def is_filled(columns: tuple[Column[Any], ...]) -> ColumnElement[bool]:
    """The condition that one of these columns still says something."""
    return or_(false(), *(column.is_distinct_from(blank(column)) for column in columns))


def of_person(table: Any) -> Any:
    """The person of a row of this table, as something to compare; None for a table of which the rows are nobody's."""
    if table is PersonRow:
        return PersonRow.id
    if hasattr(table, "person_id"):
        return table.person_id
    for name, whole in _WHOLES:
        if hasattr(table, name):
            held: Any = aliased(whole)
            return select(of_person(held)).where(held.id == getattr(table, name)).scalar_subquery()
    return None


def since(kind: Kept, today: date) -> date:
    """The first day of the oldest year that is still kept, or the oldest day."""
    found = rule(kind)
    return (
        today.replace(month=1, day=1) - found.term if found.is_from_year_end else today - found.term + timedelta(days=1)
    )


def is_over(table: Any, today: date) -> ColumnElement[bool]:
    """The condition that the year a row is about (`kept_by`) is kept no longer."""
    column, first = getattr(table, table.kept_by), since(term_of(table) or Kept.WAGE_ADMINISTRATION, today)
    over: ColumnElement[bool] = column < (midnight(first) if isinstance(column.type, Moment) else first)
    return over


def is_alone(table: Any) -> ColumnElement[bool]:
    """The condition that nothing that stays refers to a row: the parts that go with it do not count."""
    holding = []
    for other in tables():
        for key in other.__table__.foreign_keys:
            if key.column.table is table.__table__ and key.parent.key != other.kept_with:
                held: Any = aliased(other)
                holding.append(exists().where(getattr(held, key.parent.key) == table.id))
    return and_(true(), *(~each for each in holding))


def parts_of(table: Any) -> list[tuple[Any, Any]]:
    """(class, column) of what goes with a row of this table."""
    keys = [(each, each.__table__.c[each.kept_with]) for each in tables() if each.kept_with]
    return [(each, getattr(each, key.key)) for each, key in keys if key.references(table.__table__.c.id)]


def yearly() -> list[Any]:
    """What goes year by year, also of who is still in service."""
    return [each for each in tables() if each.kept_by and term_of(each) is Kept.WAGE_ADMINISTRATION]


def histories() -> list[Any]:
    """Agreements of the wage administration, of which what a later one replaced goes year by year."""
    return [each for each in tables() if each.history_of and term_of(each) is Kept.WAGE_ADMINISTRATION]


def is_replaced(table: Any, today: date) -> ColumnElement[bool]:
    """The condition that a later agreement replaced this one before the oldest year that is kept, and that it was known then."""
    first = since(Kept.WAGE_ADMINISTRATION, today)
    later, undone = aliased(table), aliased(table)
    withdrawn = exists().where(*_same(table, undone, later), undone.since == later.since, undone.is_withdrawn)
    return exists().where(
        *_same(table, later, table),
        later.since > table.since,
        later.since <= first,
        later.recorded_at < midnight(first),
        ~later.is_withdrawn,
        ~withdrawn,
    )


def _same(table: Any, one: Any, other: Any) -> list[ColumnElement[bool]]:
    return [getattr(one, name) == getattr(other, name) for name in table.history_of]


def without_executor() -> Iterator[str]:
    """The tables of the register of fields that no duty ever takes away, and the columns that nobody blanks in time."""
    for table in tables():
        terms = {column.key: kept(found.retention) for column in table.__table__.columns if (found := guard_of(column))}
        if terms and not _has_executor(table):
            yield table.__tablename__
        elif not any(table in found for found in OTHERS.values()):
            blanked = {column.key for kind in TERMS for column in fields_of(table, kind)}
            yield from (
                f"{table.__tablename__}.{key}"
                for key in terms
                if key not in blanked and terms[key] is not term_of(table)
            )


def _has_executor(table: Any) -> bool:
    if table.kept_with:
        whole = next(iter(table.__table__.c[table.kept_with].foreign_keys)).column.table
        return any(_has_executor(each) for each in tables() if each.__table__ is whole)
    is_persons = table is PersonRow or hasattr(table, "person_id")
    is_yearly = bool(table.kept_by or table.history_of) and term_of(table) is Kept.WAGE_ADMINISTRATION
    return is_yearly or (is_persons and term_of(table) in TERMS) or any(table in found for found in OTHERS.values())


def _length(kind: Kept) -> date:
    return destroy_on(kind, date.min) or date.max
