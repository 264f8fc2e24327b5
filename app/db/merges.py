"""One human being registered twice: what points to it, who was said to be two people, and merges with what undoing them takes."""

from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, BsnPurpose, DataKind, EmployerScoped, FieldClass, Identified, Retention, personal
from app.db.types import Moment

_BSN: Final = personal(
    BsnPurpose.IDENTITY,
    "UAVG art. 46; Wet LB art. 28",
    Retention.WAGE_ADMINISTRATION,
    FieldClass.IDENTIFYING,
    key_class="bsn",
)
_IBAN: Final = personal(
    "wage administration",
    "Wet LB art. 28; BW 7:626",
    Retention.WAGE_ADMINISTRATION,
    FieldClass.FINANCIAL,
    key_class="iban",
)
_WAGE: Final = personal("wage administration", "Wet LB art. 28; BW 7:626", Retention.WAGE_ADMINISTRATION)
_UNDO: Final = personal(
    "undoing a merge",
    "GDPR 5(1)(d)",
    Retention.MERGE_UNDO,
    FieldClass.IDENTIFYING,
    key_class="merge",
    kind=DataKind.SECRET,
)


class BsnAttemptRow(Identified, Base):
    """Somebody typed a BSN at this person that another person has: its blind index, never the number. Gone once a BSN is accepted."""

    __tablename__ = "bsn_attempt"
    kept_by = "tried_at"
    __table_args__ = (UniqueConstraint("person_id", "bsn_index"),)

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    bsn_index: Mapped[bytes] = mapped_column(LargeBinary, index=True, info=_BSN)
    tried_at: Mapped[datetime] = mapped_column(Moment)
    tried_by: Mapped[UUID | None] = mapped_column(Uuid)


class DifferentPeopleRow(Base):
    """Somebody looked, and these are two people; the lower id first."""

    __tablename__ = "different_people"

    first_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), primary_key=True)
    second_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), primary_key=True, index=True)
    said_at: Mapped[datetime] = mapped_column(Moment)
    said_by: Mapped[UUID | None] = mapped_column(Uuid)


class PersonMergeRow(Identified, Base):
    """Two persons became one. What undoing takes is sealed with a key of this merge alone, and goes with that key."""

    __tablename__ = "person_merge"
    key_owner: ClassVar[str] = "id"

    kept_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    merged_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    merged_at: Mapped[datetime] = mapped_column(Moment)
    merged_by: Mapped[UUID | None] = mapped_column(Uuid)
    undo_until: Mapped[date] = mapped_column(index=True)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[UUID | None] = mapped_column(Uuid)
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)
    before_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, info=_UNDO)


class MovedRow(Identified, Base):
    """Which row a merge moved, from whom to whom, and a keyed digest of what it held; each move itself is recorded at its row."""

    __tablename__ = "moved_row"
    is_audited = False

    merge_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person_merge.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID] = mapped_column(Uuid)
    from_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"))
    to_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(64))


class PayslipWorkerRow(Identified, EmployerScoped, Base):
    """The worker as an approved payslip showed them before a merge or its undoing; the paper goes on showing this."""

    __tablename__ = "payslip_worker"
    kept_with = "payslip_id"

    payslip_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("payslip.id"), unique=True)
    name: Mapped[str] = mapped_column(String(160), info=_WAGE)
    address: Mapped[str] = mapped_column(String(300), info=_WAGE)
    birth_date: Mapped[date] = mapped_column(info=_WAGE)
    bsn_mask_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=_BSN)
    iban_mask_sealed: Mapped[bytes] = mapped_column(LargeBinary, info=_IBAN)
