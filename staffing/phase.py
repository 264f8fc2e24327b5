"""Fase A, B, C: where a worker stands after the weeks worked, and whether agreed terms fit (cao voor uitzendkrachten)."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from dateutil.relativedelta import relativedelta

from payroll.terms import ContractKind, Fase
from staffing.problems import Problem

ALMOST = 4  # worked weeks before the end of fase A in which the clerk is warned
WITH_FASE = frozenset({ContractKind.UITZEND, ContractKind.DETACHERING})


class NoCaoError(ValueError):
    """No cao text is known for a day."""


@dataclass(frozen=True, slots=True)
class Cao:
    """The lengths of the phases: worked weeks of A, years and contracts of B, months without work after which all begins anew."""

    name: str
    since: date
    source: str
    certainty: str
    fase_a_weeks: int
    fase_b_years: int
    fase_b_contracts: int
    reset_months: int


@cache
def _caos() -> tuple[Cao, ...]:
    texts = (
        path.read_text("utf-8") for path in (files("staffing") / "cao").iterdir() if path.name.startswith("uitzend-")
    )
    return tuple(sorted((_of(tomllib.loads(text)) for text in texts), key=lambda cao: cao.since, reverse=True))


def _of(table: dict[str, Any]) -> Cao:
    return Cao(
        name=table["name"],
        since=table["since"],
        source=table["source"],
        certainty=table["certainty"],
        fase_a_weeks=table["fase_a"]["weeks"],
        fase_b_years=table["fase_b"]["years"],
        fase_b_contracts=table["fase_b"]["contracts"],
        reset_months=table["reset"]["months"],
    )


def cao_on(day: date) -> Cao:
    """The cao in force on a day. Raises `NoCaoError` before the first one known.

    >>> cao_on(date(2026, 11, 22)).fase_a_weeks, cao_on(date(2028, 1, 1)).fase_b_years
    (52, 2)
    """
    for cao in _caos():
        if cao.since <= day:
            return cao
    raise NoCaoError(
        f"no cao voor uitzendkrachten is known on {day.isoformat()}; the first known is of {_caos()[-1].since.isoformat()}"
    )


def weeks_since_reset(mondays: Iterable[date], on: date) -> tuple[date, ...]:
    """The worked weeks that still count on a day, as Mondays: those after the last interruption longer than the interval.

    A week counts with one hour of work or of paid holiday; each is given by its Monday. Raises `NoCaoError`.

    >>> len(weeks_since_reset([date(2025, 1, 6), date(2026, 2, 2), date(2026, 2, 9)], date(2026, 3, 1)))
    2
    """
    weeks = sorted({monday for monday in mondays if monday <= on})
    counting: list[date] = []
    for monday, after in pairwise([*weeks, on]):
        counting.append(monday)
        if after > monday + timedelta(days=6) + relativedelta(months=cao_on(after).reset_months):
            counting.clear()
    return tuple(counting)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a worker stands: the lowest phase that a new contract may have, and what is left of it."""

    fase: Fase
    weeks: int
    weeks_left: int
    b_contracts: int
    b_until: date | None


def standing(mondays: Iterable[date], b_contracts: Iterable[date], on: date) -> Standing:
    """The standing on a day, from the weeks worked (Mondays) and the start dates of the contracts in fase B.

    Raises `NoCaoError`. An interruption beyond the interval sets everything back to fase A.

    >>> standing([date(2026, 2, 2)], [], date(2026, 3, 1)).weeks_left
    51
    """
    cao = cao_on(on)
    weeks = weeks_since_reset(mondays, on)
    contracts = sorted(start for start in b_contracts if weeks and weeks[0] <= start <= on)
    b_until = contracts[0] + relativedelta(years=cao.fase_b_years, days=-1) if contracts else None
    left = max(0, cao.fase_a_weeks - len(weeks))
    is_b_full = b_until is not None and (on > b_until or len(contracts) >= cao.fase_b_contracts)
    fase = Fase.C if is_b_full else Fase.B if contracts or not left else Fase.A
    return Standing(fase, len(weeks), left, len(contracts), b_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseTerms:
    """What is agreed of a contract, as far as its phase goes; `until` is None for onbepaalde tijd or an open end."""

    kind: ContractKind
    fase: Fase | None
    uitzendbeding: bool
    schriftelijk: bool
    onbepaalde_tijd: bool
    since: date
    until: date | None = None


def problems_of_terms(terms: PhaseTerms, where: Standing | None = None) -> tuple[Problem, ...]:
    """What does not fit in the agreed terms, and with the worker's standing when that is given.

    A contract may always be in a later phase than the standing asks. Cao art. 18, BW 7:691 and 7:692a.

    >>> terms = PhaseTerms(kind=ContractKind.UITZEND, fase=Fase.B, uitzendbeding=True, schriftelijk=True,
    ...                    onbepaalde_tijd=False, since=date(2026, 11, 16))
    >>> [problem.code for problem in problems_of_terms(terms)]
    ['uitzendbeding_fase']
    """
    found = [*_kind_problems(terms), *_uitzendbeding_problems(terms)]
    if where and terms.fase:
        found += _standing_problems(terms, where)
    return tuple(found)


def _kind_problems(terms: PhaseTerms) -> Iterator[Problem]:
    if terms.until and terms.until < terms.since:
        yield Problem("until_before_since", "until")
    if terms.kind in WITH_FASE and terms.fase is None:
        yield Problem("fase_missing", "fase")
    elif terms.kind not in WITH_FASE and terms.fase:
        yield Problem("fase_not_of_kind", "fase", {"kind": terms.kind})
    elif terms.fase is Fase.C and not terms.onbepaalde_tijd:
        yield Problem("fase_c_bepaalde_tijd", "onbepaalde_tijd")


def _uitzendbeding_problems(terms: PhaseTerms) -> Iterator[Problem]:
    if not terms.uitzendbeding:
        return
    if terms.kind not in WITH_FASE:
        yield Problem("uitzendbeding_kind", "uitzendbeding", {"kind": terms.kind})
    elif terms.fase and terms.fase is not Fase.A:
        yield Problem("uitzendbeding_fase", "uitzendbeding", {"fase": terms.fase})
    if terms.onbepaalde_tijd:
        yield Problem("uitzendbeding_onbepaalde_tijd", "uitzendbeding")
    if not terms.schriftelijk:
        yield Problem("uitzendbeding_schriftelijk", "schriftelijk")


def _standing_problems(terms: PhaseTerms, where: Standing) -> Iterator[Problem]:
    cao = cao_on(terms.since)
    if terms.fase is Fase.A and where.fase is not Fase.A:
        figures = {"weeks": str(where.weeks), "limit": str(cao.fase_a_weeks), "fase": where.fase}
        yield Problem("fase_a_full", "fase", figures)
    elif terms.fase is Fase.A and where.weeks_left <= ALMOST:
        yield Problem("fase_a_almost_full", "fase", {"left": str(where.weeks_left)}, blocking=False)
    elif terms.fase is Fase.B and where.fase is Fase.C:
        figures = {
            "contracts": str(where.b_contracts),
            "limit": str(cao.fase_b_contracts),
            "years": str(cao.fase_b_years),
        }
        yield Problem("fase_b_full", "fase", figures)
