"""Which flex workers can do something, hold a certificate, or are available on a day: conditions and their counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

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
    """An exception of this day says so, or without one the weekly pattern; of both there is at most one (profiles.save)."""
    excepted = select(AvailabilityExceptionRow.person_id).where(_is_excepted(day))
    pattern = select(AvailabilityRow.person_id).where(_says_yes(day), AvailabilityRow.person_id.not_in(excepted))
    return EmploymentRow.person_id.in_(pattern.union(excepted.where(AvailabilityExceptionRow.is_available)))


def _says_yes(day: date) -> ColumnElement[bool]:
    return and_(
        AvailabilityRow.since <= day,
        or_(AvailabilityRow.until.is_(None), AvailabilityRow.until >= day),
        AvailabilityRow.days.bitwise_and(1 << day.weekday()) != 0,
    )


def _is_excepted(day: date) -> ColumnElement[bool]:
    return and_(AvailabilityExceptionRow.since <= day, AvailabilityExceptionRow.until >= day)


def counts(w: Work, query: Select[Any], wanted: Wanted, on: date, *, most: int | None = SHOWN) -> Counts:
    """Five statements, whatever the number of workers; each kind of chip is counted under what the others choose.

    `query` selects from EmploymentRow everybody whom the rest of the list shows; `most` skills are named, all when None.
    """
    names = ("skill", "certificate", "day")
    queries = {each: query.where(*conditions(replace(wanted, **{each: None}), on)) for each in names}
    every = [queries[each].with_only_columns(func.count()).scalar_subquery() for each in names]
    return Counts(
        _skills(w, queries["skill"], wanted, most),
        _certificates(w, queries["certificate"], wanted.day or on),
        _days(w, queries["day"], wanted, on),
        dict(zip(names, w.session.execute(select(*every)).one(), strict=True)),
    )


def _skills(w: Work, query: Select[Any], wanted: Wanted, most: int | None) -> Sequence[tuple[SkillTermRow, int]]:
    number = func.count(EmploymentRow.id.distinct())
    counted = (
        query.join(SkillRow, SkillRow.person_id == EmploymentRow.person_id)
        .with_only_columns(SkillRow.term_id.label("term_id"), number.label("number"))
        .group_by(SkillRow.term_id)
        .subquery()
    )
    order = ((SkillTermRow.id != wanted.skill) if wanted.skill else counted.c.number * 0, counted.c.number.desc())
    found = select(SkillTermRow, counted.c.number).join(counted, counted.c.term_id == SkillTermRow.id)
    return [(term, count) for term, count in w.session.execute(found.order_by(*order, SkillTermRow.key).limit(most))]


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
    """What the patterns say, and what the exceptions change in that: two readings instead of one per day."""
    days = sorted({*(on + timedelta(number) for number in range(DAYS)), *({wanted.day} if wanted.day else ())})
    patterns = query.join(AvailabilityRow, AvailabilityRow.person_id == EmploymentRow.person_id)
    exceptions = query.join(AvailabilityExceptionRow, AvailabilityExceptionRow.person_id == EmploymentRow.person_id)
    exceptions = exceptions.where(AvailabilityExceptionRow.until >= days[0], AvailabilityExceptionRow.since <= days[-1])
    said = _summed(w, patterns, [case((_says_yes(day), 1), else_=0) for day in days])
    changed = _summed(w, exceptions, [_changed(day) for day in days])
    return [(day, yes + other) for day, yes, other in zip(days, said, changed, strict=True)]


def _changed(day: date) -> ColumnElement[int]:
    own = exists().where(AvailabilityRow.person_id == EmploymentRow.person_id, _says_yes(day))
    difference = case((AvailabilityExceptionRow.is_available, 1), else_=0) - case((own, 1), else_=0)
    return case((_is_excepted(day), difference), else_=0)


def _summed(w: Work, query: Select[Any], columns: Sequence[ColumnElement[int]]) -> Sequence[int]:
    sums = [func.coalesce(func.sum(each), 0) for each in columns]
    return list(w.session.execute(query.with_only_columns(*sums)).one())


def _is_valid(day: date) -> ColumnElement[bool]:
    begun = or_(CertificateRow.obtained_on.is_(None), CertificateRow.obtained_on <= day)
    return and_(begun, or_(CertificateRow.valid_until.is_(None), CertificateRow.valid_until >= day))
