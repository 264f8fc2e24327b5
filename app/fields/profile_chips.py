"""The chips of the list of flex workers that ask for a skill, a certificate or a day; none of them says anything of a person."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from uuid import UUID

from babel.dates import format_date
from flask_babel import get_locale, gettext

from app.db.profiles import CertificateKind
from app.fields.profile_forms import CERTIFICATES, term_name
from app.fields.text import day_of
from app.services.profile_filters import Counts, Wanted

Chips = list[tuple[str, list[tuple[str, str, int]], str]]


def wanted(asked: Mapping[str, str]) -> Wanted:
    """What the address asks for; what it says wrongly is left out."""
    skill = certificate = on = None
    with suppress(ValueError):
        skill = UUID(asked.get("skill", ""))
    with suppress(ValueError):
        certificate = CertificateKind(asked.get("certificate", ""))
    with suppress(ValueError):
        on = day_of(asked.get("available", "").strip())
    return Wanted(skill, certificate, on)


def arguments(given: Wanted) -> dict[str, str]:
    """The same for the address of an export."""
    found = {"skill": given.skill, "certificate": given.certificate, "available": given.day}
    return {name: str(value) for name, value in found.items() if value}


def chips(counts: Counts, given: Wanted) -> Chips:
    """(parameter, (value, label, count)…, label) of each row of chips with something in it."""
    every, without = gettext("Alles"), counts.without
    rows: Chips = [
        (
            "skill",
            [
                ("", every, without["skill"]),
                *((str(term.id), term_name(term.kind, term.name), n) for term, n in counts.skills),
            ],
            gettext("Kan"),
        ),
        (
            "certificate",
            [
                ("", every, without["certificate"]),
                *((kind.value, str(CERTIFICATES[kind]), n) for kind, n in counts.certificates),
            ],
            gettext("Certificaat"),
        ),
        (
            "available",
            [("", every, without["day"]), *((each.isoformat(), _short(each), n) for each, n in counts.days)],
            gettext("Beschikbaar op"),
        ),
    ]
    chosen = arguments(given)
    return [row for row in rows if row[0] in chosen or any(count for value, _label, count in row[1] if value)]


def _short(each: date) -> str:
    """`za 28 nov`."""
    return format_date(each, "EEE d MMM", locale=str(get_locale() or "nl")).replace(".", "")
