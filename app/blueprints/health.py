"""`GET /healthz` for a monitor: no sign-in, and nothing in it that tells about people."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.auth import now, public, store
from app.db.work import SYSTEM
from app.services import health

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def show() -> tuple[Response, int]:
    """200 while the database answers; the scheduler's state is told, for it does not keep a page from being served."""
    try:
        with store().look(SYSTEM, now()) as w:
            found = health.health(w)
    except SQLAlchemyError:
        return jsonify(database="down", scheduler="unknown"), 503
    heard_at = found.heard_at.isoformat() if found.heard_at else None
    return jsonify(database="up", scheduler=found.scheduler, scheduler_heard_at=heard_at), 200
