"""Self-employed people (zzp): the form, and the firm of somebody."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.auth import current_actor, current_employer, needs, now, store, today
from app.db.people import EmploymentKind
from app.db.work import StaleError
from app.fields import person_input, version_of
from app.fields.choices import branch_choices, employer_choices, options
from app.fields.self_employed_forms import BusinessForm, SelfEmployedForm
from app.fields.sentences import sentences
from app.permissions import Action
from app.services import businesses, flex_workers, kinds, sight
from app.services.flex_workers import Registered, Registration

bp = Blueprint("self_employed", __name__)


@bp.get("/self-employed/new")
@needs(Action.PERSON_WRITE)
def new() -> str:
    """An empty form."""
    form = _form()
    form.id.data, form.started_on.data, form.employer_id.data = uuid4(), today(), str(current_employer())
    return _new_page(form)


@bp.post("/self-employed/")
@needs(Action.PERSON_WRITE)
def create() -> Any:
    """Register; everything typed comes back when something is wrong."""
    form = _form()
    if not form.validate_on_submit():
        return _new_page(form), 422
    at = person_input.employment(form, EmploymentKind.SELF_EMPLOYED)
    given = Registration(
        person_input.details(form),
        at,
        address=person_input.address(form, at.started_on) if form.has_address() else None,
        account=person_input.account(form, at.started_on),
        business=person_input.business(form),
        is_somebody_else=form.is_somebody_else.data,
    )
    with store().work(current_actor(), now()) as w:
        made = flex_workers.register(w, given)
    if made.person_id is None:
        form.add_problems(sentences(made.problems))
        return _new_page(form, made), 422
    flash(_("De zelfstandige is ingeschreven.") if not made.is_replay else _("Deze inschrijving stond er al."))
    return redirect(url_for("flex_workers.show", person_id=made.person_id), 303)


@bp.route("/flex-workers/<uuid:person_id>/business", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def business(person_id: UUID) -> Any:
    """Record or correct the firm."""
    form, stale = BusinessForm(), False
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.PERSON_WRITE)
        kinds.refuse_candidate(person.employments)
        row = businesses.of_person(w, person_id)
    if not form.is_submitted():
        form.process(obj=row)
        form.version.data = row.version if row else 0
    elif form.validate_on_submit():
        try:
            with store().work(current_actor(), now()) as w:
                problems = businesses.change(w, person_id, version_of(form), person_input.business(form))
        except StaleError:
            problems, stale = [], True
        form.add_problems(sentences(problems))
        if not stale and not form.errors:
            flash(_("De onderneming is vastgelegd."))
            return redirect(url_for("flex_workers.show", person_id=person_id), 303)
    page = render_template("self_employed/business.html", form=form, person=person, stale=stale)
    return (page, 409 if stale else 422) if form.is_submitted() else page


def _form() -> SelfEmployedForm:
    form = SelfEmployedForm()
    with store().look(current_actor(), now()) as w:
        form.employer_id.choices = options(employer_choices(w, Action.PERSON_WRITE))
        form.branch_id.choices = options(branch_choices(w, Action.PERSON_WRITE))
    return form


def _new_page(form: SelfEmployedForm, made: Registered | None = None) -> str:
    codes = {each.code for each in made.problems} if made else set()
    return render_template("self_employed/new.html", form=form, doubles=made.doubles if made else [], codes=codes)
