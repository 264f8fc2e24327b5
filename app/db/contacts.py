"""Contact persons of hirers and suppliers: how to reach them at work and for what; never a BSN, birth date, account or document."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Identified, Retention, Versioned, personal

_REACH: Final = personal("contact with hirers and suppliers", "GDPR 6(1)(f)", Retention.CONTACT)


class ContactRow(Identified, Versioned, Base):
    """Somebody who works for one hirer or one supplier."""

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint("(hirer_id IS NULL) <> (supplier_id IS NULL)", name="one_company"),)

    hirer_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("hirer.id"), index=True)
    supplier_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("supplier.id"), index=True)
    first_name: Mapped[str] = mapped_column(String(100), info=_REACH)
    name_prefix: Mapped[str] = mapped_column(String(20), default="", info=_REACH)
    last_name: Mapped[str] = mapped_column(String(100), info=_REACH)
    search_name: Mapped[str] = mapped_column(
        String(240).with_variant(String(240, collation="C"), "postgresql"), index=True, info=_REACH
    )
    function: Mapped[str | None] = mapped_column(String(100), info=_REACH)
    email: Mapped[str | None] = mapped_column(info=_REACH)
    phone: Mapped[str | None] = mapped_column(String(30), info=_REACH)
    language: Mapped[str] = mapped_column(String(2), default="nl", info=_REACH)
    is_for_hours: Mapped[bool] = mapped_column(default=False, info=_REACH)
    is_for_invoices: Mapped[bool] = mapped_column(default=False, info=_REACH)
    is_for_safety: Mapped[bool] = mapped_column(default=False, info=_REACH)
    is_for_general: Mapped[bool] = mapped_column(default=False, info=_REACH)
    since: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(index=True, info=_REACH)
