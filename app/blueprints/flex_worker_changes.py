"""What changes at a flex worker from a day: address, account, statement, employment; and the BSN once it is there."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from wtforms import HiddenField

from app.auth import current_actor, current_employer, needs, now, store, today
from app.db.names import called_by
from app.db.people import AccountCheck, EmploymentKind, EmploymentRow, PersonRow
from app.db.work import StaleError, Work
from app.fields import Form, version_of
from app.fields.choices import branch_choices, employer_choices, options
from app.fields.person_forms import (
    ABROAD,
    ADDRESS,
    AccountCheckForm,
    AddressForm,
    BankAccountForm,
    BsnForm,
    EmploymentForm,
    EndForm,
    StatementForm,
)
from app.fields.sentences import sentences
from app.permissions import Action
from app.services import (
    addresses,
    agreements,
    bank_accounts,
    bsns,
    flex_workers,
    kinds,
    loonheffingsverklaringen,
    sight,
)
from app.services.addresses import Address
from app.services.bank_accounts import BankAccount, Check
from app.services.flex_workers import Employment
from app.services.loonheffingsverklaringen import Loonheffingsverklaring
from app.services.problems import NotFoundError, Problem

bp = Blueprint("flex_worker_changes", __name__, url_prefix="/flex-workers/<uuid:person_id>")
Save = Callable[[Work], list[Problem]]


@bp.route("/bsn", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def bsn(person_id: UUID) -> Any:
    """Enter or correct the BSN; of a candidate or self-employed person there is no such page."""
    form, person = BsnForm(), _person(person_id)
    kinds.refuse_without_ground(person.employments)
    if not form.is_submitted():
        form.version.data = person.version
    words = (_("BSN vastleggen"), _("BSN opslaan"), _("Het BSN is vastgelegd."))
    return _changed(person, form, words, lambda w: bsns.enter(w, person_id, version_of(form), form.bsn.data or ""))


@bp.route("/address", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def address(person_id: UUID) -> Any:
    """Another address from a day."""
    form, person = AddressForm(), _person(person_id)
    if not form.is_submitted():
        with store().look(current_actor(), now()) as w:
            current = agreements.on_day(addresses.history(w, person_id), today(), w.at)
        form.process(obj=current)
        form.id.data, form.since.data = uuid4(), today()
    words = (_("Adres wijzigen"), _("Adres opslaan"), _("Het adres is vastgelegd."))
    return _changed(person, form, words, lambda w: addresses.change(w, person_id, _address(form)))


@bp.route("/bank-account", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def bank_account(person_id: UUID) -> Any:
    """Another account from a day."""
    form, person = BankAccountForm(), _person(person_id)
    if not form.is_submitted():
        form.id.data, form.since.data = uuid4(), today()
        form.holder.data = " ".join(each for each in (person.first_name, *called_by(person)) if each)
    words = (
        _("Bankrekening wijzigen"),
        _("Bankrekening opslaan"),
        _("De bankrekening is vastgelegd. Was er al een, dan wacht de nieuwe op akkoord van een tweede persoon."),
    )

    def save(w: Work) -> list[Problem]:
        given = BankAccount(
            form.id.data or uuid4(), form.iban.data or "", form.holder.data or "", _day(form.since), _check(form)
        )
        return bank_accounts.change(w, person_id, given, is_touching_accepted=form.is_touching_accepted.data)

    return _changed(person, form, words, save)


@bp.route("/bank-account/check", methods=["GET", "POST"])
@needs(Action.IBAN_APPROVE)
def bank_account_check(person_id: UUID) -> Any:
    """Somebody saw that the account in use is this person's."""
    form, person = AccountCheckForm(), _person(person_id, Action.IBAN_APPROVE)
    if not form.is_submitted():
        with store().look(current_actor(), now()) as w:
            account = bank_accounts.current(w, person_id)
        if account is None:
            raise NotFoundError("bank_account")
        form.id.data, form.checked_on.data = account.id, today()
    words = (_("Bankrekening controleren"), _("Controle opslaan"), _("De controle van de bankrekening is vastgelegd."))

    def save(w: Work) -> list[Problem]:
        given = Check(AccountCheck(form.checked_how.data), _day(form.checked_on), w.actor.user_id)
        return bank_accounts.check(w, person_id, form.id.data or uuid4(), given)

    return _changed(person, form, words, save)


@bp.route("/employments/new", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def employment(person_id: UUID) -> Any:
    """One more employer, or back in service."""
    form = EmploymentForm()
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id)
        kinds.refuse_candidate(person.employments)
        form.employer_id.choices = options(employer_choices(w, Action.PERSON_WRITE))
        form.branch_id.choices = options(branch_choices(w, Action.PERSON_WRITE))
    if not form.is_submitted():
        form.id.data, form.started_on.data, form.employer_id.data = uuid4(), today(), str(current_employer())
    words = (_("Dienstverband toevoegen"), _("Dienstverband opslaan"), _("Het dienstverband is vastgelegd."))
    return _changed(
        person, form, words, lambda w: flex_workers.add_employment(w, person_id, _employment(form)).problems
    )


@bp.route("/employments/<uuid:employment_id>/end", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def employment_end(person_id: UUID, employment_id: UUID) -> Any:
    """The last day of service."""
    form, person = EndForm(), _person(person_id)
    found = _employment_of(person, employment_id)
    kinds.refuse_candidate([found])
    if not form.is_submitted():
        form.version.data, form.ended_on.data = found.version, found.ended_on
    is_engaged = found.kind is EmploymentKind.SELF_EMPLOYED
    title = _("Opdracht beëindigen") if is_engaged else _("Dienstverband beëindigen")
    words = (title, _("Laatste dag opslaan"), _("De laatste dag is vastgelegd."))

    def save(w: Work) -> list[Problem]:
        return flex_workers.end_employment(w, employment_id, version_of(form), _day(form.ended_on))

    return _changed(person, form, words, save)


@bp.route("/employments/<uuid:employment_id>/loonheffingsverklaring", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def statement(person_id: UUID, employment_id: UUID) -> Any:
    """A new loonheffingsverklaring from a day."""
    form, person = StatementForm(), _person(person_id)
    found = _employment_of(person, employment_id)
    kinds.refuse_without_ground([found])
    if not form.is_submitted():
        form.id.data, form.statement_since.data = uuid4(), max(today(), found.started_on)
    words = (
        _("Loonheffingsverklaring vastleggen"),
        _("Loonheffingsverklaring opslaan"),
        _("De loonheffingsverklaring is vastgelegd."),
    )

    def save(w: Work) -> list[Problem]:
        accepted = form.is_touching_accepted.data
        return loonheffingsverklaringen.change(w, employment_id, _statement(form), is_touching_accepted=accepted)

    return _changed(person, form, words, save)


def _changed(person: PersonRow, form: Form, words: tuple[str, str, str], save: Save) -> Any:
    """The form, or what it saved; everything typed stays when it could not be saved."""
    title, button, done = words
    stale = False
    form.offer_writable(current_actor(), [each.employer_id for each in person.employments])
    if form.validate_on_submit():
        try:
            with store().work(current_actor(), now()) as w:
                problems = save(w)
        except StaleError:
            problems, stale = [], True
        if not problems and not stale:
            flash(done)
            return redirect(url_for("flex_workers.show", person_id=person.id), 303)
        form.add_problems(sentences(problems))
        _offer_acceptance(form, problems)
    hidden = [] if _is_offered(form) else ["is_touching_accepted"]
    shown = [each for each in form if not isinstance(each, HiddenField) and each.name not in hidden]
    page = render_template(
        "flex_workers/change.html", person=person, form=form, shown=shown, title=title, button=button, stale=stale
    )
    return page if not form.is_submitted() else (page, 409 if stale else 422)


def _offer_acceptance(form: Form, problems: list[Problem]) -> None:
    form.touches = any(each.code == "touches_payslips" for each in problems)


def _is_offered(form: Form) -> bool:
    ticked = "is_touching_accepted" in form and form["is_touching_accepted"].data
    return bool(getattr(form, "touches", False) or ticked)


def _person(person_id: UUID, action: Action = Action.PERSON_WRITE) -> PersonRow:
    """Who is more than a candidate: of a candidate these pages do not exist."""
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id, action)
    kinds.refuse_candidate(person.employments)
    return person


def _employment_of(person: PersonRow, employment_id: UUID) -> EmploymentRow:
    found = [each for each in person.employments if each.id == employment_id]
    if not found:
        raise NotFoundError("employment")
    return found[0]


def _check(form: BankAccountForm) -> Check | None:
    if not form.checked_how.data:
        return None
    return Check(AccountCheck(form.checked_how.data), _day(form.checked_on), current_actor().user_id)


def _address(form: AddressForm) -> Address:
    values = {name: form[name].data or "" for name in (*ADDRESS, *ABROAD, "country")}
    return Address(id=form.id.data or uuid4(), **values, since=_day(form.since))


def _employment(form: EmploymentForm) -> Employment:
    branch = UUID(form.branch_id.data) if form.branch_id.data else None
    kind = EmploymentKind(form.kind.data)
    return Employment(form.id.data or uuid4(), UUID(form.employer_id.data), _day(form.started_on), branch, kind)


def _statement(form: StatementForm) -> Loonheffingsverklaring:
    return Loonheffingsverklaring(
        form.id.data or uuid4(),
        form.credit.data == "yes",
        _day(form.signed_on),
        _day(form.statement_since),
        form.residence.data,
        form.is_scholier_student.data,
        form.has_alleenstaande_ouderenkorting.data,
    )


def _day(field: Any) -> date:
    day: date = field.data
    return day
