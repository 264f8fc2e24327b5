"""Dated law: `law_on(day)` gives every figure in force on a day, typed and with its source."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from payroll.law.figures import Law
from payroll.law.loading import (
    Certainty,
    LawDataError,
    LawError,
    MissingFigure,
    NoLaw,
    Table,
    build,
    check_days,
    hints,
    is_dated,
)

__all__ = [
    "Certainty",
    "Law",
    "LawDataError",
    "LawError",
    "MissingFigure",
    "NoLaw",
    "Provisional",
    "changes",
    "definitive_law_on",
    "is_of_year",
    "law_on",
    "since",
    "tables",
    "years",
]

STANDING = "standing.toml"


class Provisional(LawError):  # noqa: N818  # house.md: problems are nouns
    """The law of this year is not final, so nobody can be paid by it."""


@cache
def years() -> tuple[int, ...]:
    """Return the years that have a law file, in order.

    >>> years()[0]
    2022
    """
    names = (entry.name.removesuffix(".toml") for entry in files(__package__).iterdir())
    return tuple(sorted(int(name) for name in names if name.isdigit()))


def law_on(day: date) -> Law:
    """Return the law in force on a day; raise NoLaw when that year has no file.

    >>> law_on(date(2026, 6, 30)).minimumloon.adult, law_on(date(2026, 7, 1)).minimumloon.adult
    (Decimal('14.71'), Decimal('14.99'))
    """
    passed = [change for change in changes(day.year) if change <= day]
    return _law(day.year, max(passed, default=date(day.year, 1, 1)))


def definitive_law_on(day: date) -> Law:
    """Return the law for a payment on a day; raise Provisional when the year's figures are not final.

    >>> definitive_law_on(date(2026, 1, 1)).year
    2026
    """
    law = law_on(day)
    if law.provisional:
        raise Provisional(f"{law.year}: the figures of this year are provisional; nobody can be paid by them")
    return law


def tables(figures: Law | Table) -> Iterator[Table]:
    """Return every table of the law, the nested ones after their parent.

    >>> next(tables(law_on(date(2026, 1, 1)))).path
    '2026.tabel'
    """
    for name in hints(type(figures)):
        value = figures.__dict__.get(name)
        if isinstance(value, Table):
            yield value
            yield from tables(value)


def since(law: Law, path: str) -> date | None:
    """Return the day from which the figure at `path` holds: its own, or the first of its year; None when it has none.

    >>> law = law_on(date(2026, 10, 31))
    >>> since(law, "minimumloon.adult"), since(law, "premies.awf_high"), since(law, "anoniementarief.rate")
    (datetime.date(2026, 7, 1), datetime.date(2026, 1, 1), None)
    """
    raw: Any = _raw(law.year)[0]
    for name in path.split("."):
        raw = raw.get(name)
    if is_dated(raw):
        return max((item["since"] for item in raw if item["since"] <= law.on), default=None)
    return date(law.year, 1, 1) if is_of_year(law.year, path) else None


def is_of_year(year: int, path: str) -> bool:
    """Return whether the table of a figure stands in the file of that year, not among what stays.

    >>> is_of_year(2027, "loonheffing.ahk.m1"), is_of_year(2027, "tabel.lv")
    (True, False)
    """
    return path.partition(".")[0] in _raw(year)[0] and path.partition(".")[0] not in _read(STANDING)[0]


@cache
def _read(name: str) -> tuple[Mapping[str, Any], bytes]:
    content = files(__package__).joinpath(name).read_bytes()
    return tomllib.loads(content.decode(), parse_float=Decimal), content


@cache
def _raw(year: int) -> tuple[Mapping[str, Any], str]:
    if year not in years():
        raise NoLaw(f"{year}: there is no law for this year (known: {years()[0]}-{years()[-1]})")
    standing, standing_content = _read(STANDING)
    own, content = _read(f"{year}.toml")
    if twice := set(standing) & set(own):
        raise LawDataError(f"{year}: {', '.join(sorted(twice))} stands in {STANDING} too")
    if own.get("year") != year:
        raise LawDataError(f"{year}: the file says it is of year {own.get('year')}")
    check_days(own, str(year), year)
    check_days(standing, STANDING.removesuffix(".toml"), None)
    return {**standing, **own}, sha256(content + standing_content).hexdigest()


@cache
def changes(year: int) -> tuple[date, ...]:
    """Return the days within a year on which a figure changes.

    >>> changes(2026)
    (datetime.date(2026, 1, 1), datetime.date(2026, 7, 1))
    """
    return tuple(sorted({day for day in _dates(_raw(year)[0]) if day.year == year}))


def _dates(raw: Any) -> Iterator[date]:
    if is_dated(raw):
        yield from (item["since"] for item in raw)
    elif isinstance(raw, dict):
        for value in raw.values():
            yield from _dates(value)


@cache
def _law(year: int, day: date) -> Law:
    raw, fingerprint = _raw(year)
    law = build(Law, {**raw, "fingerprint": fingerprint}, str(year), day)
    law.__dict__.update(path=str(year), on=day)
    law.__dict__["unverified"] = tuple(_unverified(law))
    return law


def _unverified(law: Law) -> Iterator[str]:
    for table in tables(law):
        if table.certainty is Certainty.VERIFY:
            yield table.path
        yield from (f"{table.path}.{name}" for name, m in table.marks.items() if m.certainty is Certainty.VERIFY)
