"""What was typed in the forms around a person, as the values that services take."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from app.db.names import Naamgebruik
from app.db.people import EmploymentKind, Gender, MaritalGround, MaritalStatus
from app.fields.person_forms import ABROAD, ADDRESS
from app.services.addresses import Address
from app.services.bank_accounts import BankAccount
from app.services.businesses import Business
from app.services.candidates import Candidate
from app.services.flex_workers import Details, Employment, Registration
from app.services.loonheffingsverklaringen import Loonheffingsverklaring


def registration(form: Any, employment: Employment) -> Registration:
    """Everything of the form of an employee."""
    started = employment.started_on
    return Registration(
        details(form),
        employment,
        bsn=form.given("bsn"),
        address=address(form, started) if form.has_address() else None,
        account=account(form, started),
        statement=statement(form, started) if form.given("credit") else None,
        is_anoniem_accepted=form.is_anoniem_accepted.data,
        is_somebody_else="is_somebody_else" in form and form.is_somebody_else.data,
        is_same_person="is_same_person" in form and form.is_same_person.data,
    )


def details(form: Any) -> Details:
    """Who somebody is."""
    values = {name: form[name].data for name in Details.__slots__}
    return Details(
        **values
        | {name: form[name].data or "" for name in ("name_prefix", "partner_prefix", "partner_last_name")}
        | {name: form[name].data or None for name in ("email", "phone")}
        | {
            "naamgebruik": Naamgebruik(form.naamgebruik.data),
            "gender": Gender(form.gender.data),
            "marital_status": MaritalStatus(form.marital_status.data) if form.marital_status.data else None,
            "marital_ground": MaritalGround(form.marital_ground.data) if form.marital_ground.data else None,
        }
    )


def candidate(form: Any) -> Candidate:
    """What is known of a candidate."""
    values = {name: form[name].data for name in Candidate.__slots__}
    empty = {name: form[name].data or "" for name in ("name_prefix", "nationality")}
    return Candidate(**values | empty | {"email": form.email.data or None, "phone": form.phone.data or None})


def employment(form: Any, kind: EmploymentKind) -> Employment:
    """The relation with an employer; its id is the form's."""
    branch = UUID(form.branch_id.data) if form.branch_id.data else None
    return Employment(form.id.data or uuid4(), UUID(form.employer_id.data), form.started_on.data, branch, kind)


def address(form: Any, since: date) -> Address:
    """Where somebody lives."""
    values = {name: form[name].data or "" for name in (*ADDRESS, *ABROAD)}
    return Address(id=uuid4(), **values, country=form.country.data, since=since)


def account(form: Any, since: date) -> BankAccount | None:
    """The bank account, on the name of the holder typed, the firm, or the person."""
    if not form.given("iban"):
        return None
    parts = (form.first_name.data, form.name_prefix.data, form.last_name.data)
    firm = form.trade_name.data if "trade_name" in form else ""
    return BankAccount(
        uuid4(), form.iban.data, (form.holder.data or firm or " ".join(filter(None, parts)))[:140], since
    )


def business(form: Any) -> Business:
    """The firm of a self-employed person."""
    return Business(form.trade_name.data, form.kvk.data, form.btw.data or None)


def statement(form: Any, started: date) -> Loonheffingsverklaring:
    """The loonheffingsverklaring, from its day or the first day of service."""
    return Loonheffingsverklaring(
        uuid4(),
        form.credit.data == "yes",
        form.signed_on.data,
        form.statement_since.data or started,
        form.residence.data,
        form.is_scholier_student.data,
        form.has_alleenstaande_ouderenkorting.data,
    )
