"""The BSN of a person: entered once somebody is hired, unique in the installation, shown only with a reason (P1-P4)."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import select
from stdnum.nl import bsn as numbers_of

from app.db.people import PersonRow
from app.db.work import StaleError, Work
from app.permissions import Action
from app.services import doubles, field_register, kinds, masks, numbers, sight
from app.services.problems import NotFoundError, Problem

LENGTH: Final = 9


class RevealReason(StrEnum):
    """Why somebody needs a masked value in full; what is recorded."""

    CHECK_DOCUMENT = "check_document"
    WORKER_ASKS = "worker_asks"
    AUTHORITY_ASKS = "authority_asks"
    SOLVE_PROBLEM = "solve_problem"


def normalised(bsn: str) -> str:
    """Nine digits; raises stdnum's ValidationError."""
    valid: str = numbers_of.validate(bsn)
    return valid.zfill(LENGTH)


def index(w: Work, bsn: str) -> bytes:
    return w.keyring.blind_index("bsn", normalised(bsn))


def holder(w: Work, bsn: str) -> PersonRow | None:
    """Who has this BSN, also when the actor may not see that person."""
    return w.session.scalars(select(PersonRow).where(PersonRow.bsn_index == index(w, bsn))).one_or_none()


def problems(w: Work, bsn: str, person_id: UUID | None = None) -> Iterator[Problem]:
    """Somebody else has it already; the id is given only of a person whom the actor may see."""
    found = holder(w, bsn)
    if found is not None and found.id != person_id:
        yield Problem("bsn", "bsn_known", {"person_id": found.id if is_seen(w, found.id) else None})


def is_seen(w: Work, person_id: UUID) -> bool:
    try:
        sight.person(w, person_id)
    except (NotFoundError, PermissionError):
        return False
    return True


def put(w: Work, person: PersonRow, bsn: str) -> None:
    """Store it sealed to this person, with its blind index."""
    w.seal(person, "bsn_sealed", normalised(bsn))
    person.bsn_index = index(w, bsn)


def enter(w: Work, person_id: UUID, version: int, bsn: str) -> list[Problem]:
    """Enter or correct the BSN of an employee (P1, P2: nobody else has one here); one that another has makes a suspected double."""
    person = sight.person(w, person_id, Action.PERSON_WRITE)
    field_register.must_write_column(w, PersonRow.bsn_sealed, sight.served(w, person_id))
    kinds.refuse_without_ground(person.employments)
    numbers.hold(w, PersonRow.number)
    found = list(problems(w, bsn, person_id))
    if found:
        doubles.remember_attempt(w, person_id, index(w, bsn))
        return [Problem("bsn", "bsn_of_other", each.values) if each.values["person_id"] else each for each in found]
    if person.version != version:
        raise StaleError("person")
    doubles.forget_attempts(w, person_id)
    put(w, person, bsn)
    w.record("person:bsn", person)
    return []


def masked(w: Work, person: PersonRow, at: Iterable[UUID] | None = None) -> str:
    """The last three digits behind dots; empty when there is none, or none for this actor where the person works (`at`)."""
    return masks.shown(w, person, "bsn_sealed", sight.served(w, person.id) if at is None else at)


def reveal(w: Work, person_id: UUID, reason: RevealReason) -> str:
    """The BSN in full, recorded with its reason."""
    person = sight.person(w, person_id, Action.BSN_REVEAL)
    kinds.refuse_without_ground(person.employments)
    bsn = w.open(person, "bsn_sealed")
    if bsn is None:
        raise NotFoundError("bsn")
    w.record_read("bsn:reveal", None, [person.id], people=[person.id], reason=reason.value)
    return bsn
