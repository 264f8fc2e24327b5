"""The copy of the document of a third-country worker for the hirer: once per placement, marked, recorded (Wav art. 15; P11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select

from app.db.disclosures import DisclosureKind, DisclosureRow, Ground
from app.db.dossiers import IdentityCopyRow, IdentityRow, Side
from app.db.organisation import HirerRow
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import Actor, Store, Work
from app.permissions import Action, must
from app.services import disclosures, employments, id_copies, identities, placements, sight
from app.services.disclosures import Disclosure
from app.services.problems import RefusedError
from documents.copy_pdf import copies_pdf
from documents.hirer_data import Purpose, gets_copy, permitted, third_countries
from documents.identity_papers import ONE_SIDED
from documents.redaction import watermarked_copy


class Obstacle(StrEnum):
    """Why there is nothing to hand over now."""

    EXEMPT = "exempt"
    DONE = "done"
    PROVISIONAL = "provisional"
    EARLY = "early"
    NO_COPY = "no_copy"


@dataclass(frozen=True, slots=True)
class HandOver:
    """What will be handed over, to whom; or the obstacle, and who did it when it is done."""

    placement: PlacementRow
    identity: IdentityRow | None
    pages: Sequence[IdentityCopyRow]
    mark: str
    obstacle: Obstacle | None
    done: DisclosureRow | None = None
    by: str = ""


def standing(w: Work, placement_id: UUID, action: Action = Action.DISCLOSURE_WRITE) -> HandOver:
    """How it stands with the copy for the hirer of this placement."""
    row = placements.find(w, placement_id, action)
    person = row.employment.person
    sight.person(w, person.id, Action.ID_COPY_READ)
    done = _done(w, row.id)
    by = employments.names_of(w, {done.decided_by}).get(done.decided_by, "") if done and done.decided_by else ""
    identity = identities.standing(w, person, w.today)
    held = id_copies.latest(id_copies.listed(w, person.id), identity.id) if identity else []
    mark = f"Wav art. 15 {row.hirer.name} {w.today:%d-%m-%Y}"
    return HandOver(row, identity, held, mark, _obstacle(w, row, done, (identity, held)), done, by)


def hand_over(store: Store, actor: Actor, at: datetime, placement_id: UUID) -> tuple[int, bytes]:
    """(number of the placement, the marked copy as one PDF). Raises RefusedError with who and when for a second time."""
    with store.look(actor, at) as w:
        found = standing(w, placement_id)
        _refuse(found)
        pictures = [w.open_bytes(page, "content_sealed") for page in found.pages]
    marked = [watermarked_copy(picture, found.mark) for picture in pictures]
    content = copies_pdf(marked, f"Wav art. 15 {found.placement.number}")
    with store.work(actor, at) as w:
        w.lock(f"hand_over:{placement_id}")
        now = standing(w, placement_id)
        _refuse(now)
        if [page.id for page in now.pages] != [page.id for page in found.pages]:
            raise RefusedError("hand_over_changed")
        person = now.placement.employment.person
        fields = permitted(person.nationality, w.today, Purpose.WAV_COPY)
        out = Disclosure(
            kind=DisclosureKind.HAND_OVER, person_id=person.id, employer_id=now.placement.employer_id,
            receiver=now.placement.hirer.name, ground=Ground.WAV_15, fields=fields, placement=now.placement,
        )  # fmt: skip
        ids = [person.id, *(page.id for page in now.pages)]
        w.record_read("identity:copy", None, ids, people=[person.id], reason="hand_over")
        disclosures.put(w, out, content)
    return found.placement.number, content


def counted(w: Work, employer_id: UUID, on: date) -> tuple[int, date | None]:
    """How many copies are to be handed over, and since when the oldest."""
    query = select(func.count(), func.min(PlacementRow.started_on)).where(_waits(employer_id, on))
    joined = query.select_from(PlacementRow).join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id)
    count, oldest = w.session.execute(joined.join(PersonRow, PersonRow.id == EmploymentRow.person_id)).one()
    return count, oldest


MOST: Final = 500


def waiting(w: Work, employer_id: UUID) -> list[Row[Any]]:
    """(placement, person, hirer) of which the copy is still to be handed over, the longest waiting first."""
    must(w.actor, Action.DOCUMENT_READ, employer_id)
    columns: tuple[Any, ...] = (PlacementRow, PersonRow, HirerRow)
    query = select(*columns).join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id)
    query = query.join(PersonRow, PersonRow.id == EmploymentRow.person_id).join(
        HirerRow, HirerRow.id == PlacementRow.hirer_id
    )
    ordered = query.where(_waits(employer_id, w.today)).order_by(PlacementRow.started_on, PlacementRow.number)
    return list(w.session.execute(ordered.limit(MOST)))


def _waits(employer_id: UUID, on: date) -> ColumnElement[bool]:
    is_done = exists().where(
        DisclosureRow.placement_id == PlacementRow.id, DisclosureRow.kind == DisclosureKind.HAND_OVER
    )
    return and_(
        PlacementRow.employer_id == employer_id,
        PlacementRow.state == PlacementState.ACTIVE,
        PlacementRow.started_on <= on,
        or_(PlacementRow.ended_on.is_(None), PlacementRow.ended_on >= on),
        PersonRow.nationality.in_(third_countries(on)),
        ~is_done,
    )


def _done(w: Work, placement_id: UUID) -> DisclosureRow | None:
    query = select(DisclosureRow).where(DisclosureRow.kind == DisclosureKind.HAND_OVER)
    return w.session.scalars(query.where(DisclosureRow.placement_id == placement_id)).one_or_none()


def _obstacle(
    w: Work, row: PlacementRow, done: DisclosureRow | None, held: tuple[IdentityRow | None, Sequence[IdentityCopyRow]]
) -> Obstacle | None:
    identity, pages = held
    if not gets_copy(row.employment.person.nationality, w.today):
        return Obstacle.EXEMPT
    if done:
        return Obstacle.DONE
    if row.state is PlacementState.PROVISIONAL:
        return Obstacle.PROVISIONAL
    if row.started_on > w.today:
        return Obstacle.EARLY
    return None if identity and _is_whole(identity, pages) else Obstacle.NO_COPY


def _is_whole(identity: IdentityRow, pages: Sequence[IdentityCopyRow]) -> bool:
    has_front = any(page.side is Side.FRONT for page in pages)
    return has_front and (identity.kind in ONE_SIDED or any(page.side is Side.BACK or page.page > 1 for page in pages))


def _refuse(found: HandOver) -> None:
    if found.done and found.obstacle is Obstacle.DONE:
        raise RefusedError("hand_over_done", at=found.done.decided_at, by=found.by)
    if found.obstacle:
        raise RefusedError(f"hand_over_{found.obstacle}", day=found.placement.started_on)
