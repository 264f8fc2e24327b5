"""Legal employers, their branches and percentages: for the administrator."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from schwifty import IBAN

from app.auth import current_actor, needs, now, store, today
from app.db.work import StaleError
from app.fields.form import version_of
from app.fields.placement_forms import BranchForm, EmployerForm, EmployerTermsForm
from app.fields.sentences import sentences
from app.permissions import Action
from app.services import agreements, employers, employments
from app.services.employers import Employer, EmployerTerms

bp = Blueprint("employers", __name__, url_prefix="/employers")


@bp.get("/")
@needs(Action.EMPLOYER_WRITE)
def index() -> str:
    """The employers where this administrator has a role."""
    with store().look(current_actor(), now()) as w:
        found = employers.own(w)
    return render_template("employers/index.html", employers=found)


@bp.get("/new")
@needs(Action.EMPLOYER_WRITE)
def new() -> str:
    """An empty form."""
    form = EmployerForm()
    form.id.data = uuid4()
    return render_template("employers/form.html", form=form, row=None)


@bp.post("/")
@needs(Action.EMPLOYER_WRITE)
def create() -> Any:
    """A new employer; its maker is administrator there."""
    form = EmployerForm()
    employer_id = form.id.data or uuid4()
    if form.validate_on_submit():
        with store().work(current_actor(), now()) as w:
            problems = employers.create(w, employer_id, _given(form))
        if not problems:
            flash(_("De werkgever is opgeslagen. U bent er beheerder; leg nu de percentages vast."))
            return redirect(url_for("employers.show", employer_id=employer_id), 303)
        form.add_problems(sentences(problems))
    return render_template("employers/form.html", form=form, row=None), 422


@bp.get("/<uuid:employer_id>")
@needs(Action.EMPLOYER_WRITE)
def show(employer_id: UUID) -> str:
    """The employer with branches and percentages."""
    form = BranchForm()
    form.id.data = uuid4()
    return _page(employer_id, form)


@bp.get("/<uuid:employer_id>/edit")
@needs(Action.EMPLOYER_WRITE)
def edit(employer_id: UUID) -> str:
    """Correct an employer."""
    with store().look(current_actor(), now()) as w:
        row = employers.find(w, employer_id, Action.EMPLOYER_WRITE)
    return render_template("employers/form.html", form=EmployerForm(obj=row), row=row)


@bp.post("/<uuid:employer_id>/edit")
@needs(Action.EMPLOYER_WRITE)
def update(employer_id: UUID) -> Any:
    """Save the correction; who was second loses nothing."""
    form, stale = EmployerForm(), False
    with store().work(current_actor(), now()) as w:
        row = employers.find(w, employer_id, Action.EMPLOYER_WRITE)
        if form.validate_on_submit():
            try:
                form.add_problems(sentences(employers.edit(w, employer_id, version_of(form), _given(form))))
            except StaleError:
                stale = True
    if stale or form.errors:
        return render_template(
            "employers/form.html", form=form, row=row, saved=row if stale else None
        ), 409 if stale else 422
    flash(_("De werkgever is gewijzigd."))
    return redirect(url_for("employers.show", employer_id=employer_id), 303)


@bp.post("/<uuid:employer_id>/branches")
@needs(Action.EMPLOYER_WRITE)
def add_branch(employer_id: UUID) -> Any:
    """One more office."""
    form = BranchForm()
    if form.validate_on_submit():
        with store().work(current_actor(), now()) as w:
            problems = employers.add_branch(w, employer_id, form.id.data or uuid4(), form.name.data or "")
        if not problems:
            flash(_("De vestiging is toegevoegd."))
            return redirect(url_for("employers.show", employer_id=employer_id), 303)
        form.add_problems(sentences(problems))
    return _page(employer_id, form), 422


@bp.route("/<uuid:employer_id>/terms", methods=["GET", "POST"])
@needs(Action.EMPLOYER_WRITE)
def terms(employer_id: UUID) -> Any:
    """Other percentages from a day."""
    form = EmployerTermsForm()
    with store().work(current_actor(), now()) as w:
        row = employers.find(w, employer_id, Action.EMPLOYER_WRITE)
        if not form.is_submitted():
            form.process(obj=agreements.on_day(employers.terms(w, employer_id), today(), w.at))
            form.id.data, form.since.data = uuid4(), today()
        elif form.validate_on_submit():
            form.add_problems(sentences(employers.change_terms(w, employer_id, _terms(form))))
    if form.is_submitted() and not form.errors:
        flash(_("De percentages zijn vastgelegd."))
        return redirect(url_for("employers.show", employer_id=employer_id), 303)
    page = render_template("employers/terms.html", form=form, row=row)
    return (page, 422) if form.is_submitted() else page


def _page(employer_id: UUID, form: BranchForm) -> str:
    with store().look(current_actor(), now()) as w:
        row = employers.find(w, employer_id, Action.EMPLOYER_WRITE)
        history = employers.terms(w, employer_id)
        shown = {"branches": employers.branches(w, employer_id), "names": employments.recorders(w, history)}
    current = agreements.on_day(history, today(), now())
    newest = sorted(history, key=lambda each: (each.since, each.recorded_at), reverse=True)
    return render_template("employers/show.html", row=row, form=form, current=current, history=newest, **shown)


def _given(form: EmployerForm) -> Employer:
    names = ("name", "kvk", "btw", "loonheffingennummer", "street", "postcode", "city", "iban")
    return Employer(**{name: form[name].data for name in names}, bic=str(IBAN(form.iban.data).bic))


def _terms(form: EmployerTermsForm) -> EmployerTerms:
    values = {name: form[name].data for name in EmployerTerms.__slots__ if name != "id"}
    return EmployerTerms(id=form.id.data or uuid4(), **values)
