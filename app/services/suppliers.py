"""Suppliers (toeleveranciers): known to the whole group, as hirers are."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, exists, false, func, or_, select, true

from app.db.suppliers import AccountKind, Register, SupplierAccountRow, SupplierCheckRow, SupplierKind, SupplierRow
from app.db.work import StaleError, Work
from app.permissions import Action, must
from app.services import numbers
from app.services.lists import Page
from app.services.problems import NotFoundError, Problem
from staffing.lending import register_look_on

PAGE: Final = 50
FILTERS: Final = ("", "lenders", "others", "without_account", "without_blocked_account", "sna_due", "ended")
SORTS: Final = {"name": SupplierRow.name, "number": SupplierRow.number, "city": SupplierRow.city}


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier as entered; the names are those of SupplierRow."""

    name: str
    kind: SupplierKind
    kvk: str | None
    btw: str | None
    loonheffingennummer: str | None
    street: str
    postcode: str
    city: str
    email: str | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the list of a day is shown, and how; `text` is part of a name, a number or a KvK number."""

    on: date
    chosen: str = ""
    sort: str = "name"
    page: int = 1
    text: str = ""


def find(w: Work, supplier_id: UUID) -> SupplierRow:
    """The supplier; raises NotFoundError."""
    must(w.actor, Action.SUPPLIER_READ)
    found = w.session.get(SupplierRow, supplier_id)
    if found is None:
        raise NotFoundError("supplier")
    return found


def create(w: Work, supplier_id: UUID, given: Supplier) -> list[Problem]:
    """A new supplier; a repeated request changes nothing more."""
    must(w.actor, Action.SUPPLIER_WRITE)
    numbers.hold(w, SupplierRow.number)
    if w.session.get(SupplierRow, supplier_id):
        return []
    found = _double(w, supplier_id, given)
    if not found:
        values = {name: getattr(given, name) for name in Supplier.__slots__}
        w.add("supplier:create", SupplierRow(id=supplier_id, number=numbers.take(w, SupplierRow.number), **values))
    return found


def edit(w: Work, supplier_id: UUID, version: int, given: Supplier) -> list[Problem]:
    """Correct or end a supplier; StaleError when somebody else saved first."""
    must(w.actor, Action.SUPPLIER_WRITE)
    row = find(w, supplier_id)
    numbers.hold(w, SupplierRow.number)
    if found := _double(w, supplier_id, given):
        return found
    if row.version != version:
        raise StaleError("supplier")
    for name in Supplier.__slots__:
        setattr(row, name, getattr(given, name))
    w.record("supplier:edit", row)
    return []


def page(w: Work, view: View) -> tuple[Page[Any], dict[str, int]]:
    """One page of the list and the counts, in two statements."""
    must(w.actor, Action.SUPPLIER_READ)
    counts = _counts(w, view)
    total = counts[view.chosen]
    number = min(max(1, view.page), max(1, -(-total // PAGE)))
    rows = w.session.execute(listed(view).limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(rows, number, PAGE, total), counts


def listed(view: View) -> Select[Any]:
    """(supplier, whether there is a G-account, day of the last look in the SNA register and what it found) in the view's order."""
    blocked, looked, is_listed = (
        _has(AccountKind.BLOCKED).label("blocked"),
        _sna(SupplierCheckRow.since).label("sna_on"),
        _sna(SupplierCheckRow.is_listed).label("sna_listed"),
    )
    column = SORTS.get(view.sort.removeprefix("-"), SupplierRow.name)
    order = column.desc() if view.sort.startswith("-") else column.asc()
    query = select(SupplierRow, blocked, looked, is_listed).where(_matches(view.text), _condition(view, view.chosen))
    return query.order_by(order, SupplierRow.number)


def _counts(w: Work, view: View) -> dict[str, int]:
    columns = [func.coalesce(func.sum(case((_condition(view, each), 1), else_=0)), 0) for each in FILTERS]
    found = w.session.execute(select(*columns).select_from(SupplierRow).where(_matches(view.text))).one()
    return dict(zip(FILTERS, found, strict=True))


def _condition(view: View, chosen: str) -> ColumnElement[bool]:
    runs = SupplierRow.ended_on.is_(None)
    lends = (SupplierRow.kind == SupplierKind.LENDER) & runs
    return {
        "lenders": lends,
        "others": (SupplierRow.kind == SupplierKind.OTHER) & runs,
        "without_account": runs & ~_has(AccountKind.REGULAR),
        "without_blocked_account": lends & ~_has(AccountKind.BLOCKED),
        "sna_due": lends & ~(func.coalesce(_sna(SupplierCheckRow.is_listed), false()) & _is_recent(view.on)),
        "ended": SupplierRow.ended_on.is_not(None),
    }.get(chosen, true())


def oldest_look(on: date) -> date:
    """The first day of which a look in the SNA register can still be defended."""
    limit = register_look_on(on)
    return on - timedelta(days=limit.days) if limit else date.min


def _is_recent(on: date) -> ColumnElement[bool]:
    return func.coalesce(_sna(SupplierCheckRow.since) >= oldest_look(on), false())


def _has(kind: AccountKind) -> ColumnElement[bool]:
    held = exists().where(SupplierAccountRow.supplier_id == SupplierRow.id, SupplierAccountRow.kind == kind)
    return held.where(~SupplierAccountRow.is_withdrawn)


def _sna(column: Any) -> ScalarSelect[Any]:
    """That column of the last look in the SNA register."""
    query = select(column).where(
        SupplierCheckRow.supplier_id == SupplierRow.id,
        SupplierCheckRow.register == Register.SNA,
        ~SupplierCheckRow.is_withdrawn,
    )
    newest = query.order_by(SupplierCheckRow.since.desc(), SupplierCheckRow.recorded_at.desc())
    return newest.limit(1).correlate(SupplierRow).scalar_subquery()


def _matches(text: str) -> ColumnElement[bool]:
    if not text:
        return true()
    named = SupplierRow.name.icontains(text, autoescape=True)
    is_number = text.isascii() and text.isdecimal() and len(text) <= len("12345678")
    return or_(named, SupplierRow.kvk == text, SupplierRow.number == int(text)) if is_number else named


def _double(w: Work, supplier_id: UUID, given: Supplier) -> list[Problem]:
    query = select(SupplierRow).where(SupplierRow.kvk == given.kvk, SupplierRow.id != supplier_id)
    other = w.session.scalars(query).one_or_none() if given.kvk else None
    return [Problem("kvk", "supplier_kvk_known", {"name": other.name})] if other else []
