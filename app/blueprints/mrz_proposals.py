"""The machine-readable zone read from the stored copy and put in the form of the identity document, for a person to check."""

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store
from app.fields.dossier_forms import IdentityForm
from app.fields.sentences import sentences
from app.language import chosen_language
from app.permissions import Action
from app.services import identities, mrz_proposal, sight
from app.services.problems import NotFoundError
from staffing.mrz import read_mrz
from staffing.problems import message

bp = Blueprint(
    "mrz_proposals", __name__, url_prefix="/flex-workers/<uuid:person_id>/dossier/identities/<uuid:identity_id>/zone"
)
SHOWN: Final = ("mrz", "kind", "number", "issuer", "expires_on", "seen", "seen_on")


@bp.post("")
@needs(Action.ID_COPY_READ)
def create(person_id: UUID, identity_id: UUID) -> Any:
    """The form of the document with the lines that were read; nothing is stored until somebody saves it."""
    with store().work(current_actor(), now()) as w:
        if identities.find(w, identity_id, Action.DOCUMENT_WRITE).person_id != person_id:
            raise NotFoundError("identity")
        pages = mrz_proposal.pages(w, identity_id)
    zone = next(filter(None, map(mrz_proposal.propose_mrz, pages)), None)
    back = url_for("dossiers.identity_edit", person_id=person_id, identity_id=identity_id)
    if zone is None:
        flash(
            _("Op de kopie is geen leesbare zone gevonden. Typ de regels over, of maak een scherpere scan."), "warning"
        )
        return redirect(back, 303)
    return _page(person_id, identity_id, zone, back)


def _page(person_id: UUID, identity_id: UUID, zone: str, back: str) -> str:
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.DOCUMENT_WRITE)
        row = identities.find(w, identity_id, Action.DOCUMENT_WRITE)
        read, wrong = read_mrz(zone, w.today)
        differences = identities.compared(w, row, read) if read else []
    form = IdentityForm(formdata=None)
    form.process(
        id=row.id, version=row.version, mrz=zone, kind=row.kind.value, issuer=row.issuer, expires_on=row.expires_on,
        seen=row.seen.value if row.seen else "", seen_on=row.seen_on,
    )  # fmt: skip
    form.mrz.errors = [message(each, chosen_language()) for each in wrong]
    flash(_("Dit is gelezen van de kopie. Vergelijk elk teken met het document en sla daarna op."), "attention")
    return render_template(
        "dossiers/form.html",
        person=person,
        form=form,
        shown=[form[name] for name in SHOWN],
        title=_("Identiteitsbewijs wijzigen"),
        button=_("Identiteitsbewijs opslaan"),
        stale=False,
        action=back,
        differences=[text for _field, text in sentences(differences)],
    )
