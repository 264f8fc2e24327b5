"""What stands behind "waarom?": the stored explanation as sentences in the reader's language, with the hours behind it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.language import chosen_language, number
from app.services.payslips import HoursBehind
from payroll.law import law_on
from payroll.law.naming import source_text
from payroll.words import Because, Problem, Used, explanation, label, message, restored


def why(stored: Sequence[Any] | None, paid_on: date, behind: Iterable[HoursBehind] = ()) -> dict[str, Any] | None:
    """The explanation for components/waarom.html, from what was stored with the payslip; None when there is none."""
    if not stored:
        return None
    hours = [{"day": one.line.day, "text": _behind(one), "minutes": one.line.minutes or None} for one in behind]
    return explained(restored(stored, law_on(paid_on))) | {"hours": hours}


def explained(because: Because) -> dict[str, Any]:
    """The explanation as it is shown: the parts of the sentence that `because` gives on the command line."""
    lang = chosen_language()
    said = explanation(because, lang)
    return {
        "formula": said.formula,
        "article": said.article,
        "notice": said.notice,
        "parameters": [_shown(used, lang) for used in said.used],
    }


def problem_text(problem: Mapping[str, Any]) -> str:
    """The sentence of a stored problem of a payslip."""
    return message(Problem(problem["code"], problem["figures"], problem["blocking"]), chosen_language())


def line_label(code: str) -> str:
    return label(code, chosen_language())


def _shown(used: Used, lang: str) -> dict[str, Any]:
    """A figure of the law by its name, with a link to where it stands."""
    path, since = used.parameter.path, used.parameter.since
    at = url_for("law.show", year=since.year, _anchor=path) if since else url_for("law.index", _anchor=path)
    return {
        "label": used.name,
        "text": used.text,
        "source": source_text(used.parameter.source, lang),
        "is_verified": used.parameter.is_verified,
        "url": at,
    }


def _behind(one: HoursBehind) -> str:
    parts = [line_label(one.line.component), one.hirer]
    if one.line.percentage is not None:
        parts.append(f"{number(one.line.percentage)}%")
    if one.line.km:
        parts.append(_("%(km)s km", km=number(one.line.km)))
    return ", ".join(parts)
