"""Where a person lives, from a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.db.people import AddressRow
from app.db.work import Work
from app.permissions import Action
from app.services import agreements, kinds, sight
from app.services.problems import Problem


@dataclass(frozen=True, slots=True)
class Address:
    """An address as entered; `country` is a code of BRP table 34."""

    id: UUID
    street: str
    house_number: str
    postcode: str
    city: str
    country: str
    since: date
    extra: str = ""
    region: str = ""


def history(w: Work, person_id: UUID) -> list[AddressRow]:
    """Everything recorded, oldest first."""
    return agreements.history_for(w.session, AddressRow.person_id, [person_id]).get(person_id, [])


def put(w: Work, person_id: UUID, given: Address) -> None:
    """Store it, valid from its day."""
    row = AddressRow(
        id=given.id,
        person_id=person_id,
        street=given.street,
        house_number=given.house_number,
        postcode=given.postcode,
        city=given.city,
        country=given.country,
        extra=given.extra,
        region=given.region,
        since=given.since,
        recorded_at=w.at,
        recorded_by=w.actor.user_id,
    )
    w.add("address:since", row)


def change(w: Work, person_id: UUID, given: Address) -> list[Problem]:
    """The person lives here from that day; a repeated request changes nothing more."""
    person = sight.person(w, person_id, Action.PERSON_WRITE)
    kinds.refuse_candidate(person.employments)
    if not w.session.get(AddressRow, given.id):
        put(w, person.id, given)
    return []
