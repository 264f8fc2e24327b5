"""Legal holds of a person: set and lifted by an administrator."""

from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import RadioField

from app.auth import current_actor, needs, now, store
from app.db.holds import HoldKind
from app.fields import Form, Required
from app.fields.choices import options
from app.fields.person_forms import Uuid
from app.permissions import Action
from app.services import employments, holds, sight
from app.services.problems import NotFoundError

bp = Blueprint("holds", __name__, url_prefix="/flex-workers/<uuid:person_id>/holds")
KINDS: Final = {
    HoldKind.DISPUTE: lazy_gettext("Geschil met de flexwerker of een inlener"),
    HoldKind.TAX_AUDIT: lazy_gettext("Controle door de Belastingdienst of de Arbeidsinspectie"),
    HoldKind.COURT: lazy_gettext("Rechtszaak of bevel van een rechter"),
}


class HoldForm(Form):
    """Why destruction stands still."""

    id = Uuid()
    kind = RadioField(lazy_gettext("Waarom"), [Required()], choices=options(KINDS.items()))


@bp.route("", methods=["GET", "POST"])
@needs(Action.HOLD_WRITE)
def show(person_id: UUID) -> Any:
    """What stands still, and the form that adds to it."""
    form = HoldForm()
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.HOLD_WRITE)
        found = holds.of_person(w, person_id)
        names = employments.names_of(w, {row.set_by for row in found if row.set_by})
    if not form.is_submitted():
        form.id.data = uuid4()
    elif form.validate_on_submit():
        with store().work(current_actor(), now()) as w:
            holds.put(w, person_id, HoldKind(form.kind.data), form.id.data or uuid4())
        flash(_("De vernietiging staat stil tot dit is opgeheven."))
        return redirect(url_for("holds.show", person_id=person_id), 303)
    page = render_template("holds/show.html", person=person, form=form, rows=found, names=names, kinds=KINDS)
    return (page, 422) if form.is_submitted() else page


@bp.post("/<uuid:hold_id>/lift")
@needs(Action.HOLD_WRITE)
def lift(person_id: UUID, hold_id: UUID) -> Any:
    """The reason is gone."""
    with store().work(current_actor(), now()) as w:
        if holds.lift(w, hold_id) != person_id:
            raise NotFoundError("legal_hold")
    flash(_("De vernietiging loopt weer. Wat al weg had gemoeten, gaat de komende nacht."))
    return redirect(url_for("destructions.index"), 303)
