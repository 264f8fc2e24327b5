"""What the page of a supplier shows: accounts masked with their history, looks in the registers, and the controlelijst."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.db.suppliers import AccountKind, Register, SupplierAccountRow, SupplierCheckRow
from app.db.work import Actor, Work
from app.fields.supplier_forms import ACCOUNT_KINDS, SEEN
from app.language import chosen_language, day
from app.permissions import Action, may
from app.services import bank_accounts, employments, supplier_accounts
from app.services.bsns import RevealReason
from staffing import lending

RIGHTS: Final = (Action.SUPPLIER_WRITE, Action.SUPPLIER_ACCOUNT_WRITE, Action.IBAN_REVEAL, Action.IBAN_APPROVE)
REASONS: Final = (
    (RevealReason.CHECK_DOCUMENT.value, lazy_gettext("Vergelijken met een document")),
    (RevealReason.AUTHORITY_ASKS.value, lazy_gettext("Belastingdienst of accountant vraagt ernaar")),
    (RevealReason.SOLVE_PROBLEM.value, lazy_gettext("Een fout in een betaling oplossen")),
)


def accounts(w: Work, supplier_id: UUID, rows: Sequence[SupplierAccountRow]) -> list[dict[str, Any]]:
    """Per kind of account: what counts today, masked, what waits, and the history; newest first."""
    names = employments.names_of(w, {each for row in rows for each in (row.recorded_by, row.checked_by) if each})
    waits = supplier_accounts.waiting(w, supplier_id)
    return [_account(w, kind, rows, names) | {"waiting": _waiting(w, waits, kind)} for kind in AccountKind]


def checks(w: Work, rows: Sequence[SupplierCheckRow]) -> dict[str, list[tuple[Any, ...]]]:
    """Per register the entries of its history, newest first."""
    names = employments.names_of(w, {row.recorded_by for row in rows if row.recorded_by})
    newest = sorted(rows, key=lambda row: (row.since, row.recorded_at), reverse=True)
    return {
        each.value: [
            (row.since, _outcome(row), row.recorded_at, _name(names, row.recorded_by))
            for row in newest
            if row.register == each
        ]
        for each in Register
    }


def lines(found: Iterable[lending.Line], supplier_id: UUID, actor: Actor) -> list[tuple[str, str, str]]:
    """(kind, sentence, address or empty) of each line; a line is a link for who may mend it."""
    lang = chosen_language()
    return [(line.level, lending.message(line, lang), _page(line.fix, supplier_id, actor)) for line in found]


def _page(fix: str, supplier_id: UUID, actor: Actor) -> str:
    if fix in set(AccountKind) | {"accounts"}:
        if not may(actor, Action.SUPPLIER_ACCOUNT_WRITE):
            return ""
        kind = fix if fix in set(AccountKind) else AccountKind.REGULAR
        return url_for("supplier_accounts.new", supplier_id=supplier_id, kind=kind)
    if not may(actor, Action.SUPPLIER_WRITE):
        return ""
    if fix in set(Register):
        return url_for("supplier_checks.new", supplier_id=supplier_id, register=fix)
    return url_for("suppliers.edit", supplier_id=supplier_id, _anchor="kvk")


def _account(w: Work, kind: AccountKind, rows: Sequence[SupplierAccountRow], names: dict[UUID, str]) -> dict[str, Any]:
    own = [row for row in rows if row.kind == kind]
    current = supplier_accounts.current(w, own, kind)
    newest = sorted(own, key=lambda row: row.recorded_at, reverse=True)
    return {
        "kind": kind.value,
        "label": dict(ACCOUNT_KINDS)[kind],
        "row": current,
        "mask": bank_accounts.masked(w, current) if current else "",
        "checked": _checked(current, names) if current else "",
        "history": [
            (row.since, f"{bank_accounts.masked(w, row)}, {_checked(row, names)}", row.recorded_at, _name(names, row.recorded_by))
            for row in newest
        ],
    }  # fmt: skip


def _checked(row: SupplierAccountRow, names: dict[UUID, str]) -> str:
    who, seen = _name(names, row.checked_by), str(dict(SEEN)[row.seen])
    said = _(
        "nagekeken %(day)s door %(who)s: %(seen)s", day=day(row.checked_on), who=who, seen=seen[:1].lower() + seen[1:]
    )
    return str(said)


def _waiting(w: Work, waits: Sequence[Any], kind: AccountKind) -> str:
    return next((bank_accounts.masked(w, row) for row in waits if row.kind == kind), "")


def _outcome(row: SupplierCheckRow) -> str:
    said = str(_("staat in het register") if row.is_listed else _("staat niet in het register"))
    return f"{said}, {row.number}" if row.number else said


def _name(names: dict[UUID, str], who: UUID | None) -> str:
    return (names.get(who) if who else None) or str(_("systeem"))
