"""A masked and marked copy for anybody but the hirer: what is always black, what is drawn besides, confirmed by a person (P12)."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template

from app.auth import current_actor, current_employer, needs, now, store
from app.db.disclosures import Ground
from app.fields.disclosure_forms import HIDDEN, MaskedCopyForm, key_of
from app.fields.dossier_forms import KINDS, SIDES
from app.fields.sentences import sentences
from app.headers import FILE_POLICY
from app.permissions import Action
from app.services import masked_copies, sight
from app.services.masked_copies import GROUNDS, Asked

bp = Blueprint(
    "masked_copies", __name__, url_prefix="/flex-workers/<uuid:person_id>/dossier/copies/<uuid:copy_id>/masked"
)


@bp.get("")
@needs(Action.DISCLOSURE_WRITE)
def new(person_id: UUID, copy_id: UUID) -> Any:
    """The form, with what will be black."""
    return _page(person_id, copy_id, MaskedCopyForm(GROUNDS))


@bp.post("")
@needs(Action.DISCLOSURE_WRITE)
def create(person_id: UUID, copy_id: UUID) -> Any:
    """The copy itself, or the form that says what is lacking."""
    form = MaskedCopyForm(GROUNDS)
    is_valid = form.validate_on_submit()
    try:
        areas = form.areas()
    except ValueError:
        abort(400)
    asked = Asked(
        person_id, copy_id, current_employer(), form.receiver.data or "", form.reason.data or "",
        Ground(form.ground.data) if form.ground.data in set(Ground) else GROUNDS[0], areas,
    )  # fmt: skip
    with store().look(current_actor(), now()) as w:
        homeless = form.add_problems(sentences(masked_copies.problems(w, asked)))
    if is_valid and not homeless and not form.errors:
        made = masked_copies.make(store(), current_actor(), now(), asked)
        headers = {"Content-Disposition": f'attachment; filename="kopie-{copy_id}.jpg"'}
        return Response(made, mimetype="image/jpeg", headers=headers)
    form.is_confirmed.data = False
    return _page(person_id, copy_id, form, homeless), 422


@bp.get("/preview")
@needs(Action.ID_COPY_READ)
def preview(person_id: UUID, copy_id: UUID) -> Response:
    """The page without its photo, BSN and zone, small; only for looking, kept nowhere, recorded."""
    made = masked_copies.preview(store(), current_actor(), now(), (person_id, copy_id))
    return Response(made, mimetype="image/jpeg", headers={"Content-Security-Policy": FILE_POLICY})


def _page(person_id: UUID, copy_id: UUID, form: MaskedCopyForm, problems: Any = ()) -> str:
    with store().look(current_actor(), now()) as w:
        page = masked_copies.page(w, person_id, copy_id)
        person = sight.person(w, person_id, Action.ID_COPY_READ)
    black = [(HIDDEN[what], key_of(area)) for what, area in page.proposed.items()]
    return render_template(
        "masked_copies/form.html", form=form, page=page, person=person, kinds=KINDS, sides=SIDES, black=black,
        problems=problems,
    )  # fmt: skip
