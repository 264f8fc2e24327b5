"""Legal holds: a dispute, a tax audit or a court stops every destruction of a person's data until it is lifted (P25)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.db.holds import HoldKind, LegalHoldRow
from app.db.people import PersonRow
from app.db.work import StaleError, Work
from app.permissions import Action
from app.services import retention, sight
from app.services.problems import NotFoundError


def of_person(w: Work, person_id: UUID) -> Sequence[LegalHoldRow]:
    """Those that are not lifted, oldest first; whoever sees the person sees them."""
    query = select(LegalHoldRow).where(LegalHoldRow.person_id == person_id, LegalHoldRow.lifted_at.is_(None))
    return w.session.scalars(query.order_by(LegalHoldRow.set_at)).all()


def listed(w: Work) -> list[tuple[LegalHoldRow, PersonRow]]:
    """(hold, person) of what is not lifted, at the people whom the actor reaches."""
    query = select(LegalHoldRow, PersonRow).join(PersonRow, PersonRow.id == LegalHoldRow.person_id)
    query = query.where(LegalHoldRow.lifted_at.is_(None), sight.is_reached(w, Action.DESTRUCTION_READ))
    return [(hold, person) for hold, person in w.session.execute(query.order_by(LegalHoldRow.set_at))]


def put(w: Work, person_id: UUID, kind: HoldKind, hold_id: UUID) -> None:
    """Stop every destruction of this person's data; a repeated request changes nothing."""
    person = sight.person(w, person_id, Action.HOLD_WRITE)
    w.lock(retention.LOCK)
    if known := w.session.get(LegalHoldRow, hold_id):
        if known.person_id != person_id:
            raise NotFoundError("legal_hold")
        return
    row = LegalHoldRow(id=hold_id, person_id=person.id, kind=kind, set_at=w.at, set_by=w.actor.user_id)
    w.add("legal_hold:set", row)


def lift(w: Work, hold_id: UUID) -> UUID:
    """The reason is gone; what is overdue goes the next night. Returns whose it was."""
    row = w.session.get(LegalHoldRow, hold_id)
    if row is None:
        raise NotFoundError("legal_hold")
    with w.including_overdue():  # a step repeated after their day finds it lifted
        sight.person(w, row.person_id, Action.HOLD_WRITE)
    if row.lifted_at:
        raise StaleError("legal_hold")
    row.lifted_at, row.lifted_by = w.at, w.actor.user_id
    w.record("legal_hold:lifted", row)
    return row.person_id
