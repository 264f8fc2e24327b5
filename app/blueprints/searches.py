"""The search box on top of every page. What is looked for travels in the body, never in an address (P4)."""

from flask import Blueprint, render_template, request
from stdnum.nl import bsn

from app.auth import current_actor, current_employer, needs, now, store
from app.fields.kind_words import KINDS
from app.fields.text import day_of
from app.permissions import Action
from app.services import searches
from app.services.searches import Found, Wanted

bp = Blueprint("searches", __name__)
LEAST = 2


@bp.get("/search")
@needs(Action.PERSON_READ)
def index() -> str:
    """The search page before anything is asked."""
    return render_template("searches/results.html", asked="", found=None)


@bp.post("/search")
@needs(Action.PERSON_READ)
def results() -> str:
    """What was found at the chosen employer."""
    asked = request.form.get("q", "").strip()[:100]
    if len(asked) < LEAST:
        return render_template("searches/results.html", asked=asked, found=None)
    with store().work(current_actor(), now()) as w:
        found: Found = searches.search(w, current_employer(), _wanted(asked))
    return render_template("searches/results.html", asked=asked, found=found, kind_words=KINDS)


def _wanted(asked: str) -> Wanted:
    digits = asked.replace(" ", "").replace(".", "")
    if digits.isascii() and digits.isdigit() and len(digits) < 8:
        return Wanted(asked, number=int(digits))
    if bsn.is_valid(digits) and len(digits) == 9:
        return Wanted(asked, bsn=bsn.compact(digits))
    try:
        return Wanted(asked, day=day_of(asked))
    except ValueError:
        return Wanted(asked)
