"""Your own sign-in: where you are signed in, your second factors, and signing out everywhere."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth import current_actor, now, signed_in, store
from app.services import login_sessions

bp = Blueprint("login_sessions", __name__, url_prefix="/login-sessions")


@bp.get("")
@signed_in
def index() -> str:
    with store().look(current_actor(), now()) as w:
        rows = login_sessions.own(w)
    return render_template("login_sessions/index.html", rows=rows, here=_here())


@bp.post("/end")
@signed_in
def end() -> Response:
    with store().work(current_actor(), now()) as w:
        ended = login_sessions.end_one(w, request.form.get("login_session", ""))
    flash(_("Dat apparaat is afgemeld.") if ended else _("Dat apparaat was al afgemeld."))
    return redirect(url_for("login_sessions.index"), 303)


@bp.post("/end-others")
@signed_in
def end_others() -> Response:
    with store().work(current_actor(), now()) as w:
        number = login_sessions.end_others(w, _here())
    flash(ngettext("%(num)s ander apparaat is afgemeld.", "%(num)s andere apparaten zijn afgemeld.", number))
    return redirect(url_for("login_sessions.index"), 303)


def _here() -> str:
    digest: str = session.row.token_digest  # type: ignore[attr-defined]
    return digest
