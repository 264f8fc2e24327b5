"""Contact persons of hirers and suppliers: how to reach them and for what, until two years after they ended (privacy.md P24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from app.db.contacts import ContactRow
from app.db.names import search_name
from app.db.organisation import HirerRow
from app.db.suppliers import SupplierRow
from app.db.work import SYSTEM, StaleError, Store, Work
from app.permissions import Action, may, must
from app.services import hirers, retention, suppliers
from app.services.problems import NotFoundError, Problem
from documents.retention import Kept, is_overdue, rule

Company = HirerRow | SupplierRow
Rows = Select[ContactRow, HirerRow, SupplierRow]
PURPOSES: Final = ("is_for_hours", "is_for_invoices", "is_for_safety", "is_for_general")


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact person as entered; the names are those of ContactRow."""

    first_name: str
    name_prefix: str
    last_name: str
    function: str | None
    email: str | None
    phone: str | None
    language: str
    is_for_hours: bool
    is_for_invoices: bool
    is_for_safety: bool
    is_for_general: bool
    since: date
    ended_on: date | None = None


def at_hirer(w: Work, hirer_id: UUID) -> list[ContactRow]:
    """The contacts of a hirer, who ended last; what should be gone is not there, whatever the scheduler did (R9)."""
    must(w.actor, Action.HIRER_READ)
    return _listed(w, _with_company().where(ContactRow.hirer_id == hirer_id))


def at_supplier(w: Work, supplier_id: UUID) -> list[ContactRow]:
    """As at_hirer, of a supplier."""
    must(w.actor, Action.SUPPLIER_READ)
    return _listed(w, _with_company().where(ContactRow.supplier_id == supplier_id))


def find(w: Work, contact_id: UUID) -> tuple[ContactRow, Company]:
    """The contact to be changed, with its hirer or supplier; raises NotFoundError."""
    found = w.session.execute(_with_company().where(ContactRow.id == contact_id)).one_or_none()
    if found is None:
        raise NotFoundError("contact")
    row, hirer, supplier = found
    must(w.actor, Action.HIRER_WRITE if hirer else Action.SUPPLIER_WRITE)
    if _is_late(row, hirer or supplier, w.today):
        raise NotFoundError("contact")
    return row, hirer or supplier


def company(w: Work, hirer_id: UUID | None, supplier_id: UUID | None) -> Company:
    """Whose contacts the actor may add to."""
    must(w.actor, Action.HIRER_WRITE if hirer_id else Action.SUPPLIER_WRITE)
    if hirer_id:
        return hirers.find(w, hirer_id)
    return suppliers.find(w, supplier_id or UUID(int=0))


def create(w: Work, contact_id: UUID, at: Company, given: Contact) -> list[Problem]:
    """A new contact; a repeated request changes nothing more."""
    must(w.actor, Action.HIRER_WRITE if isinstance(at, HirerRow) else Action.SUPPLIER_WRITE)
    if w.session.get(ContactRow, contact_id):
        return []
    found = _problems(given)
    if not found:
        owner = {"hirer_id": at.id} if isinstance(at, HirerRow) else {"supplier_id": at.id}
        w.add("contact:create", ContactRow(id=contact_id, **owner, **_values(given)))
    return found


def edit(w: Work, contact_id: UUID, version: int, given: Contact) -> list[Problem]:
    """Correct or end a contact; StaleError when somebody else saved first."""
    row, _company = find(w, contact_id)
    if found := _problems(given):
        return found
    if row.version != version:
        raise StaleError("contact")
    for name, value in _values(given).items():
        setattr(row, name, value)
    w.record("contact:edit", row)
    return []


def search(w: Work, text: str, most: int) -> list[tuple[ContactRow, Company]]:
    """At most so many contacts whose name has all these words, of hirers and suppliers that the actor may see."""
    owners = [
        column.is_not(None)
        for column, action in (
            (ContactRow.hirer_id, Action.HIRER_READ),
            (ContactRow.supplier_id, Action.SUPPLIER_READ),
        )
        if may(w.actor, action)
    ]
    words = search_name(text, "", "").split()
    if not words or not owners:
        return []
    ended = func.coalesce(ContactRow.ended_on, HirerRow.ended_on, SupplierRow.ended_on)
    kept = or_(ended.is_(None), ended > w.today - rule(Kept.CONTACT_PERSON).term)
    query = _with_company().where(
        or_(*owners), kept, *(ContactRow.search_name.contains(each, autoescape=True) for each in words)
    )
    found = w.session.execute(query.order_by(ContactRow.search_name).limit(most))
    pairs = [(row, hirer or supplier) for row, hirer, supplier in found]
    return [(row, at) for row, at in pairs if not _is_late(row, at, w.today)]


def destroy_overdue(store: Store, at: datetime) -> int:
    """Contacts that ended long enough ago go; only their ids and the rule are recorded. Returns how many."""
    with store.work(SYSTEM, at) as w:
        ended = or_(ContactRow.ended_on.is_not(None), HirerRow.ended_on.is_not(None), SupplierRow.ended_on.is_not(None))
        found = w.session.execute(_with_company().where(ended)).all()
        late = [row for row, hirer, supplier in found if _is_late(row, hirer or supplier, w.today)]
        for row in late:
            w.session.delete(row)
            w.record("contact:destroyed", row, rule=rule(Kept.CONTACT_PERSON).rule)
        if late:
            retention.certify(w, None, Kept.CONTACT_PERSON, late, due_on=w.today)
        return len(late)


def _with_company() -> Rows:
    query = select(ContactRow, HirerRow, SupplierRow).outerjoin(HirerRow, HirerRow.id == ContactRow.hirer_id)
    return query.outerjoin(SupplierRow, SupplierRow.id == ContactRow.supplier_id)


def _listed(w: Work, query: Rows) -> list[ContactRow]:
    found: Sequence[Any] = w.session.execute(query.order_by(ContactRow.search_name)).all()
    shown = [row for row, hirer, supplier in found if not _is_late(row, hirer or supplier, w.today)]
    return sorted(shown, key=lambda row: bool(row.ended_on and row.ended_on < w.today))


def _is_late(row: ContactRow, at: Company, today: date) -> bool:
    """The term runs from the end of the contact, or else of the whole company as our client or supplier."""
    return is_overdue(Kept.CONTACT_PERSON, row.ended_on or at.ended_on, today)


def _problems(given: Contact) -> list[Problem]:
    found = []
    if not any(getattr(given, name) for name in PURPOSES):
        found.append(Problem("is_for_general", "purpose_missing"))
    if given.ended_on and given.ended_on < given.since:
        found.append(Problem("ended_on", "ends_before_start", {"day": given.since}))
    return found


def _values(given: Contact) -> dict[str, Any]:
    values = {name: getattr(given, name) for name in Contact.__slots__}
    return values | {"search_name": search_name(given.last_name, given.name_prefix, given.first_name)}
