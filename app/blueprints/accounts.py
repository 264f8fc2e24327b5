"""Accounts: who signs in, with which roles where; for administrators."""

from typing import Final
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security.proxies import _datastore
from flask_security.recoverable import generate_reset_password_token
from werkzeug.wrappers import Response
from wtforms import EmailField, HiddenField, SelectField, SelectMultipleField, validators
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email

from app.auth import current_actor, current_employer, needs, now, store
from app.db.accounts import AccountRow, Role
from app.fields import Form, NameField, Required
from app.permissions import Action
from app.services import accounts
from app.services.problems import Problem

bp = Blueprint("accounts", __name__, url_prefix="/accounts")

ROLE_NAMES: Final = {
    Role.ADMINISTRATOR: lazy_gettext("Beheerder"),
    Role.PAYROLL_CLERK: lazy_gettext("Loonadministrateur"),
    Role.CONSULTANT: lazy_gettext("Intercedent"),
    Role.ACCOUNTANT: lazy_gettext("Accountant"),
    Role.ABSENCE_MANAGER: lazy_gettext("Verzuimcoördinator"),
    Role.SUBSIDY_OFFICER: lazy_gettext("Subsidiemedewerker"),
    Role.PRIVACY_OFFICER: lazy_gettext("Privacyfunctionaris"),
}
_ROLES: Final = [SelectChoice(role, name) for role, name in ROLE_NAMES.items()]
_SENTENCES: Final = {
    "no_role": lazy_gettext("Kies ten minste één rol, anders kan deze persoon niets zien."),
    "own_roles": lazy_gettext("Uw eigen rollen wijzigt een andere beheerder."),
    "own_account": lazy_gettext(
        "Uw eigen account sluit een andere beheerder af of stelt een andere beheerder opnieuw in."
    ),
    "last_administrator": lazy_gettext(
        "Dit is de laatste beheerder van een werkgever. Maak eerst iemand anders beheerder."
    ),
}


_UUID: Final = validators.UUID(lazy_gettext("Begin opnieuw met uitnodigen."))


class InviteForm(Form):
    """A new colleague."""

    id = HiddenField(validators=[Required(), _UUID])
    name = NameField(lazy_gettext("Naam"), [Required()], most=100)
    email = EmailField(
        lazy_gettext("E-mailadres"),
        [Required(), Email(lazy_gettext("Dit is geen geldig e-mailadres. Een adres ziet eruit als naam@bedrijf.nl."))],
    )
    employer_id = SelectField(lazy_gettext("Werkgever"), [Required()], coerce=lambda value: UUID(str(value)))
    roles = SelectMultipleField(lazy_gettext("Rollen"), choices=_ROLES, coerce=Role)


class RolesForm(Form):
    """The roles at one employer."""

    roles = SelectMultipleField(lazy_gettext("Rollen"), choices=_ROLES, coerce=Role)


@bp.app_template_global()
def role_name(role: str) -> str:
    return str(ROLE_NAMES[Role(role)])


@bp.get("")
@needs(Action.ACCOUNT_READ)
def index() -> str:
    asked = request.args
    role = asked.get("role", "")
    filters = accounts.Filters(
        state=asked.get("state", "") if asked.get("state") in {"active", "disabled"} else "",
        role=role if role in set(Role) else "",
        text=asked.get("q", "").strip()[:100],
    )
    with store().look(current_actor(), now()) as w:
        page = accounts.page(w, filters, asked.get("page", 1, int))
        counts = accounts.counts(w, filters)
        employers = {each.id: each.name for each in accounts.employers(w)}
    return render_template(
        "accounts/index.html", page=page, counts=counts, employers=employers, filters=filters, roles=ROLE_NAMES
    )


@bp.get("/new")
@needs(Action.ACCOUNT_WRITE)
def new() -> str:
    return _invite_page(InviteForm(id=uuid4(), employer_id=current_employer()), [])


@bp.post("")
@needs(Action.ACCOUNT_WRITE)
def create() -> Response | str | tuple[str, int]:
    form = InviteForm()
    _choices(form)
    if not form.validate():
        return _invite_page(form, []), 422
    given = accounts.Invitation(
        UUID(form.id.data), form.name.data, form.email.data, form.employer_id.data, frozenset(form.roles.data or ())
    )
    with store().work(current_actor(), now()) as w:
        row, problems = accounts.invite(w, given)
    if row is None:
        return _invite_page(form, form.add_problems(_sentences(problems))), 422
    if row.id == given.id:
        flash(_("Het account is gemaakt. Maak nu de link waarmee uw collega een wachtwoord kiest."))
    else:
        flash(_("Dit e-mailadres had al een account; het heeft de rollen erbij gekregen."))
    return redirect(url_for("accounts.show", id=row.id), 303)


@bp.get("/<uuid:id>")
@needs(Action.ACCOUNT_READ)
def show(id: UUID) -> str:  # noqa: A002 - the name in the address
    return _account_page(id, [])


@bp.post("/<uuid:id>/roles/<uuid:employer_id>")
@needs(Action.ACCOUNT_WRITE)
def grant(id: UUID, employer_id: UUID) -> Response | tuple[str, int]:  # noqa: A002
    form = RolesForm()
    if not form.validate():
        return _account_page(id, [("", _("Kies uit de genoemde rollen."))]), 422
    with store().work(current_actor(), now()) as w:
        problems = accounts.set_roles(w, id, employer_id, frozenset(form.roles.data or ()))
    return _done(id, problems, _("De rollen zijn gewijzigd; ze gelden meteen."))


@bp.post("/<uuid:id>/disable")
@needs(Action.ACCOUNT_WRITE)
def disable(id: UUID) -> Response | tuple[str, int]:  # noqa: A002
    with store().work(current_actor(), now()) as w:
        problems = accounts.disable(w, id)
    return _done(id, problems, _("Het account is afgesloten en overal afgemeld. U kunt het weer openen."))


@bp.post("/<uuid:id>/enable")
@needs(Action.ACCOUNT_WRITE)
def enable(id: UUID) -> Response | tuple[str, int]:  # noqa: A002
    with store().work(current_actor(), now()) as w:
        accounts.enable(w, id)
    return _done(id, [], _("Het account is weer open, met hetzelfde wachtwoord en dezelfde tweede factor."))


@bp.post("/<uuid:id>/second-factor/reset")
@needs(Action.ACCOUNT_WRITE)
def reset_second_factor(id: UUID) -> Response | tuple[str, int]:  # noqa: A002
    with store().work(current_actor(), now()) as w:
        problems = accounts.reset_second_factor(w, id)
    return _done(id, problems, _("De tweede factor is gewist. Bij het volgende aanmelden wordt een nieuwe ingesteld."))


@bp.post("/<uuid:id>/sign-ins/end")
@needs(Action.ACCOUNT_WRITE)
def end_sign_ins(id: UUID) -> Response | tuple[str, int]:  # noqa: A002
    with store().work(current_actor(), now()) as w:
        accounts.end_sign_ins(w, id)
    return _done(id, [], _("Dit account is overal afgemeld."))


@bp.post("/<uuid:id>/password-link")
@needs(Action.ACCOUNT_WRITE)
def make_link(id: UUID) -> str:  # noqa: A002
    """Shown once, here; the administrator hands it over and never knows the password (ASVS 6.4.6)."""
    with store().work(current_actor(), now()) as w:
        row = accounts.record_link(w, id)
    token = generate_reset_password_token(_datastore.find_user(id=row.id))
    link = url_for("security.reset_password", token=token, _external=True)
    return render_template("accounts/link.html", account=row, link=link)


def _account_page(id: UUID, problems: list[tuple[str, str]]) -> str:  # noqa: A002
    with store().look(current_actor(), now()) as w:
        row = accounts.account(w, id)
        sign_ins = accounts.sign_ins(w, id)
        readable = accounts.employers(w)
        writable = {each.id for each in accounts.employers(w, Action.ACCOUNT_WRITE)}
    held = {each.id: accounts.held(row, each.id) for each in readable}
    return render_template(
        "accounts/show.html",
        account=row,
        sign_ins=sign_ins,
        employers=readable,
        writable=writable,
        held=held,
        roles=ROLE_NAMES,
        problems=problems,
        may_change=_may_change(row, writable),
    )


def _may_change(row: AccountRow, writable: set[UUID]) -> bool:
    return {grant.employer_id for grant in row.grants} <= writable


def _invite_page(form: InviteForm, problems: list[tuple[str, str]]) -> str:
    _choices(form)
    return render_template("accounts/new.html", form=form, problems=problems, roles=ROLE_NAMES)


def _choices(form: InviteForm) -> None:
    with store().look(current_actor(), now()) as w:
        form.employer_id.choices = [
            SelectChoice(each.id, each.name) for each in accounts.employers(w, Action.ACCOUNT_WRITE)
        ]


def _done(id: UUID, problems: list[Problem], sentence: str) -> Response | tuple[str, int]:  # noqa: A002
    if problems:
        return _account_page(id, _sentences(problems)), 422
    flash(sentence)
    return redirect(url_for("accounts.show", id=id), 303)


def _sentences(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(each.field, str(_SENTENCES[each.code])) for each in problems]
