"""The disclosure register (P41): what left the house, of whom, to whom, why and by whose decision; to read and to export."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from app.auth import current_actor, current_employer, needs, now, store, today
from app.auth.limits import limited_export
from app.fields import tables_out
from app.fields.disclosure_forms import GROUNDS, KINDS, fields_in_words
from app.fields.text import day_of
from app.language import AMSTERDAM
from app.permissions import Action
from app.services import disclosures, employments
from app.services.disclosures import View

bp = Blueprint("disclosures", __name__, url_prefix="/disclosures")


@bp.get("/")
@needs(Action.DISCLOSURE_READ)
def index() -> Any:
    """The register of the chosen employer."""
    view, problems = _view()
    with store().look(current_actor(), now()) as w:
        page, counts = disclosures.page(w, view)
        names = employments.names_of(w, {row.decided_by for row in page.rows if row.decided_by})
    shown = render_template(
        "disclosures/index.html",
        page=page,
        view=view,
        problems=problems,
        names=names,
        chips=[("", _("Alle"), counts[""]), *((kind.value, label, counts[kind]) for kind, label in KINDS.items())],
        kinds=KINDS,
        grounds=GROUNDS,
        fields_in_words=fields_in_words,
    )
    return (shown, 422) if problems else shown


@bp.get("/export/<kind>")
@needs(Action.DISCLOSURE_READ)
@limited_export
def export(kind: str) -> Response:
    """Exactly what the register shows, all its pages."""
    if kind not in tables_out.KINDS:
        abort(404)
    view, _problems = _view()
    with store().work(current_actor(), now()) as w:
        disclosures.record_export(w, view, kind)
    head = [
        _("Dag"), _("Tijd"), _("Flexwerker"), _("Ontvanger"), _("Wat"), _("Gegevens"), _("Grondslag"), _("Waarvoor"),
        _("Plaatsing"), _("Wie"), _("SHA-256"),
    ]  # fmt: skip
    return tables_out.answer(kind, f"verstrekkingen-{today().isoformat()}", head, _exported(view))


def _view() -> tuple[View, list[str]]:
    asked, problems = request.args, []
    days: dict[str, date | None] = {"since": None, "until": None}
    for name in days:
        try:
            days[name] = day_of(asked[name].strip()) if asked.get(name, "").strip() else None
        except ValueError as error:
            problems.append(str(error))
    chosen = asked.get("what", "")
    view = View(
        current_employer(),
        chosen if chosen in disclosures.FILTERS else "",
        sort=asked.get("sort", "-decided_at"),
        page=asked.get("page", 1, int),
        **days,
    )
    return view, problems


def _exported(view: View) -> Iterator[list[Any]]:
    with store().look(current_actor(), now()) as w:
        names: dict[Any, str] = {}
        for row in disclosures.everything(w, view):
            if row.decided_by and row.decided_by not in names:
                names |= employments.names_of(w, {row.decided_by})
            local = row.decided_at.astimezone(AMSTERDAM)
            yield [
                local.date(), f"{local:%H:%M}", row.person.number, row.receiver, str(KINDS[row.kind]),
                fields_in_words(row.fields), str(GROUNDS[row.ground]), row.reason,
                row.placement.number if row.placement else None, names.get(row.decided_by, ""), row.sha256,
            ]  # fmt: skip
