"""The data of a worker for the hirer: gathered, shown masked, and made into a file that the disclosure register knows (P10, P41)."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.db.disclosures import DisclosureKind, Ground
from app.db.dossiers import Paper
from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.organisation import EmployerRow
from app.db.people import EMPLOYEES, PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import Actor, Store, Work
from app.permissions import Action
from app.services import (
    addresses,
    agreements,
    bsns,
    disclosures,
    dossier_documents,
    identities,
    placements,
    work_papers,
)
from app.services.disclosures import Disclosure
from app.services.payslip_workers import address_lines, full_name
from app.services.problems import NotFoundError, RefusedError
from documents.hirer_data import Field, HirerFacts, Presence, Purpose, WorkedDay, gets_copy, permitted
from documents.hirer_paper import About, hirer_pdf, lines
from payroll.money import half_up
from payroll.words import label
from staffing.work_permit import Papers

FIXED: Final = (HoursState.APPROVED, HoursState.PAID)
HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """For which placement, with the hours of which week (None: without), in which language."""

    placement_id: UUID
    week: date | None
    lang: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would go out, and to whom; `weeks` are those with approved hours, newest first."""

    placement: PlacementRow
    purpose: Purpose
    fields: tuple[Field, ...]
    facts: HirerFacts
    weeks: Sequence[date]


def prepared(w: Work, asked: Asked, action: Action = Action.DISCLOSURE_WRITE) -> Prepared:
    """Everything in full; who shows it masks it, who hands it out records it."""
    row = placements.find(w, asked.placement_id, action)
    weeks = _weeks(w, row.id)
    if asked.week and asked.week not in weeks:
        raise NotFoundError("week")
    purpose = purpose_of(row, w.today)
    fields = permitted(row.employment.person.nationality, w.today, purpose, with_hours=asked.week is not None)
    return Prepared(row, purpose, fields, _facts(w, row, asked), weeks)


def shown(w: Work, asked: Asked) -> Prepared:
    """As a screen shows it, BSN and document number masked; recorded."""
    full = prepared(w, asked, Action.DOCUMENT_READ)
    person = full.placement.employment.person
    identity = identities.standing(w, person, w.today)
    number = identities.masked(w, identity) if identity else ""
    masked = dataclasses.replace(
        full.facts, bsn=bsns.masked(w, person) if full.facts.bsn else "", document_number=number
    )
    ids = [full.placement.id, person.id]
    w.record_read("placement:hirer_data", full.placement.employer_id, ids, people=[person.id])
    return dataclasses.replace(full, facts=masked)


def made(store: Store, actor: Actor, at: datetime, asked: Asked) -> tuple[int, bytes]:
    """(number of the placement, PDF with everything in full); it is in the register before anybody gets a byte."""
    with store.look(actor, at) as w:
        given = prepared(w, asked)
    if given.placement.state is PlacementState.PROVISIONAL:
        raise RefusedError("hirer_data_provisional")
    has_copy = gets_copy(given.facts.nationality, w.today)
    about = About(str(given.placement.number), given.placement.hirer.name, w.today, asked.week, has_copy)
    content = hirer_pdf(about, lines(given.facts, given.fields, asked.lang), asked.lang)
    with store.work(actor, at) as w:
        ground = Ground.IW_34 if given.purpose is Purpose.LIABILITY else Ground.INTEREST
        row = placements.find(w, asked.placement_id, Action.DISCLOSURE_WRITE)
        if purpose_of(row, w.today) is not given.purpose:
            raise RefusedError("hirer_data_changed")
        out = Disclosure(
            kind=DisclosureKind.HIRER_DATA, person_id=row.employment.person_id, employer_id=row.employer_id,
            receiver=row.hirer.name, ground=ground, fields=given.fields, placement=row,
        )  # fmt: skip
        disclosures.put(w, out, content)
    return given.placement.number, content


def purpose_of(row: PlacementRow, on: date) -> Purpose:
    """The BSN only of an employee, and when the hirer recorded that it needs it for its liability (Iw art. 34)."""
    recorded = row.hirer.liability_recorded_on
    is_liable = row.employment.kind in EMPLOYEES and recorded and recorded <= on
    return Purpose.LIABILITY if is_liable else Purpose.IDENTIFICATION


def _weeks(w: Work, placement_id: UUID) -> list[date]:
    query = select(HoursWeekRow.monday).where(HoursWeekRow.placement_id == placement_id, HoursWeekRow.state.in_(FIXED))
    return list(w.session.scalars(query.distinct().order_by(HoursWeekRow.monday.desc()).limit(60)))


def _facts(w: Work, row: PlacementRow, asked: Asked) -> HirerFacts:
    person, employer = row.employment.person, w.session.get_one(EmployerRow, row.employer_id)
    identity = identities.standing(w, person, w.today)
    papers = work_papers.held(w, person.id).papers(w, person.nationality, w.today, row.employer_id)
    protection, residence = papers.protection, papers.residence
    return HirerFacts(
        name=full_name(person),
        address=address_lines(agreements.on_day(addresses.history(w, person.id), w.today, w.at)),
        birth_date=person.born,
        nationality=person.nationality,
        supplier=(employer.name, f"{employer.street}, {employer.postcode} {employer.city}", f"KvK {employer.kvk}"),
        bsn=(w.open(person, "bsn_sealed") or "") if row.employment.kind in EMPLOYEES else "",
        document_kind=identity.kind if identity else None,
        document_number=(w.open(identity, "number_sealed") or "") if identity else "",
        document_until=identity.expires_on if identity else None,
        a1=_a1(w, person, row.employer_id),
        residence=Presence(residence is not None, residence.expires_on if residence else None),
        permit=_permit(papers, row, w.today),
        notification=Presence(
            bool(protection and protection.notified_on), protection.expires_on if protection else None
        ),
        hours=tuple(_hours(w, row.id, asked)) if asked.week else (),
    )


def _a1(w: Work, person: PersonRow, employer_id: UUID) -> Presence:
    rows = dossier_documents.current(dossier_documents.of_person(w, person.id, Action.DOCUMENT_READ))
    days = [row.valid_until for row in rows if row.kind is Paper.A1 and row.employer_id in {None, employer_id}]
    return Presence(bool(days), max((day for day in days if day), default=None))


def _permit(papers: Papers, row: PlacementRow, on: date) -> Presence:
    """The permit that holds on the day for this employer and hirer, the longest."""
    days = [
        each.until
        for each in papers.permits
        if each.employer == str(row.employer_id)
        and each.hirer in {None, str(row.hirer_id)}
        and each.since <= on <= each.until
    ]
    return Presence(bool(days), max(days, default=None))


def _hours(w: Work, placement_id: UUID, asked: Asked) -> list[WorkedDay]:
    query = (
        select(HoursLineRow.day, HoursLineRow.component, HoursLineRow.minutes)
        .join(HoursWeekRow, HoursWeekRow.id == HoursLineRow.hours_week_id)
        .where(HoursWeekRow.placement_id == placement_id, HoursWeekRow.monday == asked.week)
        .where(HoursWeekRow.state.in_(FIXED), HoursLineRow.minutes > 0)
        .order_by(HoursLineRow.day, HoursLineRow.position)
    )
    return [
        WorkedDay(day, label(component, asked.lang), half_up(Decimal(minutes) / HOUR, 2))
        for day, component, minutes in w.session.execute(query)
    ]
