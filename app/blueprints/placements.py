"""Placements (plaatsingen): the list, the form, activating, new terms from a day, the end."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.auth import current_actor, current_employer, needs, now, store, today
from app.auth.doors import current_week
from app.auth.limits import limited_export
from app.db.people import EmploymentKind, EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementState, PlacementTermsRow
from app.db.work import StaleError, Work
from app.fields import controlelijst, disclosure_forms, exported, list_cells, tables_out, version_of
from app.fields.choices import options
from app.fields.exported import Cell
from app.fields.person_forms import EndForm
from app.fields.placement_forms import (
    HOLIDAY_PAY,
    KINDS,
    PENSIONS,
    ActivateForm,
    PlacementForm,
    TermsFields,
    TermsForm,
    TextSearchForm,
)
from app.fields.sentences import sentences
from app.permissions import Action, Sight, may
from app.services import (
    agreements,
    anoniementarief,
    disclosures,
    dossiers,
    employments,
    field_register,
    flex_worker_list,
    hirers,
    kinds,
    phases,
    placement_list,
    placement_terms,
    placements,
    sight,
)
from app.services.placement_list import View
from app.services.placement_terms import PlacementTerms
from app.services.placements import Placement, TermsChange
from documents.hirer_data import gets_copy

bp = Blueprint("placements", __name__, url_prefix="/placements")
SEARCH: Final = "placements.search"
FILTERS: Final = (
    ("", lazy_gettext("Alle")),
    ("provisional", lazy_gettext("Voorlopig")),
    ("active", lazy_gettext("Actief")),
    ("ending", lazy_gettext("Loopt af binnen 14 dagen")),
    ("ended", lazy_gettext("Beëindigd")),
)


@bp.get("/")
@needs(Action.PLACEMENT_READ)
def index() -> str:
    """The placements of the chosen employer."""
    view, actor = _view(), current_actor()
    with store().look(actor, now()) as w:
        page, counts, terms = placement_list.page(w, view)
    return render_template(
        "placements/index.html",
        page=page,
        terms=terms,
        chips=[(value, label, counts[value]) for value, label in FILTERS],
        form=TextSearchForm(formdata=None, text=view.text),
        view=view,
        today=view.on,
        may_write=may(actor, Action.PLACEMENT_WRITE, view.employer_id),
    )


@bp.post("/search")
@needs(Action.PLACEMENT_READ)
def search() -> Response:
    """Narrow the list to part of a name or a number; empty gives all."""
    form = TextSearchForm()
    session[SEARCH] = (form.text.data or "") if form.validate_on_submit() else ""
    return redirect(url_for("placements.index"), 303)


@bp.get("/export/<kind>")
@needs(Action.PLACEMENT_READ)
@limited_export
def export(kind: str) -> Response:
    """Exactly what the list shows, all its pages."""
    if kind not in tables_out.KINDS:
        abort(404)
    view = _view()
    with store().work(current_actor(), now()) as w:
        placement_list.record_export(w, view, kind)
        cells = exported.permitted(w, list_cells.PLACEMENTS, view.employer_id)
    name = f"plaatsingen-{view.on.isoformat()}"
    return tables_out.answer(kind, name, exported.heads(cells), _exported(view, cells))


@bp.route("/worker", methods=["GET", "POST"])
@needs(Action.PLACEMENT_WRITE)
def worker() -> str:
    """Choose whom to place: search by name or number, then choose."""
    form, rows = TextSearchForm(), []
    if form.validate_on_submit() and form.text.data:
        number = int(form.text.data) if form.text.data.isdecimal() and len(form.text.data) < 10 else None
        wanted = flex_worker_list.Search("" if number else form.text.data, number)
        view = flex_worker_list.View(current_employer(), today(), "placeable", search=wanted)
        with store().look(current_actor(), now()) as w:
            rows = list(flex_worker_list.page(w, view)[0].rows)
    return render_template("placements/worker.html", form=form, rows=rows, asked=bool(form.text.data))


@bp.get("/new")
@needs(Action.PLACEMENT_WRITE)
def new() -> Any:
    """An empty form for one worker; without a worker, first choose one."""
    asked = request.args.get("employment", "", str)
    try:
        employment_id = UUID(asked)
    except ValueError:
        return redirect(url_for("placements.worker"))
    form = PlacementForm()
    form.id.data, form.employment_id.data = uuid4(), str(employment_id)
    form.hirer_id.data = request.args.get("hirer", "")
    with store().look(current_actor(), now()) as w:
        employment = sight.employment(w, employment_id, Action.PLACEMENT_WRITE)
    if found := list(kinds.placement_problems(employment)):
        for _field, text in sentences(found):
            flash(text, "problem")
        return redirect(url_for("flex_workers.show", person_id=employment.person_id), 303)
    return _form_page(form, employment_id)


@bp.post("/")
@needs(Action.PLACEMENT_WRITE)
def create() -> Any:
    """A provisional placement."""
    form = PlacementForm()
    try:
        employment_id = UUID(form.employment_id.data or "")
    except ValueError:
        abort(400)
    placement_id = form.id.data or uuid4()
    _choose(form)
    if not form.validate_on_submit():
        return _form_page(form, employment_id), 422
    with store().work(current_actor(), now()) as w:
        problems = placements.create(w, _given(form, placement_id, employment_id))
    if problems:
        form.add_problems(sentences(problems))
        return _form_page(form, employment_id), 422
    flash(_("De plaatsing is opgeslagen en nog voorlopig. Activeer hem om uren te kunnen invoeren."))
    return redirect(url_for("placements.show", placement_id=placement_id), 303)


@bp.get("/<uuid:placement_id>")
@needs(Action.PLACEMENT_READ)
def show(placement_id: UUID) -> str:
    """The placement with its terms; reading the wage is recorded."""
    with store().work(current_actor(), now()) as w:
        row = placements.find(w, placement_id)
        on = max(w.today, row.started_on)
        where = phases.standing(w, row.employment, on)
        history = placement_terms.history(w, placement_id)
        names = employments.recorders(w, history)
        lines = dossiers.of_placement(w, row, on)
        given = disclosures.of_placement(w, placement_id) if _may(row, Action.DISCLOSURE_READ) else None
        names |= employments.names_of(w, {each.decided_by for each in given or () if each.decided_by})
        sees_wage = field_register.seen(w, PlacementTermsRow.hourly_wage, [row.employer_id]) is Sight.FULL
        sees_papers = may(w.actor, Action.DOCUMENT_READ, row.employer_id)
        terms = agreements.on_day(history, on, w.at)
        wage = terms.hourly_wage if terms else None
        example = anoniementarief.of_lines(w, lines, row.employment, wage) if sees_wage else None
        w.record_read("placement:terms", row.employer_id, [placement_id], people=[row.employment.person_id])
    person = row.employment.person
    is_self_employed = row.employment.kind is EmploymentKind.SELF_EMPLOYED
    return render_template(
        "placements/show.html",
        row=row,
        person=person,
        terms=terms,
        history=sorted(history, key=lambda each: (each.since, each.recorded_at), reverse=True),
        names=names,
        least=None
        if is_self_employed
        else placement_terms.minimumloon(person.born, on, is_bbl=bool(terms and terms.bbl)),
        is_self_employed=is_self_employed,
        sees_wage=sees_wage,
        sees_papers=sees_papers,
        example=example,
        is_stopped=any(line.blocks_placement for line in lines),
        lines=controlelijst.shown(
            lines, person.id, row.employment_id, placement_id=row.id,
            may_write=_may(row, Action.DOCUMENT_WRITE), may_check=_may(row, Action.IBAN_APPROVE),
        ),
        activate=ActivateForm(formdata=None, version=row.version),
        may_write=_may(row, Action.PLACEMENT_WRITE),
        given=given,
        may_disclose=_may(row, Action.DOCUMENT_READ),
        gets_copy=gets_copy(person.nationality, today()),
        today=today(),
        week=current_week() if _has_hours_page(row) else None,
        where=where,
        labels=_labels(),
    )  # fmt: skip


def _may(row: PlacementRow, action: Action) -> bool:
    return may(current_actor(), action, row.employer_id)


@bp.post("/<uuid:placement_id>/activate")
@needs(Action.PLACEMENT_WRITE)
def activate(placement_id: UUID) -> Response:
    """Work may start."""
    form = ActivateForm()
    form.validate_on_submit()
    with store().work(current_actor(), now()) as w:
        accepted = form.is_anoniem_accepted.data
        problems = placements.activate(w, placement_id, version_of(form), is_anoniem_accepted=accepted)
    for _field, text in sentences(problems):
        flash(text, "problem")
    if not problems:
        flash(_("De plaatsing is actief: er kunnen uren worden ingevoerd."))
    return redirect(url_for("placements.show", placement_id=placement_id), 303)


@bp.route("/<uuid:placement_id>/terms", methods=["GET", "POST"])
@needs(Action.PLACEMENT_WRITE)
def terms(placement_id: UUID) -> Any:
    """New terms from a day; those of today are filled in."""
    form, problems, stale = TermsForm(), [], False
    with store().work(current_actor(), now()) as w:
        row = placements.find(w, placement_id, Action.PLACEMENT_WRITE)
        on = max(today(), row.started_on)
        agreed = agreements.on_day(placement_terms.history(w, placement_id), on, w.at)
        if not form.is_submitted():
            form.process(obj=agreed)
            form.id.data, form.version.data, form.since.data = uuid4(), row.version, on
        form.offer_writable(w.actor, [row.employer_id])
        if form.is_submitted() and form.validate_on_submit():
            try:
                problems = placements.change_terms(w, placement_id, version_of(form), _change(form, agreed))
            except StaleError:
                stale = True
            form.add_problems(sentences(problems))
        w.record_read("placement:terms", row.employer_id, [placement_id], people=[row.employment.person_id])
    if form.is_submitted() and not form.errors and not stale:
        flash(_("De nieuwe voorwaarden zijn vastgelegd."))
        return redirect(url_for("placements.show", placement_id=placement_id), 303)
    touches = any(each.code == "touches_payslips" for each in problems) or form.is_touching_accepted.data
    limits = _limits(row.employment, form.since.data)
    page = render_template("placements/terms.html", form=form, row=row, touches=touches, stale=stale, **limits)
    return (page, 409 if stale else 422) if form.is_submitted() else page


@bp.route("/<uuid:placement_id>/end", methods=["GET", "POST"])
@needs(Action.PLACEMENT_WRITE)
def end(placement_id: UUID) -> Any:
    """The last day of work."""
    form = EndForm()
    with store().work(current_actor(), now()) as w:
        row = placements.find(w, placement_id, Action.PLACEMENT_WRITE)
        if not form.is_submitted():
            form.version.data, form.ended_on.data = row.version, row.ended_on or today()
        elif form.validate_on_submit():
            form.add_problems(sentences(placements.end(w, placement_id, version_of(form), _day(form.ended_on))))
    if form.is_submitted() and not form.errors:
        flash(_("De laatste werkdag is vastgelegd."))
        return redirect(url_for("placements.show", placement_id=placement_id), 303)
    page = render_template("placements/end.html", form=form, row=row)
    return (page, 422) if form.is_submitted() else page


def _view() -> View:
    chosen = request.args.get("state", "")
    return View(
        current_employer(),
        today(),
        chosen if chosen in placement_list.FILTERS else "",
        request.args.get("sort", "-number"),
        request.args.get("page", 1, int),
        session.get(SEARCH, ""),
    )


def _exported(view: View, cells: list[Cell]) -> Iterator[list[Any]]:
    with store().look(current_actor(), now()) as w:
        yield from exported.rows(placement_list.everything(w, view), cells)


def _must_write_all(w: Work, employer_id: UUID) -> None:
    """A first agreement has a wage: who may not write one makes no placement."""
    for column in TermsFields.columns.values():
        field_register.must_write_column(w, column, [employer_id])


def _choose(form: PlacementForm) -> None:
    with store().look(current_actor(), now()) as w:
        found = [(str(row_id), f"{name} ({number})") for row_id, name, number in hirers.choices(w)]
    form.hirer_id.choices = options([("", _("Kies")), *found])


def _form_page(form: PlacementForm, employment_id: UUID) -> str:
    _choose(form)
    with store().look(current_actor(), now()) as w:
        employment = sight.employment(w, employment_id, Action.PLACEMENT_WRITE)
        _must_write_all(w, employment.employer_id)
    if not form.is_submitted() and not form.started_on.data:
        form.started_on.data = max(today(), employment.started_on)
    limits = _limits(employment, form.started_on.data)
    return render_template("placements/new.html", form=form, employment=employment, person=employment.person, **limits)


def _limits(employment: EmploymentRow, on: Any) -> dict[str, Any]:
    person: PersonRow = employment.person
    day = on or today()
    is_self_employed = employment.kind is EmploymentKind.SELF_EMPLOYED
    least = None if is_self_employed else placement_terms.minimumloon(person.born, day)
    return {"least": least, "on": day, "is_self_employed": is_self_employed}


def _terms(form: TermsFields, now_agreed: Any = None) -> PlacementTerms:
    """What the form says; what it does not offer this person stays as it was agreed."""
    values = {name: form[name].data if name in form else getattr(now_agreed, name) for name in PlacementTerms.__slots__}
    return PlacementTerms(**values | {"fase": form.fase.data or None, "km_rate": values["km_rate"] or 0})


def _change(form: TermsForm, now_agreed: Any) -> TermsChange:
    terms = _terms(form, now_agreed)
    return TermsChange(form.id.data or uuid4(), _day(form.since), terms, form.is_touching_accepted.data)


def _given(form: PlacementForm, placement_id: UUID, employment_id: UUID) -> Placement:
    hirer_id, start = UUID(form.hirer_id.data), _day(form.started_on)
    return Placement(placement_id, employment_id, hirer_id, start, form.ended_on.data, _terms(form))


def _day(field: Any) -> date:
    day: date = field.data
    return day


def _has_hours_page(row: PlacementRow) -> bool:
    return may(current_actor(), Action.HOURS_READ, row.employer_id) and _runs_in(row, current_week())


def _runs_in(row: PlacementRow, monday: date) -> bool:
    """Whether hours may be entered for this placement in the week."""
    begun = row.state != PlacementState.PROVISIONAL and row.started_on <= monday + timedelta(days=6)
    return begun and (row.ended_on is None or row.ended_on >= monday)


def _labels() -> dict[str, dict[str, Any]]:
    terms = {"kind": dict(KINDS), "vakantiebijslag": dict(HOLIDAY_PAY), "pensioen": dict(PENSIONS)}
    return {**terms, "given": {"kinds": disclosure_forms.KINDS, "fields": disclosure_forms.fields_in_words}}
