"""What an error may say, in the reader's language; a refusal is recorded (ASVS 16.3.2, 16.5)."""

from traceback import extract_tb
from typing import Any, Final

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Forbidden, HTTPException, NotFound

from app.auth.doors import page_before
from app.db.work import StaleError
from app.fields import refusals
from app.headers import HEADERS
from app.permissions import NotAllowedError
from app.services.problems import NotFoundError, RefusedError
from app.services.sight import MergedError

SENTENCES: Final[dict[int, tuple[Any, Any]]] = {
    400: (_("Dit verzoek is niet te lezen"), _("Ga terug en probeer het opnieuw. Uw invoer staat er nog.")),
    403: (
        _("Geen toegang"),
        _("Uw rol mag dit niet. Vraag de beheerder als u dit nodig hebt. Deze weigering is vastgelegd."),
    ),
    404: (_("Niet gevonden"), _("Deze pagina bestaat niet, of hoort bij een werkgever waar u geen rol hebt.")),
    405: (_("Dat kan hier niet"), _("Deze pagina kent deze handeling niet. Ga terug en gebruik de knop op de pagina.")),
    409: (
        _("Iemand was u voor"),
        _("Dit is intussen door iemand anders gewijzigd. Open het opnieuw en kijk wat er veranderd is."),
    ),
    413: (_("Te groot"), _("Wat u stuurt is groter dan 20 MB. Maak het kleiner of verdeel het.")),
    415: (_("Onbekend soort inhoud"), _("Dit soort bestand of inhoud wordt hier niet aangenomen.")),
    422: (_("Niet te verwerken"), _("De inhoud klopt niet. Kijk de velden na.")),
    429: (_("Te vaak achter elkaar"), _("Wacht een kwartier en probeer het dan opnieuw.")),
    500: (
        _("Er ging iets mis"),
        _(
            "Het ligt niet aan u en er is niets half opgeslagen. Probeer het opnieuw; blijft het misgaan, meld het de beheerder."
        ),
    ),
}
_EXPIRED: Final = (
    _("Deze pagina was te oud"),
    _("U stond te lang stil of bent opnieuw aangemeld. Ga terug, ververs de pagina en verstuur opnieuw."),
)
_MERGED: Final = _(
    "Deze flexwerker is intussen samengevoegd met een andere inschrijving. Er is niets opgeslagen: dit is wie is overgebleven."
)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotAllowedError, lambda _: _http_error(Forbidden()))
    app.register_error_handler(NotFoundError, lambda _: _http_error(NotFound()))
    app.register_error_handler(MergedError, _merged)
    app.register_error_handler(RefusedError, _refused)
    app.register_error_handler(StaleError, lambda _: (_page(409, SENTENCES[409]), 409))
    # Two at once, or an id that is taken: the database kept one, and says no more than that.
    app.register_error_handler(IntegrityError, lambda _: (_page(409, SENTENCES[409]), 409))
    app.register_error_handler(StaleDataError, lambda _: (_page(409, SENTENCES[409]), 409))
    app.log_exception = _log_without_values  # type: ignore[method-assign]
    app.register_error_handler(CSRFError, lambda _: (_page(400, _EXPIRED), 400))


def _http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    if code == 403:
        _record_denial()
    allowed = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(allowed)} if allowed else {}
    return _page(code, SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])), code, headers


def _merged(merged: MergedError) -> Any:
    """The page of a person who was merged into another is that other's; a step taken there is not taken, and that is said."""
    if request.method == "GET" and request.endpoint and set(request.view_args or {}) == {"person_id"}:
        return redirect(url_for(request.endpoint, person_id=merged.kept_id), 303)
    if request.method == "GET":
        return _http_error(NotFound())
    flash(str(_MERGED), "problem")
    return redirect(url_for("flex_workers.show", person_id=merged.kept_id), 303)


def _refused(refused: RefusedError) -> Any:
    """Back to the page the step was asked from, with the reason; a GET has no such page."""
    if request.method == "GET":
        return _page(409, (_("Dat kan nu niet"), refusals.sentence(refused))), 409
    flash(refusals.sentence(refused), "problem")
    return redirect(page_before(), 303)


def _log_without_values(exc_info: Any) -> None:
    """Where it went wrong, not with what: the message of an exception may quote a row or a form (P4)."""
    kind, _error, trace = exc_info
    frames = " < ".join(f"{each.filename}:{each.lineno} {each.name}" for each in reversed(extract_tb(trace)[-6:]))
    rule = request.url_rule.rule if request.url_rule else "?"
    current_app.logger.error("unexpected %s at %s %s: %s", kind.__name__, request.method, rule, frames)


def _page(code: int, sentences: tuple[Any, Any]) -> str | Response:
    title, text = sentences
    try:
        return render_template("errors/error.html", code=code, title=title, text=text)
    except Exception as error:  # noqa: BLE001 - the frame asks the database, which may be what failed
        current_app.logger.error("no frame for the error page: %s", type(error).__name__)  # noqa: TRY400 - no values in a log
        g.language = request.cookies.get("language", "nl")
        plain = current_app.jinja_env.get_template("errors/plain.html").render(title=title, text=text)
        # Given here, because what failed may also fail before the hook that adds them.
        return current_app.response_class(plain, headers=HEADERS, mimetype="text/html")


def _record_denial() -> None:
    """A refusal that cannot be recorded stays a refusal."""
    accounts = current_app.extensions["security"].datastore
    rule = request.url_rule.rule if request.url_rule else "?"
    accounts.record("access:denied", f"route:{rule}", getattr(current_user, "id", None), method=request.method)
    accounts.commit()
