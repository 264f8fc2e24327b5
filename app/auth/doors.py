"""What a blueprint asks of the request: the store, the moment, who acts, at which employer; and `@needs`."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from flask import abort, current_app, session
from flask_security import auth_required, current_user

from app.db.work import Actor, Store
from app.permissions import Action, may

P = ParamSpec("P")
R = TypeVar("R")


def store() -> Store:
    found: Store = current_app.extensions["one_payroll"]
    return found


def now() -> datetime:
    return datetime.now(UTC)


def current_actor() -> Actor:
    """The person signed in, with the roles of this moment (ASVS 8.3.2)."""
    roles: dict[UUID, set[str]] = {}
    for grant in current_user.grants:
        roles.setdefault(grant.employer_id, set()).add(grant.role)
    return Actor(current_user.id, {employer: frozenset(held) for employer, held in roles.items()})


def current_employer() -> UUID:
    """The employer chosen in the top bar, otherwise the first one where the person has a role."""
    employers = current_actor().employers or ()
    chosen = session.get("employer_id")
    if chosen and UUID(chosen) in employers:
        return UUID(chosen)
    return employers[0] if employers else abort(403)


def needs(action: Action) -> Callable[[Callable[P, R]], Callable[P, Any]]:
    """Signed in with two factors, and allowed the action at one employer at least; the service asks for the row."""

    def door(view: Callable[P, R]) -> Callable[P, Any]:
        @wraps(view)
        def entered(*args: P.args, **kwargs: P.kwargs) -> Any:
            if not may(current_actor(), action):
                abort(403)
            return view(*args, **kwargs)

        guarded = auth_required("session")(entered)
        guarded.needs = action
        return guarded  # type: ignore[no-any-return]

    return door


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open to everyone; said aloud, so that a test can demand it."""
    view.needs = None  # type: ignore[attr-defined]
    return view
