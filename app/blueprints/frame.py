"""The frame around every page: who is in, where they may go, and which employer and week everything is about."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext
from flask_security import current_user
from werkzeug.wrappers import Response

from app.auth import current_actor, current_employer, needs, now, public, store
from app.auth.doors import current_week
from app.fields.text import day_of
from app.language import LANGUAGES
from app.permissions import Action, may
from app.services import start

bp = Blueprint("frame", __name__)
_INSIDE: Final = re.compile(r"/(?![/\\])[^\\\x00-\x1f]*")
_YEAR: Final = 365 * 24 * 3600

# (section, ((label, endpoint, right, icon), …)): what a person may not do is not there.
NAVIGATION: Final[tuple[tuple[Any, tuple[tuple[Any, str, Action, str], ...]], ...]] = (
    (lazy_gettext("Werk"), ((lazy_gettext("Vandaag"), "start.index", Action.EMPLOYER_READ, "today"),)),
    (
        lazy_gettext("Mensen"),
        (
            (lazy_gettext("Flexwerkers"), "flex_workers.index", Action.PERSON_READ, "people"),
            (lazy_gettext("Plaatsingen"), "placements.index", Action.PLACEMENT_READ, "link"),
            (lazy_gettext("Verloopt binnenkort"), "expiries.index", Action.DOCUMENT_READ, "attention"),
            (lazy_gettext("Verstrekkingen"), "disclosures.index", Action.DISCLOSURE_READ, "audit"),
            (lazy_gettext("Inleners"), "hirers.index", Action.HIRER_READ, "building"),
            (lazy_gettext("Toeleveranciers"), "suppliers.index", Action.SUPPLIER_READ, "building"),
        ),
    ),
    (
        lazy_gettext("Verlonen"),
        (
            (lazy_gettext("Uren"), "hours.index", Action.HOURS_READ, "clock"),
            (lazy_gettext("Verloningen"), "pay_runs.index", Action.PAY_RUN_READ, "run"),
            (lazy_gettext("Loonstroken"), "payslips.index", Action.PAYSLIP_READ, "slip"),
            (lazy_gettext("Bankbestanden"), "bank_files.index", Action.BANK_FILE_READ, "bank"),
            (lazy_gettext("Wijzigingen van IBAN"), "bank_account_changes.index", Action.IBAN_APPROVE, "edit"),
        ),
    ),
    (
        lazy_gettext("Rekenen"),
        (
            (lazy_gettext("Proefberekening"), "trial.new", Action.TRIAL_CALCULATE, "trial"),
            (lazy_gettext("Wetgeving"), "law.index", Action.LAW_READ, "law"),
        ),
    ),
    (
        lazy_gettext("Beheer"),
        (
            (lazy_gettext("Werkgevers"), "employers.index", Action.EMPLOYER_WRITE, "building"),
            (lazy_gettext("Accounts"), "accounts.index", Action.ACCOUNT_READ, "account"),
            (lazy_gettext("Vernietigingen"), "destructions.index", Action.DESTRUCTION_READ, "clock"),
            (lazy_gettext("Rechten"), "permissions.index", Action.PROCESSING_READ, "key"),
            (lazy_gettext("Verwerkingen"), "processings.index", Action.PROCESSING_READ, "law"),
            (lazy_gettext("Logboek"), "audit.index", Action.AUDIT_READ, "audit"),
            (lazy_gettext("Systeem"), "system.index", Action.SYSTEM_READ, "system"),
        ),
    ),
)
ACCOUNT_LINKS: Final = (
    (lazy_gettext("Mijn aanmeldingen"), "login_sessions.index"),
    (lazy_gettext("Wachtwoord wijzigen"), "security.change_password"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation."""

    label: str
    endpoint: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout shows around a page."""

    person: str
    employers: list[tuple[UUID, str]]
    employer_id: UUID
    week: date
    weeks: list[date]
    navigation: list[tuple[str, list[Entry]]]
    account_links: list[tuple[str, str]]
    sign_out_url: str
    is_collapsed: bool
    back: str


@bp.app_template_global()
def frame() -> Frame | None:
    """The frame of this request, made once; None for who isn't signed in, has no role, or sees the page of a failure."""
    if "frame" not in g:
        g.frame = None  # what fails below has a page too, and that one is shown without a frame
        g.frame = _frame() if current_user.is_authenticated and current_user.grants else None
    found: Frame | None = g.frame
    return found


@bp.post("/switch")
@needs(Action.EMPLOYER_READ)
def switch() -> Response:
    """Another employer or another week, for every page from now on."""
    asked = request.form.get("employer", "")
    if asked in {str(each) for each in current_actor().employers or ()}:
        session["employer_id"] = asked
    session["week"] = _asked_week().isoformat()
    return redirect(_back(), 303)


@bp.post("/language")
@public
def choose_language() -> Response:
    """Dutch or English, remembered by this browser."""
    asked = request.form.get("language", "")
    answer = redirect(_back(), 303)
    if asked in LANGUAGES:
        session["language"] = asked
        _remember(answer, "language", asked)
    return answer


@bp.post("/navigation")
@needs(Action.EMPLOYER_READ)
def toggle_navigation() -> Response:
    """Fold the navigation in or out, remembered by this browser."""
    answer = redirect(_back(), 303)
    _remember(answer, "navigation", "open" if request.cookies.get("navigation") == "folded" else "folded")
    return answer


@bp.get("/help")
@needs(Action.EMPLOYER_READ)
def help() -> str:  # noqa: A001 - the noun of the address
    """The keys that work on every page, and what the marks mean."""
    return render_template("frame/help.html")


def _frame() -> Frame:
    actor = current_actor()
    with store().look(actor, now()) as w:
        employers = start.employer_names(w)
    week = current_week()
    return Frame(
        person=current_user.name,
        employers=employers,
        employer_id=current_employer(),
        week=week,
        weeks=[week + timedelta(weeks=distance) for distance in range(4, -27, -1)],
        navigation=list(_navigation()),
        account_links=[(str(label), name) for label, name in ACCOUNT_LINKS if name in current_app.view_functions],
        sign_out_url=url_for("security.logout"),
        is_collapsed=request.cookies.get("navigation") == "folded",
        back=_without_subject(),
    )


def _navigation() -> list[tuple[str, list[Entry]]]:
    actor, employer_id = current_actor(), current_employer()
    sections = []
    for section, lines in NAVIGATION:
        entries = [
            Entry(
                str(label), endpoint, icon, request.endpoint == endpoint or request.blueprint == endpoint.split(".")[0]
            )
            for label, endpoint, action, icon in lines
            if endpoint in current_app.view_functions and may(actor, action, employer_id)
        ]
        if entries:
            sections.append((str(section), entries))
    return sections


def _asked_week() -> date:
    try:
        chosen = day_of(request.form.get("week", ""))
        step = int(request.form.get("step", "0"))
    except ValueError:
        return current_week()
    return chosen + timedelta(weeks=max(-1, min(step, 1)))


def _without_subject() -> str:
    """Where to go when employer or week change: this page, or the list it belongs to."""
    if request.method == "GET" and not request.view_args:
        return request.path
    listing = f"{request.blueprint}.index"
    return url_for(listing if listing in current_app.view_functions else "start.index")


def _back() -> str:
    asked = request.form.get("back", "")
    return asked if _INSIDE.fullmatch(asked) else url_for("start.index")


def _remember(answer: Response, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=_YEAR, httponly=True, secure=request.is_secure, samesite="Lax")
