"""Looks in the public registers of who lends out workers (SNA, Wtta), and the controlelijst of a supplier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.db.suppliers import (
    AccountKind,
    Register,
    SupplierAccountRow,
    SupplierCheckRow,
    SupplierKind,
    SupplierRow,
)
from app.db.work import Work
from app.permissions import Action, must
from app.services import agreements, supplier_accounts, suppliers
from app.services.problems import Problem
from staffing import lending


@dataclass(frozen=True, slots=True)
class Check:
    """A look as entered."""

    id: UUID
    register: Register
    on: date
    is_listed: bool
    number: str | None = None


def history(w: Work, supplier_id: UUID) -> list[SupplierCheckRow]:
    """Every look in both registers, oldest first."""
    must(w.actor, Action.SUPPLIER_READ)
    return agreements.history_for(w.session, SupplierCheckRow.supplier_id, [supplier_id]).get(supplier_id, [])


def record(w: Work, supplier_id: UUID, given: Check) -> list[Problem]:
    """A look is never changed; another one of the same day takes its place."""
    must(w.actor, Action.SUPPLIER_WRITE)
    supplier = suppliers.find(w, supplier_id)
    if w.session.get(SupplierCheckRow, given.id):
        return []
    opened = lending.admissions()[0].since
    if given.on > w.today:
        return [Problem("on", "looked_in_future")]
    if given.register == Register.WTTA and given.is_listed and given.on < opened:
        return [Problem("on", "register_not_open", {"day": opened})]
    row = SupplierCheckRow(
        id=given.id, supplier_id=supplier.id, register=given.register, is_listed=given.is_listed, number=given.number,
        since=given.on, recorded_at=w.at, recorded_by=w.actor.user_id,
    )  # fmt: skip
    w.add("supplier:checked", row)
    return []


def latest(w: Work, rows: Sequence[SupplierCheckRow], register: Register) -> SupplierCheckRow | None:
    """The last look in a register."""
    return agreements.on_day([row for row in rows if row.register == register], w.today, w.at)


def controlelijst(
    w: Work, supplier: SupplierRow, checks: Sequence[SupplierCheckRow], accounts: Sequence[SupplierAccountRow]
) -> tuple[lending.Line, ...]:
    """Everything that is right or wrong with a supplier today; nothing once it has ended."""
    if supplier.ended_on and supplier.ended_on < w.today:
        return ()
    held = {kind: supplier_accounts.current(w, accounts, kind) for kind in AccountKind}
    marks = {row.iban_index for row in held.values() if row}
    given = lending.Supplier(
        is_lender=supplier.kind == SupplierKind.LENDER,
        has_kvk=bool(supplier.kvk),
        has_account=held[AccountKind.REGULAR] is not None,
        has_blocked_account=held[AccountKind.BLOCKED] is not None,
        is_account_shared=any(supplier_accounts.others(w, supplier.id, mark) for mark in sorted(marks)),
        sna=_look(latest(w, checks, Register.SNA)),
        wtta=_look(latest(w, checks, Register.WTTA)),
    )
    return lending.controlelijst(given, w.today)


def _look(row: SupplierCheckRow | None) -> lending.Look | None:
    return lending.Look(row.since, row.is_listed) if row else None
