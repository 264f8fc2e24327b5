"""The figures of the law in people's words: names, units and values, in Dutch and English (names.toml)."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from babel.dates import format_date

from payroll.law import Certainty, Law

NUMBER = re.compile(r"-?\d+(\.\d+)?")
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
DUTCH = str.maketrans(",.", ".,")


def table_name(path: str, lang: str) -> str:
    """Return the name of a table of figures.

    >>> table_name("loonheffing.ark", "nl")
    'Arbeidskorting'
    """
    return _name("table", path, lang)


def short_name(path: str, lang: str) -> str:
    """Return the name of a figure within its table.

    >>> short_name("loonheffing.ark.o", "nl")
    'Opbouwpercentages'
    """
    return _name("figure", path if path in _names()["figure"] else path.rpartition(".")[2], lang)


def full_name(path: str, lang: str) -> str:
    """Return the name of a figure where its table does not stand above it.

    >>> full_name("loonheffing.ark.o", "nl"), full_name("stipp.employee", "nl")
    ('Arbeidskorting: opbouwpercentages', 'StiPP-premie werknemer')
    >>> full_name("loonheffing.brackets.aow_1946", "nl")
    'Belastingschijven: AOW-leeftijd, geboren in 1946 of later'
    """
    if path in _names()["full"]:
        return _name("full", path, lang)
    name = short_name(path, lang)
    after = name if name[1:2].isupper() else f"{name[0].lower()}{name[1:]}"
    return f"{table_name(path.rpartition('.')[0], lang)}: {after}"


def certainty_name(certainty: Certainty, lang: str) -> str:
    """Return how well a figure is known, in words.

    >>> certainty_name(Certainty.VERIFY, "nl")
    'te verifiëren'
    """
    return _name("certainty", certainty, lang)


def source_text(source: str, lang: str) -> str:
    """Return a source as people read it; titles are alike in every language.

    >>> source_text("BW 7:629", "nl"), source_text("no source", "nl"), source_text("no source", "en")
    ('BW 7:629', 'geen bron', 'no source')
    """
    translated: Mapping[str, Any] = _names()["source"]
    return str(translated.get(source, source)) if lang == "nl" else source


def written(value: str, lang: str) -> str:
    """Return a number, an ISO date or a word of the law as people write it.

    >>> written("2340.00", "nl"), written("2026-07-01", "nl"), written("hoog", "en")
    ('2.340,00', 'wo 1 jul 2026', 'high')
    """
    if ISO_DATE.fullmatch(value):
        return short_day(date.fromisoformat(value), lang)
    if not NUMBER.fullmatch(value):
        return _name("word", value, lang) if value in _names()["word"] else value
    english = f"{Decimal(value):,}"
    return english.translate(DUTCH) if lang == "nl" else english


@cache
def short_day(day: date, lang: str) -> str:
    """Return a day as screens, sentences and papers write it.

    >>> short_day(date(2026, 11, 16), "nl")
    'ma 16 nov 2026'
    """
    return format_date(day, "EEE d MMM y", locale=lang).replace(".", "")


def long_day(day: date, lang: str) -> str:
    """Return a day with its month in letters.

    >>> long_day(date(2026, 1, 1), "nl")
    '1 januari 2026'
    """
    return f"{day.day} {_names()['date']['months'][lang][day.month - 1]} {day.year}"


def with_unit(value: str, unit: str, lang: str) -> str:
    """Return a value that is already written, with its unit.

    >>> with_unit("0,25", "EUR", "nl"), with_unit("7,5", "%", "nl")
    ('€ 0,25', '7,5 %')
    """
    return _name("unit", unit, lang).format(value=value) if unit in _names()["unit"] else value


def value_text(path: str, value: str, lang: str) -> str:
    """Return the value of a figure as `Parameter` holds it, with its unit.

    >>> value_text("stipp.employee", "7.5", "nl"), value_text("untaxed.km", "0.25", "en")
    ('7,5 %', '€ 0.25')
    >>> value_text("loonheffing.brackets.under_aow", "0: 35.75 | 38883: 37.56", "nl")
    'vanaf € 0: 35,75 %; vanaf € 38.883: 37,56 %'
    """
    if path == "aow.ages":
        return row_text(dict(zip(("years", "months"), value.split(" | "), strict=True)), lang)
    parts = [part.split(": ") for part in value.split(" | ")]
    if all(len(part) == 2 for part in parts):
        return "; ".join(row_text({"above": above, "rate": rate}, lang) for above, rate in parts)
    return with_unit(" / ".join(written(part, lang) for part in value.split(" | ")), unit_of(path), lang)


def row_text(values: Mapping[str, str], lang: str) -> str:
    """Return one row of a figure that is a table of its own.

    >>> row_text({"since": "2024-01-01", "years": "67", "months": "0"}, "nl")
    'vanaf ma 1 jan 2024: 67 jaar en 0 maanden'
    """
    template = _name("row", " ".join(values), lang)
    return template.format_map({name: _joined(value, lang) for name, value in values.items()})


def text(key: str, lang: str) -> str:
    """Return a template of the listing.

    >>> text("unknown", "en")
    'not known'
    """
    return _name("text", key, lang)


@cache
def unit_of(path: str) -> str:
    """Return the unit of a figure, empty when it has none.

    >>> unit_of("minimumloon.adult"), unit_of("loonheffing.ark.o"), unit_of("stipp.contract_number")
    ('EUR per hour', 'per euro', '')
    """
    hint: Any = Law
    for name in path.split("."):
        hint = get_type_hints(hint, include_extras=True)[name]
    while get_origin(hint) is not Annotated and get_args(hint):
        hint = next(arg for arg in reversed(get_args(hint)) if arg is not Ellipsis)
    return str(get_args(hint)[1]) if get_origin(hint) is Annotated else ""


def _joined(value: str, lang: str) -> str:
    return " / ".join(written(each, lang) for each in value.split(" / "))


def _name(kind: str, key: str, lang: str) -> str:
    return str(_names()[kind][key][lang])


@cache
def _names() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))
