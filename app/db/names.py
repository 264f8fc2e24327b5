"""How somebody is called: the parts of a name, and which of them are used."""

import unicodedata
from enum import StrEnum
from typing import Any


class Naamgebruik(StrEnum):
    """Whose last name somebody uses, the own or that of the partner (BRP 61.10: E, P, V, N)."""

    OWN = "own"
    PARTNER = "partner"
    PARTNER_OWN = "partner_own"
    OWN_PARTNER = "own_partner"


# The parts of a name that are dated; the names are those of PersonRow and PersonNameRow.
PARTS = ("initials", "first_name", "name_prefix", "last_name", "partner_prefix", "partner_last_name", "naamgebruik")


FINDABLE = 480


def called(own: tuple[str, str], partner: tuple[str, str], use: str) -> tuple[str, str]:
    """(prefix, last name) as somebody is called, from the (prefix, last name) of both; the second of two keeps its prefix."""
    if not partner[1] or use == Naamgebruik.OWN:
        return own
    if use == Naamgebruik.PARTNER:
        return partner
    first, second = (partner, own) if use == Naamgebruik.PARTNER_OWN else (own, partner)
    return first[0], f"{first[1]}-{' '.join(part for part in second if part)}"


def plain(text: str) -> str:
    """A text as it is searched and sorted: without accents and capitals."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in spread if not unicodedata.combining(each)).split())


def search_name(last_name: str, name_prefix: str, first_name: str) -> str:
    """A name as it is searched and sorted, last name first."""
    return plain(f"{last_name} {name_prefix} {first_name}")


def called_by(parts: Any) -> tuple[str, str]:
    """(prefix, last name) as the one with these parts, a row or what was entered, is called."""
    own, partner = (parts.name_prefix, parts.last_name), (parts.partner_prefix, parts.partner_last_name)
    return called(own, partner, parts.naamgebruik)


def sorted_by(parts: Any) -> str:
    """What the one with these parts is sorted and found by: the name as called, and the own last name too when that differs."""
    prefix, last_name = called_by(parts)
    own = "" if last_name == parts.last_name else parts.last_name
    return plain(f"{last_name} {prefix} {parts.first_name} {own}")[:FINDABLE]
