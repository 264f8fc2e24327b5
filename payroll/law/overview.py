"""The law of a year as people read it: tables with names, figures in words, and what changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from payroll.law import Certainty, is_of_year, law_on, years
from payroll.law.listing import FigureRow, listing
from payroll.law.naming import (
    certainty_name,
    long_day,
    row_text,
    short_name,
    source_text,
    table_name,
    text,
    with_unit,
    written,
)
from payroll.words import LANGUAGES

AGES = frozenset({"minimumloon.percentages", "minimumloon.bbl"})
Groups = dict[tuple[str, date | None], list[FigureRow]]
CODES = frozenset({"nationalities.eu", "nationalities.eea_besides_eu", "nationalities.equated"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in words; `lines` are empty when it is not known, `before` is what it was at the end of last year."""

    path: str
    name: str
    lines: tuple[str, ...]
    before: tuple[str, ...]
    since: date | None
    source: str
    certainty: Certainty
    is_changed: bool
    is_provisional: bool

    @property
    def is_unverified(self) -> bool:
        """Return whether no source stands behind it."""
        return self.certainty is Certainty.VERIFY


@dataclass(frozen=True, slots=True)
class Part:
    """A table of figures."""

    path: str
    name: str
    figures: tuple[Figure, ...]


def overview(year: int, lang: str) -> tuple[Part, ...]:
    """Return every figure of a year by table; raise NoLaw for a year without law.

    >>> stipp = next(part for part in overview(2026, "nl") if part.path == "stipp")
    >>> stipp.name, stipp.figures[1].name, stipp.figures[1].lines
    ('StiPP-pensioen', 'Premie werknemer', ('7,5 %',))
    """
    rows: dict[str, Groups] = {}
    for row in listing(year):
        table = rows.setdefault(row.figure.rpartition(".")[0], {})
        table.setdefault((row.figure, row.since), []).append(row)
    return tuple(
        Part(path, table_name(path, lang), tuple(_figure(year, each, lang) for each in _by_name(groups)))
        for path, groups in rows.items()
    )


def refused(year: str, lang: str) -> list[str]:
    """Return what is wrong with a year or language that was asked for: a line per argument, as the other faces say it.

    >>> refused("2026", "de")
    ["lang: is 'de', must be one of nl, en"]
    """
    allowed = {"year": (year, [str(each) for each in years()]), "lang": (lang, LANGUAGES)}
    return [
        f"{name}: is {asked!r}, must be one of {', '.join(known)}"
        for name, (asked, known) in allowed.items()
        if asked not in known
    ]


def listed(year: int, lang: str) -> str:
    """Return the law of a year as text, for the command line."""
    return "\n".join(_text_lines(year, lang))


def _text_lines(year: int, lang: str) -> Iterator[str]:
    for part in overview(year, lang):
        yield f"\n{part.name}"
        for one in part.figures:
            mark = "*" if one.is_changed else " "
            known = "; ".join(one.lines) or text("unknown", lang)
            about = [long_day(one.since, lang)] if one.since else []
            about += [certainty_name(one.certainty, lang), one.source]
            yield f"{mark} {one.name}: {known} ({', '.join(about)})"
            if one.is_changed and one.before:
                yield f"    {year - 1}: {'; '.join(one.before)}"


def _by_name(groups: Groups) -> Iterator[list[FigureRow]]:
    """Yield the rows of each figure, the values of one figure below each other."""
    places = {path: place for place, path in enumerate(dict.fromkeys(path for path, _ in groups))}
    for key in sorted(groups, key=lambda key: (places[key[0]], key[1] or date.min)):
        yield groups[key]


def _figure(year: int, rows: Sequence[FigureRow], lang: str) -> Figure:
    first = next((row for row in rows if row.value), rows[0])
    return Figure(
        path=first.figure,
        name=short_name(first.figure, lang),
        lines=_lines(rows, lambda row: row.value, lang),
        before=_lines(rows, lambda row: row.last_year or "", lang),
        since=first.since,
        source=source_text(first.source, lang),
        certainty=first.certainty,
        is_changed=year - 1 in years() and any(row.is_changed for row in rows),
        is_provisional=law_on(date(year, 1, 1)).provisional and is_of_year(year, first.figure),
    )


def _lines(rows: Iterable[FigureRow], value_of: Callable[[FigureRow], str], lang: str) -> tuple[str, ...]:
    known = [(row.part, value_of(row), row) for row in rows if value_of(row)]
    if not known:
        return ()
    figure, is_row = known[0][2].figure, "." in known[0][0]
    if is_row:
        return tuple(_row(list(each), lang) for _, each in groupby(known, lambda one: one[0].partition(".")[0]))
    if (known[0][0].isdigit() and figure not in AGES) or not known[0][0]:
        separator = ", " if figure in CODES else " / "
        return (with_unit(separator.join(written(value, lang) for _, value, _ in known), known[0][2].unit, lang),)
    return tuple(
        f"{_part(figure, part, lang)}: {with_unit(written(value, lang), row.unit, lang)}" for part, value, row in known
    )


def _row(cells: Sequence[tuple[str, str, FigureRow]], lang: str) -> str:
    values: dict[str, str] = {}
    for part, value, _ in cells:
        name = part.split(".")[1]
        values[name] = f"{values[name]} / {value}" if name in values else value
    return row_text(values, lang)


def _part(figure: str, key: str, lang: str) -> str:
    return text("age", lang).format(key=key) if figure in AGES else written(key, lang)
