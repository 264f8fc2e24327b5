"""Which flex workers can do something, hold a certificate, or are available on a day: conditions and their counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.db.people import EmploymentRow
from app.db.profiles import (
    AvailabilityExceptionRow,
    AvailabilityRow,
    CertificateKind,
    CertificateRow,
    SkillRow,
    SkillTermRow,
)
from app.db.work import Work

DAYS: Final = 7
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the profile must say; nothing of it is of a person, so that it may stand in an address."""

    skill: UUID | None = None
    certificate: CertificateKind | None = None
    day: date | None = None

    @property
    def is_empty(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each; skills and certificates the most frequent first, with the chosen skill always among them.

    `without` says how many there are without asking for a skill, a certificate or a day.
    """

    skills: Sequence[tuple[SkillTermRow, int]] = ()
    certificates: Sequence[tuple[CertificateKind, int]] = ()
    days: Sequence[tuple[date, int]] = ()
    without: Mapping[str, int] = field(default_factory=dict)


def conditions(wanted: Wanted, on: date) -> Iterator[ColumnElement[bool]]:
    """Conditions on EmploymentRow; a certificate counts when it is valid on `on` or on the day that is asked for."""
    if wanted.skill:
        yield EmploymentRow.person_id.in_(select(SkillRow.person_id).where(SkillRow.term_id == wanted.skill))
    if wanted.certificate:
        valid = and_(CertificateRow.kind == wanted.certificate, _is_valid(wanted.day or on))
        yield EmploymentRow.person_id.in_(select(CertificateRow.person_id).where(valid))
    if wanted.day:
        yield is_available(wanted.day)


def is_available(day: date) -> ColumnElement[bool]:
    """The weekly pattern or an exception says yes on this day, and no exception says no; of patterns the latest counts."""
    bit, later = 1 << day.weekday(), aliased(AvailabilityRow)
    pattern = select(AvailabilityRow.person_id).where(
        _holds(AvailabilityRow, day),
        AvailabilityRow.days.bitwise_and(bit) != 0,
        ~exists().where(
            later.person_id == AvailabilityRow.person_id, later.since > AvailabilityRow.since, _holds(later, day)
        ),
    )
    return and_(
        or_(EmploymentRow.person_id.in_(pattern), EmploymentRow.person_id.in_(_exceptions(day, is_available=True))),
        EmploymentRow.person_id.not_in(_exceptions(day, is_available=False)),
    )


def counts(w: Work, query: Select[Any], wanted: Wanted, on: date) -> Counts:
    """Four statements, whatever the number of workers; each kind of chip is counted under what the others choose.

    `query` selects from EmploymentRow everybody whom the rest of the list shows.
    """
    names = ("skill", "certificate", "day")
    queries = {each: query.where(*conditions(replace(wanted, **{each: None}), on)) for each in names}
    every = [queries[each].with_only_columns(func.count()).scalar_subquery() for each in names]
    return Counts(
        _skills(w, queries["skill"], wanted),
        _certificates(w, queries["certificate"], wanted.day or on),
        _days(w, queries["day"], wanted, on),
        dict(zip(names, w.session.execute(select(*every)).one(), strict=True)),
    )


def _skills(w: Work, query: Select[Any], wanted: Wanted) -> Sequence[tuple[SkillTermRow, int]]:
    number = func.count(EmploymentRow.id.distinct())
    counted = (
        query.join(SkillRow, SkillRow.person_id == EmploymentRow.person_id)
        .with_only_columns(SkillRow.term_id.label("term_id"), number.label("number"))
        .group_by(SkillRow.term_id)
        .subquery()
    )
    order = ((SkillTermRow.id != wanted.skill) if wanted.skill else counted.c.number * 0, counted.c.number.desc())
    found = select(SkillTermRow, counted.c.number).join(counted, counted.c.term_id == SkillTermRow.id)
    return [(term, count) for term, count in w.session.execute(found.order_by(*order, SkillTermRow.key).limit(SHOWN))]


def _certificates(w: Work, query: Select[Any], day: date) -> Sequence[tuple[CertificateKind, int]]:
    number = func.count(EmploymentRow.id.distinct())
    counted = (
        query.join(CertificateRow, CertificateRow.person_id == EmploymentRow.person_id)
        .where(_is_valid(day))
        .with_only_columns(CertificateRow.kind, number)
        .group_by(CertificateRow.kind)
        .order_by(number.desc(), CertificateRow.kind)
    )
    return [(kind, count) for kind, count in w.session.execute(counted)]


def _days(w: Work, query: Select[Any], wanted: Wanted, on: date) -> Sequence[tuple[date, int]]:
    days = sorted({*(on + timedelta(number) for number in range(DAYS)), *({wanted.day} if wanted.day else ())})
    columns = [
        query.with_only_columns(func.count()).where(is_available(day)).scalar_subquery().label(f"day_{number}")
        for number, day in enumerate(days)
    ]
    return list(zip(days, w.session.execute(select(*columns)).one(), strict=True))


def _is_valid(day: date) -> ColumnElement[bool]:
    begun = or_(CertificateRow.obtained_on.is_(None), CertificateRow.obtained_on <= day)
    return and_(begun, or_(CertificateRow.valid_until.is_(None), CertificateRow.valid_until >= day))


def _holds(pattern: Any, day: date) -> ColumnElement[bool]:
    return and_(pattern.since <= day, or_(pattern.until.is_(None), pattern.until >= day))


def _exceptions(day: date, *, is_available: bool) -> Select[Any]:
    row = AvailabilityExceptionRow
    return select(row.person_id).where(row.since <= day, row.until >= day, row.is_available.is_(is_available))
