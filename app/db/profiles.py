"""What a person can do and when: work experience, education, certificates, referees, skills, availability; and the health insurance."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.db.base import Base, DataKind, FieldClass, Identified, Retention, Versioned, enum_type, personal
from app.db.types import Moment, Scaled

_PROFILE: Final = personal("mediation and placement", "GDPR 6(1)(b)", Retention.PERSONNEL_FILE, kind=DataKind.PROFILE)
_REFEREE: Final = personal(
    "asking a reference (data of a third person)",
    "GDPR 6(1)(a): consent of the referee",
    Retention.PERSONNEL_FILE,
    kind=DataKind.PROFILE,
)
_INSURANCE: Final = personal(
    "collective health insurance arranged by the agency",
    "GDPR 6(1)(b); Wml art. 13 (to be checked)",
    Retention.PERSONNEL_FILE,
    kind=DataKind.INSURANCE,
)
# The number identifies a person at an insurer and says nothing about their health: identifying, not health-like.
_POLICY: Final = personal(
    "collective health insurance arranged by the agency",
    "GDPR 6(1)(b); Wml art. 13 (to be checked)",
    Retention.PERSONNEL_FILE,
    FieldClass.IDENTIFYING,
    key_class="policy",
)


class StudyLevel(StrEnum):
    """The level of a course."""

    PRIMARY = "primary"
    VMBO = "vmbo"
    HAVO = "havo"
    VWO = "vwo"
    MBO1 = "mbo1"
    MBO2 = "mbo2"
    MBO3 = "mbo3"
    MBO4 = "mbo4"
    BACHELOR = "bachelor"
    MASTER = "master"
    COURSE = "course"


class CertificateKind(StrEnum):
    """Certificates that hirers ask for; everything else is OTHER with a name of its own."""

    VCA = "vca"
    VCA_VOL = "vca_vol"
    FORKLIFT = "heftruck"
    REACH_TRUCK = "reachtruck"
    ORDER_PICKER = "orderpicktruck"
    AERIAL_PLATFORM = "hoogwerker"
    CODE_95 = "code_95"
    DRIVER_CARD = "driver_card"
    ADR = "adr"
    BHV = "bhv"
    HACCP = "haccp"
    NEN_3140 = "nen_3140"
    OTHER = "other"


class Relation(StrEnum):
    """What the referee was to the person."""

    MANAGER = "manager"
    COLLEAGUE = "colleague"
    TEACHER = "teacher"
    OTHER = "other"


class TermKind(StrEnum):
    """What a word of the vocabulary is; licences and transport are for matching only, never a proof of identity."""

    SKILL = "skill"
    LANGUAGE = "language"
    LICENCE = "licence"
    TRANSPORT = "transport"


class SkillLevel(StrEnum):
    """How well somebody can do it."""

    BASIC = "basic"
    GOOD = "good"
    EXPERT = "expert"


class InsuranceGround(StrEnum):
    """Why the agency may know the policy; without one of these nothing is recorded."""

    COLLECTIVE = "collective"
    PREMIUM_WITHHELD = "premium_withheld"


class _OfPerson(Identified, Versioned):
    """A part of somebody's profile."""

    @declared_attr
    @classmethod
    def person_id(cls) -> Mapped[UUID]:
        return mapped_column(Uuid, ForeignKey("person.id"), index=True)

    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)


class WorkExperienceRow(_OfPerson, Base):
    """Where somebody worked before; months are their first day."""

    __tablename__ = "work_experience"

    employer_name: Mapped[str] = mapped_column(String(100), info=_PROFILE)
    function: Mapped[str] = mapped_column(String(100), info=_PROFILE)
    from_month: Mapped[date] = mapped_column(info=_PROFILE)
    until_month: Mapped[date | None] = mapped_column(info=_PROFILE)
    remark: Mapped[str] = mapped_column(String(500), default="", info=_PROFILE)


class EducationRow(_OfPerson, Base):
    """What somebody studied."""

    __tablename__ = "education"

    school: Mapped[str] = mapped_column(String(100), info=_PROFILE)
    study: Mapped[str] = mapped_column(String(100), info=_PROFILE)
    level: Mapped[StudyLevel] = mapped_column(enum_type(StudyLevel), info=_PROFILE)
    from_month: Mapped[date] = mapped_column(info=_PROFILE)
    until_month: Mapped[date | None] = mapped_column(info=_PROFILE)
    has_diploma: Mapped[bool] = mapped_column(info=_PROFILE)


class CertificateRow(_OfPerson, Base):
    """A certificate, with the document that shows it when that is here."""

    __tablename__ = "certificate"

    kind: Mapped[CertificateKind] = mapped_column(enum_type(CertificateKind), index=True, info=_PROFILE)
    name: Mapped[str] = mapped_column(String(100), default="", info=_PROFILE)
    number: Mapped[str] = mapped_column(String(40), default="", info=_PROFILE)
    obtained_on: Mapped[date | None] = mapped_column(info=_PROFILE)
    valid_until: Mapped[date | None] = mapped_column(index=True, info=_PROFILE)
    document_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("document.id"), index=True)


class RefereeRow(_OfPerson, Base):
    """Somebody who may be asked about the person, and agreed to that."""

    __tablename__ = "referee"

    name: Mapped[str] = mapped_column(String(100), info=_REFEREE)
    company: Mapped[str] = mapped_column(String(100), default="", info=_REFEREE)
    phone: Mapped[str | None] = mapped_column(String(30), info=_REFEREE)
    email: Mapped[str | None] = mapped_column(info=_REFEREE)
    relation: Mapped[Relation] = mapped_column(enum_type(Relation), info=_REFEREE)
    consented_on: Mapped[date] = mapped_column(info=_REFEREE)
    checked_on: Mapped[date | None] = mapped_column(info=_REFEREE)
    checked_by: Mapped[UUID | None] = mapped_column(Uuid)


class SkillTermRow(Identified, Base):
    """A word of the agency group's vocabulary; `key` is the word without accents and capitals."""

    __tablename__ = "skill_term"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    kind: Mapped[TermKind] = mapped_column(enum_type(TermKind))
    name: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))


class SkillRow(_OfPerson, Base):
    """What somebody can do, speak or drive."""

    __tablename__ = "skill"
    __table_args__ = (UniqueConstraint("person_id", "term_id"),)

    term_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("skill_term.id"), index=True, info=_PROFILE)
    level: Mapped[SkillLevel | None] = mapped_column(enum_type(SkillLevel), info=_PROFILE)


class AvailabilityRow(_OfPerson, Base):
    """On which weekdays somebody can work; `days` has a bit per day, Monday 1, Tuesday 2, … Sunday 64."""

    __tablename__ = "availability"

    since: Mapped[date] = mapped_column(index=True, info=_PROFILE)
    until: Mapped[date | None] = mapped_column(info=_PROFILE)
    days: Mapped[int] = mapped_column(info=_PROFILE)
    hours_per_week: Mapped[Decimal | None] = mapped_column(Scaled(2), info=_PROFILE)


class AvailabilityExceptionRow(_OfPerson, Base):
    """Days on which it is otherwise. Why is not asked: it may be illness (privacy.md P14)."""

    __tablename__ = "availability_exception"

    since: Mapped[date] = mapped_column(index=True, info=_PROFILE)
    until: Mapped[date] = mapped_column(info=_PROFILE)
    is_available: Mapped[bool] = mapped_column(info=_PROFILE)


class HealthInsuranceRow(_OfPerson, Base):
    """The health insurance that the agency arranges for a worker; only with its ground."""

    __tablename__ = "health_insurance"
    __table_args__ = (UniqueConstraint("person_id"),)

    ground: Mapped[InsuranceGround] = mapped_column(enum_type(InsuranceGround), info=_INSURANCE)
    insurer: Mapped[str] = mapped_column(String(100), default="", info=_INSURANCE)
    number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=_POLICY)
