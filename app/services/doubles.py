"""People who may be registered twice: same BSN, same account, same name and birth date, same identity document."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.db.dossiers import IdentityRow
from app.db.merges import BsnAttemptRow, DifferentPeopleRow
from app.db.people import BankAccountRow, EmploymentRow, PersonRow
from app.db.work import Work
from app.permissions import Action
from app.services import sight
from app.services.lists import Page
from app.services.problems import NotFoundError

SIZE: Final = 50


class Ground(StrEnum):
    """Why two persons may be one; the strongest first."""

    BSN = "bsn"
    IDENTITY = "identity"
    IBAN = "iban"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two persons and everything that speaks for their being one."""

    first: PersonRow
    second: PersonRow
    grounds: tuple[Ground, ...]


def page(w: Work, chosen: str, number: int) -> tuple[Page[Pair], dict[str, int]]:
    """The pairs whom the actor may write both, by name, with the counts per ground ("" is all); two queries."""
    pairs = _grouped(w).subquery()
    counts = _counts(w, pairs)
    total = counts.get(chosen, 0)
    at = min(max(1, number), max(1, -(-total // SIZE)))
    first, second = aliased(PersonRow), aliased(PersonRow)
    query = (
        select(first, second, *(pairs.c[each] for each in Ground))
        .join(pairs, pairs.c.first_id == first.id)
        .join(second, second.id == pairs.c.second_id)
        .order_by(first.search_name, first.number, second.number)
    )
    if chosen in set(Ground):
        query = query.where(pairs.c[chosen] == 1)
    rows = w.session.execute(query.limit(SIZE).offset((at - 1) * SIZE)).all()
    found = [
        Pair(one, other, tuple(g for g, held in zip(Ground, flags, strict=True) if held)) for one, other, *flags in rows
    ]
    return Page(found, at, SIZE, total), counts


def count(w: Work) -> int:
    """How many pairs there are whom the actor may write both; one query."""
    return _counts(w, _grouped(w).subquery())[""]


def of_person(w: Work, person_id: UUID) -> list[tuple[UUID, int]]:
    """(id, number) of who may be this person too; one query."""
    pairs = _grouped(w, person_id).subquery()
    other = case((pairs.c.first_id == person_id, pairs.c.second_id), else_=pairs.c.first_id)
    query = select(PersonRow.id, PersonRow.number).join(pairs, other == PersonRow.id).order_by(PersonRow.number)
    return [(row.id, row.number) for row in w.session.execute(query)]


def grounds_of(w: Work, first_id: UUID, second_id: UUID) -> tuple[Ground, ...]:
    """What speaks for these two being one, also when somebody said they are not."""
    arms = union_all(*_arms(first_id)).subquery()
    query = select(arms.c.ground).where(or_(arms.c.one == second_id, arms.c.other == second_id))
    found = set(w.session.scalars(query))
    return tuple(each for each in Ground if each in found)


def numbered(w: Work, number: int) -> PersonRow:
    """The person with this number, when the actor may write it."""
    found = w.session.scalars(
        select(PersonRow).where(PersonRow.number == number, sight.is_reached(w, Action.PERSON_WRITE))
    ).one_or_none()
    if found is None:
        raise NotFoundError("person")
    return found


def keep_apart(w: Work, one_id: UUID, other_id: UUID) -> None:
    """These are two people: the pair is suspected no longer, and a BSN of the one that was typed at the other was a mistake."""
    first_id, second_id = sorted((one_id, other_id))
    marks = {each: sight.person(w, each, Action.PERSON_WRITE).bsn_index for each in (first_id, second_id)}
    for each, other in ((first_id, second_id), (second_id, first_id)):
        _forget(w, BsnAttemptRow.person_id == each, BsnAttemptRow.bsn_index == marks[other])
    if w.session.get(DifferentPeopleRow, (first_id, second_id)) is None:
        row = DifferentPeopleRow(first_id=first_id, second_id=second_id, said_at=w.at, said_by=w.actor.user_id)
        w.add("double:different_people", row)


def kept_apart(w: Work, one_id: UUID, other_id: UUID) -> DifferentPeopleRow | None:
    """Who said when that these are two people."""
    first_id, second_id = sorted((one_id, other_id))
    return w.session.get(DifferentPeopleRow, (first_id, second_id))


def remember_attempt(w: Work, person_id: UUID, bsn_index: bytes) -> None:
    """A BSN of somebody else was typed at this person: its blind index says with whom to compare, the number is not kept."""
    known = exists().where(BsnAttemptRow.person_id == person_id, BsnAttemptRow.bsn_index == bsn_index)
    if not w.session.scalar(select(known)):
        row = BsnAttemptRow(person_id=person_id, bsn_index=bsn_index, tried_at=w.at, tried_by=w.actor.user_id)
        w.add("double:bsn_attempt", row)


def forget_attempts(w: Work, person_id: UUID) -> None:
    """The right BSN is there: what was typed wrongly before says nothing."""
    _forget(w, BsnAttemptRow.person_id == person_id)


def _forget(w: Work, *which: ColumnElement[bool]) -> None:
    for row in w.session.scalars(select(BsnAttemptRow).where(*which)).all():
        w.session.delete(row)
        w.record("double:attempt_forgotten", row)


def _counts(w: Work, pairs: Any) -> dict[str, int]:
    sums = [func.coalesce(func.sum(pairs.c[each]), 0) for each in Ground]
    row = w.session.execute(select(func.count(), *sums).select_from(pairs)).one()
    return dict(zip(("", *Ground), (int(each) for each in row), strict=True))


def _grouped(w: Work, person_id: UUID | None = None) -> Select[Any]:
    """One row per pair with a flag per ground: of living persons, reached both, not said to be two people."""
    arms = union_all(*_arms(person_id)).subquery()
    first = case((arms.c.one < arms.c.other, arms.c.one), else_=arms.c.other)
    second = case((arms.c.one < arms.c.other, arms.c.other), else_=arms.c.one)
    within = sight.employers(w, Action.PERSON_WRITE)
    reached = select(EmploymentRow.person_id)
    if within is not None:
        reached = reached.where(EmploymentRow.employer_id.in_(within))
    said = exists().where(DifferentPeopleRow.first_id == first, DifferentPeopleRow.second_id == second)
    flags = [func.max(case((arms.c.ground == each.value, 1), else_=0)).label(each.value) for each in Ground]
    return (
        select(first.label("first_id"), second.label("second_id"), *flags)
        .where(arms.c.one.in_(reached), arms.c.other.in_(reached), ~said)
        .group_by(first, second)
    )


def _arms(person_id: UUID | None) -> Iterator[Select[Any]]:
    """(one, other, ground): every pair once, or those of one person."""
    one, other = aliased(PersonRow), aliased(PersonRow)
    same = and_(other.search_name == one.search_name, other.birth_date == one.birth_date)
    yield _arm((one.id, other.id), Ground.NAME, person_id).join(other, and_(same, _once(one.id, other.id, person_id)))
    left, right = aliased(BankAccountRow), aliased(BankAccountRow)
    standing = and_(left.iban_index == right.iban_index, ~left.is_withdrawn, ~right.is_withdrawn)
    ids = (left.person_id, right.person_id)
    yield _arm(ids, Ground.IBAN, person_id).join(right, and_(standing, _once(*ids, person_id)))
    shown, seen = aliased(IdentityRow), aliased(IdentityRow)
    same, ids = shown.number_index == seen.number_index, (shown.person_id, seen.person_id)
    yield _arm(ids, Ground.IDENTITY, person_id).join(seen, and_(same, _once(*ids, person_id)))
    tried, holder = BsnAttemptRow.person_id, PersonRow.id
    typed = _arm((tried, holder), Ground.BSN, None).join(PersonRow, PersonRow.bsn_index == BsnAttemptRow.bsn_index)
    mine = or_(tried == person_id, holder == person_id) if person_id else literal(value=True)
    yield typed.where(tried != holder, mine)


def _arm(ids: tuple[Any, Any], ground: Ground, person_id: UUID | None) -> Select[Any]:
    query = select(ids[0].label("one"), ids[1].label("other"), literal(ground.value).label("ground"))
    return query.where(ids[0] == person_id) if person_id else query


def _once(one: Any, other: Any, person_id: UUID | None) -> ColumnElement[bool]:
    found: ColumnElement[bool] = other != one if person_id else one < other
    return found
