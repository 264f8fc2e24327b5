"""All figures of a year as rows, for `one-payroll law show` and the screen "wetgeving"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from itertools import chain
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from payroll.law import Certainty, Law, changes, law_on, since, tables, years
from payroll.law.loading import Table

OWN_FIELDS = frozenset({"path", "source", "certainty", "marks"})


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One value: where it stands, of which figure, from when (None: no date), how well it is known, its value at the end of last year."""

    path: str
    figure: str
    since: date | None
    value: str
    unit: str
    source: str
    certainty: Certainty
    last_year: str | None

    @property
    def part(self) -> str:
        """Return where in its figure the value stands, empty for a figure of one value."""
        return self.path.removeprefix(self.figure).removeprefix(".")

    @property
    def is_changed(self) -> bool:
        """Return whether the figure differs from the end of the year before (or was not known then)."""
        return self.value != self.last_year


def listing(year: int) -> tuple[FigureRow, ...]:
    """Return every figure of a year, one row per value in force; raise NoLaw for a year without law.

    >>> [(row.since.isoformat(), row.value, row.last_year) for row in listing(2026) if row.path == "minimumloon.adult"]
    [('2026-01-01', '14.71', '14.40'), ('2026-07-01', '14.99', '14.40')]

    A figure that was known before and is no more has an empty value.

    >>> [(row.since.month, row.value) for row in listing(2026) if row.path == "premies.maximum_dagloon"]
    [(1, '304.25'), (7, '')]
    """
    first = date(year, 1, 1)
    rows: dict[str, list[FigureRow]] = {}
    last_year = {row.path: row for row in _rows(law_on(date(year - 1, 12, 31)))} if year - 1 in years() else {}
    for day in sorted({first, *changes(year)}):
        known = {row.path: row for row in _rows(law_on(day))}
        lost = {path: replace(seen[-1], value="", since=day) for path, seen in rows.items() if path not in known}
        for row in (*known.values(), *lost.values()):
            seen = rows.setdefault(row.path, [])
            if not seen or seen[-1].value != row.value:
                before = last_year[row.path].value if row.path in last_year else None
                seen.append(replace(row, since=day if seen else row.since, last_year=before))
    gone = [row for path, row in last_year.items() if path not in rows]
    return (*chain(*rows.values()), *(replace(row, since=first, value="", last_year=row.value) for row in gone))


def unverified(table: Table, *names: str) -> Iterator[str]:
    """Return a sentence for each of these figures that nobody has verified.

    >>> list(unverified(law_on(date(2024, 1, 1)).loonheffing, "lmax"))
    ['2024.loonheffing.lmax: not verified (rule of the other years: g4 rounded up to a multiple of 270)']
    """
    for name in names:
        mark = table.mark(name)
        if table.has(name) and mark.certainty is Certainty.VERIFY:
            yield f"{table.path}.{name}: not verified ({mark.source})"


def _rows(law: Law) -> Iterator[FigureRow]:
    for table in tables(law):
        units = get_type_hints(type(table), include_extras=True)
        for name in units:
            if name not in OWN_FIELDS and table.has(name) and not isinstance(getattr(table, name), Table):
                yield from _rows_of(law, table, name, units[name])


def _rows_of(law: Law, table: Table, name: str, hint: Any) -> Iterator[FigureRow]:
    path, mark = f"{table.path.partition('.')[2]}.{name}", table.mark(name)
    begins = since(law, path)
    for key, unit, value in _leaves(getattr(table, name), hint):
        yield FigureRow(f"{path}{key}", path, begins, value, unit, mark.source, mark.certainty, None)


def _leaves(value: Any, hint: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the key below the figure, the unit and the value of each single value in it."""
    inner = get_args(hint)
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _below(f".{key}", item, inner[1])
    elif isinstance(value, tuple):
        for place, item in enumerate(value, start=1):
            yield from _below(f".{place}", item, inner[0])
    elif is_dataclass(value):
        units = get_type_hints(type(value), include_extras=True)
        for field in fields(value):
            yield from _below(f".{field.name}", getattr(value, field.name), units[field.name])
    else:
        yield "", inner[1] if get_origin(hint) is Annotated else "", _text(value)


def _below(key: str, value: Any, hint: Any) -> Iterator[tuple[str, str, str]]:
    return ((f"{key}{rest}", unit, text) for rest, unit, text in _leaves(value, hint))


def _text(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
