"""The one search box: people by name, birth date, number or exact BSN; companies and placements by name or number, contact persons by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select

from app.db.contacts import ContactRow
from app.db.names import search_name
from app.db.organisation import HirerRow
from app.db.people import EMPLOYEES, EmploymentRow, PersonRow
from app.db.placements import PlacementRow
from app.db.suppliers import SupplierRow
from app.db.work import Work
from app.permissions import Action, may, must
from app.services import contacts
from app.services.contacts import Company

MOST = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, and what it may be besides a name."""

    text: str
    number: int | None = None
    day: date | None = None
    bsn: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """At most MOST of each; people and placements are of the chosen employer."""

    people: Sequence[Row[Any]] = ()
    hirers: Sequence[HirerRow] = ()
    placements: Sequence[Row[Any]] = ()
    suppliers: Sequence[SupplierRow] = ()
    contacts: Sequence[tuple[ContactRow, Company]] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.people or self.hirers or self.placements or self.suppliers or self.contacts)


def search(w: Work, employer_id: UUID, wanted: Wanted) -> Found:
    """Five queries at most; the search and the ids it showed are recorded, what was typed is not (NEN 7513)."""
    must(w.actor, Action.PERSON_READ, employer_id)
    people = w.session.execute(_people(w, employer_id, wanted)).all()
    hirers = _companies(w, HirerRow, wanted) if may(w.actor, Action.HIRER_READ, employer_id) else ()
    suppliers = _companies(w, SupplierRow, wanted) if may(w.actor, Action.SUPPLIER_READ) else ()
    placements: Sequence[Any] = ()
    if wanted.number is not None and may(w.actor, Action.PLACEMENT_READ, employer_id):
        placements = w.session.execute(
            select(PlacementRow.id, PlacementRow.number, HirerRow.name, PlacementRow.started_on)
            .join(HirerRow, HirerRow.id == PlacementRow.hirer_id)
            .where(PlacementRow.employer_id == employer_id, PlacementRow.number == wanted.number)
        ).all()
    reached = contacts.search(w, wanted.text, MOST)
    shown = [person.id for person in people] + [contact.id for contact, _company in reached]
    w.record_read("search", employer_id, shown, people=[each.id for each in people], bsn=wanted.bsn is not None)
    return Found(people, hirers, placements, suppliers, reached)


def _companies(w: Work, kind: Any, wanted: Wanted) -> Sequence[Any]:
    named = or_(kind.name.icontains(wanted.text, autoescape=True), kind.number == (wanted.number or -1))
    return w.session.scalars(select(kind).where(named).order_by(kind.name).limit(MOST)).all()


def _people(w: Work, employer_id: UUID, wanted: Wanted) -> Any:
    query = (
        select(
            PersonRow.id,
            EmploymentRow.personnel_number,
            PersonRow.first_name,
            PersonRow.called_prefix.label("name_prefix"),
            PersonRow.called_last_name.label("last_name"),
            PersonRow.birth_date,
            EmploymentRow.kind,
            EmploymentRow.ended_on,
        )
        .join(EmploymentRow, EmploymentRow.person_id == PersonRow.id)
        .where(EmploymentRow.employer_id == employer_id)
        .order_by(PersonRow.search_name, EmploymentRow.personnel_number)
        .limit(MOST)
    )
    if wanted.bsn is not None and may(w.actor, Action.BSN_REVEAL, employer_id):
        has_ground = EmploymentRow.kind.in_(EMPLOYEES)
        return query.where(PersonRow.bsn_index == w.keyring.blind_index("bsn", wanted.bsn), has_ground)
    if wanted.day is not None:
        return query.where(PersonRow.birth_date == wanted.day)
    if wanted.number is not None:
        return query.where(or_(EmploymentRow.personnel_number == wanted.number, PersonRow.number == wanted.number))
    return query.where(*(_is_called(word) for word in search_name(wanted.text, "", "").split()))


def _is_called(word: str) -> ColumnElement[bool]:
    """By the name of today or one from before."""
    now, before = PersonRow.search_name, PersonRow.former_names
    return or_(now.contains(word, autoescape=True), before.contains(word, autoescape=True))
