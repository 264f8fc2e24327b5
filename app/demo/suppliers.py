"""The demo's suppliers with their accounts, and the contact persons of suppliers and hirers; written by the real services."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from app.db.suppliers import AccountKind, AccountSeen, Register, SupplierKind
from app.db.work import Work
from app.demo.fictitious import bsns, ibans
from app.demo.people import world
from app.services import contacts, supplier_accounts, supplier_checks, suppliers
from app.services.contacts import Contact
from app.services.supplier_accounts import Account
from app.services.supplier_checks import Check
from app.services.suppliers import Supplier

_SPACE: Final = UUID("6f6e6570-6179-726f-6c6c-64656d6f0002")
KNOWN: Final = 400


def fill(w: Work, hirers: Sequence[UUID]) -> None:
    """The suppliers of agency.toml, and a contact person or two for every hirer."""
    numbers, accounts = bsns(70_000), ibans(700_000)
    for which, given in enumerate(world()["suppliers"]):
        _supplier(w, (which, next(numbers)), given, accounts)
    people = world()["hirer_contacts"]["people"]
    for which, hirer_id in enumerate(hirers):
        for turn in range(1 + which % 2):
            _contact(w, {"hirer_id": hirer_id}, people[(which + turn) % len(people)], f"hirer {which} {turn}")


def _supplier(w: Work, numbered: tuple[int, str], given: dict[str, Any], accounts: Iterator[str]) -> None:
    which, rsin = numbered
    supplier_id = uuid5(_SPACE, f"supplier {which}")
    told = {name: given[name] for name in ("name", "street", "postcode", "city")}
    entered = Supplier(
        **told, kind=SupplierKind(given["kind"]), kvk=rsin[1:], btw=f"NL{rsin}B01", loonheffingennummer=f"{rsin}L01",
        email=f"administratie{which + 1}@toeleverancier.example",
    )  # fmt: skip
    suppliers.create(w, supplier_id, entered)
    w.session.flush()
    for kind in given["accounts"]:
        account = Account(
            uuid5(_SPACE, f"account {which} {kind}"), AccountKind(kind), next(accounts), given["name"],
            since=w.today - timedelta(days=KNOWN), seen=AccountSeen.STATEMENT, checked_on=w.today - timedelta(days=KNOWN),
        )  # fmt: skip
        supplier_accounts.change(w, supplier_id, account)
    looked = w.today - timedelta(days=given["looked"])
    supplier_checks.record(w, supplier_id, Check(uuid5(_SPACE, f"check {which}"), Register.SNA, looked, True))
    for turn, who in enumerate(given["contacts"]):
        _contact(w, {"supplier_id": supplier_id}, who, f"supplier {which} {turn}")


def _contact(w: Work, owner: dict[str, UUID], who: Sequence[str], name: str) -> None:
    first_name, name_prefix, last_name, function, purpose = who
    contact_id = uuid5(_SPACE, name)
    at = contacts.company(w, owner.get("hirer_id"), owner.get("supplier_id"))
    purposes: dict[str, Any] = {each: each == f"is_for_{purpose}" for each in contacts.PURPOSES}
    number = contact_id.int % 10_000
    given = Contact(
        first_name, name_prefix, last_name, function, f"contact{number:04}@bedrijf.example", f"0300 00 {number:04}",
        "nl", **purposes, since=w.today - timedelta(days=KNOWN),
    )  # fmt: skip
    contacts.create(w, contact_id, at, given)
