"""The proefberekening: describe somebody or take a placement over, type hours, and see the payslip with every "waarom?"."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext

from app.auth import current_actor, current_employer, needs, now, store
from app.auth.doors import AMSTERDAM, current_week
from app.fields.trial_forms import EMPTY_LINES, LinesForm, TrialForm
from app.fields.trial_input import FieldError, errors_of, place_errors, raw_of
from app.fields.waarom import explained
from app.language import chosen_language
from app.permissions import Action
from app.services import trial
from app.services.trial import Found, Trial
from payroll.wage_line import Section
from payroll.words import label, message

bp = Blueprint("trial", __name__)


@dataclass
class Screen:
    """What is on the screen besides the two forms."""

    result: Trial | None = None
    is_solved: bool = False
    found: list[Found] | None = None
    homeless: list[FieldError] = field(default_factory=list)


@bp.get("/trial")
@needs(Action.TRIAL_CALCULATE)
def new() -> str:
    """An empty calculation with the percentages of the chosen employer; `?placement=` takes that one over."""
    form, lines = TrialForm(formdata=None), LinesForm()
    form.start.data = current_week()
    screen = Screen()
    if asked := request.args.get("placement"):
        _take(form, lines, screen, _uuid(asked))
    else:
        with store().look(current_actor(), now()) as w:
            form.take(trial.employer_terms(w, current_employer(), form.start.data))
    return _page(form, lines, screen)


@bp.post("/trial")
@needs(Action.TRIAL_CALCULATE)
def calculate() -> str:
    """The form again, with the payslip of what was typed, or with what was asked for: a line more, a placement."""
    form, lines = TrialForm(), LinesForm(request.form)
    verb, _colon, subject = request.form.get("do", "calculate").partition(":")
    screen = Screen()
    if verb == "find":
        with store().work(current_actor(), now()) as w:
            screen.found = trial.search(w, current_employer(), (form.worker.data or "").strip())
    elif verb == "take":
        _take(form, lines, screen, _uuid(subject))
    elif verb == "remove" and subject.isdecimal():
        lines.remove(int(subject))
    elif verb == "line":
        lines.add_room(2 * EMPTY_LINES)
    else:
        _calculate(form, lines, screen, is_solved=verb == "gross")
    return _page(form, lines, screen)


def _calculate(form: TrialForm, lines: LinesForm, screen: Screen, *, is_solved: bool) -> None:
    is_sound = [form.validate(), lines.validate()]
    if is_solved and form.target.data is None and not form.target.errors:
        form.target.errors = [gettext("Vul in welk netto u zoekt.")]
        is_sound.append(False)
    if not all(is_sound):
        return
    raw = raw_of(form, lines)
    made = (
        trial.gross_for(raw, form.target.data or Decimal(0), form.solve_for.data) if is_solved else trial.calculate(raw)
    )
    if made.slip is None:
        screen.homeless = place_errors(made.problems, form, lines)
    else:
        screen.result, screen.is_solved = made, is_solved


def _take(form: TrialForm, lines: LinesForm, screen: Screen, placement_id: UUID) -> None:
    """Put what is stored of a placement in the form, and calculate; lines that were typed stay."""
    day = form.start.data or now().astimezone(AMSTERDAM).date()
    with store().work(current_actor(), now()) as w:
        form.take(trial.of_placement(w, placement_id, day))
    if not list(lines.filled()):
        hours = form.hours_per_week.data
        lines.replace([{"component": "uurloon", "quantity": hours and hours.normalize()}])
    made = trial.calculate(raw_of(form, lines))
    screen.result = made if made.slip else None


def _page(form: TrialForm, lines: LinesForm, screen: Screen) -> str:
    lines.add_room()
    lang = chosen_language()
    return render_template(
        "trial/new.html",
        form=form,
        lines=lines,
        screen=screen,
        errors=[*errors_of(form, lines), *screen.homeless],
        sections=_sections(screen),
        why=explained,
        tarief_words={"laag": gettext("laag"), "hoog": gettext("hoog")},
        label=lambda code: label(code, lang),
        message=lambda problem: message(problem, lang),
    )


def _sections(screen: Screen) -> dict[str, list[Any]]:
    """The lines of the payslip by section; hours without a wage of their own are left out when the gross was sought."""
    made: dict[str, list[Any]] = {section: [] for section in Section}
    for line in screen.result.slip.lines if screen.result and screen.result.slip else ():
        if not (screen.is_solved and line.rate == 0):
            made[line.section].append(line)
    return made


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)
