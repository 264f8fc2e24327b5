"""Whom the actor may see: rights follow employments, a person is reached through one (security.md)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import selectinload

from app.db.people import EmploymentRow, PersonRow
from app.db.work import Work
from app.permissions import Action, may, must
from app.services.problems import NotFoundError


def employers(w: Work, action: Action) -> tuple[UUID, ...] | None:
    """Where the actor may do this; None means everywhere."""
    held = w.actor.employers
    return None if held is None else tuple(each for each in held if may(w.actor, action, each))


def is_reached(w: Work, action: Action) -> ColumnElement[bool]:
    """The condition on PersonRow that the actor reaches the person through an employment."""
    within = employers(w, action)
    served = exists().where(EmploymentRow.person_id == PersonRow.id)
    return served if within is None else served.where(EmploymentRow.employer_id.in_(within))


class MergedError(NotFoundError):
    """This person is a remainder; the one who was kept is seen by the actor."""

    def __init__(self, kept_id: UUID) -> None:
        super().__init__("person")
        self.kept_id = kept_id


def person(w: Work, person_id: UUID, action: Action = Action.PERSON_READ) -> PersonRow:
    """The person with the employments that the actor may see; NotFoundError when there is none, NotAllowedError without the right.

    Who was merged into somebody whom the actor may see is a MergedError, which names that one.
    """
    query = select(PersonRow).where(PersonRow.id == person_id).options(selectinload(PersonRow.employments))
    found = w.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is not None and found.merged_into_id:
        raise MergedError(heir(w, found.merged_into_id, action))
    if found is None or not found.employments:
        raise NotFoundError("person")
    if not any(may(w.actor, action, each.employer_id) for each in found.employments):
        must(w.actor, action, found.employments[0].employer_id)
    return found


def heir(w: Work, person_id: UUID, action: Action = Action.PERSON_READ) -> UUID:
    """Who this person is now: the same, or the one they were merged into, however often."""
    try:
        return person(w, person_id, action).id
    except MergedError as merged:
        return merged.kept_id


def everyone_in(w: Work, person_id: UUID) -> list[UUID]:
    """The person, and whoever was merged into them: what is written for ever keeps the name it was written under."""
    found, last = [person_id], [person_id]
    while last:
        last = list(w.session.scalars(select(PersonRow.id).where(PersonRow.merged_into_id.in_(last))))
        found += last
    return found


def served(w: Work, person_id: UUID) -> tuple[UUID, ...]:
    """The employers whom the person serves or served, of those the actor may see."""
    return tuple(w.session.scalars(select(EmploymentRow.employer_id).where(EmploymentRow.person_id == person_id)))


def employment(w: Work, employment_id: UUID, action: Action = Action.PERSON_READ) -> EmploymentRow:
    """The employment, when it is of an employer where the actor may do this."""
    found = w.session.scalars(
        select(EmploymentRow).where(EmploymentRow.id == employment_id).options(selectinload(EmploymentRow.person))
    ).one_or_none()
    if found is None:
        raise NotFoundError("employment")
    must(w.actor, action, found.employer_id)
    return found


def permitted(w: Work, found: Sequence[EmploymentRow], action: Action) -> list[EmploymentRow]:
    """Those of the employments at whose employer the actor may do this."""
    return [each for each in found if may(w.actor, action, each.employer_id)]
