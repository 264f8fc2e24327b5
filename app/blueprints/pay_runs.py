"""Pay runs: a week opened, calculated, checked beside the week before, approved by a second person."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.auth import current_actor, current_employer, needs, now, store
from app.auth.doors import asked_week
from app.auth.limits import limited_export
from app.db.jobs import JobRow, JobState
from app.db.pay import FINAL, PayRunRow, PayslipRow, RunState
from app.db.people import PersonRow
from app.db.work import StaleError
from app.fields import exported, refusals, tables_out, waarom
from app.fields.exported import Cell
from app.fields.form import Form, Required
from app.fields.text import DayField
from app.language import chosen_language, day
from app.permissions import Action, may
from app.services import bank_files, hours_list, jobs, pay_run_list, pay_run_results, pay_runs, run_papers
from app.services.pay_run_results import Blocked
from app.services.problems import RefusedError

bp = Blueprint("pay_runs", __name__, url_prefix="/pay-runs")

STATES: Final = (
    (RunState.DRAFT, lazy_gettext("Concept"), "neutral"),
    (RunState.CALCULATING, lazy_gettext("Wordt berekend"), "busy"),
    (RunState.CALCULATED, lazy_gettext("Berekend"), "attention"),
    (RunState.APPROVED, lazy_gettext("Geaccordeerd"), "fine"),
    (RunState.BANK_FILE, lazy_gettext("Bankbestand gemaakt"), "fine"),
)
BADGES: Final = {state: (kind, name) for state, name, kind in STATES}
VIEWS: Final = (
    ("", lazy_gettext("Alle")),
    ("problems", lazy_gettext("Met problemen")),
    ("changed", lazy_gettext("Gewijzigd")),
    ("new", lazy_gettext("Nieuw")),
    ("gone", lazy_gettext("Niet meer erbij")),
)
UNPAYABLE: Final = {
    "no_terms": lazy_gettext("Er zijn geen afspraken voor een dag waarop gewerkt is. Leg ze vast bij de plaatsing."),
    "no_employer_terms": lazy_gettext("De premiepercentages van de werkgever ontbreken. Leg ze vast bij de werkgever."),
    "no_pensioenregeling": lazy_gettext(
        "Het pensioen gaat volgens de eigen regeling van de werkgever, maar die is niet vastgelegd. Vul haar in bij de percentages van de werkgever."
    ),
    "outside_employment": lazy_gettext("Er zijn uren buiten het dienstverband. Kijk de begin- en einddatum na."),
    "correction_over_year": lazy_gettext("Deze uren horen bij een week van een ander jaar. Dat vraagt een correctie over dat jaar."),
}  # fmt: skip
# Why a placement is not in the run: (kind of badge, what must happen first) per state of its hours.
HOURS_BADGES: Final = {
    "missing": ("warning", lazy_gettext("geen uren ingevoerd")),
    "draft": ("warning", lazy_gettext("nog niet ingediend")),
    "submitted": ("attention", lazy_gettext("nog niet geaccordeerd")),
    "sent_back": ("problem", lazy_gettext("teruggestuurd")),
}
_OVER: Final = Decimal(50)


def _sum(name: str, head: Any) -> Cell:
    return Cell(head, lambda line: (line.now or {}).get(name), of=getattr(PayslipRow, name))


CELLS: Final = (
    Cell(lazy_gettext("Loonstrook"), lambda line: line.number),
    Cell(lazy_gettext("Personeelsnummer"), lambda line: line.personnel_number),
    Cell(lazy_gettext("Achternaam"), lambda line: line.person.last_name, of=PersonRow.last_name),
    _sum("verloonde_uren", lazy_gettext("Uren")),
    _sum("bruto", lazy_gettext("Bruto")),
    _sum("loonheffing", lazy_gettext("Loonheffing")),
    _sum("netto", lazy_gettext("Netto")),
    _sum("te_betalen", lazy_gettext("Te betalen")),
    _sum("loonkosten", lazy_gettext("Loonkosten")),
    Cell(
        lazy_gettext("Te betalen vorige week"),
        lambda line: (line.before or {}).get("te_betalen"),
        of=PayslipRow.te_betalen,
    ),
    Cell(lazy_gettext("Verschil te betalen"), lambda line: line.change("te_betalen"), of=PayslipRow.te_betalen),
)


class RunForm(Form):
    """The day on which a week is paid."""

    id = HiddenField()
    paid_on = DayField(lazy_gettext("Betaaldatum"), [Required()])


@bp.get("/")
@needs(Action.PAY_RUN_READ)
def index() -> str:
    """The runs of the chosen employer, newest week first."""
    state = request.args.get("state", "")
    if state and state not in BADGES:
        abort(404)
    with store().look(current_actor(), now()) as w:
        found = pay_run_list.page(w, current_employer(), state=state, number=_page())
        ready = pay_run_list.ready_weeks(w, current_employer())
    chips = [("", lazy_gettext("Alle"), sum(found.counts.values()))]
    chips += [(code, name, found.counts.get(code, 0)) for code, name, _kind in STATES]
    may_open = may(current_actor(), Action.PAY_RUN_CALCULATE, current_employer())
    return render_template(
        "pay_runs/index.html",
        found=found,
        chips=chips,
        badges=BADGES,
        ready=ready,
        week=asked_week(),
        may_open=may_open,
    )


@bp.get("/new")
@needs(Action.PAY_RUN_CALCULATE)
def new() -> str:
    """The chosen week, who is ready to be paid, and the day of payment."""
    form = RunForm(id=str(uuid4()), paid_on=pay_runs.usual_pay_day(asked_week()))
    return _new_page(form)


@bp.post("/new")
@needs(Action.PAY_RUN_CALCULATE)
def create() -> Any:
    """Open the week."""
    form = RunForm()
    if not form.validate_on_submit() or form.paid_on.data is None:
        return _new_page(form), 422
    try:
        with store().work(current_actor(), now()) as w:
            run = pay_runs.open_week(
                w, current_employer(), asked_week(), paid_on=form.paid_on.data, run_id=_uuid(form.id.data)
            )
    except RefusedError as refused:
        form.paid_on.errors = [*form.paid_on.errors, refusals.sentence(refused)]
        return _new_page(form), 422
    flash(_("De verloning is geopend. Bereken haar nu."))
    return redirect(url_for("pay_runs.show", run_id=run.id), 303)


@bp.get("/<uuid:run_id>")
@needs(Action.PAY_RUN_READ)
def show(run_id: UUID) -> str:
    """Where the run stands, what blocks, and the result beside the week before."""
    view, over = _view()
    actor = current_actor()
    with store().work(actor, now()) as w:
        run = pay_runs.find(w, run_id)
        blocked = pay_run_results.blocked(w, run)
        also = [one.person.id for one in blocked]
        shown: dict[str, Any] = {
            "results": pay_run_results.results(w, run, view, over=over, page=_page(), also=also),
            "blocked": [_blocked(one) for one in blocked],
            "left_out": pay_run_results.left_out(w, run),
            "self_employed": pay_run_results.self_employed(w, run),
            "hours_counts": hours_list.counts(w, run.employer_id, run.period_start),
            "not_ready": [] if run.state in FINAL else hours_list.not_ready(w, run.employer_id, run.period_start),
            "lacking": (0, []) if run.state in FINAL else run_papers.lacking(w, run),
            "job": jobs.last_of(w, run.id),
            "files": bank_files.of_run(w, run),
        }
    if invoiced := sum(slips for _employment, _person, slips, _minutes in shown["self_employed"]):
        shown["hours_counts"] = shown["hours_counts"] | {"approved": shown["hours_counts"]["approved"] - invoiced}
    page: str = render_template(
        "pay_runs/show.html",
        run=run,
        steps=_steps(run, shown),
        chips=[(code, name, shown["results"].counts[code]) for code, name in VIEWS],
        view=view,
        over=over,
        badges=BADGES,
        hours_badges=HOURS_BADGES,
        may_calculate=may(actor, Action.PAY_RUN_CALCULATE, run.employer_id),
        may_decide=may(actor, Action.ANONIEMENTARIEF_DECIDE, run.employer_id),
        may_approve=may(actor, Action.PAY_RUN_APPROVE, run.employer_id),
        may_pay=may(actor, Action.BANK_FILE_CREATE, run.employer_id),
        is_own=run.calculated_by == actor.user_id,
        **shown,
    )
    return page


@bp.get("/<uuid:run_id>/progress")
@needs(Action.PAY_RUN_READ)
def progress(run_id: UUID) -> dict[str, Any]:
    """How far the calculation is, for the bar that moves by itself."""
    with store().look(current_actor(), now()) as w:
        pay_runs.find(w, run_id)
        job = jobs.last_of(w, run_id)
    if job is None:
        abort(404)
    return {"done": job.done, "total": job.total, "state": job.state, "text": _progress_text(job)}


@bp.post("/<uuid:run_id>/calculate")
@needs(Action.PAY_RUN_CALCULATE)
def calculate(run_id: UUID) -> Response:
    """Ask for the calculation; the background process does it."""
    with store().work(current_actor(), now()) as w:
        pay_runs.ask_to_calculate(w, run_id)
    flash(_("De berekening loopt. U kunt ondertussen doorwerken."))
    return _to(run_id)


@bp.post("/<uuid:run_id>/cancel")
@needs(Action.PAY_RUN_CALCULATE)
def cancel(run_id: UUID) -> Response:
    """Stop the calculation."""
    with store().work(current_actor(), now()) as w:
        pay_runs.cancel(w, run_id)
    flash(_("De berekening is gestopt. Er is niets van opgeslagen."))
    return _to(run_id)


@bp.post("/<uuid:run_id>/discard")
@needs(Action.PAY_RUN_CALCULATE)
def discard(run_id: UUID) -> Response:
    """Throw the calculation away."""
    with store().work(current_actor(), now()) as w:
        pay_runs.discard(w, run_id)
    flash(_("De berekening is weggegooid. De uren zijn nog geaccordeerd; bereken opnieuw wanneer u wilt."))
    return _to(run_id)


@bp.post("/<uuid:run_id>/leave-out/<uuid:employment_id>")
@needs(Action.PAY_RUN_CALCULATE)
def leave_out(run_id: UUID, employment_id: UUID) -> Response:
    """Keep a worker out, so that the others can be paid."""
    with store().work(current_actor(), now()) as w:
        pay_runs.leave_out(w, run_id, employment_id)
    flash(
        _("De flexwerker blijft buiten deze verloning. Een aanvullende verloning van deze week betaalt de uren later.")
    )
    return _to(run_id)


@bp.post("/<uuid:run_id>/take-back/<uuid:employment_id>")
@needs(Action.PAY_RUN_CALCULATE)
def take_back(run_id: UUID, employment_id: UUID) -> Response:
    """Have a worker in again."""
    with store().work(current_actor(), now()) as w:
        pay_runs.take_back(w, run_id, employment_id)
    flash(_("De flexwerker doet weer mee. Bereken opnieuw."))
    return _to(run_id)


@bp.post("/<uuid:run_id>/approve")
@needs(Action.PAY_RUN_APPROVE)
def approve(run_id: UUID) -> Response:
    """Close the run; the second pair of eyes."""
    try:
        pay_runs.approve(store(), current_actor(), now(), run_id, version=request.form.get("version", 0, int))
    except StaleError:
        flash(
            _("Deze verloning is intussen al geaccordeerd of gewijzigd. Hieronder staat hoe ze er nu bij staat."),
            "warning",
        )
        return _to(run_id)
    flash(_("De verloning is geaccordeerd en staat vast. Maak nu het bankbestand en stuur de loonstroken."))
    return _to(run_id)


@bp.get("/<uuid:run_id>/export/<kind>")
@needs(Action.PAY_RUN_READ)
@limited_export
def export(run_id: UUID, kind: str) -> Response:
    """Exactly the lines of the chosen view."""
    if kind not in tables_out.KINDS:
        abort(404)
    view, over = _view()
    with store().work(current_actor(), now()) as w:
        run = pay_runs.find(w, run_id)
        pay_run_results.record_export(w, run, view, over)
        cells = exported.permitted(w, CELLS, run.employer_id)
    name = f"verloning-{run.number}-{run.period_start.isoformat()}"
    return tables_out.answer(kind, name, exported.heads(cells), _exported(run_id, (view, over), cells))


def _exported(run_id: UUID, shown: tuple[str, Decimal], cells: list[Cell]) -> Iterator[list[Any]]:
    with store().look(current_actor(), now()) as w:
        run = pay_runs.find(w, run_id)
        yield from exported.rows(pay_run_results.every_line(w, run, *shown), cells)


def _new_page(form: RunForm) -> str:
    week = asked_week()
    with store().look(current_actor(), now()) as w:
        counts = hours_list.counts(w, current_employer(), week)
    page: str = render_template(
        "pay_runs/new.html", form=form, week=week, sunday=week + timedelta(days=6), counts=counts
    )
    return page


def _blocked(one: Blocked) -> tuple[Blocked, list[str]]:
    texts = []
    for problem in one.problems:
        if "figures" in problem:
            if problem["blocking"]:
                texts.append(waarom.problem_text(problem))
        elif problem["code"] == "work_forbidden":
            why = json.loads(problem["detail"])
            on = day(date.fromisoformat(why["day"]))
            texts.append(_("Op %(day)s mocht dit werk niet: %(why)s", day=on, why=why[chosen_language()]))
        else:
            texts.append(str(UNPAYABLE.get(problem["code"], problem["detail"])))
    return one, texts


def _steps(run: PayRunRow, shown: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The stepper: what each step does, who may, what blocks."""
    order = list(RunState)
    at = order.index(run.state)
    stopped = bool(shown["blocked"])
    return [
        (_("Invoer"), "done" if at else "current", _("Uren invoeren en accorderen.")),
        (_("Berekenen"), "done" if at > 1 else "current", _("De loonadministrateur berekent.")),
        (
            _("Controleren"),
            "done" if at > 2 else ("blocked" if stopped else "current") if at == 2 else "todo",
            ngettext("%(num)s flexwerker houdt het accorderen tegen.", "%(num)s flexwerkers houden het accorderen tegen.", len(shown["blocked"])) if stopped else _("Vergelijk met vorige week."),
        ),
        (_("Accorderen"), "done" if at > 2 else "todo", _("Iemand anders dan wie berekende.")),
        (_("Uitvoer"), "done" if at > 3 else "current" if at == 3 else "todo", _("Bankbestand en loonstroken.")),
    ]  # fmt: skip


def _progress_text(job: JobRow) -> str:
    if job.state == JobState.WAITING:
        return str(_("Wacht op de achtergrondverwerking…"))
    text = str(_("%(done)s van %(total)s", done=job.done, total=job.total))
    if job.state == JobState.RUNNING and job.done:
        left = (now() - job.asked_at) / job.done * (job.total - job.done)
        return str(_("%(text)s, nog ongeveer %(seconds)s seconden", text=text, seconds=round(left.total_seconds())))
    return text


def _view() -> tuple[str, Decimal]:
    view = request.args.get("view", "")
    if view not in pay_run_results.FILTERS:
        abort(404)
    over = request.args.get("over", "")
    return view, Decimal(over) if over.isascii() and over.isdigit() and len(over) <= 5 else _OVER


def _page() -> int:
    return request.args.get("page", 1, type=int)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(400)


def _to(run_id: UUID) -> Response:
    return redirect(url_for("pay_runs.show", run_id=run_id), 303)
