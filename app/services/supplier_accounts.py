"""Where a supplier is paid, per kind of account, from a day; another IBAN takes a second person, as at a worker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from schwifty import IBAN
from sqlalchemy import select

from app.db.organisation import EmployerRow
from app.db.people import BankAccountChangeRow, BankAccountRow, ChangeState
from app.db.suppliers import AccountKind, AccountSeen, SupplierAccountRow, SupplierRow
from app.db.work import Work, dutch_day
from app.permissions import Action, must
from app.services import agreements, bank_accounts, notices, numbers, suppliers
from app.services.bsns import RevealReason
from app.services.problems import NotFoundError, Problem


@dataclass(frozen=True, slots=True)
class Account:
    """An account as entered; `iban` is valid. `seen` is what it was compared with on `checked_on`."""

    id: UUID
    kind: AccountKind
    iban: str
    holder: str
    since: date
    seen: AccountSeen
    checked_on: date


def history(w: Work, supplier_id: UUID) -> list[SupplierAccountRow]:
    """Everything recorded of both kinds, oldest first."""
    must(w.actor, Action.SUPPLIER_READ)
    return agreements.history_for(w.session, SupplierAccountRow.supplier_id, [supplier_id]).get(supplier_id, [])


def current(w: Work, rows: Sequence[SupplierAccountRow], kind: AccountKind) -> SupplierAccountRow | None:
    """The account of a kind that counts today."""
    return agreements.on_day([row for row in rows if row.kind == kind], w.today, w.at)


def waiting(w: Work, supplier_id: UUID) -> Sequence[BankAccountChangeRow]:
    """The changes that wait for a second person."""
    query = select(BankAccountChangeRow).where(
        BankAccountChangeRow.supplier_id == supplier_id, BankAccountChangeRow.state == ChangeState.WAITING
    )
    return w.session.scalars(query.order_by(BankAccountChangeRow.asked_at)).all()


def others(w: Work, supplier_id: UUID, mark: bytes) -> list[Problem]:
    """Who else has this account now or from a later day: another supplier, a worker or an employer of the group."""
    return list(_others(w, supplier_id, mark))


def change(w: Work, supplier_id: UUID, given: Account, *, is_shared_accepted: bool = False) -> list[Problem]:
    """The first account of a kind, or a new look at the same one, counts at once; another IBAN waits for a second person."""
    must(w.actor, Action.SUPPLIER_ACCOUNT_WRITE)
    supplier = suppliers.find(w, supplier_id)
    if w.session.get(SupplierAccountRow, given.id) or w.session.get(BankAccountChangeRow, given.id):
        return []
    numbers.hold(w, SupplierRow.number)
    mark = _mark(w, given.iban)
    found = [] if given.checked_on <= w.today else [Problem("checked_on", "looked_in_future")]
    if any(row.kind == given.kind for row in waiting(w, supplier_id)):
        found.append(Problem("iban", "change_waits"))
    if not is_shared_accepted:
        found += others(w, supplier_id, mark)
    if not found:
        known = agreements.standing([row for row in history(w, supplier_id) if row.kind == given.kind], w.at)
        counts = agreements.on_day(known, given.since, w.at)
        if known and (counts is None or counts.iban_index != mark):
            _ask(w, supplier, given)
        else:
            _put(w, supplier_id, given, w.actor.user_id)
    return found


def apply(w: Work, supplier_id: UUID, asked: BankAccountChangeRow) -> None:
    """A second person agreed: the account counts from its day, and never from a day that is past."""
    iban, since = w.open(asked, "iban_sealed") or "", max(asked.since, w.today)
    checked_on = asked.checked_on or dutch_day(asked.asked_at)
    given = Account(
        uuid4(), AccountKind(str(asked.kind)), iban, asked.holder, since, AccountSeen(str(asked.seen)), checked_on
    )
    _put(w, supplier_id, given, asked.asked_by)
    asked.state = ChangeState.APPLIED


def reveal(w: Work, account_id: UUID, reason: RevealReason) -> tuple[SupplierAccountRow, str]:
    """The account with its IBAN in full, recorded with its reason."""
    must(w.actor, Action.IBAN_REVEAL)
    row = w.session.get(SupplierAccountRow, account_id)
    if row is None:
        raise NotFoundError("supplier_account")
    w.record_read("supplier_account:reveal", None, [row.supplier_id], reason=reason.value)
    return row, w.open(row, "iban_sealed") or ""


def _mark(w: Work, iban: str) -> bytes:
    return w.keyring.blind_index("iban", IBAN(iban).compact)


def _others(w: Work, supplier_id: UUID, mark: bytes) -> Iterator[Problem]:
    held = select(SupplierAccountRow.supplier_id).where(SupplierAccountRow.iban_index == mark)
    for other_id, rows in agreements.history_for(w.session, SupplierAccountRow.supplier_id, held).items():
        kinds = [[row for row in rows if row.kind == kind] for kind in AccountKind]
        if other_id != supplier_id and any(
            row.iban_index == mark for each in kinds for row in bank_accounts.in_use(each, w)
        ):
            yield Problem("iban", "iban_of_supplier", {"name": suppliers.find(w, other_id).name})
    owned = select(BankAccountRow.person_id).where(BankAccountRow.iban_index == mark)
    people = agreements.history_for(w.session, BankAccountRow.person_id, owned).values()
    if any(row.iban_index == mark for each in people for row in bank_accounts.in_use(each, w)):
        yield Problem("iban", "iban_of_person")
    if any(_mark(w, iban) == mark for iban in w.session.scalars(select(EmployerRow.iban))):
        yield Problem("iban", "iban_of_employer")


def _ask(w: Work, supplier: SupplierRow, given: Account) -> None:
    row = BankAccountChangeRow(
        id=given.id, supplier_id=supplier.id, kind=given.kind, holder=given.holder, since=given.since, seen=given.seen,
        checked_on=given.checked_on, state=ChangeState.WAITING, asked_at=w.at, asked_by=w.actor.user_id,
    )  # fmt: skip
    w.seal(row, "iban_sealed", IBAN(given.iban).compact)
    w.add("bank_account:asked", row)
    notices.supplier_account_asked(w, supplier)


def _put(w: Work, supplier_id: UUID, given: Account, checked_by: UUID | None) -> None:
    row = SupplierAccountRow(
        id=given.id, supplier_id=supplier_id, kind=given.kind, holder=given.holder, iban_index=_mark(w, given.iban),
        seen=given.seen, checked_on=given.checked_on, checked_by=checked_by, since=given.since, recorded_at=w.at,
        recorded_by=w.actor.user_id,
    )  # fmt: skip
    w.seal(row, "iban_sealed", IBAN(given.iban).compact)
    w.add("supplier_account:since", row)
