"""The health insurance that the agency arranges: recorded only with its ground, its policy number sealed and masked."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.db.among import among
from app.db.people import PersonRow
from app.db.profiles import HealthInsuranceRow, InsuranceGround
from app.db.work import StaleError, Work
from app.permissions import Action
from app.services import kinds, retention, sight
from app.services.bsns import RevealReason
from app.services.problems import NotFoundError, Problem
from documents.retention import Kept

SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class HealthInsurance:
    """As entered; without a number the recorded one stays."""

    id: UUID
    ground: InsuranceGround
    insurer: str = ""
    number: str = ""


def of_person(w: Work, person_id: UUID) -> HealthInsuranceRow | None:
    """What is recorded, unless it must be gone by now (P24, R9)."""
    row = w.session.scalars(select(HealthInsuranceRow).where(HealthInsuranceRow.person_id == person_id)).one_or_none()
    return None if row and Kept.PERSONNEL_FILE in retention.overdue(w, person_id) else row


def insured(w: Work, person_ids: Collection[UUID]) -> set[UUID]:
    """Of whom an insurance is recorded; one query."""
    mine = among(w.session, HealthInsuranceRow.person_id, person_ids)
    return set(w.session.scalars(select(HealthInsuranceRow.person_id).where(mine)))


def save(w: Work, person_id: UUID, given: HealthInsurance, version: int | None = None) -> list[Problem]:
    """Record or change it; with the version that was edited when it was there."""
    _worker(w, person_id, Action.DOCUMENT_WRITE)
    row = of_person(w, person_id)
    if row and row.id == given.id and version is None:
        return []
    if (row.version if row else None) != version:
        raise StaleError("health_insurance")
    made = row or HealthInsuranceRow(id=given.id, person_id=person_id, recorded_at=w.at, recorded_by=w.actor.user_id)
    made.ground, made.insurer = given.ground, given.insurer
    if number := "".join(given.number.split()):
        w.seal(made, "number_sealed", number)
    if row:
        w.record("health_insurance:changed", made)
    else:
        w.add("health_insurance:recorded", made)
    return []


def remove(w: Work, person_id: UUID) -> None:
    """The ground is gone, and with it everything that was recorded."""
    _worker(w, person_id, Action.DOCUMENT_WRITE)
    retention.refuse_held(w, person_id)
    if row := of_person(w, person_id):
        w.session.delete(row)
        w.record("health_insurance:removed", row)


def masked(w: Work, row: HealthInsuranceRow) -> str:
    """Dots and the last three characters; empty when there is no number yet."""
    number = w.open(row, "number_sealed") or ""
    return f"{'•' * max(0, len(number) - SHOWN)}{number[-SHOWN:]}" if len(number) > SHOWN else "•" * len(number)


def reveal(w: Work, person_id: UUID, reason: RevealReason) -> str:
    """The policy number in full, recorded with its reason."""
    person = _worker(w, person_id, Action.HEALTH_POLICY_REVEAL)
    row = of_person(w, person.id)
    number = w.open(row, "number_sealed") if row else None
    if number is None:
        raise NotFoundError("health_policy")
    w.record_read("health_policy:reveal", None, [person.id], people=[person.id], reason=reason.value)
    return number


def _worker(w: Work, person_id: UUID, action: Action) -> PersonRow:
    person = sight.person(w, person_id, action)
    kinds.refuse_candidate(person.employments)
    return person
