"""The screen "wetgeving": every figure of a year, how well it is known, and what changed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Final

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.auth import needs, now
from app.auth.doors import AMSTERDAM
from app.language import chosen_language
from app.permissions import Action
from payroll.law import Certainty, law_on, years
from payroll.law.naming import certainty_name
from payroll.law.overview import Figure, Part, overview

bp = Blueprint("law", __name__)
FILTERS: Final[tuple[tuple[str, object, Callable[[Figure], bool]], ...]] = (
    ("", _("Alles"), lambda _one: True),
    ("changed", _("Gewijzigd"), lambda one: one.is_changed),
    ("verify", _("Te verifiëren"), lambda one: one.is_unverified),
    ("provisional", _("Voorlopig"), lambda one: one.is_provisional),
)
BADGES: Final = {
    Certainty.OFFICIAL: "fine",
    Certainty.TWO_SOURCES: "neutral",
    Certainty.ONE_SOURCE: "attention",
    Certainty.VERIFY: "warning",
}
MOST: Final = 100
MANY: Final = 8  # more lines than this get a row of their own


@bp.get("/law")
@needs(Action.LAW_READ)
def index() -> str:
    """The law of this year."""
    return _page(now().astimezone(AMSTERDAM).year)


@bp.get("/law/<int:year>")
@needs(Action.LAW_READ)
def show(year: int) -> str:
    """The law of one year, narrowed by a filter and by words in it."""
    return _page(year)


def _page(year: int) -> str:
    if year not in years():
        abort(404)
    lang, asked = chosen_language(), request.args.get("text", "").strip()[:MOST]
    found = tuple(_with_words(overview(year, lang), asked))
    wanted = {key: matches for key, _label, matches in FILTERS}.get(request.args.get("show", ""), FILTERS[0][2])
    return render_template(
        "law/show.html",
        year=year,
        tabs_of_years=[(_tab(each), url_for("law.show", year=each), each == year) for each in reversed(years())],
        is_provisional=_is_provisional(year),
        parts=tuple(_narrowed(found, wanted)),
        chips=[(key, label, sum(map(matches, _figures(found)))) for key, label, matches in FILTERS],
        asked=asked,
        with_spans=_with_spans,
        many=MANY,
        badges=BADGES,
        certainty=lambda one: certainty_name(one, lang),
    )


def _tab(year: int) -> str:
    return str(gettext("%(year)s voorlopig", year=year)) if _is_provisional(year) else str(year)


def _is_provisional(year: int) -> bool:
    return law_on(date(year, 1, 1)).provisional


def _with_spans(part: Part) -> list[tuple[Figure, int]]:
    """Each figure with the number of rows that its source stands for; 0 when it stands above already."""
    made: list[tuple[Figure, int]] = []
    for _source, group in groupby(part.figures, lambda one: one.source):
        rows = list(group)
        span = len(rows) + sum(len(one.lines) > MANY for one in rows)
        made += [(one, span if place == 0 else 0) for place, one in enumerate(rows)]
    return made


def _figures(parts: Iterable[Part]) -> list[Figure]:
    return [one for part in parts for one in part.figures]


def _with_words(parts: Iterable[Part], asked: str) -> Iterable[Part]:
    """The parts and figures in which every word is found; the name of a part finds all of it."""
    words = asked.casefold().split()
    for part in parts:
        yield replace(part, figures=tuple(one for one in part.figures if _has(words, part, one)))


def _has(words: list[str], part: Part, one: Figure) -> bool:
    text = " ".join((part.name, one.name, *one.lines, one.source, one.path)).casefold()
    return all(word in text for word in words)


def _narrowed(parts: Iterable[Part], wanted: Callable[[Figure], bool]) -> Iterable[Part]:
    narrowed = (replace(part, figures=tuple(filter(wanted, part.figures))) for part in parts)
    return (part for part in narrowed if part.figures)
