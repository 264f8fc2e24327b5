"""What the agency holds of a person on paper: identity documents and their copies, the right to work, other documents."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, DataKind, Dated, FieldClass, Identified, Retention, Versioned, enum_type, personal
from app.db.types import Moment
from staffing.identity import DocumentKind
from staffing.work_permit import PermitKind, StudentScheme, WorkNote

_IDENTITY: Final = personal(
    "identity of the worker",
    "Wet LB art. 28; Wav art. 15",
    Retention.IDENTITY,
    FieldClass.IDENTIFYING,
    key_class="idcopy",
)
_CHECK: Final = personal(
    "identity of the worker", "Wet LB art. 28; Wav art. 15", Retention.IDENTITY, kind=DataKind.RIGHT_TO_WORK
)
_WORK: Final = personal("right to work", "Wav art. 2", Retention.IDENTITY, kind=DataKind.RIGHT_TO_WORK)
_FILE: Final = personal(
    "personnel file", "GDPR 6(1)(b)", Retention.PERSONNEL_FILE, FieldClass.IDENTIFYING, key_class="document"
)
_PAPER: Final = personal("personnel file", "GDPR 6(1)(b)", Retention.PERSONNEL_FILE, kind=DataKind.DOCUMENT)


class Seen(StrEnum):
    """How somebody saw the original."""

    PHYSICALLY = "physically"
    DIGITALLY = "digitally"


class MrzState(StrEnum):
    """What came of the machine-readable zone; the names are those of documents.dossier.MrzCheck."""

    UNREAD = "unread"
    AGREES = "agrees"
    DIFFERS = "differs"


class Side(StrEnum):
    """What a copy shows."""

    FRONT = "front"
    BACK = "back"


class Paper(StrEnum):
    """The kinds of documents besides copies of identity documents."""

    CONTRACT = "contract"
    TWV = "twv"
    GVVA = "gvva"
    PROTECTION = "protection"
    A1 = "a1"
    LOONHEFFINGSVERKLARING = "loonheffingsverklaring"
    HEALTH_POLICY = "health_policy"
    CV = "cv"
    CERTIFICATE = "certificate"
    PHOTO = "photo"
    REFERENCE = "reference"
    MODEL_AGREEMENT = "model_agreement"
    VAR = "var"


# What stands in a document of which nobody gets to see it without a reason (P4); one in which none of it stands is open.
HOLDS: Final[Mapping[Paper, frozenset[DataKind]]] = {
    Paper.CONTRACT: frozenset({DataKind.WAGE}),
    Paper.TWV: frozenset({DataKind.WAGE}),
    Paper.GVVA: frozenset({DataKind.IDENTITY_DOCUMENT, DataKind.BSN}),
    Paper.PROTECTION: frozenset({DataKind.WAGE}),
    Paper.A1: frozenset({DataKind.BSN}),
    Paper.LOONHEFFINGSVERKLARING: frozenset({DataKind.BSN}),
    Paper.HEALTH_POLICY: frozenset({DataKind.INSURANCE, DataKind.BSN}),
    Paper.CV: frozenset(),
    Paper.CERTIFICATE: frozenset(),
    Paper.PHOTO: frozenset(),
    Paper.REFERENCE: frozenset(),
    Paper.MODEL_AGREEMENT: frozenset({DataKind.WAGE}),
    Paper.VAR: frozenset({DataKind.BSN}),
}


class IdentityRow(Identified, Versioned, Base):
    """An identity document that somebody showed; its number is sealed, its copies are rows of their own."""

    __tablename__ = "identity"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(enum_type(DocumentKind), info=_CHECK)
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=_IDENTITY)
    number_index: Mapped[bytes] = mapped_column(LargeBinary, index=True, info=_IDENTITY)
    issuer: Mapped[str] = mapped_column(String(4), info=_CHECK)
    expires_on: Mapped[date] = mapped_column(index=True, info=_CHECK)
    mrz: Mapped[MrzState] = mapped_column(enum_type(MrzState), info=_CHECK)
    seen: Mapped[Seen | None] = mapped_column(enum_type(Seen), info=_CHECK)
    seen_on: Mapped[date | None] = mapped_column(info=_CHECK)
    seen_by: Mapped[UUID | None] = mapped_column(Uuid)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)


class IdentityCopyRow(Identified, Base):
    """One page of a copy, sealed with a key of that person alone: without the key it is dead, in backups too."""

    __tablename__ = "identity_copy"
    key_owner: ClassVar[str] = "person_id"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    identity_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("identity.id"), index=True)
    side: Mapped[Side] = mapped_column(enum_type(Side))
    page: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), info=_CHECK)
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=_IDENTITY)
    is_scanned: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)


class DocumentRow(Identified, Base):
    """Any other document; a renewal is a new row that names the one it renews, and the old one stays."""

    __tablename__ = "document"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    employer_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("employer.id"), index=True)
    kind: Mapped[Paper] = mapped_column(enum_type(Paper), info=_PAPER)
    valid_from: Mapped[date | None] = mapped_column(info=_PAPER)
    valid_until: Mapped[date | None] = mapped_column(index=True, info=_PAPER)
    renews_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("document.id"), unique=True)
    media_type: Mapped[str] = mapped_column(String(40), info=_PAPER)
    sha256: Mapped[str] = mapped_column(String(64), info=_PAPER)
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=_FILE)
    is_scanned: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)


class ResidenceRow(Identified, Dated, Base):
    """The note about work on the residence document, from a day."""

    __tablename__ = "residence"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    note: Mapped[WorkNote] = mapped_column(enum_type(WorkNote), info=_WORK)
    expires_on: Mapped[date] = mapped_column(index=True, info=_WORK)


class PermitRow(Identified, Dated, Base):
    """A TWV or GVVA, for one employer; without a hirer it holds for every hirer, without a function for all work."""

    __tablename__ = "permit"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    employer_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employer.id"), index=True)
    hirer_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("hirer.id"))
    kind: Mapped[PermitKind] = mapped_column(enum_type(PermitKind), info=_WORK)
    work: Mapped[str] = mapped_column(String(100), default="", info=_WORK)
    until: Mapped[date] = mapped_column(index=True, info=_WORK)
    student: Mapped[StudentScheme | None] = mapped_column(enum_type(StudentScheme), info=_WORK)


class ProtectionRow(Identified, Dated, Base):
    """Temporary protection (Ukraine): the status document, and the employer's notification at UWV."""

    __tablename__ = "protection"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    employer_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("employer.id"), index=True)
    notified_on: Mapped[date | None] = mapped_column(info=_WORK)
    has_status_document: Mapped[bool] = mapped_column(info=_WORK)
    expires_on: Mapped[date | None] = mapped_column(index=True, info=_WORK)
