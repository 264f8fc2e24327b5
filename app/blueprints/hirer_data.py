"""The data of a worker for the hirer of a placement: what goes out, shown masked, and the file itself (P10)."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request

from app.auth import current_actor, needs, now, store, today
from app.auth.limits import limited_export
from app.fields.disclosure_forms import KINDS, fields_in_words
from app.language import chosen_language
from app.permissions import Action, may
from app.services import disclosures, employments, hirer_data
from app.services.hirer_data import Asked
from documents.hirer_data import Purpose, gets_copy
from documents.hirer_paper import lines

bp = Blueprint("hirer_data", __name__, url_prefix="/placements/<uuid:placement_id>/hirer-data")


@bp.get("")
@needs(Action.DOCUMENT_READ)
def show(placement_id: UUID) -> Any:
    """What the hirer would get, with BSN and document number masked."""
    asked = _asked(placement_id, request.args.get("week", ""))
    with store().work(current_actor(), now()) as w:
        given = hirer_data.shown(w, asked)
        found = disclosures.of_placement(w, placement_id)
        names = employments.names_of(w, {row.decided_by for row in found if row.decided_by})
    return render_template(
        "hirer_data/show.html",
        row=given.placement,
        lines=lines(given.facts, given.fields, asked.lang),
        week=asked.week,
        weeks=given.weeks,
        has_copy=gets_copy(given.facts.nationality, today()),
        has_bsn=given.purpose is Purpose.LIABILITY,
        found=found,
        names=names,
        kinds=KINDS,
        fields_in_words=fields_in_words,
        may_write=may(current_actor(), Action.DISCLOSURE_WRITE, given.placement.employer_id),
    )


@bp.post("")
@needs(Action.DISCLOSURE_WRITE)
@limited_export
def create(placement_id: UUID) -> Response:
    """The file, to take away; in the register before it goes."""
    asked = _asked(placement_id, request.form.get("week", ""))
    number, content = hirer_data.made(store(), current_actor(), now(), asked)
    headers = {"Content-Disposition": f'attachment; filename="inlener-plaatsing-{number}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _asked(placement_id: UUID, week: str) -> Asked:
    try:
        return Asked(placement_id, date.fromisoformat(week) if week else None, chosen_language())
    except ValueError:
        abort(404)
