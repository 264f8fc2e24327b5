"""One of the demo's people once more: registered years ago without BSN, so that there is a pair to compare and to merge."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from app.db.base import Base
from app.db.people import AddressRow, EmploymentRow, PersonRow
from payroll.minimumloon import age_on
from staffing import brp

ADULT = 21
YEARS_BEFORE, WORKED = timedelta(days=730), timedelta(days=90)


def rows(people: Sequence[Any], employments: Sequence[Any], employer_id: UUID) -> list[Base]:
    """The same name and birth date, an earlier employment with the same employer, another address and telephone."""
    for person, employment in zip(people, employments, strict=True):
        began = employment.started_on - YEARS_BEFORE
        if employment.employer_id == employer_id and person.bsn_index and age_on(person.birth_date, began) >= ADULT:
            return list(_twin(person, employment, began, people[-1].number + 1))
    return []


def _twin(person: PersonRow, employment: EmploymentRow, began: date, number: int) -> Iterator[Base]:
    twin = PersonRow(
        id=_id(person, "person"), number=number, version=1, initials=person.initials, first_name=person.first_name,
        name_prefix=person.name_prefix, last_name=person.last_name, birth_date=person.birth_date,
        birth_place=person.birth_place, nationality=person.nationality, email=f"flexwerker{number}@werk.example",
        phone=f"06{number:08}", language=person.language, bsn_sealed=None, bsn_index=None,
    )  # fmt: skip
    yield twin
    yield EmploymentRow(
        id=_id(person, "employment"), person_id=twin.id, employer_id=employment.employer_id, version=1,
        branch_id=employment.branch_id, personnel_number=number, started_on=began, ended_on=began + WORKED,
    )  # fmt: skip
    yield AddressRow(
        id=_id(person, "address"), person_id=twin.id, street="Stationsstraat", house_number="7", postcode="3511 AA",
        city="Utrecht", country=brp.NETHERLANDS, **_dated(began),
    )  # fmt: skip


def _dated(since: date) -> dict[str, Any]:
    moment = datetime.combine(since, datetime.min.time(), UTC)
    return {"since": since, "recorded_at": moment, "recorded_by": None, "is_withdrawn": False}


def _id(person: PersonRow, kind: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"{kind} of the double of {person.id}")
