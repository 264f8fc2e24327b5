"""The copy of Wav art. 15 for the hirer: which are waiting, what will go out, and the file itself, once per placement (P11)."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template

from app.auth import current_actor, current_employer, needs, now, store, today
from app.fields.disclosure_forms import HandOverForm
from app.fields.dossier_forms import KINDS, SIDES
from app.permissions import Action
from app.services import hand_overs

bp = Blueprint("hand_overs", __name__)


@bp.get("/hand-overs/")
@needs(Action.DOCUMENT_READ)
def index() -> str:
    """The copies still to be handed over at the chosen employer."""
    with store().look(current_actor(), now()) as w:
        rows = hand_overs.waiting(w, current_employer())
    return render_template("hand_overs/index.html", rows=rows, today=today(), most=hand_overs.MOST)


@bp.get("/placements/<uuid:placement_id>/hand-over")
@needs(Action.DOCUMENT_READ)
def show(placement_id: UUID) -> Any:
    """What will be handed over, to whom and why; or why not."""
    return _page(placement_id, HandOverForm())


@bp.post("/placements/<uuid:placement_id>/hand-over")
@needs(Action.DISCLOSURE_WRITE)
def create(placement_id: UUID) -> Any:
    """The marked copy as one file; a second time says who did it and when."""
    form = HandOverForm()
    if not form.validate_on_submit():
        return _page(placement_id, form), 422
    number, content = hand_overs.hand_over(store(), current_actor(), now(), placement_id)
    headers = {"Content-Disposition": f'attachment; filename="kopie-wav-15-plaatsing-{number}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _page(placement_id: UUID, form: HandOverForm) -> str:
    with store().look(current_actor(), now()) as w:
        found = hand_overs.standing(w, placement_id, Action.DOCUMENT_READ)
    return render_template(
        "hand_overs/show.html", found=found, row=found.placement, form=form, kinds=KINDS, sides=SIDES
    )
