"""The firm of a self-employed person (zzp): trade name, KvK, btw."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.db.among import among
from app.db.people import BusinessRow
from app.db.work import StaleError, Work
from app.permissions import Action
from app.services import kinds, sight
from app.services.problems import Problem


@dataclass(frozen=True, slots=True)
class Business:
    """A firm as entered; the names are those of BusinessRow."""

    trade_name: str
    kvk: str
    btw: str | None = None


def of_person(w: Work, person_id: UUID) -> BusinessRow | None:
    """The firm of a person whom the actor reaches."""
    return w.session.scalars(select(BusinessRow).where(BusinessRow.person_id == person_id)).one_or_none()


def by_person(w: Work, person_ids: Collection[UUID]) -> dict[UUID, BusinessRow]:
    """The firms of these people, in one query."""
    query = select(BusinessRow).where(among(w.session, BusinessRow.person_id, person_ids))
    return {row.person_id: row for row in w.session.scalars(query)}


def problems(w: Work, given: Business, person_id: UUID | None = None) -> Iterator[Problem]:
    """The KvK number is of somebody else already."""
    other = w.session.scalars(select(BusinessRow.person_id).where(BusinessRow.kvk == given.kvk)).first()
    if other and other != person_id:
        yield Problem("kvk", "business_kvk_known")


def put(w: Work, person_id: UUID, given: Business) -> None:
    """Store it."""
    values = {name: getattr(given, name) for name in Business.__slots__}
    w.add("business:create", BusinessRow(person_id=person_id, **values))


def change(w: Work, person_id: UUID, version: int, given: Business) -> list[Problem]:
    """Record or correct the firm; StaleError when somebody else saved first. A new one has no version: 0."""
    person = sight.person(w, person_id, Action.PERSON_WRITE)
    kinds.refuse_candidate(person.employments)
    if found := list(problems(w, given, person_id)):
        return found
    row = of_person(w, person_id)
    if (row.version if row else 0) != version:
        raise StaleError("business")
    if row is None:
        put(w, person_id, given)
        return []
    for name in Business.__slots__:
        setattr(row, name, getattr(given, name))
    w.record("business:edit", row)
    return []
