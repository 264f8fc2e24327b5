"""What will be destroyed, what was, and what is held: for the administrator."""

from typing import Final

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _

from app.auth import current_actor, needs, now, store, today
from app.blueprints.holds import KINDS
from app.db.holds import DestructionRow
from app.fields.audit_words import THINGS
from app.permissions import Action
from app.services import destructions, employments, holds
from documents.retention import Kept, rule

bp = Blueprint("destructions", __name__, url_prefix="/destructions")
TERMS: Final = {
    Kept.APPLICANT: _("Kandidaat: vier weken na de procedure"),
    Kept.APPLICANT_WITH_CONSENT: _("Kandidaat met toestemming: een jaar na de procedure"),
    Kept.ID_COPY_OF_CANDIDATE: _("Kopie van wie niet geplaatst is: vier weken"),
    Kept.PERSONNEL_FILE: _("Personeelsdossier: twee jaar na het einde"),
    Kept.ABSENCE_FILE: _("Verzuimdossier: twee jaar na het einde"),
    Kept.WAGE_TAX_STATEMENT: _("Loonheffingsverklaringen: vijf kalenderjaren na het einde"),
    Kept.ID_COPY: _("Identiteit en recht op arbeid: vijf kalenderjaren na het einde"),
    Kept.WAGE_ADMINISTRATION: _("Loonadministratie: zeven kalenderjaren na het jaar of het einde"),
    Kept.CONTACT_PERSON: _("Contactpersoon: twee jaar na het einde"),
    Kept.ACCESS_LOG: _("Logboek: vijf jaar"),
    Kept.CLOSED_ACCOUNT: _("Afgesloten account: dertig dagen"),
}


@bp.get("/")
@needs(Action.DESTRUCTION_READ)
def index() -> str:
    """Three lists: the coming 30 days, what is held, and the certificates."""
    with store().look(current_actor(), now()) as w:
        coming = destructions.upcoming(w)
        held = holds.listed(w)
        page = destructions.certificates(w, request.args.get("page", 1, int))
        names = employments.names_of(w, {hold.set_by for hold, _person in held if hold.set_by})
    return render_template(
        "destructions/index.html",
        coming=coming,
        held=held,
        page=page,
        names=names,
        kinds=KINDS,
        terms=TERMS,
        articles={rule(kind).rule: rule(kind).article for kind in TERMS},
        named=_named,
        things={table: str(THINGS[table][0]) for table in THINGS},
        today=today(),
    )


def _named(row: DestructionRow) -> str:
    """The term of a certificate; that of contact persons has the number of the personnel file."""
    kinds = [kind for kind in TERMS if rule(kind).rule == row.rule]
    return str(
        TERMS[next((kind for kind in kinds if (kind is Kept.CONTACT_PERSON) == ("contact" in row.rows)), kinds[0])]
    )
