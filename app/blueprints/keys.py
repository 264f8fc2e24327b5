"""Sleutels: an administrator asks for a new key of a class, and sees how far the background is with it."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.auth import current_actor, current_employer, needs, now, store
from app.db.jobs import JobState
from app.db.work import dutch_day
from app.permissions import Action
from app.services import key_rotations, keys

bp = Blueprint("keys", __name__, url_prefix="/keys")
bp.add_app_template_filter(dutch_day)

NAMES: Final[Mapping[str, Any]] = {
    "bsn": lazy_gettext("BSN"),
    "document": lazy_gettext("Documenten in dossiers"),
    "iban": lazy_gettext("IBAN en bankbestanden"),
    "idcopy": lazy_gettext("Identiteitsbewijzen: nummers en kopieën"),
    "merge": lazy_gettext("Samenvoegingen: wat nodig is om ze terug te draaien"),
    "policy": lazy_gettext("Polisnummers van zorgverzekeringen"),
}


@bp.app_template_global()
def key_class_name(code: str) -> str:
    """What a key class seals, in words."""
    return str(NAMES[code])


@bp.post("/rotate")
@needs(Action.KEY_ROTATE)
def rotate() -> Response:
    """Ask for new keys of one class, or of all."""
    known = keys.sealed_columns()
    asked = request.form.get("key_class", "")
    if asked != "all" and asked not in known:
        abort(404)
    with store().work(current_actor(), now()) as w:
        for key_class in known if asked == "all" else (asked,):
            key_rotations.ask(w, current_employer(), key_class)
    flash(
        _(
            "Er komt een nieuwe sleutel. Op de achtergrond wordt alles daarmee opnieuw versleuteld; iedereen kan doorwerken."
        )
    )
    return redirect(url_for("system.index"), 303)


@bp.get("/<key_class>/progress")
@needs(Action.SYSTEM_READ)
def progress(key_class: str) -> dict[str, object]:
    """How far the rotation of this class is, for the page that waits."""
    with store().look(current_actor(), now()) as w:
        found = keys.found(w, current_employer(), key_class) or abort(404)
    job = found.job
    if job is None:
        return {"done": 0, "total": 0, "state": JobState.DONE, "text": ""}
    text = (
        _("%(done)s van %(total)s", done=job.done, total=job.total)
        if job.total
        else _("Wacht op de achtergrondverwerking…")
    )
    return {"done": job.done, "total": job.total, "state": job.state, "text": text}
