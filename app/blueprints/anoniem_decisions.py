"""Deciding on the anoniementarief of somebody who has a BSN."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store, today
from app.db.people import AnoniemGround
from app.fields.anoniem_forms import GROUNDS, AnoniementariefForm
from app.fields.choices import options
from app.fields.sentences import sentences
from app.fields.text import day_of
from app.permissions import Action
from app.services import anoniem_decisions, anoniementarief, employments, sight
from app.services.anoniem_decisions import Decision

bp = Blueprint("anoniem_decisions", __name__, url_prefix="/employments/<uuid:employment_id>/anoniementarief")


@bp.route("", methods=["GET", "POST"])
@needs(Action.ANONIEMENTARIEF_DECIDE)
def decide(employment_id: UUID) -> Any:
    """What was decided, what it costs the worker, and the next decision."""
    form = AnoniementariefForm()
    if not form.is_submitted():
        form.id.data, form.since.data, form.ground.data = uuid4(), _asked_day(), request.args.get("ground", "")
    touches = False
    if form.validate_on_submit() and form.since.data:
        ground = AnoniemGround(form.ground.data) if form.ground.data else None
        given = Decision(form.id.data or uuid4(), form.since.data, ground)
        with store().work(current_actor(), now()) as w:
            accepted = form.is_touching_accepted.data
            problems = anoniem_decisions.decide(w, employment_id, given, is_touching_accepted=accepted)
            person_id = sight.employment(w, employment_id).person_id
        if not problems:
            flash(_("Het besluit is vastgelegd. Een verloning die al berekend is, moet opnieuw."))
            return redirect(url_for("flex_workers.show", person_id=person_id), 303)
        touches = any(each.code == "touches_payslips" for each in problems)
        form.add_problems(sentences(problems))
    return _page(employment_id, form, touches=touches), 422 if form.is_submitted() else 200


def _page(employment_id: UUID, form: AnoniementariefForm, *, touches: bool) -> str:
    with store().look(current_actor(), now()) as w:
        employment = sight.employment(w, employment_id, Action.ANONIEMENTARIEF_DECIDE)
        person = sight.person(w, employment.person_id)
        rows = anoniem_decisions.histories(w, [employment_id]).get(employment_id, [])
        names = employments.recorders(w, rows)
        example = anoniementarief.example_of(w, employment, w.today)
    if not any(row.ground for row in rows):
        form.ground.choices = options([("", _("Kies de reden")), *GROUNDS.items()])
    shown = [form.ground, form.since]
    if touches or form.is_touching_accepted.data:
        shown.append(form.is_touching_accepted)
    entries = [
        (row.since, GROUNDS[row.ground] if row.ground else _("niet meer"), row.recorded_at, names.get(row.recorded_by, _("systeem")) if row.recorded_by else _("systeem"))
        for row in reversed(rows)
    ]  # fmt: skip
    return render_template(
        "anoniem_decisions/decide.html",
        person=person,
        employment=employment,
        form=form,
        shown=shown,
        entries=entries,
        example=example,
    )


def _asked_day() -> Any:
    try:
        return day_of(request.args["since"])
    except (KeyError, ValueError):
        return today()
