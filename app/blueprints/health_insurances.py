"""The health insurance that the agency arranges for a person: its ground, its policy number, and showing that in full."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms import HiddenField

from app.auth import current_actor, needs, now, store
from app.db.profiles import InsuranceGround
from app.db.work import StaleError
from app.fields import version_of
from app.fields.profile_forms import HealthInsuranceForm
from app.fields.sentences import sentences
from app.permissions import Action
from app.services import health_insurances, kinds, sight
from app.services.bsns import RevealReason
from app.services.health_insurances import HealthInsurance

bp = Blueprint("health_insurances", __name__, url_prefix="/flex-workers/<uuid:person_id>/health-insurance")


@bp.route("", methods=["GET", "POST"])
@needs(Action.DOCUMENT_WRITE)
def edit(person_id: UUID) -> Any:
    """Record or change it; the policy number that is there is never shown here."""
    form, stale = HealthInsuranceForm(), False
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.DOCUMENT_WRITE)
        kinds.refuse_candidate(person.employments)
        row = health_insurances.of_person(w, person_id)
    if not form.is_submitted():
        form.id.data = row.id if row else uuid4()
        if row:
            form.version.data, form.ground.data, form.insurer.data = row.version, row.ground.value, row.insurer
    elif form.validate_on_submit():
        try:
            with store().work(current_actor(), now()) as w:
                version = version_of(form) if form.version.data else None
                form.add_problems(sentences(health_insurances.save(w, person_id, _given(form), version)))
        except StaleError:
            stale = True
        if not form.errors and not stale:
            flash(_("De zorgverzekering is vastgelegd. De controlelijst vraagt nu om de polis."))
            return redirect(url_for("profiles.show", person_id=person_id), 303)
    shown = [each for each in form if not isinstance(each, HiddenField)]
    page = render_template(
        "profiles/form.html",
        person=person, form=form, shown=shown, title=_("Zorgverzekering vastleggen"),
        button=_("Zorgverzekering opslaan"), stale=stale, is_referee=False,
        remove=url_for(".remove", person_id=person_id) if row else "",
    )  # fmt: skip
    return page if not form.is_submitted() else (page, 409 if stale else 422)


@bp.post("/remove")
@needs(Action.DOCUMENT_WRITE)
def remove(person_id: UUID) -> Any:
    """The agency no longer arranges it."""
    with store().work(current_actor(), now()) as w:
        health_insurances.remove(w, person_id)
    flash(_("De zorgverzekering en het polisnummer zijn gewist."))
    return redirect(url_for("profiles.show", person_id=person_id), 303)


@bp.post("/reveal")
@needs(Action.HEALTH_POLICY_REVEAL)
def reveal(person_id: UUID) -> str:
    """The policy number in full, recorded with its reason."""
    asked = request.form.get("reason", "")
    if asked not in set(RevealReason):
        abort(400)
    with store().work(current_actor(), now()) as w:
        value = health_insurances.reveal(w, person_id, RevealReason(asked))
    back = url_for("profiles.show", person_id=person_id)
    return render_template("revealed.html", label=_("Polisnummer"), value=value, back=back)


def _given(form: HealthInsuranceForm) -> HealthInsurance:
    ground = InsuranceGround(form.ground.data)
    return HealthInsurance(form.id.data or uuid4(), ground, form.insurer.data or "", form.number.data or "")
