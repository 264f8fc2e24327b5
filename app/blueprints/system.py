"""Systeem: does the scheduler run, what went wrong, and who has seen it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response

from app.auth import current_actor, current_employer, needs, now, store
from app.permissions import Action, may
from app.services import system

bp = Blueprint("system", __name__, url_prefix="/system")

# The names of the scheduler's duties and of the long jobs.
TASKS: Final[Mapping[str, Any]] = {
    "audit.anchors": lazy_gettext("Eindpunten van het logboek bewaren"),
    "audit.verify": lazy_gettext("Logboek controleren"),
    "backup.drill": lazy_gettext("Back-up bij wijze van oefening terugzetten"),
    "backups.expire": lazy_gettext("Oude back-ups verwijderen"),
    "destroyed.note": lazy_gettext("Lijst van wat vernietigd is naast de back-ups bijwerken"),
    "backup.make": lazy_gettext("Back-up maken"),
    "key.rotate": lazy_gettext("Sleutel vernieuwen"),
    "keys.check": lazy_gettext("Sleutels nakijken"),
    "contacts.destroy": lazy_gettext("Contactpersonen na de bewaartermijn verwijderen"),
    "destructions.destroy": lazy_gettext("Gegevens na de bewaartermijn vernietigen"),
    "merges.forget": lazy_gettext("Samenvoegingen na hun termijn vergeten"),
    "candidates.destroy": lazy_gettext("Kandidaten na de bewaartermijn verwijderen"),
    "wage_years.destroy": lazy_gettext("Loonadministratie van oude jaren vernietigen"),
    "accounts.erase": lazy_gettext("Afgesloten accounts wissen"),
    "logs.destroy": lazy_gettext("Oude logboeken vernietigen"),
    "procedures.end": lazy_gettext("Procedures beëindigen waarin niets meer gebeurt"),
    "expiries.digest": lazy_gettext("Bericht over documenten die verlopen"),
    "id_copies.destroy": lazy_gettext("Kopieën van wie niet geplaatst is vernietigen"),
    "login_sessions.forget": lazy_gettext("Verlopen aanmeldingen opruimen"),
    "mail.send": lazy_gettext("Post versturen"),
    "pay_run.calculate": lazy_gettext("Verloning berekenen"),
}


@bp.get("")
@needs(Action.SYSTEM_READ)
def index() -> str:
    """The state of this moment."""
    may_rotate = may(current_actor(), Action.KEY_ROTATE, current_employer())
    with store().look(current_actor(), now()) as w:
        state = system.state(w, current_employer())
    has_scanner = bool(current_app.extensions["one_payroll_config"].clamd)
    return render_template(
        "system/index.html", state=state, tasks=TASKS, may_rotate=may_rotate, has_scanner=has_scanner
    )


@bp.post("/alarms")
@needs(Action.SYSTEM_READ)
def mark_seen() -> Response:
    """The alarms on the screen were seen."""
    asked = [UUID(each) for each in request.form.getlist("alarm") if _is_uuid(each)]
    with store().work(current_actor(), now()) as w:
        count = system.mark_seen(w, current_employer(), asked)
    flash(ngettext("%(num)s melding is als gezien vastgelegd.", "%(num)s meldingen zijn als gezien vastgelegd.", count))
    return redirect(url_for("system.index"), 303)


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
