"""What a blueprint asks of the request: the store, the moment, who acts, at which employer; and `@needs`."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_security import auth_required, current_user

from app.config import Config
from app.db.accounts import Role
from app.db.work import Actor, Store
from app.permissions import MATRIX, STEP_UP, Action, may

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
P = ParamSpec("P")
R = TypeVar("R")


def store() -> Store:
    found: Store = current_app.extensions["one_payroll"]
    return found


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day it is in the Netherlands."""
    return now().astimezone(AMSTERDAM).date()


def current_actor() -> Actor:
    """The person signed in, with the roles of this moment (ASVS 8.3.2)."""
    roles: dict[UUID, set[str]] = {}
    for grant in current_user.grants:
        if not (grant.role == Role.ADMINISTRATOR and lacks_passkey()):
            roles.setdefault(grant.employer_id, set()).add(grant.role)
    held = {employer: frozenset(each) for employer, each in roles.items()}
    return Actor(current_user.id, held, stepped_up=proved_within(min(STEP_UP.values())))


def proved_within(minutes: int) -> bool:
    """Whether the person proved who they are this recently."""
    proved_at = session.get("fs_paa") or 0
    return now() - datetime.fromtimestamp(proved_at, UTC) < timedelta(minutes=minutes)


def lacks_passkey() -> bool:
    """Whether this installation demands a passkey of approvers and the person has none (ASVS 6.3.3, L3)."""
    config: Config = current_app.extensions["one_payroll_config"]
    return config.webauthn_for_approvers and not current_user.webauthn


def current_employer() -> UUID:
    """The employer chosen in the top bar, otherwise the first one where the person has a role."""
    employers = current_actor().employers or ()
    chosen = session.get("employer_id")
    if chosen and UUID(chosen) in employers:
        return UUID(chosen)
    return employers[0] if employers else abort(403)


def current_week() -> date:
    """The Monday of the week chosen in the top bar, otherwise of the last week that has ended."""
    chosen = session.get("week")
    day = date.fromisoformat(chosen) if chosen else now().astimezone(AMSTERDAM).date() - timedelta(days=7)
    return day - timedelta(days=day.weekday())


def asked_week() -> date:
    """The Monday of the `week` in the address, otherwise of the week in the top bar."""
    try:
        day = date.fromisoformat(request.args["week"]) if "week" in request.args else current_week()
    except ValueError:
        abort(404)
    return day - timedelta(days=day.weekday())


def needs(action: Action) -> Callable[[Callable[P, R]], Callable[P, Any]]:
    """Signed in with two factors, and allowed the action at one employer at least; the service asks for the row.

    Actions of permissions.STEP_UP ask the person to prove again who they are when that was too long ago.
    """

    def door(view: Callable[P, R]) -> Callable[P, Any]:
        @wraps(view)
        def entered(*args: P.args, **kwargs: P.kwargs) -> Any:
            if lacks_passkey() and _asks_passkey(action):
                return redirect(url_for("security.wan_register"))
            if not may(current_actor(), action):
                abort(403)
            if action in STEP_UP and not proved_within(STEP_UP[action]):
                return prove_again()
            return view(*args, **kwargs)

        guarded = auth_required("session")(entered)
        guarded.needs = action
        return guarded  # type: ignore[no-any-return]

    return door


def signed_in(view: Callable[P, R]) -> Callable[P, Any]:
    """For whoever is signed in, whatever their roles: their own sessions, language, help."""
    guarded = auth_required("session")(view)
    guarded.needs = "signed in"
    return guarded  # type: ignore[no-any-return]


def prove_again(*_limits: object) -> Any:
    """To the password or passkey, and back to the page the person was on; a POST is not repeated by itself."""
    flash(_("Bevestig eerst dat u het bent; daarna kunt u verder."), "attention")
    return redirect(url_for("security.verify", next=page_before()), 303)


def page_before() -> str:
    """The page to come back to: this one, or, after a POST, the one it was sent from."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    sent_from = urlsplit(request.referrer or "")
    return sent_from.path if sent_from.netloc == request.host else "/"


def _asks_passkey(action: Action) -> bool:
    others = frozenset().union(*(MATRIX[role] for role in Role if role != Role.ADMINISTRATOR))
    return action is Action.PAY_RUN_APPROVE or action not in others


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open to everyone; said aloud, so that a test can demand it."""
    view.needs = None  # type: ignore[attr-defined]
    return view
