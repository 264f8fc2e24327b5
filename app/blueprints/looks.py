"""Who looked at a flex worker: when, who, what and why; as a page and to take away."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store
from app.auth.limits import limited_export
from app.blueprints.flex_workers import REASONS
from app.fields import audit_words, tables_out
from app.fields.text import day_of
from app.language import moment
from app.permissions import Action
from app.services import employers, looks
from app.services.looks import Filters

bp = Blueprint("looks", __name__, url_prefix="/flex-workers/<uuid:person_id>/looks")


@bp.get("")
@needs(Action.LOOKS_READ)
def show(person_id: UUID) -> Any:
    """One line per look, newest first."""
    filters, problems = _filters()
    with store().work(current_actor(), now()) as w:
        found = looks.page(w, person_id, filters)
        places = {str(each.id): each.name for each in employers.own(w)}
    page = render_template(
        "looks/show.html",
        found=found,
        page=found.page,
        filters=filters,
        problems=problems,
        places=places,
        act=audit_words.act,
        reasons=_reasons(),
    )
    return (page, 422) if problems else page


@bp.get("/export/<kind>")
@needs(Action.LOOKS_READ)
@limited_export
def export(person_id: UUID, kind: str) -> Response:
    """Exactly the lines of the filters, all pages; the name of the file holds a number, no name."""
    if kind not in tables_out.KINDS:
        abort(404)
    filters, _problems = _filters()
    with store().work(current_actor(), now()) as w:
        number = looks.record_export(w, person_id, kind).number
    head = [_("Wanneer"), _("Wie"), _("Wat"), _("Reden")]
    return tables_out.answer(kind, f"wie-bekeek-flexwerker-{number}", head, _exported(person_id, filters))


def _exported(person_id: UUID, filters: Filters) -> Iterator[list[Any]]:
    reasons = _reasons()
    with store().look(current_actor(), now()) as w:
        for row, who in looks.everything(w, person_id, filters):
            yield [
                moment(row.at),
                who or _("het systeem"),
                audit_words.act(row.tag),
                reasons.get(row.fields.get("reason"), ""),
            ]


def _reasons() -> dict[Any, str]:
    return {code.value: str(text) for code, text in REASONS}


def _filters() -> tuple[Filters, list[str]]:
    asked, problems = request.args, []
    days: dict[str, date | None] = {"since": None, "until": None}
    for name in days:
        try:
            days[name] = day_of(asked[name].strip()) if asked.get(name, "").strip() else None
        except ValueError as error:
            problems.append(str(error))
    return Filters(
        tag=asked.get("tag", ""), actor_id=asked.get("actor", None, _uuid), page=asked.get("page", 1, int), **days
    ), problems


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None
