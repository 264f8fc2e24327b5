"""What stands behind "waarom?": the stored explanation as sentences in the reader's language, with the hours behind it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.language import chosen_language, number
from app.services.payslips import HoursBehind
from payroll.law import Certainty, LawError, law_on
from payroll.words import Because, Problem, label, localised, message, parameter, sentence


def why(stored: Sequence[Any] | None, paid_on: date, behind: Iterable[HoursBehind] = ()) -> dict[str, Any] | None:
    """The explanation for components/waarom.html, from what was stored with the payslip; None when there is none."""
    if not stored:
        return None
    key, figures, used = stored
    because = Because(key, figures)
    whole = sentence(because, chosen_language())
    return {
        "formula": whole.partition(f" {because.article}.")[0],
        "article": because.article,
        "is_verified": not because.is_unverified_rule,
        "parameters": [_parameter(one, paid_on) for one in used],
        "hours": [{"day": one.line.day, "text": _behind(one), "minutes": one.line.minutes or None} for one in behind],
    }


def problem_text(problem: Mapping[str, Any]) -> str:
    """The sentence of a stored problem of a payslip."""
    return message(Problem(problem["code"], problem["figures"], problem["blocking"]), chosen_language())


def line_label(code: str) -> str:
    return label(code, chosen_language())


def _parameter(one: Sequence[str], paid_on: date) -> dict[str, Any]:
    path, value, since, certainty = one
    return {
        "label": path,
        "value": _value(value),
        "since": date.fromisoformat(since),
        "source": _source(path, paid_on),
        "is_verified": certainty != Certainty.VERIFY,
    }


def _value(value: str) -> str:
    """A number, or the steps of a table: `from: percentage` one after the other."""
    steps = [[localised(part, chosen_language()) for part in step.split(": ")] for step in value.split(" | ")]
    return "; ".join(": ".join(step) for step in steps)


def _source(path: str, paid_on: date) -> str:
    try:
        return parameter(law_on(paid_on), path).source
    except LawError:
        return ""


def _behind(one: HoursBehind) -> str:
    parts = [line_label(one.line.component), one.hirer]
    if one.line.percentage is not None:
        parts.append(f"{number(one.line.percentage)}%")
    if one.line.km:
        parts.append(_("%(km)s km", km=number(one.line.km)))
    return ", ".join(parts)
