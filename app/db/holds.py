"""What was destroyed and by which rule, and what may not be destroyed yet."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Identified, Retention, Versioned, enum_type, personal
from app.db.types import Moment

_HOLD: Final = personal(
    "keeping what a claim, an audit or a court needs", "GDPR 17(3)(e)", Retention.WAGE_ADMINISTRATION
)


class HoldKind(StrEnum):
    """Why data may not be destroyed."""

    DISPUTE = "dispute"
    TAX_AUDIT = "tax_audit"
    COURT = "court"


class LegalHoldRow(Identified, Versioned, Base):
    """As long as it is not lifted, nothing of this person is destroyed (privacy.md P25)."""

    __tablename__ = "legal_hold"

    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("person.id"), index=True)
    kind: Mapped[HoldKind] = mapped_column(enum_type(HoldKind), info=_HOLD)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[UUID | None] = mapped_column(Uuid)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    lifted_by: Mapped[UUID | None] = mapped_column(Uuid)


class DestructionRow(Identified, Base):
    """The certificate of one destruction: rule and ids, nothing of the content. The person it was of may be gone too, or be nobody."""

    __tablename__ = "destruction"

    person_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    rule: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date] = mapped_column()
    destroyed_at: Mapped[datetime] = mapped_column(Moment, index=True)
    rows: Mapped[dict[str, Any]] = mapped_column(JSON)
