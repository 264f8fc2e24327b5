"""The demo's other people: candidates, one self-employed with a placement, one of our own staff, one whose name changed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from app.db.base import Base
from app.db.names import PARTS, Naamgebruik
from app.db.people import (
    AddressRow,
    BankAccountRow,
    BusinessRow,
    ConsentPurpose,
    ConsentRow,
    ConsentWay,
    EmploymentKind,
    EmploymentRow,
    Gender,
    Outcome,
    PersonNameRow,
    PersonRow,
)
from app.db.placements import PlacementRow, PlacementState, PlacementTermsRow
from app.db.work import Work
from app.demo.fictitious import bsns, ibans
from app.services.candidates import TEXT_VERSION
from documents.retention import Kept, destroy_on
from staffing import brp

# (first name, prefix, last name, days since the procedure ended or None, consents).
CANDIDATES: Final = (
    ("Noor", "", "Hendriks", None, False),
    ("Yassin", "el", "Amrani", None, False),
    ("Marta", "", "Kowalska", 25, False),
    ("Sem", "van", "Dijk", 60, True),
)


@dataclass(frozen=True, slots=True)
class Making:
    """What is needed to make rows: where, from which number on, and the ids, which the seed decides."""

    w: Work
    id: Callable[[], UUID]
    employer_id: UUID
    branch_id: UUID
    hirer_id: UUID
    first_number: int

    def dated(self, since: date) -> dict[str, Any]:
        moment = datetime.combine(since, datetime.min.time(), self.w.at.tzinfo)
        return {"since": since, "recorded_at": moment, "recorded_by": None, "is_withdrawn": False}


def rows(making: Making) -> Iterator[Base]:
    """Everything of these people."""
    number = making.first_number
    for given in CANDIDATES:
        yield from _candidate(making, number, given)
        number += 1
    yield from _self_employed(making, number)
    yield from _direct_staff(making, number + 1)


def _candidate(making: Making, number: int, given: Sequence[Any]) -> Iterator[Base]:
    first_name, name_prefix, last_name, ago, consents = given
    today = making.w.today
    ended_on = today - timedelta(days=ago) if ago else None
    person = _person(making, number, (first_name, name_prefix, last_name))
    kept = Kept.APPLICANT_WITH_CONSENT if consents else Kept.APPLICANT
    employment = _employment(making, person, EmploymentKind.CANDIDATE, today - timedelta(days=75))
    employment.ended_on, employment.destroy_on = ended_on, destroy_on(kept, ended_on)
    employment.outcome = Outcome.REJECTED if ended_on else None
    yield from (person, employment)
    if consents and ended_on:
        given_at = making.dated(ended_on)["recorded_at"] + timedelta(hours=10)
        yield ConsentRow(
            id=making.id(), employment_id=employment.id, person_id=person.id, employer_id=making.employer_id,
            purpose=ConsentPurpose.KEEP_CANDIDATE, text_version=TEXT_VERSION, way=ConsentWay.BY_MAIL, given_at=given_at,
            recorded_at=given_at, recorded_by=None,
        )  # fmt: skip


def _self_employed(making: Making, number: int) -> Iterator[Base]:
    since = making.w.today - timedelta(days=50)
    person = _worker(making, number, ("Ruben", "de", "Wit"), date(1984, 6, 3))
    yield person
    employment = _employment(making, person, EmploymentKind.SELF_EMPLOYED, since)
    yield employment
    yield BusinessRow(
        id=making.id(), version=1, person_id=person.id, trade_name="De Wit Montage", kvk="90000017", btw=None
    )
    yield from _home(making, person, since, "De Wit Montage")
    placement = PlacementRow(
        id=making.id(), number=number, version=1, employment_id=employment.id, hirer_id=making.hirer_id,
        employer_id=making.employer_id, state=PlacementState.ACTIVE, started_on=since, ended_on=None, is_anoniem_accepted=False,
    )  # fmt: skip
    yield placement
    yield PlacementTermsRow(
        id=making.id(), placement_id=placement.id, employer_id=making.employer_id, function="Monteur",
        hourly_wage=Decimal("48.50"), gebruikelijk_loon=None, tariff=Decimal("56.00"), kind="uitzend", fase=None,
        uitzendbeding=False, schriftelijk=True, onbepaalde_tijd=False, oproep=False, bbl=False, hours_per_week=Decimal(24),
        pensioen="none", paww=False, vakantiebijslag="reserve", vakantiebijslag_percentage=Decimal("8.33"), km_rate=Decimal(0),
        **making.dated(since),
    )  # fmt: skip


def _direct_staff(making: Making, number: int) -> Iterator[Base]:
    since = making.w.today - timedelta(days=400)
    person = _worker(making, number, ("Esther", "", "Bakker"), date(1991, 9, 14))
    making.w.seal(person, "bsn_sealed", bsn := next(bsns(80_000)))
    person.bsn_index, person.gender = making.w.keyring.blind_index("bsn", bsn), Gender.WOMAN
    names = list(_married(making, person, since))
    yield from (person, *names)
    yield _employment(making, person, EmploymentKind.DIRECT_STAFF, since)
    yield from _home(making, person, since, "E. Bakker")


def _married(making: Making, person: PersonRow, since: date) -> Iterator[PersonNameRow]:
    """What somebody was called before the marriage, and is called now."""
    wedding = making.w.today - timedelta(days=40)
    names = (since, Naamgebruik.OWN, ("", "")), (wedding, Naamgebruik.PARTNER_OWN, ("van den", "Heuvel"))
    for day, use, partner in names:
        person.naamgebruik, (person.partner_prefix, person.partner_last_name) = use, partner
        parts = {part: getattr(person, part) for part in PARTS}
        yield PersonNameRow(id=making.id(), person_id=person.id, **parts, **making.dated(day))
    person.former_names = "bakker"


def _person(making: Making, number: int, name: tuple[str, str, str]) -> PersonRow:
    first_name, name_prefix, last_name = name
    return PersonRow(
        id=making.id(), number=number, version=1, initials="", first_name=first_name, name_prefix=name_prefix,
        last_name=last_name, birth_date=None, birth_place="", nationality="", email=f"persoon{number}@werk.example",
        phone=f"06{number:08}", language="nl", gender=Gender.UNKNOWN,
        partner_prefix="", partner_last_name="", naamgebruik=Naamgebruik.OWN, former_names="", bsn_sealed=None, bsn_index=None,
    )  # fmt: skip


def _worker(making: Making, number: int, name: tuple[str, str, str], born: date) -> PersonRow:
    person = _person(making, number, name)
    person.initials, person.birth_date, person.birth_place = f"{name[0][0]}.", born, "Utrecht"
    person.nationality = brp.DUTCH
    return person


def _employment(making: Making, person: PersonRow, kind: EmploymentKind, since: date) -> EmploymentRow:
    return EmploymentRow(
        id=making.id(), person_id=person.id, employer_id=making.employer_id, version=1, branch_id=making.branch_id,
        personnel_number=person.number, kind=kind, started_on=since, ended_on=None, outcome=None, destroy_on=None,
    )  # fmt: skip


def _home(making: Making, person: PersonRow, since: date, holder: str) -> Iterator[Base]:
    yield AddressRow(
        id=making.id(), person_id=person.id, street="Kerkweg", house_number=str(person.number % 100 + 1), postcode="3511 AB",
        city="Utrecht", country=brp.NETHERLANDS, **making.dated(since),
    )  # fmt: skip
    iban = next(ibans(700_000 + 10 * person.number))
    account = BankAccountRow(id=making.id(), person_id=person.id, holder=holder, bic=None, **making.dated(since))
    making.w.seal(account, "iban_sealed", iban)
    account.iban_index = making.w.keyring.blind_index("iban", iban)
    yield account
