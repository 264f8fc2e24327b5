"""The machine-readable zone of a travel document (ICAO doc 9303: TD1, TD2, TD3), read with all its check digits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from staffing.problems import Problem

FILLER: Final = "<"
WEIGHTS: Final = (7, 3, 1)
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ODD_KEYS: Final = str.maketrans({"«": "<<", "‹": "<", "\x02": "", "\x03": "", "\ufeff": ""})
CENTURY: Final = 100


class Layout(StrEnum):
    """The three sizes of documents: a card, an older larger card, a passport."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"


# Lines, their length, and the line that holds only filler after its text, so that a typist may leave the filler out.
SHAPES: Final = {Layout.TD1: (3, 30, 2), Layout.TD2: (2, 36, 0), Layout.TD3: (2, 44, 0)}


@dataclass(frozen=True, slots=True, repr=False)
class Mrz:
    """What the zone says; `optional` may hold a BSN, so nothing of it is ever printed by accident."""

    layout: Layout
    code: str
    issuer: str
    number: str
    nationality: str
    birth_date: date | None
    sex: str
    expires_on: date
    surname: str
    given_names: str
    optional: str
    is_truncated: bool

    def __repr__(self) -> str:
        return f"Mrz({self.layout})"


@dataclass(frozen=True, slots=True, repr=False)
class _Zone:
    """The parts of one layout, as they stand in it."""

    layout: Layout
    code: str
    issuer: str
    number: tuple[str, str]
    birth: tuple[str, str]
    sex: str
    expiry: tuple[str, str]
    nationality: str
    optional: str
    optional_digit: str | None
    composite: tuple[str, str]
    names: str


def check_digit(text: str) -> int:
    """The check digit of a part of the zone: letters are 10 to 35, filler 0, weights 7 3 1. Raises ValueError on another character.

    ICAO doc 9303 part 3, 4.9.

    >>> check_digit("L898902C3"), check_digit("740812")
    (6, 2)
    """
    values = (0 if each == FILLER else ALPHABET.index(each) for each in text)
    return sum(value * WEIGHTS[place % 3] for place, value in enumerate(values)) % 10


def read_mrz(text: str, today: date) -> tuple[Mrz | None, tuple[Problem, ...]]:
    r"""What a typed or scanned zone says; with any problem there is none. `today` decides the century of two-digit years.

    Spaces, newlines, lower case and left-out filler at the end of the names are forgiven, a wrong check digit is not.
    No problem holds anything of the zone itself. ICAO doc 9303 parts 3 to 6.

    >>> zone = "P<UTOERIKSSON<<ANNA<MARIA\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    >>> read_mrz(zone, date(2026, 11, 22))[0].expires_on
    datetime.date(2012, 4, 15)
    >>> [problem.code for problem in read_mrz(zone.replace("7408122", "7408123"), date(2026, 11, 22))[1]]
    ['mrz_check_digit_birth_date', 'mrz_check_digit_mrz']
    """
    lines = _lines(text)
    if isinstance(lines, Problem):
        return None, (lines,)
    zone = _ZONES[len(lines), len(lines[0])](lines)
    problems = tuple(_problems(zone, today))
    expires_on = _expiry(zone.expiry[0], today)
    return (None if problems or expires_on is None else _mrz(zone, expires_on, today)), problems


def _lines(text: str) -> list[str] | Problem:
    plain = text.translate(ODD_KEYS).upper()
    rows = [row for row in ("".join(line.split()) for line in plain.splitlines()) if row]
    joined = "".join(rows)
    if any(each not in ALPHABET and each != FILLER for each in joined):
        return Problem("mrz_character", "mrz")
    if joined.startswith("D") and len(joined) == SHAPES[Layout.TD1][1]:
        return Problem("driving_licence", "kind")
    for count, length, filled in SHAPES.values():
        if len(rows) == count and len(rows[filled]) < length:
            padded = [row.ljust(length, FILLER) if place == filled else row for place, row in enumerate(rows)]
            if all(len(row) == length for row in padded):
                return padded
        if len(joined) == count * length:
            return [joined[start : start + length] for start in range(0, len(joined), length)]
    return Problem("mrz_length", "mrz", {"length": str(len(joined))})


def _td1(lines: list[str]) -> _Zone:
    first, second, names = lines
    number, digit, rest = _long_number(first[5:14], first[14], first[15:30])
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    return _Zone(
        Layout.TD1, first[0:2], first[2:5], (number, digit), (second[0:6], second[6]), second[7],
        (second[8:14], second[14]), second[15:18], rest + second[18:29], None, (composite, second[29]), names,
    )  # fmt: skip


def _td2(lines: list[str]) -> _Zone:
    names, second = lines
    number, digit, rest = _long_number(second[0:9], second[9], second[28:35])
    return _Zone(
        Layout.TD2, names[0:2], names[2:5], (number, digit), (second[13:19], second[19]), second[20],
        (second[21:27], second[27]), second[10:13], rest, None,
        (second[0:10] + second[13:20] + second[21:35], second[35]), names[5:],
    )  # fmt: skip


def _td3(lines: list[str]) -> _Zone:
    names, second = lines
    return _Zone(
        Layout.TD3, names[0:2], names[2:5], (second[0:9], second[9]), (second[13:19], second[19]), second[20],
        (second[21:27], second[27]), second[10:13], second[28:42], second[42],
        (second[0:10] + second[13:20] + second[21:43], second[43]), names[5:],
    )  # fmt: skip


_ZONES: Final = {(3, 30): _td1, (2, 36): _td2, (2, 44): _td3}


def _long_number(number: str, digit: str, optional: str) -> tuple[str, str, str]:
    """A number of more than nine characters goes on in the optional part, its check digit behind it (9303-5, note j)."""
    more, _, rest = optional.partition(FILLER)
    if digit != FILLER or not more:
        return number, digit, optional
    return number + more[:-1], more[-1], rest


def _problems(zone: _Zone, today: date) -> Iterator[Problem]:
    checked = [
        ("number", *zone.number),
        ("birth_date", *zone.birth),
        ("expires_on", *zone.expiry),
        ("mrz", *zone.composite),
    ]
    if zone.optional_digit not in {None, FILLER} or zone.optional.strip(FILLER):
        checked += [("optional", zone.optional, zone.optional_digit)] if zone.optional_digit else []
    for part, text, digit in checked:
        if digit != str(check_digit(text)):
            yield Problem(f"mrz_check_digit_{part}", "mrz")
    if zone.code[0] == "V" or zone.code[0] not in "PIAC":
        yield Problem("mrz_kind", "mrz")
    if zone.sex not in {"M", "F", FILLER}:
        yield Problem("mrz_sex_unreadable", "mrz")
    if _expiry(zone.expiry[0], today) is None:
        yield Problem("mrz_date_expires_on", "mrz")
    if FILLER not in zone.birth[0] and _birth(zone.birth[0], today) is None:
        yield Problem("mrz_date_birth_date", "mrz")
    if not zone.names.strip(FILLER) or not zone.number[0].strip(FILLER):
        yield Problem("mrz_empty", "mrz")


def _mrz(zone: _Zone, expires_on: date, today: date) -> Mrz:
    surname, _, given = zone.names.rstrip(FILLER).partition(FILLER * 2)
    return Mrz(
        layout=zone.layout,
        code=zone.code.rstrip(FILLER),
        issuer=zone.issuer.rstrip(FILLER),
        number=zone.number[0].rstrip(FILLER),
        nationality=zone.nationality.rstrip(FILLER),
        birth_date=_birth(zone.birth[0], today),
        sex=zone.sex.strip(FILLER),
        expires_on=expires_on,
        surname=_spaced(surname),
        given_names=_spaced(given),
        optional=zone.optional.strip(FILLER),
        is_truncated=not zone.names.endswith(FILLER),
    )


def _spaced(names: str) -> str:
    return " ".join(names.replace(FILLER, " ").split())


def _birth(text: str, today: date) -> date | None:
    """The last such day that is not in the future; None when part of it is unknown."""
    found = _day(text, today.year - today.year % CENTURY)
    return found if found is None or found <= today else _day(text, today.year - today.year % CENTURY - CENTURY)


def _expiry(text: str, today: date) -> date | None:
    """The day in the century that brings it nearest: within fifty years of today."""
    this = today.year - today.year % CENTURY
    found = (_day(text, this + shift) for shift in (-CENTURY, 0, CENTURY))
    return min((day for day in found if day), key=lambda day: abs(day - today), default=None)


def _day(text: str, century: int) -> date | None:
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None
