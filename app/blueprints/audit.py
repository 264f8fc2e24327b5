"""The audit trail: who did what, when; to read, check and export."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth import current_actor, current_employer, needs, now, store
from app.auth.limits import limited_export
from app.db.audit import INSTALLATION
from app.fields import audit_words
from app.fields.text import day_of
from app.permissions import Action, may
from app.services import audit

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("")
@needs(Action.AUDIT_READ)
def index() -> str | tuple[str, int]:
    filters, problems = _filters()
    with store().look(current_actor(), now()) as w:
        page = audit.entries(w, filters)
        seen = {
            "chains": _named(audit.chains(w)),
            "actors": audit.actors(w, filters.chain),
            "tags": sorted(audit.sources(w, filters.chain), key=audit_words.act),
        }
    words = {"act": audit_words.act, "thing": _thing}
    answer = render_template("audit/index.html", page=page, filters=filters, problems=problems, **words, **seen)
    return (answer, 422) if problems else answer


@bp.get("/check")
@needs(Action.AUDIT_READ)
@limited_export
def check() -> str:
    """Recomputes every digest of the chains this person may read."""
    with store().look(current_actor(), now()) as w:
        breaks = list(audit.check(w))
        names = dict(_named(audit.chains(w)))
    return render_template("audit/check.html", breaks=breaks, names=names)


@bp.get("/export")
@needs(Action.AUDIT_READ)
@limited_export
def export() -> Response:
    filters, _problems = _filters()
    with store().work(current_actor(), now()) as w:
        text = audit.export(w, filters)
    answer = make_response(text.encode("utf-8-sig"))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="logboek-{now():%Y%m%d-%H%M}.csv"'
    return answer


def _thing(subject: str, fields: Mapping[str, Any]) -> tuple[str, str]:
    """What it was done to, with the address of its page for who may open that."""
    what, url = audit_words.thing(subject, fields)
    return what, url if url and _may_open(url) else ""


def _may_open(url: str) -> bool:
    endpoint, _values = current_app.url_map.bind("").match(url)
    needed = getattr(current_app.view_functions[str(endpoint)], "needs", None)
    return not isinstance(needed, Action) or may(current_actor(), needed)


def _filters() -> tuple[audit.Filters, list[str]]:
    asked, problems = request.args, []
    days: dict[str, date | None] = {"since": None, "until": None}
    for name in days:
        try:
            days[name] = day_of(asked[name].strip()) if asked.get(name, "").strip() else None
        except ValueError as error:
            problems.append(str(error))
    chain = asked.get("chain") or str(current_employer())
    filters = audit.Filters(
        chain=chain,
        tag=asked.get("tag", ""),
        actor_id=_uuid(asked.get("actor", "")),
        before=asked.get("before", None, int),
        **days,
    )
    return filters, problems


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _named(chains: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [
        (chain, name if chain != INSTALLATION else _("Installatie: accounts, personen, instellingen"))
        for chain, name in chains
    ]
