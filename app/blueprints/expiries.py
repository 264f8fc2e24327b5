"""The expiry watch: what expires within 90 days at the chosen employer, each line one click from its dossier."""

from typing import Final

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _

from app.auth import current_actor, current_employer, needs, now, store
from app.db.dossiers import Paper
from app.fields.profile_forms import CERTIFICATES
from app.permissions import Action, must
from app.services import expiries
from documents.retention import Expiring

bp = Blueprint("expiries", __name__, url_prefix="/expiries")
KINDS: Final = {
    Expiring.IDENTITY_DOCUMENT: _("Identiteitsbewijs"),
    Expiring.RESIDENCE_DOCUMENT: _("Verblijfsdocument"),
    Expiring.TWV: _("Tewerkstellingsvergunning (TWV)"),
    Expiring.GVVA: _("Gecombineerde vergunning (GVVA)"),
    Expiring.A1: _("A1-verklaring"),
    Expiring.PROTECTION: _("Tijdelijke bescherming"),
    Expiring.CERTIFICATE: _("Diploma of certificaat"),
    Expiring.CONTRACT: _("Overeenkomst"),
}
DETAILS: Final = {
    **{kind.value: words for kind, words in CERTIFICATES.items()},
    Paper.CONTRACT.value: _("arbeidsovereenkomst"),
    Paper.MODEL_AGREEMENT.value: _("modelovereenkomst"),
}
STAGES: Final = (
    ("", _("Alle")),
    ("0", _("Verlopen")),
    ("30", _("Binnen 30 dagen")),
    ("60", _("Binnen 60 dagen")),
    ("90", _("Binnen 90 dagen")),
)


@bp.get("/")
@needs(Action.DOCUMENT_READ)
def index() -> str:
    """The list of the chosen employer."""
    chosen = request.args.get("stage", "")
    with store().look(current_actor(), now()) as w:
        must(w.actor, Action.DOCUMENT_READ, current_employer())
        every = expiries.found(w, [current_employer()], w.today)
        shown = expiries.at_hirers(w, [each for each in every if chosen in ("", str(each.due.stage))], w.today)
    counts = {value: sum(value in ("", str(each.due.stage)) for each in every) for value, _label in STAGES}
    chips = [(value, label, counts[value]) for value, label in STAGES]
    is_unsure = any(not each.due.is_lead_verified for each, _hirer in shown)
    return render_template(
        "expiries/index.html", rows=shown, chips=chips, kinds=KINDS, details=DETAILS, is_unsure=is_unsure
    )
