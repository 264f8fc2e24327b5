"""Small agencies, quickly: rows as the services would write them, each recorded."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4

from PIL import Image

from app.db.accounts import AccountRow, GrantRow, Role
from app.db.contacts import ContactRow
from app.db.dossiers import DocumentRow, IdentityCopyRow, IdentityRow, MrzState, Paper, PermitRow, Seen, Side
from app.db.holds import HoldKind, LegalHoldRow
from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.organisation import BranchRow, EmployerRow, EmployerTermsRow, HirerRow
from app.db.people import (
    AddressRow,
    BankAccountRow,
    ConsentPurpose,
    ConsentRow,
    ConsentWay,
    EmploymentKind,
    EmploymentRow,
    LoonheffingsverklaringRow,
    PersonRow,
)
from app.db.placements import PlacementRow, PlacementState, PlacementTermsRow
from app.db.profiles import (
    AvailabilityExceptionRow,
    AvailabilityRow,
    CertificateKind,
    CertificateRow,
    EducationRow,
    HealthInsuranceRow,
    InsuranceGround,
    RefereeRow,
    Relation,
    SkillLevel,
    SkillRow,
    SkillTermRow,
    StudyLevel,
    TermKind,
    WorkExperienceRow,
)
from app.db.suppliers import AccountKind, AccountSeen, SupplierAccountRow, SupplierKind, SupplierRow
from app.db.work import SYSTEM, Actor, Store
from app.demo.fictitious import bsns, ibans
from app.services import key_rotations
from documents.remade_image import jpeg_bytes
from staffing.identity import DocumentKind
from staffing.work_permit import PermitKind

__all__ = ["uuid4"]
AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
MONDAY = date(2026, 11, 9)
PICTURE = jpeg_bytes(Image.effect_noise((600, 400), 80).convert("RGB"))  # a copy of an identity document
_number = count(1)
_bsns, _ibans = bsns(start=50_000), ibans(start=50_000)


@dataclass
class Agency:
    """The ids of what the agency has; `accounts[role, "own" | "other"]` are account ids."""

    store: Store
    own: UUID
    other: UUID
    branches: dict[str, UUID]
    hirer: UUID
    accounts: dict[tuple[Role, str], UUID] = field(default_factory=dict)

    def employer(self, which: str) -> UUID:
        return {"own": self.own, "other": self.other}[which]

    def actor(self, role: Role, employer: str = "own", *, stepped_up: bool = False) -> Actor:
        """The person with that role at that employer, as services see them."""
        roles = {self.employer(employer): frozenset({role})}
        return Actor(self.accounts[role, employer], roles, stepped_up=stepped_up)


@dataclass
class Employed:
    """A worker at work."""

    person: UUID
    employment: UUID
    placement: UUID
    bsn: str
    iban: str


def agency(store: Store) -> Agency:
    """Two employers, a branch each, a hirer, an account for every role at each employer, and a second clerk."""
    with store.work(SYSTEM, AT) as w:
        own, other = _employer(w, "Eerste Uitzend BV", 0), _employer(w, "Tweede Detachering BV", 1)
        w.session.flush()
        branches = {}
        for which, row in (("own", own), ("other", other)):
            branch = BranchRow(name="Utrecht", employer_id=row.id)
            w.add("branch:created", branch)
            branches[which] = branch.id
        made = Agency(store, own.id, other.id, branches, hirer(w))
        for which in ("own", "other"):
            for role in Role:
                made.accounts[role, which] = account(w, {made.employer(which): [role]})
        return made


def account(w, grants: dict[UUID, list[Role]], **values) -> UUID:
    """An account with these roles per employer; its password is that of the demo."""
    n = next(_number)
    given = {"name": f"Medewerker {n}", "email": f"medewerker{n}@example.nl", "language": "nl", "active": True}
    given |= {"password": "", "fs_uniquifier": f"{n:064}", "tf_primary_method": "authenticator"}
    row = AccountRow(**(given | values))
    row.grants = [GrantRow(employer_id=at, role=role) for at, roles in grants.items() for role in roles]
    w.add("account:created", row)
    for grant in row.grants:
        w.record("account:role_granted", grant)
    w.session.flush()
    return row.id


def hirer(w, **values) -> UUID:
    n = next(_number)
    given = {"number": n, "name": f"Inlener {n} BV", "kvk": f"{90_000_000 + n}", "btw": "NL123456782B90"}
    given |= {"sector": "logistiek", "street": "Havenweg 1", "postcode": "3542 AD", "city": "Utrecht"}
    row = HirerRow(**(given | {"email": None, "ended_on": None} | values))
    w.add("hirer:created", row)
    return row.id


@dataclass
class Supplied:
    """Ids of what `supplier` made, and the IBAN of its G-account."""

    id: UUID
    account: UUID
    contact: UUID
    iban: str


def supplier(w, **values) -> Supplied:
    """An agency that workers are lent from, with a G-account and a contact person."""
    n, iban = next(_number), next(_ibans)
    given = {"number": n, "name": f"Leverancier {n} BV", "kvk": f"{91_000_000 + n}", "btw": None, "street": "Kade 1"}
    given |= {"kind": SupplierKind.LENDER, "postcode": "3542 AD", "city": "Utrecht", "email": None, "ended_on": None}
    row = SupplierRow(**(given | values))
    w.add("supplier:create", row)
    w.session.flush()
    held = SupplierAccountRow(
        supplier_id=row.id, kind=AccountKind.BLOCKED, holder=row.name, seen=AccountSeen.STATEMENT, checked_on=MONDAY,
        checked_by=None, since=MONDAY, recorded_at=AT, recorded_by=None,
    )  # fmt: skip
    w.seal(held, "iban_sealed", iban)
    held.iban_index = w.keyring.blind_index("iban", iban)
    w.add("supplier_account:since", held)
    return Supplied(row.id, held.id, contact(w, supplier_id=row.id), iban)


def contact(w, **values) -> UUID:
    n = next(_number)
    given = {"first_name": "Conny", "last_name": f"Contact {n}", "search_name": f"contact {n} conny"}
    given |= {"email": f"conny{n}@example.nl", "is_for_hours": True, "since": MONDAY}
    row = ContactRow(**(given | values))
    w.add("contact:create", row)
    w.session.flush()
    return row.id


def employ(w, made: Agency, *, employer: str = "own", person: UUID | None = None, **terms) -> Employed:
    """A worker of 30 with BSN, IBAN, loonheffingsverklaring and an active placement in fase A since January."""
    n, since = next(_number), date(2026, 1, 5)
    at = made.employer(employer)
    bsn, iban = next(_bsns), next(_ibans)
    dated = {"since": since, "recorded_at": AT, "recorded_by": None}
    if person is None:
        person = _person(w, n, bsn)
        w.add("address:added", AddressRow(person_id=person, **_ADDRESS, **dated))
        account_row = BankAccountRow(person_id=person, holder=f"Werker {n}", bic=None, **dated)
        w.seal(account_row, "iban_sealed", iban)
        account_row.iban_index = w.keyring.blind_index("iban", iban)
        w.add("bank_account:added", account_row)
    employment = EmploymentRow(
        person_id=person, employer_id=at, branch_id=made.branches[employer], personnel_number=n, started_on=since
    )
    w.add("employment:created", employment)
    w.session.flush()
    statement = LoonheffingsverklaringRow(
        employment_id=employment.id, person_id=person, employer_id=at, signed_on=since,
        has_loonheffingskorting=True, **dated,
    )  # fmt: skip
    w.add("loonheffingsverklaring:signed", statement)
    placement = PlacementRow(
        number=n, employment_id=employment.id, hirer_id=made.hirer, employer_id=at,
        state=PlacementState.ACTIVE, started_on=since,
    )  # fmt: skip
    w.add("placement:created", placement)
    w.session.flush()
    row = PlacementTermsRow(placement_id=placement.id, employer_id=at, **(_TERMS | dated | terms))
    w.add("placement:agreed", row)
    w.session.flush()
    return Employed(person, employment.id, placement.id, bsn, iban)


def candidate(w, made: Agency, *, employer: str = "own", consents: bool = False, **values) -> tuple[UUID, UUID]:
    """(person, employment) of somebody whose procedure runs since October, or as `values` say of the relation."""
    n = next(_number)
    person = PersonRow(number=10_000 + n, initials="", first_name="Kim", last_name=f"Kandidaat {n}", phone="0612345678")
    w.add("candidate:register", person)
    w.session.flush()
    given = {"kind": EmploymentKind.CANDIDATE, "started_on": date(2026, 10, 1), "personnel_number": n} | values
    employment = EmploymentRow(person_id=person.id, employer_id=made.employer(employer), **given)
    w.add("employment:start", employment)
    w.session.flush()
    if consents:
        row = ConsentRow(
            employment_id=employment.id, person_id=person.id, employer_id=employment.employer_id, given_at=AT,
            purpose=ConsentPurpose.KEEP_CANDIDATE, text_version="1", way=ConsentWay.BY_MAIL, recorded_at=AT,
        )  # fmt: skip
        w.add("consent:given", row)
        w.session.flush()
    return person.id, employment.id


def hours_week(
    w, made: Agency, placement: UUID, *, employer: str = "own", monday: date = MONDAY, lines: int = 5, **values
) -> UUID:
    """A week of five days of eight hours, approved unless another state is given."""
    at = made.employer(employer)
    given = {"placement_id": placement, "employer_id": at, "monday": monday, "state": HoursState.APPROVED}
    given |= {"entered_by": made.accounts[Role.CONSULTANT, employer], "submitted_at": AT}
    given |= {"approved_by": made.accounts[Role.PAYROLL_CLERK, employer], "approved_at": AT}
    week = HoursWeekRow(**(given | values))
    w.add("hours:entered", week)
    w.session.flush()
    for position in range(lines):
        line = HoursLineRow(
            hours_week_id=week.id, employer_id=at, position=position, day=monday + timedelta(position),
            component="uurloon", minutes=480,
        )  # fmt: skip
        w.add("hours:line_entered", line)
    w.session.flush()
    return week.id


@dataclass
class Profiled:
    """Ids of what `profile` made."""

    entry: UUID
    certificate: UUID
    term: UUID
    hold: UUID
    policy: str


def profile(w, person: UUID, *, valid_until: date = date(2027, 5, 1)) -> Profiled:
    """A row in every part of the profile, a health insurance, and a legal hold."""
    own = {"person_id": person, "recorded_at": AT, "recorded_by": None}
    n = next(_number)
    term = SkillTermRow(kind=TermKind.SKILL, name=f"Orderpicken {n}", key=f"orderpicken {n}")
    w.add("skill_term:added", term)
    w.session.flush()
    experience = WorkExperienceRow(
        employer_name="Bakkerij Bol", function="Bakker", from_month=date(2021, 3, 1), until_month=None, **own
    )
    certificate = CertificateRow(
        kind=CertificateKind.VCA, number="V-12", obtained_on=date(2020, 5, 1), valid_until=valid_until, **own
    )
    months = {"from_month": date(2018, 9, 1), "until_month": date(2020, 6, 1)}
    rows = [
        experience,
        certificate,
        EducationRow(school="ROC", study="Logistiek", level=StudyLevel.MBO2, has_diploma=True, **months, **own),
        RefereeRow(
            name="Bea Bol", phone="030-1234567", relation=Relation.MANAGER, consented_on=date(2026, 1, 5), **own
        ),
        SkillRow(term_id=term.id, level=SkillLevel.GOOD, **own),
        AvailabilityRow(since=date(2026, 1, 5), until=None, days=0b0011111, hours_per_week=Decimal(40), **own),
        AvailabilityExceptionRow(since=date(2026, 12, 24), until=date(2026, 12, 31), is_available=False, **own),
    ]
    insurance = HealthInsuranceRow(ground=InsuranceGround.COLLECTIVE, insurer="Zorg BV", **own)
    policy = f"ZP99887{n:05}"
    w.seal(insurance, "number_sealed", policy)
    hold = LegalHoldRow(person_id=person, kind=HoldKind.DISPUTE, set_at=AT, set_by=None)
    for row in [*rows, insurance, hold]:
        w.add("profile:added", row)
    w.session.flush()
    return Profiled(experience.id, certificate.id, term.id, hold.id, policy)


@dataclass
class Papers:
    """Ids of what `papers` made."""

    identity: UUID
    copy: UUID
    document: UUID
    permit: UUID
    number: str


def papers(w, made: Agency, person: UUID, *, expires_on: date = date(2031, 5, 1), **values) -> Papers:
    """A seen passport with its front copied, a contract, and a TWV for the own employer."""
    number, recorded = f"NX{next(_number):07}", {"recorded_at": AT, "recorded_by": None}
    row = IdentityRow(
        person_id=person, issuer="6030", expires_on=expires_on, seen=Seen.PHYSICALLY, seen_on=date(2026, 1, 5),
        **({"kind": DocumentKind.PASSPORT, "mrz": MrzState.AGREES} | recorded | values),
    )  # fmt: skip
    w.seal(row, "number_sealed", number)
    row.number_index = w.keyring.blind_index("identity", number)
    w.add("identity:recorded", row)
    w.session.flush()
    sealed = {"sha256": "0" * 64, "is_scanned": False, "person_id": person} | recorded
    copy = IdentityCopyRow(identity_id=row.id, side=Side.FRONT, page=1, **sealed)
    w.seal_bytes(copy, "content_sealed", PICTURE)
    w.add("identity:copied", copy)
    document = DocumentRow(kind=Paper.CONTRACT, employer_id=made.own, media_type="image/jpeg", **sealed)
    w.seal_bytes(document, "content_sealed", b"picture")
    w.add("document:taken_in", document)
    permit = PermitRow(
        person_id=person,
        employer_id=made.own,
        kind=PermitKind.TWV,
        since=date(2026, 1, 5),
        until=expires_on,
        **recorded,
    )
    w.add("permit:since", permit)
    w.session.flush()
    return Papers(row.id, copy.id, document.id, permit.id, number)


def paper(w, person_id: UUID, kind: Paper, **values) -> DocumentRow:
    """A document of this kind."""
    row = DocumentRow(
        person_id=person_id, kind=kind, media_type="image/jpeg", sha256="0" * 64, is_scanned=False,
        recorded_at=AT, recorded_by=None, **values,
    )  # fmt: skip
    w.seal_bytes(row, "content_sealed", b"what the paper says")
    w.add("document:taken_in", row)
    return row


def double(w, made: Agency, person: UUID, *, employer: str = "own", **values) -> UUID:
    """The same human being once more: equal name and birth date, no BSN, in service in 2025 only, living elsewhere."""
    known = w.session.get(PersonRow, person)
    n, dated = next(_number), {"since": date(2025, 3, 3), "recorded_at": AT, "recorded_by": None}
    given = {
        name: getattr(known, name) for name in ("initials", "first_name", "name_prefix", "last_name", "birth_date")
    }
    given |= {"birth_place": "Utrecht", "nationality": "0001", "email": f"dubbel{n}@example.nl", "phone": None}
    row = PersonRow(number=10_000 + n, **(given | values))
    w.add("person:registered", row)
    w.session.flush()
    employment = EmploymentRow(
        person_id=row.id, employer_id=made.employer(employer), branch_id=None, personnel_number=n,
        started_on=date(2025, 3, 3), ended_on=date(2025, 12, 19),
    )  # fmt: skip
    w.add("employment:created", employment)
    w.session.flush()
    statement = LoonheffingsverklaringRow(
        employment_id=employment.id, person_id=row.id, employer_id=made.employer(employer), signed_on=date(2025, 3, 3),
        has_loonheffingskorting=True, **dated,
    )  # fmt: skip
    w.add("loonheffingsverklaring:signed", statement)
    w.add("address:added", AddressRow(person_id=row.id, **(_ADDRESS | {"street": "Kerkweg"}), **dated))
    w.session.flush()
    return row.id


def account_of(w, person: UUID, iban: str = "", *, by: UUID | None = None) -> str:
    """An account of this person since 2025."""
    iban = iban or next(_ibans)
    row = BankAccountRow(
        person_id=person, holder="W. Werker", bic=None, since=date(2025, 3, 3), recorded_at=AT, recorded_by=by
    )
    w.seal(row, "iban_sealed", iban)
    row.iban_index = w.keyring.blind_index("iban", iban)
    w.add("bank_account:added", row)
    w.session.flush()
    return iban


def rotate(store: Store, key_class: str, at: datetime = AT) -> int:
    """Rotate a key class to the end, as the background does; returns how many values were sealed anew."""
    with store.work(SYSTEM, at) as w:
        asked = key_rotations.ask_from_server(w, key_class)
    return sum(key_rotations.run(store, each.id, lambda: at) for each in asked)


_ADDRESS = {"street": "Dorpsstraat", "house_number": "1", "postcode": "3511 AB", "city": "Utrecht", "country": "NL"}
_TERMS = {
    "function": "Orderpicker",
    "hourly_wage": Decimal("16.50"),
    "tariff": Decimal("29.50"),
    "fase": "A",
    "uitzendbeding": True,
    "hours_per_week": Decimal(40),
    "vakantiebijslag_percentage": Decimal("8.33"),
}


def _employer(w, name: str, n: int) -> EmployerRow:
    row = EmployerRow(
        name=name, kvk=f"8000000{n}", btw=f"NL80000000{n}B01", loonheffingennummer=f"80000000{n}L01",
        street="Stationsplein 1", postcode="3511 ED", city="Utrecht", iban=next(_ibans), bic="RABONL2U",
    )  # fmt: skip
    w.add("employer:created", row)
    w.session.flush()
    terms = EmployerTermsRow(
        employer_id=row.id, since=date(2026, 1, 1), recorded_at=AT, recorded_by=None, aof="hoog",
        whk_wga=Decimal("0.77"), whk_zw=Decimal("5.45"), wga_verhaal=Decimal("0.00"), sfu=Decimal(0),
    )  # fmt: skip
    w.add("employer:terms_agreed", terms)
    return row


def _person(w, n: int, bsn: str) -> UUID:
    row = PersonRow(
        number=10_000 + n, initials="W.", first_name="Wil", last_name=f"Werker {n}", birth_date=date(1996, 3, 2),
        birth_place="Utrecht", nationality="0001", email=None, phone=None,
    )  # fmt: skip
    w.seal(row, "bsn_sealed", bsn)
    row.bsn_index = w.keyring.blind_index("bsn", bsn)
    w.add("person:registered", row)
    w.session.flush()
    return row.id
