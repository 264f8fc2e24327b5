"""Sign-in, second factor, login sessions, and the doors: who may enter a route, who acts, and when."""

from app.auth.doors import current_actor, current_employer, needs, now, proved_within, public, signed_in, store, today
from app.auth.setup import init_app

__all__ = [
    "current_actor",
    "current_employer",
    "init_app",
    "needs",
    "now",
    "proved_within",
    "public",
    "signed_in",
    "store",
    "today",
]
