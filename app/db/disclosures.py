"""The disclosure register: to whom data of a person went, which, why, by whose decision, and the digest of the file (P41)."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import Base, EmployerScoped, Identified, Retention, enum_type, personal
from app.db.organisation import HirerRow
from app.db.people import PersonRow
from app.db.placements import PlacementRow
from app.db.types import Moment

_REGISTER: Final = personal("accountability: to whom data went", "GDPR art. 5(2), 15(1)(c)", Retention.IDENTITY)


class DisclosureKind(StrEnum):
    """What was handed out: the fixed list of data, the full copy of Wav art. 15, or a masked copy."""

    HIRER_DATA = "hirer_data"
    HAND_OVER = "hand_over"
    MASKED_COPY = "masked_copy"


class Ground(StrEnum):
    """The legal ground."""

    WAV_15 = "wav_15"
    IW_34 = "iw_34"
    LEGAL_DUTY = "legal_duty"
    CONTRACT = "contract"
    INTEREST = "interest"


class DisclosureRow(Identified, EmployerScoped, Base):
    """One file that left the house. Rows never change; the copy of Wav art. 15 goes out once per placement."""

    __tablename__ = "disclosure"
    kept_by = "decided_at"
    __table_args__ = (
        Index(
            "uq_disclosure_hand_over",
            "placement_id",
            unique=True,
            sqlite_where=text("kind = 'hand_over'"),
            postgresql_where=text("kind = 'hand_over'"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    placement_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("placement.id"), index=True)
    hirer_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("hirer.id"))
    kind: Mapped[DisclosureKind] = mapped_column(enum_type(DisclosureKind), index=True, info=_REGISTER)
    receiver: Mapped[str] = mapped_column(String(200), info=_REGISTER)
    reason: Mapped[str] = mapped_column(String(200), default="", info=_REGISTER)
    ground: Mapped[Ground] = mapped_column(enum_type(Ground), info=_REGISTER)
    fields: Mapped[list[str]] = mapped_column(JSON, info=_REGISTER)
    sha256: Mapped[str] = mapped_column(String(64), info=_REGISTER)
    decided_at: Mapped[datetime] = mapped_column(Moment, index=True)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid, info=_REGISTER)

    person: Mapped[PersonRow] = relationship()
    placement: Mapped[PlacementRow | None] = relationship()
    hirer: Mapped[HirerRow | None] = relationship()
