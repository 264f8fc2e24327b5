"""Contact persons, on the page of their hirer or supplier: added, changed, ended."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store, today
from app.db.organisation import HirerRow
from app.db.work import StaleError, Work
from app.fields import version_of
from app.fields.contact_forms import PURPOSES, ContactForm
from app.fields.sentences import sentences
from app.permissions import Action
from app.services import contacts
from app.services.contacts import Company, Contact
from app.services.problems import Problem

bp = Blueprint("contacts", __name__)


@bp.route("/hirers/<uuid:hirer_id>/contacts/new", methods=["GET", "POST"])
@needs(Action.HIRER_WRITE)
def hirer_new(hirer_id: UUID) -> Any:
    """A new contact person of a hirer."""
    return _new(hirer_id, None)


@bp.route("/suppliers/<uuid:supplier_id>/contacts/new", methods=["GET", "POST"])
@needs(Action.SUPPLIER_WRITE)
def supplier_new(supplier_id: UUID) -> Any:
    """A new contact person of a supplier."""
    return _new(None, supplier_id)


@bp.route("/hirer-contacts/<uuid:contact_id>/edit", methods=["GET", "POST"])
@needs(Action.HIRER_WRITE)
def hirer_edit(contact_id: UUID) -> Any:
    """Correct or end a contact person of a hirer."""
    return _edit(contact_id)


@bp.route("/supplier-contacts/<uuid:supplier_contact_id>/edit", methods=["GET", "POST"])
@needs(Action.SUPPLIER_WRITE)
def supplier_edit(supplier_contact_id: UUID) -> Any:
    """Correct or end a contact person of a supplier."""
    return _edit(supplier_contact_id)


def _new(hirer_id: UUID | None, supplier_id: UUID | None) -> Any:
    form = ContactForm()
    with store().look(current_actor(), now()) as w:
        at = contacts.company(w, hirer_id, supplier_id)
    if not form.is_submitted():
        form.id.data, form.since.data = uuid4(), today()

    def save(w: Work) -> list[Problem]:
        contact_id = form.id.data or uuid4()
        return contacts.create(w, contact_id, contacts.company(w, hirer_id, supplier_id), _given(form))

    return _answer(form, at, _("Contactpersoon toevoegen"), save)


def _edit(contact_id: UUID) -> Any:
    with store().look(current_actor(), now()) as w:
        row, at = contacts.find(w, contact_id)
    form = ContactForm(obj=row)

    def save(w: Work) -> list[Problem]:
        return contacts.edit(w, contact_id, version_of(form), _given(form))

    return _answer(form, at, _("Contactpersoon wijzigen"), save)


def _answer(form: ContactForm, at: Company, title: str, save: Callable[[Work], list[Problem]]) -> Any:
    """The form, or back to the company; everything typed stays when it could not be saved."""
    is_stale = False
    if form.validate_on_submit():
        try:
            with store().work(current_actor(), now()) as w:
                problems = save(w)
        except StaleError:
            problems, is_stale = [], True
        if not problems and not is_stale:
            flash(_("De contactpersoon is opgeslagen."))
            return redirect(_back(at), 303)
        form.add_problems(sentences(problems))
    page = render_template(
        "contacts/form.html", form=form, title=title, back=_back(at), is_stale=is_stale, purposes=PURPOSES,
        number=at.number, is_hirer=isinstance(at, HirerRow),
    )  # fmt: skip
    return (page, 409 if is_stale else 422) if form.is_submitted() else page


def _back(at: Company) -> str:
    if isinstance(at, HirerRow):
        return url_for("hirers.show", hirer_id=at.id, _anchor="contacts")
    return url_for("suppliers.show", supplier_id=at.id, _anchor="contacts")


def _given(form: ContactForm) -> Contact:
    values = {name: form[name].data for name in Contact.__slots__}
    return Contact(**values | {"name_prefix": form.name_prefix.data or "", "function": form.function.data or None})
