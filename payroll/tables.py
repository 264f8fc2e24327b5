"""`python -m payroll table` and `bijzonder-tarief`: the loonheffing tables as CSV, for people and programs to check."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

from payroll.bijzonder_tarief import Row, is_official, official, rows
from payroll.fields import printable
from payroll.herleiding import COLOURS, RESIDENCES
from payroll.law import Law, MissingFigure, law_on, years
from payroll.law.listing import unverified
from payroll.loonheffing import AgeClass, Column, TaxProfile, column, per_period, table_wage, year_tax
from payroll.period import PeriodKind

LABELS = {AgeClass.UNDER_AOW: "under_aow", AgeClass.AOW_1945: "aow1945", AgeClass.AOW_1946: "aow1946"}
REFUSED = 2
Cells = Callable[[int], str]
Columns = Mapping[str, Cells]


class FaceError(ValueError):
    """The command line asks for something that can't be given; each argument is one line `field: what is wrong`."""


class _Parser(ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        """Raise FaceError in the form `field: what is wrong`."""
        raise FaceError(message.removeprefix("argument --"))


def main(argv: Sequence[str]) -> int:
    """Run the face `table` or `bijzonder-tarief` and return the exit status: 0, or 2 for a wrong input.

    >>> main(["table", "--year", "1999", "--period", "month", "--colour", "wit"])
    2
    """
    face, *arguments = argv
    try:
        asked = _asked(face, arguments)
        law = law_on(date(int(asked["year"]), 12, 31))
        made = table(law, asked) if face == "table" else beloningen(law, asked)
    except (FaceError, MissingFigure) as error:
        sys.stderr.writelines(f"{printable(str(argument))}\n" for argument in error.args)
        return REFUSED
    lines, notes = made
    csv.writer(sys.stdout, lineterminator="\n").writerows(lines)
    sys.stderr.writelines(f"{note}\n" for note in (*_provisional(law), *notes))
    return 0


def _asked(face: str, arguments: Sequence[str]) -> dict[str, str]:
    parser = _Parser(prog=f"python -m payroll {face}", allow_abbrev=False)
    allowed = {"year": [str(year) for year in years()], "colour": COLOURS, "residence": RESIDENCES}
    if face == "table":
        allowed["period"] = [str(kind) for kind in PeriodKind]
    for name in allowed:
        parser.add_argument(f"--{name}", default="nl" if name == "residence" else "")
    known, unknown = parser.parse_known_args(arguments)
    asked: dict[str, str] = vars(known)
    problems = [f"{word}: is not known to {face}" for word in unknown]
    for name, values in allowed.items():
        if asked[name] not in values:
            said = f"is {asked[name]!r}" if asked[name] else "is missing"
            problems.append(f"{name}: {said}, must be one of {', '.join(values)}")
    if problems:
        raise FaceError(*problems)
    return asked


def table(law: Law, asked: Mapping[str, str]) -> tuple[Iterator[list[str]], list[str]]:
    """Return the lines of a period table and what must be said about it; cells that need an unknown figure are empty.

    >>> lines, notes = table(law_on(date(2026, 1, 1)), {"period": "month", "colour": "wit", "residence": "nl"})
    >>> [line[:4] for line in lines][888]
    ['3996.00', '1442.17', '818.67', '461.00']
    """
    factor = law.tabel.factor(PeriodKind(asked["period"]))
    columns: dict[str, Cells] = {}
    notes = []
    for age in AgeClass:
        try:
            columns |= _plain_columns(age, asked, law, factor)
        except MissingFigure as missing:
            notes.append(f"{missing}; the columns of {LABELS[age]} are left out")
            continue
        try:
            columns |= _credit_columns(age, asked, law, factor)
        except MissingFigure as missing:
            columns |= dict.fromkeys(_credit_names(age), _empty)
            notes.append(f"{missing}; the cells of {LABELS[age]} that need it are empty")
    return _table_lines(columns, law, factor), [*notes, *_unverified(law, asked)]


def _plain_columns(age: AgeClass, asked: Mapping[str, str], law: Law, factor: int) -> Columns:
    without = column(TaxProfile(age, False, asked["colour"], asked["residence"]), law)
    return {f"{LABELS[age]}_without": _tax_cells(without, factor)}


def _credit_columns(age: AgeClass, asked: Mapping[str, str], law: Law, factor: int) -> Columns:
    credited = column(TaxProfile(age, True, asked["colour"], asked["residence"]), law)
    with_credit, arbeidskorting = _credit_names(age)
    return {
        with_credit: _tax_cells(credited, factor),
        arbeidskorting: lambda year_wage: _amount(per_period(year_tax(year_wage, credited).ark, factor)),
    }


def _credit_names(age: AgeClass) -> tuple[str, str]:
    return f"{LABELS[age]}_with", f"{LABELS[age]}_arbeidskorting"


def _empty(_year_wage: int) -> str:
    return ""


def _tax_cells(of: Column, factor: int) -> Cells:
    return lambda year_wage: _amount(per_period(year_tax(year_wage, of).tax, factor))


def _table_lines(columns: Columns, law: Law, factor: int) -> Iterator[list[str]]:
    yield ["tabelloon", *columns]
    step = law.tabel.lv
    for year_wage in range(step, law.loonheffing.lmax + step, step):
        yield [str(table_wage(year_wage, factor)), *(cells(year_wage) for cells in columns.values())]


def _amount(cents: int) -> str:
    euro, rest = divmod(cents, 100)
    return f"{euro}.{rest:02d}"


def beloningen(law: Law, asked: Mapping[str, str]) -> tuple[list[list[str]], list[str]]:
    """Return the lines of the table of special rewards, a row where something changes (the official rows as published).

    >>> beloningen(law_on(date(2026, 1, 1)), {"colour": "groen", "residence": "nl"})[0][1]
    ['0', '35.75', '0', '0', '17.85', '0', '0', '17.85', '0', '0']
    """
    columns: dict[AgeClass, tuple[Row, ...]] = {}
    plain: set[AgeClass] = set()
    notes: list[str] = []
    for age in AgeClass:
        profile = TaxProfile(age, True, asked["colour"], asked["residence"])
        try:
            columns[age] = official(profile, law) if is_official(profile, law) else rows(profile, law)
        except MissingFigure as missing:
            plain.add(age)
            columns |= _plain_rows(profile, law)
            lost = "cells" if age in columns else "columns"
            notes.append(f"{missing}; the {lost} of {LABELS[age]} that need it are left out")
    starts = sorted({item.row_from for column_rows in columns.values() for item in column_rows})
    header = [f"{LABELS[age]}_{name}" for age in columns for name in ("without", "standard", "offset")]
    lines = [["from_year_wage", *header]]
    lines += [[str(start), *_row_cells(columns, plain, start)] for start in starts]
    is_derived = asked["residence"] != "nl" or not law.has("bijzondere_beloningen")
    rule = unverified(law.bijzonder_tarief, "bound_shift") if is_derived else ()
    return lines, [*notes, *rule, *_unverified(law, asked)]


def _plain_rows(profile: TaxProfile, law: Law) -> dict[AgeClass, tuple[Row, ...]]:
    """Return the rows without loonheffingskorting, nothing when the year doesn't have this age."""
    with suppress(MissingFigure):
        return {profile.age_class: rows(replace(profile, has_loonheffingskorting=False), law)}
    return {}


def _row_cells(columns: Mapping[AgeClass, tuple[Row, ...]], plain: Collection[AgeClass], start: int) -> Iterator[str]:
    for age, column_rows in columns.items():
        found = next(item for item in reversed(column_rows) if item.row_from <= start)
        yield _percent(found.without)
        yield from ("", "") if age in plain else (_percent(found.standard), _percent(found.offset))


def _percent(value: Decimal) -> str:
    """Return a percentage as the official table writes it, without closing zeros.

    >>> _percent(Decimal("49.50")), _percent(Decimal("0.00")), _percent(Decimal("30"))
    ('49.5', '0', '30')
    """
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _provisional(law: Law) -> list[str]:
    return [f"{law.year}: the figures of this year are provisional"] if law.provisional else []


def _unverified(law: Law, asked: Mapping[str, str]) -> Iterator[str]:
    """Yield one sentence per figure used that nobody has verified."""
    korting = ("ahk", "ouk", "ark") if asked["colour"] == "wit" else ("ahk", "ouk")
    yield from unverified(law.loonheffing, "lmax")
    for name in (*korting, *(f"{credit}_aow" for credit in korting), "brackets"):
        if law.loonheffing.has(name):
            symbol = getattr(law.loonheffing, name)
            yield from unverified(symbol, *vars(symbol))
    yield from unverified(getattr(law.residences, asked["residence"]), *korting)
