"""A masked and marked copy for anybody but the hirer: the areas as numbers and on a preview, confirmed by a person (P12)."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from app.auth import current_actor, current_employer, needs, now, store
from app.db.disclosures import Ground
from app.fields.disclosure_forms import EDGES, MaskedCopyForm, areas_of, key_of
from app.fields.dossier_forms import KINDS, SIDES
from app.fields.sentences import sentences
from app.headers import FILE_POLICY
from app.permissions import Action
from app.services import masked_copies, sight
from app.services.masked_copies import GROUNDS, Asked, Page

bp = Blueprint(
    "masked_copies", __name__, url_prefix="/flex-workers/<uuid:person_id>/dossier/copies/<uuid:copy_id>/masked"
)


@bp.get("")
@needs(Action.DISCLOSURE_WRITE)
def new(person_id: UUID, copy_id: UUID) -> Any:
    """The form with the areas that are proposed."""
    form, page = MaskedCopyForm(GROUNDS), _found(person_id, copy_id)
    form.put_areas(page.proposed)
    return _shown(person_id, form, page, page.proposed)


@bp.post("")
@needs(Action.DISCLOSURE_WRITE)
def create(person_id: UUID, copy_id: UUID) -> Any:
    """The preview with the areas as typed, or, when that was seen and confirmed, the copy itself."""
    form, page = MaskedCopyForm(GROUNDS), _found(person_id, copy_id)
    is_valid = form.validate_on_submit()
    areas = form.areas() if form.are_areas_whole() else []
    asked = Asked(
        person_id, copy_id, current_employer(), form.receiver.data or "", form.reason.data or "",
        Ground(form.ground.data) if form.ground.data in set(Ground) else GROUNDS[0], areas,
    )  # fmt: skip
    with store().look(current_actor(), now()) as w:
        homeless = form.add_problems(sentences(masked_copies.problems(w, asked)))
    has_seen, fit = form.seen.data == key_of(areas), not homeless and bool(areas)
    if is_valid and fit and not form.errors and has_seen and request.form.get("step") == "make":
        made = masked_copies.make(store(), current_actor(), now(), asked)
        headers = {"Content-Disposition": f'attachment; filename="kopie-{copy_id}.jpg"'}
        return Response(made, mimetype="image/jpeg", headers=headers)
    return _again(person_id, form, page, (areas if fit else page.proposed, homeless))


@bp.get("/preview")
@needs(Action.ID_COPY_READ)
def preview(person_id: UUID, copy_id: UUID) -> Response:
    """The page with the areas black, small; only for looking, kept nowhere, recorded."""
    try:
        areas = areas_of(request.args["areas"]) if "areas" in request.args else []
    except ValueError:
        abort(404)
    made = masked_copies.preview(store(), current_actor(), now(), (person_id, copy_id, areas))
    return Response(made, mimetype="image/jpeg", headers={"Content-Security-Policy": FILE_POLICY})


def _again(person_id: UUID, form: MaskedCopyForm, page: Page, shown: tuple[Any, list[tuple[str, str]]]) -> Any:
    """The form once more: only looking asks no receiver; what is made must be what was seen."""
    areas, homeless = shown
    if request.form.get("step") != "make":
        for field in (form.receiver, form.reason, form.ground, form.is_confirmed):
            field.errors = []
    elif form.seen.data != key_of(areas) and not homeless:
        form.is_confirmed.errors = [_("De vlakken zijn gewijzigd. Bekijk het nieuwe voorbeeld en bevestig opnieuw.")]
    form.is_confirmed.data = False
    status = 422 if form.errors or homeless else 200
    return _shown(person_id, form, page, areas, homeless), status


def _shown(person_id: UUID, form: MaskedCopyForm, page: Page, areas: Any, *problems: Any) -> str:
    form.seen.data = key_of(areas)
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.ID_COPY_READ)
    return render_template(
        "masked_copies/form.html", form=form, page=page, person=person, kinds=KINDS, sides=SIDES, edges=EDGES,
        problems=problems[0] if problems else [],
    )  # fmt: skip


def _found(person_id: UUID, copy_id: UUID) -> Page:
    with store().look(current_actor(), now()) as w:
        return masked_copies.page(w, person_id, copy_id)
