"""Flex workers: the list, the registration form, the record, and what is masked on it."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.auth import current_actor, current_employer, needs, now, store, today
from app.auth.limits import limited_export
from app.blueprints.candidates import candidacy_panel
from app.blueprints.holds import KINDS as HOLD_KINDS
from app.db.people import EMPLOYEES, EmploymentKind, PersonRow
from app.db.placements import PlacementState
from app.db.work import StaleError
from app.fields import (
    controlelijst,
    exported,
    list_cells,
    person_input,
    person_sight,
    profile_chips,
    tables_out,
    version_of,
)
from app.fields.choices import branch_choices, employer_choices, options
from app.fields.exported import Cell
from app.fields.kind_words import KINDS, kind_on, title
from app.fields.person_forms import CHECKS, PersonForm, RegistrationForm, SearchForm
from app.fields.person_history import person_words
from app.fields.sentences import sentences
from app.permissions import Action, may
from app.services import (
    anoniementarief,
    bank_accounts,
    bsns,
    dossiers,
    doubles,
    employments,
    flex_worker_list,
    flex_workers,
    holds,
    kinds,
    merges,
    placement_list,
    sight,
)
from app.services.bsns import RevealReason
from app.services.flex_worker_list import Search, View
from app.services.flex_workers import Details, Registered
from app.services.profile_filters import SHOWN, Wanted
from staffing import brp

bp = Blueprint("flex_workers", __name__, url_prefix="/flex-workers")
SEARCH: Final = "flex_workers.search"
FILTERS: Final = (
    ("", lazy_gettext("Alle")),
    ("flex_worker", lazy_gettext("Flexwerkers")),
    ("candidate", lazy_gettext("Kandidaten")),
    ("self_employed", lazy_gettext("Zelfstandigen")),
    ("direct_staff", lazy_gettext("Eigen medewerkers")),
    ("idle", lazy_gettext("Procedure eindigt vanzelf")),
    ("leaving", lazy_gettext("Wordt binnen 7 dagen verwijderd")),
    ("employed", lazy_gettext("In dienst")),
    ("left", lazy_gettext("Uit dienst")),
    ("without_bsn", lazy_gettext("Zonder BSN")),
    ("without_account", lazy_gettext("Zonder bankrekening")),
    ("without_placement", lazy_gettext("Zonder plaatsing")),
)
REASONS: Final = (
    (RevealReason.CHECK_DOCUMENT, lazy_gettext("Vergelijken met een document")),
    (RevealReason.WORKER_ASKS, lazy_gettext("De persoon zelf vraagt ernaar")),
    (RevealReason.AUTHORITY_ASKS, lazy_gettext("Belastingdienst, UWV of pensioenfonds vraagt ernaar")),
    (RevealReason.SOLVE_PROBLEM, lazy_gettext("Een fout in loon of betaling oplossen")),
)
ADULT: Final = 30


@bp.app_template_global()
def titled(person: PersonRow) -> str:
    """Who a page is about, as in "Kandidaat 10234", of a person whose employments are loaded."""
    return title(kind_on(person, today()), person.number)


@bp.get("/")
@needs(Action.PERSON_READ)
def index() -> str:
    """The list of the chosen employer."""
    return _list_page(_search_form())


@bp.post("/search")
@needs(Action.PERSON_READ)
def search() -> Any:
    """Narrow the list; an exact BSN goes straight to its person. Nothing typed stands in an address."""
    form = SearchForm()
    if not form.validate_on_submit():
        return _search_again(form)
    if form.bsn.data:
        return _bsn_found(form.bsn.data)
    number = form.number.data or ""
    if number and not number.isdecimal():
        form.number.errors = [_("Een personeelsnummer bestaat uit cijfers.")]
        return _search_again(form)
    born = form.birth_date.data
    session[SEARCH] = {"name": form.name.data or "", "number": number, "birth_date": born.isoformat() if born else ""}
    return redirect(url_for("flex_workers.index"), 303)


@bp.post("/search/clear")
@needs(Action.PERSON_READ)
def clear_search() -> Response:
    """Back to the whole list."""
    session.pop(SEARCH, None)
    return redirect(url_for("flex_workers.index"), 303)


@bp.get("/export/<kind>")
@needs(Action.PERSON_READ)
@limited_export
def export(kind: str) -> Response:
    """Exactly what the list shows, all its pages."""
    if kind not in tables_out.KINDS:
        abort(404)
    view = _view()
    with store().work(current_actor(), now()) as w:
        flex_worker_list.record_export(w, view, kind)
        cells = exported.permitted(w, list_cells.FLEX_WORKERS, view.employer_id)
    name = f"flexwerkers-{view.on.isoformat()}"
    return tables_out.answer(kind, name, exported.heads(cells), _exported(view, cells))


@bp.get("/new")
@needs(Action.PERSON_WRITE)
def new() -> str:
    """An empty registration form."""
    form = _registration_form()
    form.id.data = uuid4()
    form.started_on.data = today()
    form.employer_id.data = str(current_employer())
    return _registration_page(form)


@bp.post("/")
@needs(Action.PERSON_WRITE)
def create() -> Any:
    """Register; everything typed comes back when something is wrong."""
    form = _registration_form()
    if not form.validate_on_submit():
        return _registration_page(form), 422
    employment = person_input.employment(form, EmploymentKind(form.kind.data))
    given = person_input.registration(form, employment)
    with store().work(current_actor(), now()) as w:
        made = flex_workers.register(w, given)
    if made.person_id is None:
        form.add_problems(sentences(made.problems))
        return _registration_page(form, made), 422
    done = {EmploymentKind.FLEX_WORKER: _("De flexwerker is ingeschreven.")}.get(
        employment.kind, _("De medewerker is ingeschreven.")
    )
    flash(done if not made.is_replay else _("Deze inschrijving stond er al."))
    if not given.bsn:
        flash(_("Zonder BSN wordt het anoniementarief ingehouden. Vul het BSN in zodra het er is."), "warning")
    return redirect(url_for("flex_workers.show", person_id=made.person_id), 303)


@bp.get("/<uuid:person_id>")
@needs(Action.PERSON_READ)
def show(person_id: UUID) -> str:
    """Everything of one person that this actor may see; the look is recorded."""
    on = today()
    with store().work(current_actor(), now()) as w:
        record = employments.record(w, person_id)
        shown = person_sight.shown(w, record)
        rights = shown["rights"]
        placed = placement_list.of_person(w, person_id) if rights["placement.read"] else []
        slips = employments.payslips(w, record.employments)
        lines = dossiers.of_person(w, dossiers.gather(w, record.person, record.employments), on)
        main = kinds.main(record.employments, on)
        example = anoniementarief.of_lines(w, lines, main) if rights["document.read"] else None
        may_write = rights["person.write"]
        suspects = doubles.of_person(w, person_id) if may_write else []
        merged = merges.of_person(w, person_id) if may_write else []
        held = holds.of_person(w, person_id)
        candidacy = candidacy_panel(w, record.employments)
    running = main if main and kinds.is_running(main, on) else None
    return render_template(
        "flex_workers/show.html",
        record=record,
        kind=kinds.kind_of(record.employments, on),
        has_ground=any(each.kind in EMPLOYEES for each in record.employments),
        is_only_candidate=kinds.is_only_candidate(record.employments),
        person_words=person_words(record.person),
        kind_words=KINDS,
        placements=placed,
        current=next((row for row in placed if row.PlacementRow.state == PlacementState.ACTIVE), None),
        running=running,
        main=main,
        lines=controlelijst.shown(
            lines, person_id, running.id if running else None,
            may_write=rights["document.write"], may_check=rights["iban.approve"],
        ),
        example=example,
        payslips=slips if "payslips.show" in current_app.view_functions else [],
        reasons=[(code.value, text) for code, text in REASONS],
        today=on,
        nationality=brp.nationalities().get(record.person.nationality, record.person.nationality),
        countries=brp.countries(),
        suspects=suspects,
        merges=merged,
        holds=held,
        hold_kinds=HOLD_KINDS,
        checks=CHECKS,
        **shown,
        **candidacy,
    )  # fmt: skip


@bp.get("/<uuid:person_id>/edit")
@needs(Action.PERSON_WRITE)
def edit(person_id: UUID) -> str:
    """Correct who somebody is."""
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.PERSON_WRITE)
        kinds.refuse_candidate(person.employments)
        form = PersonForm(obj=person).offer_writable(w.actor, [each.employer_id for each in person.employments])
    return render_template("flex_workers/edit.html", form=form, person=person)


@bp.post("/<uuid:person_id>/edit")
@needs(Action.PERSON_WRITE)
def update(person_id: UUID) -> Any:
    """Save the correction; who was second sees both and loses nothing."""
    form = PersonForm()
    stale = False
    with store().work(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.PERSON_WRITE)
        form.offer_writable(w.actor, [each.employer_id for each in person.employments])
        kinds.refuse_candidate(person.employments)
        if form.validate_on_submit():
            try:
                problems = flex_workers.edit(
                    w, person_id, version_of(form), person_input.details(form), names_since=form.names_since.data
                )
            except StaleError:
                problems, stale = [], True
            form.add_problems(sentences(problems))
    if stale or form.errors:
        saved = _saved(form, person) if stale else []
        return render_template("flex_workers/edit.html", form=form, person=person, saved=saved), 409 if stale else 422
    flash(_("De gegevens zijn gewijzigd."))
    return redirect(url_for("flex_workers.show", person_id=person_id), 303)


@bp.post("/<uuid:person_id>/reveal/bsn")
@needs(Action.BSN_REVEAL)
def reveal_bsn(person_id: UUID) -> str:
    """The BSN in full, recorded with its reason."""
    with store().work(current_actor(), now()) as w:
        value = bsns.reveal(w, person_id, _reason())
    return _revealed(_("BSN"), value, person_id)


@bp.post("/<uuid:person_id>/reveal/iban")
@needs(Action.IBAN_REVEAL)
def reveal_iban(person_id: UUID) -> str:
    """The IBAN in full, recorded with its reason."""
    with store().work(current_actor(), now()) as w:
        value = bank_accounts.reveal(w, person_id, _reason())
    return _revealed(_("IBAN"), value, person_id)


def _revealed(label: str, value: str, person_id: UUID) -> str:
    back = url_for("flex_workers.show", person_id=person_id)
    return render_template("revealed.html", label=label, value=value, back=back)


def _reason() -> RevealReason:
    asked = request.form.get("reason", "")
    return RevealReason(asked) if asked in set(RevealReason) else abort(400)


def _view() -> View:
    chosen = request.args.get("filter", "")
    kept = session.get(SEARCH, {})
    number = kept.get("number") or ""
    born = kept.get("birth_date")
    found = Search(kept.get("name", ""), int(number) if number else None, date.fromisoformat(born) if born else None)
    return View(
        current_employer(),
        today(),
        chosen
        if chosen in set(flex_worker_list.FILTERS) - person_sight.hidden_filters(current_actor(), current_employer())
        else "",
        request.args.get("sort", "name"),
        request.args.get("page", 1, int),
        found,
        profile_chips.wanted(request.args) if _may_read_profiles() else Wanted(),
        request.args.get("skills") == "all",
    )


def _may_read_profiles() -> bool:
    return may(current_actor(), Action.PROFILE_READ, current_employer())


def _search_form() -> SearchForm:
    kept = session.get(SEARCH, {})
    born = kept.get("birth_date")
    values = {"name": kept.get("name"), "number": kept.get("number")}
    return SearchForm(formdata=None, **values, birth_date=date.fromisoformat(born) if born else None)


def _search_again(form: SearchForm) -> Any:
    return _list_page(form), 422


def _list_page(form: SearchForm) -> str:
    view, actor, untold = _view(), current_actor(), person_sight.hidden_filters(current_actor(), current_employer())
    with store().look(actor, now()) as w:
        page, counts = flex_worker_list.page(w, view)
        of_profiles = flex_worker_list.profile_counts(w, view) if _may_read_profiles() else None
    return render_template(
        "flex_workers/index.html",
        page=page,
        profile_chips=profile_chips.chips(of_profiles, view.wanted) if of_profiles else (),
        wanted=profile_chips.arguments(view.wanted),
        has_more_skills=of_profiles is not None and len(of_profiles.skills) == SHOWN,
        chips=[(value, label, counts[value]) for value, label in FILTERS if value not in untold],
        untold=untold,
        form=form,
        view=view,
        kind_words=KINDS,
        may_search_bsn=may(actor, Action.BSN_REVEAL, view.employer_id),
        may_register=may(actor, Action.PERSON_WRITE),
    )


def _bsn_found(bsn: str) -> Response:
    view = View(current_employer(), today(), search=Search(bsn=bsn))
    with store().work(current_actor(), now()) as w:
        page, _counts = flex_worker_list.page(w, view)
        flex_worker_list.record_bsn_search(w, view.employer_id, [row.id for row in page.rows])
    if page.rows:
        return redirect(url_for("flex_workers.show", person_id=page.rows[0].id), 303)
    flash(_("Bij deze werkgever is niemand met dit BSN."), "attention")
    return redirect(url_for("flex_workers.index"), 303)


def _exported(view: View, cells: list[Cell]) -> Iterator[list[Any]]:
    with store().look(current_actor(), now()) as w:
        yield from exported.rows(flex_worker_list.everything(w, view), cells)


def _registration_form() -> RegistrationForm:
    form = RegistrationForm()
    with store().look(current_actor(), now()) as w:
        form.employer_id.choices = options(employer_choices(w, Action.PERSON_WRITE))
        form.branch_id.choices = options(branch_choices(w, Action.PERSON_WRITE))
        return form.offer_writable(w.actor, sight.employers(w, Action.PERSON_WRITE) or ())


def _registration_page(form: RegistrationForm, made: Registered | None = None) -> str:
    on = today()
    born = form.birth_date.data or date(on.year - ADULT, 1, 1)
    codes = {each.code: each.values for each in made.problems} if made else {}
    return render_template(
        "flex_workers/new.html",
        form=form,
        example=anoniementarief.example_week(
            born, form.started_on.data or on, has_loonheffingskorting="credit" not in form or form.credit.data != "no"
        ),
        doubles=made.doubles if made else [],
        codes=codes,
    )


def _saved(form: PersonForm, person: PersonRow) -> list[tuple[str, Any]]:
    return [(name, _in_words(form[name], getattr(person, name))) for name in Details.__slots__]


def _in_words(field: Any, value: Any) -> Any:
    """The label of a choice; any other value as it is."""
    return {each.value: each.label for each in getattr(field, "choices", ())}.get(value, value)
