"""Hours: the list of a week, the grid of one slip, and the steps from draft to approved."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.auth import current_actor, current_employer, needs, now, store
from app.auth.doors import asked_week
from app.db.work import Work
from app.fields import hours_grid, refusals, waarom
from app.fields.form import Form
from app.fields.hours_grid import Grid
from app.fields.text import NotesField, day_of
from app.permissions import Action, may
from app.services import hours, hours_list, hours_walls
from app.services.hours import ConflictError, Slip
from app.services.problems import RefusedError

bp = Blueprint("hours", __name__, url_prefix="/hours")

# (state, its name, kind of badge)
STATES: Final = (
    ("missing", lazy_gettext("Ontbreekt"), "warning"),
    ("draft", lazy_gettext("Concept"), "neutral"),
    ("submitted", lazy_gettext("Ingediend"), "attention"),
    ("sent_back", lazy_gettext("Teruggestuurd"), "problem"),
    ("approved", lazy_gettext("Geaccordeerd"), "fine"),
    ("paid", lazy_gettext("Verloond"), "fine"),
)
BADGES: Final = {state: (kind, name) for state, name, kind in STATES}


class SlipForm(Form):
    """The grid's token and version; its cells are read by app.fields.hours_grid."""

    version = HiddenField()


class RemarkForm(Form):
    """Why a slip goes back or is opened again."""

    version = HiddenField()
    remark = NotesField(lazy_gettext("Toelichting"), most=500)


@bp.get("/")
@needs(Action.HOURS_READ)
def index() -> str:
    """The placements of the chosen week, or with `weeks=all` every slip in a state."""
    state = request.args.get("state", "")
    if state and state not in BADGES:
        abort(404)
    every = request.args.get("weeks") == "all" and state != hours_list.MISSING
    monday = None if every else asked_week()
    with store().look(current_actor(), now()) as w:
        found = hours_list.week_list(w, current_employer(), monday, state=state, page=_page())
    chips = [("", lazy_gettext("Alle"), sum(found.counts.values()))]
    chips += [(code, name, found.counts.get(code, 0)) for code, name, _kind in STATES]
    may_approve = may(current_actor(), Action.HOURS_APPROVE, current_employer())
    return render_template(
        "hours/index.html",
        found=found,
        chips=chips,
        badges=BADGES,
        monday=monday,
        week=asked_week(),
        may_approve=may_approve,
    )


@bp.get("/<uuid:placement_id>/<monday>/<int:seq>")
@needs(Action.HOURS_READ)
def show(placement_id: UUID, monday: str, seq: int) -> str:
    """The slip: a grid when it is open and the person may enter hours, otherwise what was entered."""
    with store().work(current_actor(), now()) as w:
        slip = hours.slip(w, placement_id, _day(monday), seq)
        people = [slip.placement.employment.person_id]
        w.record_read("hours:read", slip.placement.employer_id, [placement_id], people=people, monday=monday)
        grid = hours_grid.shown_grid(slip.entries, slip.monday, blanks=_may_edit(slip))
        if slip.week is not None and _may_edit(slip):
            _check(w, slip, grid)
    return _page_of(slip, grid)


@bp.post("/<uuid:placement_id>/<monday>/<int:seq>")
@needs(Action.HOURS_WRITE)
def update(placement_id: UUID, monday: str, seq: int) -> Any:
    """Save, submit, add a row or take last week over; whatever is wrong, nothing typed is lost."""
    form, key = SlipForm(), (placement_id, _day(monday), seq)
    if not form.validate_on_submit():
        abort(400)
    grid, asked = hours_grid.typed_grid(request.form), request.form.get("action", "save")
    with store().look(current_actor(), now()) as w:
        slip = hours.slip(w, *key)
        if asked == "copy":
            copied = hours.last_week(w, placement_id, slip.monday)
            return _page_of(slip, hours_grid.shown_grid(copied, slip.monday, blanks=True), form, notice=_copied(copied))
        if asked == "add":
            last = grid.lines[-1].typed.get("day", "") if grid.lines else slip.monday.isoformat()
            grid.lines.append(hours_grid.blank(_day(last)))
            return _page_of(slip, grid, form)
        _check(w, slip, grid)
    if grid.has_errors:
        return _page_of(slip, grid, form), 422
    return _saved(key, grid, form, is_submitted=asked == "submit")


@bp.post("/<uuid:week_id>/submit")
@needs(Action.HOURS_WRITE)
def submit(week_id: UUID) -> Response:
    """Hand in a slip that is saved."""
    form = RemarkForm()
    with store().work(current_actor(), now()) as w:
        hours.submit(w, week_id, version=_version(form))
    flash(_("De uren zijn ingediend. Een loonadministrateur accordeert ze."))
    return redirect(url_for("hours.index"), 303)


@bp.post("/approval")
@needs(Action.HOURS_APPROVE)
def approval() -> str:
    """What approving the chosen slips will do; nothing is changed yet."""
    with store().look(current_actor(), now()) as w:
        chosen = hours.approval(w, _chosen())
    return render_template("hours/approval.html", rows=chosen.all, ready=chosen.ready)


@bp.post("/approve")
@needs(Action.HOURS_APPROVE)
def approve() -> Any:
    """Approve one or more slips as they were seen; what could not be approved is shown as it is now."""
    with store().work(current_actor(), now()) as w:
        done = hours.approve(w, _seen())
    if done.ready:
        count = len(done.ready)
        flash(ngettext("%(num)s urenbriefje is geaccordeerd.", "%(num)s urenbriefjes zijn geaccordeerd.", count))
    if done.refused:
        return render_template("hours/approval.html", rows=done.refused, ready=done.changed, is_done=True), 409
    return redirect(url_for("hours.index", state="submitted"), 303)


@bp.post("/<uuid:week_id>/send-back")
@needs(Action.HOURS_APPROVE)
def send_back(week_id: UUID) -> Response:
    """Back to who entered it, with a remark."""
    form = _remark()
    with store().work(current_actor(), now()) as w:
        hours.send_back(w, week_id, form.remark.data or "", version=_version(form))
    flash(_("De uren zijn teruggestuurd. De intercedent ziet uw toelichting en past ze aan."))
    return redirect(url_for("hours.index", state="submitted"), 303)


@bp.post("/<uuid:week_id>/reopen")
@needs(Action.HOURS_REOPEN)
def reopen(week_id: UUID) -> Response:
    """Unlock approved hours that are not paid."""
    form = _remark()
    with store().work(current_actor(), now()) as w:
        hours.reopen(w, week_id, form.remark.data or "", version=_version(form))
    flash(
        _("De uren zijn heropend. Dit is vastgelegd met uw reden; ze moeten opnieuw ingediend en geaccordeerd worden.")
    )
    return redirect(url_for("hours.index"), 303)


def _saved(key: tuple[UUID, date, int], grid: Grid, form: SlipForm, *, is_submitted: bool) -> Any:
    try:
        with store().work(current_actor(), now()) as w:
            week = hours.save(w, key, grid.entries, version=_version(form))
            if is_submitted:
                hours.submit(w, week.id, version=week.version)
    except ConflictError as conflict:
        form.version.data = str(conflict.stored.version)
        return _page_of(conflict.stored, grid, form, is_conflict=True), 409
    except RefusedError as refused:
        if refused.code not in hours_walls.REFUSED:
            raise
        hours_grid.refuse(grid, refused.values.get("day"), refusals.sentence(refused))
        with store().look(current_actor(), now()) as w:
            return _page_of(hours.slip(w, *key), grid, form), 422
    if is_submitted:
        flash(_("De uren zijn ingediend. Een loonadministrateur accordeert ze."))
        return redirect(url_for("hours.index"), 303)
    flash(_("De uren zijn opgeslagen als concept. Dien ze in zodra de week compleet is."))
    for warning in grid.warnings:
        flash(warning, "warning")
    return redirect(_address(key), 303)


def _page_of(slip: Slip, grid: Grid, form: SlipForm | None = None, **shown: Any) -> str:
    page: str = render_template(
        "hours/show.html",
        slip=slip,
        grid=grid,
        form=form or SlipForm(version=str(slip.version)),
        remark=RemarkForm(formdata=None),
        days=[slip.monday + timedelta(days=offset) for offset in range(7)],
        kinds=hours_grid.kind_choices(),
        line_label=waarom.line_label,
        may_edit=_may_edit(slip) or bool(shown.get("is_conflict")),
        may_write=may(current_actor(), Action.HOURS_WRITE, slip.placement.employer_id),
        may_approve=may(current_actor(), Action.HOURS_APPROVE, slip.placement.employer_id),
        may_reopen=may(current_actor(), Action.HOURS_REOPEN, slip.placement.employer_id),
        is_own=current_actor().user_id in _authors(slip),
        badges=BADGES,
        errors=list(hours_grid.all_errors(grid)),
        action=_address((slip.placement.id, slip.monday, slip.seq)),
        **shown,
    )
    return page


def _authors(slip: Slip) -> set[UUID | None]:
    week = slip.week
    return {week.entered_by, week.submitted_by, *(line.entered_by for line in week.lines)} if week else set()


def _check(w: Work, slip: Slip, grid: Grid) -> None:
    placement = slip.placement
    birth_date = placement.employment.person.born
    span = (slip.monday, placement.started_on, placement.ended_on)
    hours_grid.read_grid(grid, span, birth_date, hours.earlier_minutes(w, slip))


def _may_edit(slip: Slip) -> bool:
    return slip.is_open and may(current_actor(), Action.HOURS_WRITE, slip.placement.employer_id)


def _copied(copied: tuple[Any, ...]) -> str:
    if copied:
        return str(_("De uren van vorige week staan hieronder. Ze zijn nog niet opgeslagen."))
    return str(_("Vorige week zijn er geen uren ingevoerd."))


def _remark() -> RemarkForm:
    form = RemarkForm()
    if not form.validate_on_submit():
        raise RefusedError("bsn_in_remark" if form.has_doubtful_bsn else "no_remark")
    return form


def _chosen() -> list[UUID]:
    try:
        chosen = [UUID(each) for each in request.form.getlist("week")]
    except ValueError:
        abort(400)
    if not chosen:
        raise RefusedError("nothing_chosen")
    return chosen


def _seen() -> dict[UUID, int]:
    """The slips to approve, each with the version that was on the screen."""
    try:
        pairs = [each.split(":") for each in request.form.getlist("seen")]
        seen = {UUID(week_id): int(version) for week_id, version in pairs}
    except ValueError:
        abort(400)
    if not seen:
        raise RefusedError("nothing_chosen")
    return seen


def _version(form: Any) -> int:
    typed = form.version.data or ""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else abort(400)


def _page() -> int:
    return request.args.get("page", 1, type=int)


def _day(text: str) -> date:
    try:
        return day_of(text)
    except ValueError:
        abort(404)


def _address(key: tuple[UUID, date, int]) -> str:
    placement_id, monday, seq = key
    return url_for("hours.show", placement_id=placement_id, monday=monday.isoformat(), seq=seq)
