"""Persons, once per agency group; their bank accounts; their employments, one per legal employer."""

from datetime import date, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import (
    Base,
    DataKind,
    Dated,
    EmployerScoped,
    FieldClass,
    Identified,
    Perishable,
    Retention,
    Versioned,
    enum_type,
    personal,
)
from app.db.names import FINDABLE, PARTS, Naamgebruik, called_by, sorted_by
from app.db.suppliers import AccountKind, AccountSeen
from app.db.types import Moment

_FILE: Final = personal("employment contract", "GDPR 6(1)(b)", Retention.PERSONNEL_FILE)
_WAGE: Final = personal("wage administration", "Wet LB art. 28; AWR art. 52", Retention.WAGE_ADMINISTRATION)
_STATEMENT: Final = personal(
    "loonheffingskorting", "Wet LB art. 29", Retention.WAGE_TAX_STATEMENT, kind=DataKind.STATEMENT
)
_ANONIEM: Final = personal(
    "wage administration", "Wet LB art. 26b", Retention.WAGE_TAX_STATEMENT, kind=DataKind.STATEMENT
)
_MARITAL: Final = personal(
    "partner pension in the UPA; alleenstaande-ouderenkorting",
    "Pensioenwet; Wet LB art. 22b",
    Retention.WAGE_ADMINISTRATION,
)
_BUSINESS: Final = personal("engagement of a self-employed person", "GDPR 6(1)(b)", Retention.WAGE_ADMINISTRATION)
_PROCEDURE: Final = personal("application procedure", "GDPR 6(1)(b)", Retention.APPLICANT)
_CONSENT: Final = personal("proof of consent", "GDPR 7(1)", Retention.APPLICANT)
_BSN: Final = personal(
    "wage tax/pension/payroll",
    "UAVG art. 46; Wet LB art. 28",
    Retention.WAGE_ADMINISTRATION,
    FieldClass.IDENTIFYING,
    key_class="bsn",
)
_IBAN: Final = personal(
    "payment of wages", "GDPR 6(1)(b)", Retention.WAGE_ADMINISTRATION, FieldClass.FINANCIAL, key_class="iban"
)
_HOLDER: Final = personal("payment of wages", "GDPR 6(1)(b)", Retention.WAGE_ADMINISTRATION, kind=DataKind.IBAN)


def _entered(context: Any) -> SimpleNamespace:
    given = context.get_current_parameters()
    return SimpleNamespace(**{name: given.get(name) or "" for name in PARTS})


class Gender(StrEnum):
    """As the identity document and the returns say it; unknown until somebody asked."""

    MAN = "m"
    WOMAN = "v"
    X = "x"
    UNKNOWN = "unknown"


class MaritalStatus(StrEnum):
    """Burgerlijke staat."""

    UNMARRIED = "unmarried"
    MARRIED = "married"
    PARTNERSHIP = "partnership"
    DIVORCED = "divorced"
    WIDOWED = "widowed"


class MaritalGround(StrEnum):
    """Why the marital status is kept; without one of these it is not."""

    PARTNER_PENSIOEN = "partner_pensioen"
    ALLEENSTAANDE_OUDERENKORTING = "alleenstaande_ouderenkorting"


class EmploymentKind(StrEnum):
    """What a person is to a legal employer; the names are those of documents.dossier.PersonKind."""

    CANDIDATE = "candidate"
    FLEX_WORKER = "flex_worker"
    SELF_EMPLOYED = "self_employed"
    DIRECT_STAFF = "direct_staff"


# Who is paid wages and falls under the loonheffing; and who may be placed at a hirer.
EMPLOYEES: Final = frozenset({EmploymentKind.FLEX_WORKER, EmploymentKind.DIRECT_STAFF})
PLACEABLE: Final = frozenset({EmploymentKind.FLEX_WORKER, EmploymentKind.SELF_EMPLOYED})


class Outcome(StrEnum):
    """How the procedure of a candidate ended."""

    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class PersonRow(Identified, Versioned, Base):
    """A human being. Nobody is in twice: the blind index of the BSN is unique, and who was merged into another is a remainder."""

    __tablename__ = "person"

    number: Mapped[int] = mapped_column(unique=True, info=_WAGE)
    initials: Mapped[str] = mapped_column(String(20), info=_WAGE)
    first_name: Mapped[str] = mapped_column(String(100), info=_FILE)
    name_prefix: Mapped[str] = mapped_column(String(20), default="", info=_WAGE)
    last_name: Mapped[str] = mapped_column(String(100), index=True, info=_WAGE)
    partner_prefix: Mapped[str] = mapped_column(String(20), default="", info=_WAGE)
    partner_last_name: Mapped[str] = mapped_column(String(100), default="", info=_WAGE)
    naamgebruik: Mapped[Naamgebruik] = mapped_column(enum_type(Naamgebruik), default=Naamgebruik.OWN, info=_WAGE)
    called_prefix: Mapped[str] = mapped_column(String(20), default=lambda c: called_by(_entered(c))[0], info=_WAGE)
    called_last_name: Mapped[str] = mapped_column(String(240), default=lambda c: called_by(_entered(c))[1], info=_WAGE)
    search_name: Mapped[str] = mapped_column(
        String(FINDABLE).with_variant(String(FINDABLE, collation="C"), "postgresql"),
        default=lambda c: sorted_by(_entered(c)),
        index=True,
        info=_WAGE,
    )
    former_names: Mapped[str] = mapped_column(String(1000), default="", info=_WAGE)
    gender: Mapped[Gender] = mapped_column(enum_type(Gender), default=Gender.UNKNOWN, info=_WAGE)
    marital_status: Mapped[MaritalStatus | None] = mapped_column(enum_type(MaritalStatus), info=_MARITAL)
    marital_ground: Mapped[MaritalGround | None] = mapped_column(enum_type(MaritalGround), info=_MARITAL)
    birth_date: Mapped[date | None] = mapped_column(index=True, info=_WAGE)
    birth_place: Mapped[str] = mapped_column(String(100), default="", info=_FILE)
    nationality: Mapped[str] = mapped_column(String(4), default="", info=_WAGE)
    email: Mapped[str | None] = mapped_column(info=_FILE)
    phone: Mapped[str | None] = mapped_column(String(30), info=_FILE)
    language: Mapped[str] = mapped_column(String(2), default="nl", info=_FILE)
    bsn_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=_BSN)
    bsn_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True, info=_BSN)
    merged_into_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    merged_at: Mapped[datetime | None] = mapped_column(Moment)

    employments: Mapped[list["EmploymentRow"]] = relationship(back_populates="person")

    @property
    def born(self) -> date:
        """The birth date of who is more than a candidate: those have one."""
        if self.birth_date is None:
            raise ValueError("no birth date")
        return self.birth_date


class PersonNameRow(Identified, Dated, Base):
    """What a person is called, from a day; PersonRow has the name of today."""

    __tablename__ = "person_name"
    history_of = ("person_id",)

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    initials: Mapped[str] = mapped_column(String(20), info=_WAGE)
    first_name: Mapped[str] = mapped_column(String(100), info=_FILE)
    name_prefix: Mapped[str] = mapped_column(String(20), info=_WAGE)
    last_name: Mapped[str] = mapped_column(String(100), info=_WAGE)
    partner_prefix: Mapped[str] = mapped_column(String(20), info=_WAGE)
    partner_last_name: Mapped[str] = mapped_column(String(100), info=_WAGE)
    naamgebruik: Mapped[Naamgebruik] = mapped_column(enum_type(Naamgebruik), info=_WAGE)


class AddressRow(Identified, Dated, Base):
    """Where a person lives, from a day. `extra` and `region` are lines of an address abroad."""

    __tablename__ = "address"
    history_of = ("person_id",)

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    street: Mapped[str] = mapped_column(String(100), info=_WAGE)
    house_number: Mapped[str] = mapped_column(String(20), info=_WAGE)
    extra: Mapped[str] = mapped_column(String(100), default="", info=_WAGE)
    postcode: Mapped[str] = mapped_column(String(12), info=_WAGE)
    city: Mapped[str] = mapped_column(String(100), info=_WAGE)
    region: Mapped[str] = mapped_column(String(100), default="", info=_WAGE)
    country: Mapped[str] = mapped_column(String(4), info=_WAGE)


class AccountCheck(StrEnum):
    """How somebody saw that an account is this person's."""

    BANK_CARD = "bank_card"
    STATEMENT = "statement"
    NAME_CHECK = "name_check"


class BankAccountRow(Identified, Dated, Base):
    """Where a person's pay goes, from a day. The blind index finds an account that another person has too."""

    __tablename__ = "bank_account"
    history_of = ("person_id",)

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    holder: Mapped[str] = mapped_column(String(140), info=_HOLDER)
    iban_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=_IBAN)
    iban_index: Mapped[bytes] = mapped_column(LargeBinary, index=True, info=_IBAN)
    bic: Mapped[str | None] = mapped_column(String(11), info=_HOLDER)
    checked_how: Mapped[AccountCheck | None] = mapped_column(enum_type(AccountCheck), info=_WAGE)
    checked_on: Mapped[date | None] = mapped_column(info=_WAGE)
    checked_by: Mapped[UUID | None] = mapped_column(Uuid)


class ChangeState(StrEnum):
    """What became of an asked change of account."""

    WAITING = "waiting"
    APPROVED = "approved"
    APPLIED = "applied"
    REJECTED = "rejected"


class ToldHow(StrEnum):
    """How a worker whom no mail reached was told that the account is being changed."""

    CALLED = "called"
    SPOKEN = "spoken"
    LETTER = "letter"


class BankAccountChangeRow(Identified, Base):
    """Another account for who has one: asked, approved by a second person, and for a person used after one more payment.

    It is of a person, or of a supplier and then also says which kind of account it is and what it was compared with.
    """

    __tablename__ = "bank_account_change"
    kept_by = "asked_at"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (supplier_id IS NULL)", name="one_holder"),)

    person_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    supplier_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("supplier.id"), index=True)
    kind: Mapped[AccountKind | None] = mapped_column(enum_type(AccountKind), info=_WAGE)
    seen: Mapped[AccountSeen | None] = mapped_column(enum_type(AccountSeen), info=_WAGE)
    holder: Mapped[str] = mapped_column(String(140), info=_HOLDER)
    iban_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=_IBAN)
    since: Mapped[date]
    checked_how: Mapped[AccountCheck | None] = mapped_column(enum_type(AccountCheck), info=_WAGE)
    checked_on: Mapped[date | None] = mapped_column(info=_WAGE)
    checked_by: Mapped[UUID | None] = mapped_column(Uuid)
    state: Mapped[ChangeState] = mapped_column(enum_type(ChangeState), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    notice_id: Mapped[UUID | None] = mapped_column(Uuid)
    told_how: Mapped[ToldHow | None] = mapped_column(enum_type(ToldHow), info=_WAGE)


class EmploymentRow(Identified, Versioned, EmployerScoped, Perishable, Base):
    """What a person is to one legal employer: in service (dienstverband), engaged as self-employed, or a candidate.

    Of a candidate `started_on` is the day of registration, `active_on` that on which the data were last saved and `ended_on` that on
    which the procedure ended.
    """

    __tablename__ = "employment"
    __table_args__ = (UniqueConstraint("employer_id", "personnel_number"), Index(None, "employer_id", "ended_on"))

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    branch_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("branch.id"))
    personnel_number: Mapped[int] = mapped_column(info=_WAGE)
    kind: Mapped[EmploymentKind] = mapped_column(
        enum_type(EmploymentKind), default=EmploymentKind.FLEX_WORKER, info=_WAGE
    )
    started_on: Mapped[date] = mapped_column(info=_WAGE)
    ended_on: Mapped[date | None] = mapped_column(info=_WAGE)
    active_on: Mapped[date | None] = mapped_column(info=_PROCEDURE)
    outcome: Mapped[Outcome | None] = mapped_column(enum_type(Outcome), info=_PROCEDURE)
    destroy_on: Mapped[date | None] = mapped_column(index=True, info=_PROCEDURE)

    person: Mapped[PersonRow] = relationship(back_populates="employments")


class LoonheffingsverklaringRow(Identified, Dated, EmployerScoped, Base):
    """The worker's signed statement for the loonheffing at one employment, from a day."""

    __tablename__ = "loonheffingsverklaring"

    employment_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    signed_on: Mapped[date] = mapped_column(info=_STATEMENT)
    has_loonheffingskorting: Mapped[bool] = mapped_column(info=_STATEMENT)
    residence: Mapped[str] = mapped_column(String(20), default="nl", info=_STATEMENT)
    is_scholier_student: Mapped[bool] = mapped_column(default=False, info=_STATEMENT)
    has_alleenstaande_ouderenkorting: Mapped[bool] = mapped_column(default=False, info=_STATEMENT)


class AnoniemGround(StrEnum):
    """Why the anoniementarief holds although there is a BSN (Wet LB art. 26b)."""

    NO_RIGHT_TO_WORK = "no_right_to_work"
    NO_IDENTITY = "no_identity"
    NO_ADDRESS = "no_address"
    WRONG_DATA = "wrong_data"


class AnoniementariefRow(Identified, Dated, EmployerScoped, Base):
    """The decision to withhold the anoniementarief from somebody with a BSN, from a day; one without a ground ends it."""

    __tablename__ = "anoniementarief"

    employment_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    ground: Mapped[AnoniemGround | None] = mapped_column(enum_type(AnoniemGround), info=_ANONIEM)


class BusinessRow(Identified, Versioned, Base):
    """The firm of a self-employed person."""

    __tablename__ = "business"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), unique=True)
    trade_name: Mapped[str] = mapped_column(info=_BUSINESS)
    kvk: Mapped[str] = mapped_column(String(8), unique=True, info=_BUSINESS)
    btw: Mapped[str | None] = mapped_column(String(20), info=_BUSINESS)


class ConsentPurpose(StrEnum):
    """What somebody may consent to; never to the core of an employment (P35)."""

    KEEP_CANDIDATE = "keep_candidate"


class ConsentWay(StrEnum):
    """How consent was given."""

    IN_WRITING = "in_writing"
    BY_MAIL = "by_mail"
    BY_TELEPHONE = "by_telephone"
    ONLINE = "online"


class ConsentRow(Identified, EmployerScoped, Base):
    """Consent of a candidate: to what, of which version of the text, when and how. It goes when it is withdrawn."""

    __tablename__ = "consent"
    kept_with = "employment_id"
    __table_args__ = (UniqueConstraint("employment_id", "purpose"),)

    employment_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    purpose: Mapped[ConsentPurpose] = mapped_column(enum_type(ConsentPurpose), info=_CONSENT)
    text_version: Mapped[str] = mapped_column(String(10), info=_CONSENT)
    way: Mapped[ConsentWay] = mapped_column(enum_type(ConsentWay), info=_CONSENT)
    given_at: Mapped[datetime] = mapped_column(Moment, info=_CONSENT)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)
