"""Candidates: the short form, the end of the procedure, consent to be kept, and being hired."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth import current_actor, current_employer, needs, now, store, today
from app.db.people import ConsentWay, EmploymentKind, EmploymentRow, Outcome
from app.db.work import StaleError, Work
from app.fields import person_input, version_of
from app.fields.candidate_forms import (
    OUTCOMES,
    CandidateEditForm,
    CandidateForm,
    ConsentForm,
    HireForm,
    ProcedureEndForm,
)
from app.fields.choices import branch_choices, employer_choices, options
from app.fields.consent import TEXTS, WAYS
from app.fields.register_words import CERTAINTY
from app.fields.sentences import sentences
from app.language import AMSTERDAM, day
from app.permissions import Action
from app.services import anoniementarief, candidates
from app.services.candidates import TEXT_VERSION, Consent, ProcedureEnd
from app.services.flex_workers import Employment, Registered
from documents.retention import Kept, rule

bp = Blueprint("candidates", __name__, url_prefix="/candidates")


@bp.get("/new")
@needs(Action.PERSON_WRITE)
def new() -> str:
    """An empty form."""
    form = _form()
    form.id.data, form.started_on.data, form.employer_id.data = uuid4(), today(), str(current_employer())
    return _new_page(form)


@bp.post("/")
@needs(Action.PERSON_WRITE)
def create() -> Any:
    """Register; everything typed comes back when something is wrong."""
    form = _form()
    if not form.validate_on_submit():
        return _new_page(form), 422
    given, at = person_input.candidate(form), person_input.employment(form, EmploymentKind.CANDIDATE)
    with store().work(current_actor(), now()) as w:
        made = candidates.register(w, given, at, is_somebody_else=form.is_somebody_else.data)
    if made.person_id is None:
        form.add_problems(sentences(made.problems))
        return _new_page(form, made), 422
    flash(_("De kandidaat is ingeschreven.") if not made.is_replay else _("Deze inschrijving stond er al."))
    return redirect(url_for("flex_workers.show", person_id=made.person_id), 303)


@bp.route("/<uuid:employment_id>/edit", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def edit(employment_id: UUID) -> Any:
    """Correct what is known."""
    form, row, stale = CandidateEditForm(), _find(employment_id), False
    if not form.is_submitted():
        form.process(obj=row.person)
    elif form.validate_on_submit():
        try:
            with store().work(current_actor(), now()) as w:
                problems = candidates.edit(w, row.person_id, version_of(form), person_input.candidate(form))
        except StaleError:
            problems, stale = [], True
        form.add_problems(sentences(problems))
        if not stale and not form.errors:
            return _done(row, _("De gegevens zijn gewijzigd."))
    page = render_template("candidates/edit.html", form=form, row=row, person=row.person, stale=stale)
    return (page, 409 if stale else 422) if form.is_submitted() else page


@bp.route("/<uuid:employment_id>/end", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def end(employment_id: UUID) -> Any:
    """The procedure ended without hiring."""
    form, row, stale = ProcedureEndForm(), _find(employment_id), False
    if not form.is_submitted():
        form.process(version=row.version, ended_on=row.ended_on or today(), outcome=row.outcome)
    elif form.validate_on_submit():
        try:
            with store().work(current_actor(), now()) as w:
                given = ProcedureEnd(_day(form.ended_on), Outcome(form.outcome.data))
                problems = candidates.end(w, employment_id, version_of(form), given)
                goes_on = None if problems else candidates.find(w, employment_id).destroy_on
        except StaleError:
            problems, stale, goes_on = [], True, None
        form.add_problems(sentences(problems))
        if not stale and not form.errors:
            if goes_on and goes_on <= today():
                flash(
                    _(
                        "De procedure is geëindigd. De termijn is al voorbij: de kandidaat is niet meer te zien en wordt vannacht verwijderd."
                    )
                )
                return redirect(url_for("flex_workers.index"), 303)
            return _done(
                row, _("De procedure is geëindigd. De kandidaat wordt op %(day)s verwijderd.", day=day(goes_on))
            )
    page = render_template("candidates/end.html", form=form, row=row, person=row.person, stale=stale)
    return (page, 409 if stale else 422) if form.is_submitted() else page


@bp.route("/<uuid:employment_id>/consent", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def consent(employment_id: UUID) -> Any:
    """The candidate agrees to be kept for a year."""
    form, row = ConsentForm(), _find(employment_id)
    if not form.is_submitted():
        form.id.data, form.given_on.data = uuid4(), today()
    elif form.validate_on_submit():
        is_today = form.given_on.data == today()
        moment = now() if is_today else datetime.combine(_day(form.given_on), time(12), AMSTERDAM)
        with store().work(current_actor(), now()) as w:
            given = Consent(form.id.data or uuid4(), ConsentWay(form.way.data), moment)
            form.add_problems(sentences(candidates.consent(w, employment_id, given)))
        if not form.errors:
            return _done(row, _("De toestemming is vastgelegd."))
    page = render_template(
        "candidates/consent.html", form=form, row=row, person=row.person, text=TEXTS[TEXT_VERSION], version=TEXT_VERSION
    )
    return (page, 422) if form.is_submitted() else page


@bp.post("/<uuid:employment_id>/consent/withdraw")
@needs(Action.PERSON_WRITE)
def withdraw(employment_id: UUID) -> Response:
    """The consent is withdrawn; after the procedure the candidate is gone at once."""
    row = _find(employment_id)
    with store().work(current_actor(), now()) as w:
        is_gone = candidates.withdraw(w, employment_id)
    if not is_gone and row.ended_on is None:
        return _done(
            row, _("De toestemming is ingetrokken. Na de procedure wordt de kandidaat na vier weken verwijderd.")
        )
    if is_gone:
        flash(_("De toestemming is ingetrokken en de gegevens van de kandidaat zijn verwijderd."))
    else:
        flash(_("De toestemming is ingetrokken. De gegevens gaan weg zodra de vernietiging niet meer is stilgezet."))
    return redirect(url_for("flex_workers.index"), 303)


@bp.route("/<uuid:employment_id>/hire", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def hire(employment_id: UUID) -> Any:
    """From candidate to employee: now BSN, address, account and statement are asked."""
    form, row = HireForm(), _find(employment_id)
    with store().look(current_actor(), now()) as w:
        form.branch_id.choices = options(branch_choices(w, Action.PERSON_WRITE))
    if not form.is_submitted():
        form.process(obj=row.person, branch_id=row.branch_id or "", kind=EmploymentKind.FLEX_WORKER.value)
        form.branch_id.choices = options(_branches())
        form.version.data, form.started_on.data = row.version, today()
        return _hire_page(form, row)
    made, stale = None, False
    if form.validate_on_submit():
        try:
            with store().work(current_actor(), now()) as w:
                made = candidates.hire(
                    w, employment_id, version_of(form), person_input.registration(form, _at(form, row))
                )
        except StaleError:
            stale = True
        if made and made.person_id:
            return _done(row, _("De kandidaat is in dienst."))
        form.add_problems(sentences(made.problems if made else []))
    return _hire_page(form, row, stale=stale), 409 if stale else 422


def _at(form: HireForm, row: EmploymentRow) -> Employment:
    branch = UUID(form.branch_id.data) if form.branch_id.data else None
    return Employment(row.id, row.employer_id, _day(form.started_on), branch, EmploymentKind(form.kind.data))


def _hire_page(form: HireForm, row: EmploymentRow, *, stale: bool = False) -> str:
    example = None
    if row.person.birth_date:
        has_credit = "credit" not in form or form.credit.data != "no"
        on = form.started_on.data or today()
        example = anoniementarief.example_week(row.person.birth_date, on, has_loonheffingskorting=has_credit)
    return render_template("candidates/hire.html", form=form, row=row, person=row.person, example=example, stale=stale)


def _form() -> CandidateForm:
    form = CandidateForm()
    with store().look(current_actor(), now()) as w:
        form.employer_id.choices = options(employer_choices(w, Action.PERSON_WRITE))
    form.branch_id.choices = options(_branches())
    return form


def _branches() -> list[tuple[str, str]]:
    with store().look(current_actor(), now()) as w:
        return branch_choices(w, Action.PERSON_WRITE)


def _new_page(form: CandidateForm, made: Registered | None = None) -> str:
    codes = {each.code for each in made.problems} if made else set()
    doubles = made.doubles if made else []
    return render_template("candidates/new.html", form=form, doubles=doubles, codes=codes)


def _find(employment_id: UUID) -> EmploymentRow:
    with store().look(current_actor(), now()) as w:
        row = candidates.find(w, employment_id)
        _loaded = row.person.employments
        return row


def _day(field: Any) -> date:
    day: date = field.data
    return day


def _done(row: EmploymentRow, words: str) -> Response:
    flash(words)
    return redirect(url_for("flex_workers.show", person_id=row.person_id), 303)


def candidacy_panel(w: Work, employments: Sequence[EmploymentRow]) -> dict[str, Any]:
    """What the page of a person says of their application."""
    found = next((row for row in employments if row.kind is EmploymentKind.CANDIDATE), None)
    consent = candidates.consent_of(w, found) if found else None
    words = {"outcomes": OUTCOMES, "ways": WAYS, "idle": rule(Kept.IDLE_PROCEDURE), "certainty": CERTAINTY}
    return {"candidacy": found, "consent": consent, **words}
