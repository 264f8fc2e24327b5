"""The register of processing (verwerkingsregister, art. 30 AVG): per purpose, and per field as a list to take away."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, render_template
from flask_babel import gettext as _

from app.auth import current_actor, needs, now, store, today
from app.auth.limits import limited_export
from app.blueprints.accounts import ROLE_NAMES
from app.fields import register_words, tables_out
from app.permissions import Action, Sight
from app.services import processings
from app.services.field_register import Entry

bp = Blueprint("processings", __name__, url_prefix="/processings")


@bp.get("")
@needs(Action.PROCESSING_READ)
def index() -> str:
    """What is held, why, on what ground, how long, where, and who reads it."""
    with store().look(current_actor(), now()) as w:
        found = processings.listed(w)
    return render_template(
        "processings/index.html",
        found=found,
        words=register_words,
        roles=ROLE_NAMES,
        readers=_readers,
        writers=_writers,
    )


@bp.get("/export/<kind>")
@needs(Action.PROCESSING_READ)
@limited_export
def export(kind: str) -> Response:
    """A line per field."""
    if kind not in tables_out.KINDS:
        abort(404)
    with store().look(current_actor(), now()) as w:
        entries = [entry for each in processings.listed(w) for entry in each.entries]
    head = [_("Doel"), _("Betrokkenen"), _("Veld"), _("Soort gegevens"), _("Klasse"), _("Grondslag"), _("Ontvangers")]
    head += [_("Bewaartermijn"), _("Vindplaats van de termijn"), _("Tabel"), _("Kolom"), _("Sleutelklasse")]
    head += [_("Wie leest"), _("Wie schrijft")]
    return tables_out.answer(kind, f"verwerkingsregister-{today().isoformat()}", head, _rows(entries))


def _rows(entries: list[Entry]) -> Iterator[list[Any]]:
    for each in entries:
        name, whose, recipients = register_words.purpose(each.personal.purpose)
        yield [
            name, whose, register_words.label(each), str(register_words.KIND_NAMES[each.personal.data_kind]),
            str(register_words.CLASS_NAMES[each.personal.field_class]), register_words.basis(each.personal.basis), recipients,
            register_words.term(each.rule), register_words.ground(each.rule), each.table, each.column,
            each.personal.key_class, ", ".join(_readers(each)), ", ".join(_writers(each)),
        ]  # fmt: skip


def _readers(entry: Entry) -> list[str]:
    seen = {role: how for role, how in entry.reads.items() if how is not Sight.NONE}
    return [f"{ROLE_NAMES[role]} ({register_words.SIGHT_NAMES[how][1]})" for role, how in seen.items()]


def _writers(entry: Entry) -> list[str]:
    return sorted(str(ROLE_NAMES[role]) for role in entry.writes)
