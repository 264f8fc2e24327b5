"""Fills an empty database with the demo agency: rows in bulk, then the weeks gone by paid through the real services."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count, islice
from random import Random
from typing import Any, Final
from uuid import UUID

from schwifty import IBAN
from sqlalchemy import inspect, select

from app.db.accounts import AccountRow, Role
from app.db.audit import AuditRow
from app.db.base import Base
from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.organisation import BranchRow, EmployerRow, EmployerTermsRow, HirerRow
from app.db.people import AccountCheck, AddressRow, BankAccountRow, EmploymentRow, LoonheffingsverklaringRow, PersonRow
from app.db.placements import PlacementRow, PlacementState, PlacementTermsRow
from app.db.work import Actor, Store, Work
from app.demo import accounts, disclosures, dossiers, double, hours, kinds, profiles, suppliers
from app.demo.fictitious import bsns, ibans
from app.demo.paying import pay
from app.demo.people import Worker, worker, world
from app.services.numbers import FIRST
from staffing import brp

FILLER: Final = Actor(None, source="demo", is_system=True)
FILLED: Final = "agency.filled"
OPEN_WEEKS: Final = 3
UNCHECKED: Final = 14


class NotOursError(RuntimeError):
    """The database holds something else than a whole demo agency."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many workers, how many weeks back, and which agency of all possible ones."""

    workers: int
    weeks: int
    seed: int


@dataclass(slots=True)
class Placed:
    """A worker as stored."""

    worker: Worker
    employer_id: UUID
    placement_id: UUID
    person_id: UUID


@dataclass(slots=True)
class Filling:
    """What is needed while filling."""

    work: Work
    chance: Random
    monday: date
    employers: list[UUID] = field(default_factory=list)
    branches: list[list[UUID]] = field(default_factory=list)
    hirers: list[UUID] = field(default_factory=list)

    def id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def dated(self, since: date) -> dict[str, Any]:
        moment = datetime.combine(since, datetime.min.time(), UTC)
        return {"since": since, "recorded_at": min(moment, self.work.at), "recorded_by": None, "is_withdrawn": False}


def is_filled(store: Store, at: datetime) -> bool:
    """Whether the whole demo agency is there; raises NotOursError when the database holds anything else."""
    with store.look(FILLER, at) as w:
        if w.session.scalar(select(AuditRow.seq).where(AuditRow.tag == f"demo:{FILLED}").limit(1)):
            return True
        for kind in (EmployerRow, AccountRow, PersonRow):
            if w.session.scalar(select(kind.id).limit(1)):
                raise NotOursError(
                    f"the database {store.database.url.database} holds other data, or a demo that was interrupted; "
                    "the demo agency is only written into an empty one (DATABASE_URL)"
                )
    return False


def fill(
    store: Store, size: Size, at: datetime, tell: Callable[[int], None] = lambda _: None, *, is_paid: bool = True
) -> None:
    """Write the agency as it is on the day of `at`; `tell` hears the percentage done."""
    today = at.date()
    last_monday = today - timedelta(days=today.weekday() + 7)
    mondays = [last_monday - timedelta(days=7 * number) for number in range(size.weeks)]
    with store.work(FILLER, at) as w:
        filling = Filling(w, Random(f"one payroll {size.seed}"), last_monday)  # noqa: S311 - chance, not secrecy
        _organisation(filling)
        accounts.create(w, filling.employers)
        w.session.flush()
        suppliers.fill(w, filling.hirers)
        placed = _people(filling, size.workers)
        tell(20)
        for weeks_ago, monday in enumerate(mondays):
            _week(filling, placed, monday, weeks_ago)
            tell(20 + 20 * (weeks_ago + 1) // size.weeks)
        _others(filling, FIRST + size.workers + 1)  # one number is that of the double
        employers = filling.employers
    closed = sorted(mondays[OPEN_WEEKS:]) if is_paid else []
    for number, monday in enumerate(closed, 1):
        for which, employer_id in enumerate(employers):
            pay(store, which, employer_id, monday, is_sent=number < len(closed))
        tell(40 + 60 * number // len(closed))
    with store.work(FILLER, at) as w:
        w.record_read(FILLED, None, [], workers=size.workers, weeks=size.weeks, seed=size.seed)
    tell(100)


def _organisation(filling: Filling) -> None:
    w, numbers = filling.work, bsns(60_000)
    own_ibans, founded = ibans(600_000), date(filling.monday.year - 6, 1, 1)
    for given in world()["employers"]:
        rsin, iban = next(numbers), next(own_ibans)
        row = EmployerRow(
            id=filling.id(), name=given["name"], kvk=rsin[1:], btw=f"NL{rsin}B01", loonheffingennummer=f"{rsin}L01",
            street="Stationsplein 1", postcode="3511 ED", city=given["city"], iban=iban, bic=str(IBAN(iban).bic),
        )  # fmt: skip
        w.add("employer.created", row)
        w.session.flush()
        terms = {name: Decimal(given[name]) for name in ("whk_wga", "whk_zw", "wga_verhaal", "sfu")}
        w.add(
            "employer_terms.since",
            EmployerTermsRow(id=filling.id(), employer_id=row.id, aof=given["aof"], **terms, **filling.dated(founded)),
        )
        branches = [BranchRow(id=filling.id(), employer_id=row.id, name=name) for name in given["branches"]]
        for branch in branches:
            w.add("branch.created", branch)
        filling.employers.append(row.id)
        filling.branches.append([branch.id for branch in branches])
    for number, given in enumerate(world()["hirers"], FIRST):
        rsin = next(numbers)
        hirer = HirerRow(
            id=filling.id(), number=number, name=given["name"], kvk=rsin[1:], btw=f"NL{rsin}B01", sector=given["sector"],
            street="Handelsweg 12", postcode="1234 AB", city=given["city"],
            email=f"planning{number}@inlener.example", ended_on=None,
            liability_recorded_on=founded if number % 2 else None,
        )  # fmt: skip
        w.add("hirer.created", hirer)
        filling.hirers.append(hirer.id)
    w.session.flush()


def _people(filling: Filling, workers: int) -> list[Placed]:
    tables: dict[type[Base], list[Base]] = {
        kind: []
        for kind in (
            PersonRow, AddressRow, BankAccountRow, EmploymentRow, LoonheffingsverklaringRow, PlacementRow, PlacementTermsRow,
        )
    }  # fmt: skip
    numbers, accounts_, placed = bsns(), ibans(), []
    for number in islice(count(FIRST), workers):
        drawn = worker(filling.chance, filling.monday)
        person = _person(filling, drawn, number, next(numbers))
        employment = EmploymentRow(
            id=filling.id(), person_id=person.id, employer_id=filling.employers[drawn.employer], version=1,
            branch_id=filling.branches[drawn.employer][drawn.branch], personnel_number=number,
            started_on=drawn.started_on, ended_on=drawn.ended_on,
        )  # fmt: skip
        tables[PersonRow].append(person)
        tables[EmploymentRow].append(employment)
        tables[AddressRow].append(_address(filling, drawn, person.id))
        if drawn.trouble != "no_account":
            tables[BankAccountRow].append(_bank_account(filling, drawn, person.id, next(accounts_)))
        if drawn.trouble != "no_statement":
            tables[LoonheffingsverklaringRow].append(_statement(filling, drawn, employment))
        placement, terms = _placement(filling, drawn, employment, number)
        tables[PlacementRow].append(placement)
        tables[PlacementTermsRow].append(terms)
        placed.append(Placed(drawn, employment.employer_id, placement.id, person.id))
    people = [(each.person_id, each.employer_id, each.worker) for each in placed]
    for row in (*dossiers.rows(filling.work, people), *profiles.rows(filling.work, people)):
        tables.setdefault(type(row), []).append(row)
    for row in double.rows(tables[PersonRow], tables[EmploymentRow], filling.employers[0]):
        tables[type(row)].append(row)
    names = [given["name"] for given in world()["hirers"]]
    known = [(each.person_id, each.employer_id, each.placement_id, each.worker) for each in placed]
    for row in disclosures.rows(filling.work, known, list(zip(filling.hirers, names, strict=True))):
        tables.setdefault(type(row), []).append(row)
    for kind, rows in tables.items():
        _store(filling, kind, [_values(row) for row in rows])
    return placed


def _others(filling: Filling, first_number: int) -> None:
    """People who are no flex workers, at the first employer."""
    making = kinds.Making(
        filling.work, filling.id, filling.employers[0], filling.branches[0][0], filling.hirers[0], first_number
    )
    tables: dict[type[Base], list[Base]] = {}
    for row in kinds.rows(making):
        tables.setdefault(type(row), []).append(row)
    for kind, found in tables.items():
        _store(filling, kind, [_values(row) for row in found])


def _person(filling: Filling, drawn: Worker, number: int, bsn: str) -> PersonRow:
    row = PersonRow(
        id=filling.id(), number=number, version=1, initials=f"{drawn.first_name[0]}.", first_name=drawn.first_name,
        name_prefix=drawn.name_prefix, last_name=drawn.last_name, birth_date=drawn.birth_date,
        birth_place=drawn.birth_place, nationality=drawn.origin["nationality"],
        email=f"flexwerker{number}@werk.example", phone=f"06{number:08}",
        language="nl" if drawn.origin["nationality"] == brp.DUTCH else "en", bsn_sealed=None, bsn_index=None,
    )  # fmt: skip
    if drawn.trouble != "no_bsn":
        filling.work.seal(row, "bsn_sealed", bsn)
        row.bsn_index = filling.work.keyring.blind_index("bsn", bsn)
    return row


def _address(filling: Filling, drawn: Worker, person_id: UUID) -> AddressRow:
    number = filling.chance.randrange(1, 240)
    return AddressRow(
        id=filling.id(), person_id=person_id, street=filling.chance.choice(("Dorpsstraat", "Kerkweg", "Molenlaan")),
        house_number=str(number), postcode=f"{3500 + number} AB", city="Utrecht", country=brp.NETHERLANDS,
        **filling.dated(drawn.started_on),
    )  # fmt: skip


def _bank_account(filling: Filling, drawn: Worker, person_id: UUID, iban: str) -> BankAccountRow:
    holder = " ".join(part for part in (f"{drawn.first_name[0]}.", drawn.name_prefix, drawn.last_name) if part)
    is_new = (filling.monday - drawn.started_on).days < UNCHECKED
    row = BankAccountRow(
        id=filling.id(), person_id=person_id, holder=holder, bic=None, checked_by=None,
        checked_how=None if is_new else AccountCheck.BANK_CARD, checked_on=None if is_new else drawn.started_on,
        **filling.dated(drawn.started_on),
    )  # fmt: skip
    filling.work.seal(row, "iban_sealed", iban)
    row.iban_index = filling.work.keyring.blind_index("iban", iban)
    return row


def _statement(filling: Filling, drawn: Worker, employment: EmploymentRow) -> LoonheffingsverklaringRow:
    return LoonheffingsverklaringRow(
        id=filling.id(), employment_id=employment.id, person_id=employment.person_id, employer_id=employment.employer_id,
        signed_on=drawn.started_on, has_loonheffingskorting=drawn.has_loonheffingskorting, residence="nl",
        is_scholier_student=drawn.is_student, **filling.dated(drawn.started_on),
    )  # fmt: skip


def _placement(
    filling: Filling, drawn: Worker, employment: EmploymentRow, number: int
) -> tuple[PlacementRow, PlacementTermsRow]:
    is_uitzend_a = drawn.kind == "uitzend" and drawn.fase == "A"
    placement = PlacementRow(
        id=filling.id(), number=number, version=1, employment_id=employment.id, hirer_id=filling.hirers[drawn.hirer],
        employer_id=employment.employer_id, state=PlacementState.ACTIVE, started_on=drawn.started_on,
        ended_on=drawn.ended_on, is_anoniem_accepted=drawn.trouble == "no_bsn",
    )  # fmt: skip
    terms = PlacementTermsRow(
        id=filling.id(), placement_id=placement.id, employer_id=employment.employer_id, function=drawn.function,
        hourly_wage=drawn.hourly_wage, tariff=(drawn.hourly_wage * Decimal("1.82")).quantize(Decimal("0.01")),
        kind=drawn.kind, fase=drawn.fase, uitzendbeding=is_uitzend_a, schriftelijk=True,
        onbepaalde_tijd=drawn.fase == "C", oproep=drawn.hours_per_week < 16, bbl=False,
        hours_per_week=Decimal(drawn.hours_per_week), pensioen="stipp", paww=True, vakantiebijslag="reserve",
        vakantiebijslag_percentage=Decimal("8.33"), km_rate=Decimal("0.25"), **filling.dated(drawn.started_on),
    )  # fmt: skip
    return placement, terms


def _week(filling: Filling, placed: list[Placed], monday: date, weeks_ago: int) -> None:
    """The slips of one week, and their lines."""
    weeks, lines = [], []
    entered_by = [accounts.of(which, Role.CONSULTANT) for which in range(len(filling.employers))]
    approved_by = [accounts.of(which, Role.PAYROLL_CLERK) for which in range(len(filling.employers))]
    submitted_at = datetime.combine(monday + timedelta(days=7), datetime.min.time(), UTC) + timedelta(hours=9)
    for each in placed:
        state = hours.state(filling.chance, weeks_ago)
        drawn = list(hours.lines(filling.chance, each.worker, monday))
        if state is None or not drawn:
            continue
        week_id, which = filling.id(), each.worker.employer
        is_approved, is_submitted = state == HoursState.APPROVED, state in {HoursState.APPROVED, HoursState.SUBMITTED}
        weeks.append({
            "id": week_id, "version": 1, "placement_id": each.placement_id, "employer_id": each.employer_id,
            "monday": monday, "seq": 1, "state": state, "entered_by": entered_by[which],
            "submitted_at": submitted_at if is_submitted else None,
            "approved_by": approved_by[which] if is_approved else None,
            "approved_at": submitted_at + timedelta(hours=4) if is_approved else None,
            "remark": "Pauze ontbreekt op dinsdag" if state == HoursState.SENT_BACK else "",
        })  # fmt: skip
        ids = {"hours_week_id": week_id, "employer_id": each.employer_id, "entered_by": entered_by[which]}
        lines += [line | ids | {"id": filling.id(), "position": at} for at, line in enumerate(drawn)]
    _store(filling, HoursWeekRow, weeks)
    _store(filling, HoursLineRow, lines)


def _store(filling: Filling, kind: type[Base], rows: list[dict[str, Any]]) -> None:
    """In bulk; what belongs to an employer under its own chain."""
    if not rows or "employer_id" not in rows[0]:
        filling.work.bulk(f"{kind.__tablename__}.created", kind, rows, None)
        return
    for employer_id in filling.employers:
        own = [row for row in rows if row["employer_id"] == employer_id]
        filling.work.bulk(f"{kind.__tablename__}.created", kind, own, employer_id)
    if own := [row for row in rows if row["employer_id"] is None]:
        filling.work.bulk(f"{kind.__tablename__}.created", kind, own, None)


def _values(row: Base) -> dict[str, Any]:
    return {key: value for key, value in row.__dict__.items() if key in inspect(type(row)).columns}
