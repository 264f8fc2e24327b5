"""What is right and wrong with a supplier: number, registers, G-account (Waadi, Wtta, Invorderingswet 34; lending.toml)."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from staffing.problems import Problem
from staffing.problems import message as problem_message

VERIFY = "verify"
ORDER = ("problem", "warning", "attention", "fine")


@dataclass(frozen=True, slots=True)
class Admission:
    """From when what is asked of who lends out workers: the register is "open", or lending without admission "forbidden"."""

    since: date
    duty: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class RegisterLook:
    """How many days a look in the SNA register can be defended."""

    since: date
    days: int
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Look:
    """The last look in a register: the day, and whether the supplier stood there."""

    on: date
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Supplier:
    """What is known of a supplier; `is_lender` when workers are lent in or through from it."""

    is_lender: bool
    has_kvk: bool
    has_account: bool
    has_blocked_account: bool
    is_account_shared: bool = False
    sna: Look | None = None
    wtta: Look | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the controlelijst: its colour (one of ORDER), code, what mends it, and its figures."""

    level: str
    code: str
    fix: str
    figures: dict[str, str] = field(default_factory=dict)


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((files("staffing") / "lending.toml").read_text("utf-8"))


def admission_on(day: date) -> Admission | None:
    """What the Wtta asks on a day of who lends out workers; None before its register opens.

    >>> admission_on(date(2028, 1, 1)).duty, admission_on(date(2026, 11, 22))
    ('forbidden', None)
    """
    found = _on("admission", day)
    return Admission(**found) if found else None


def admissions() -> tuple[Admission, ...]:
    """All steps of the Wtta, earliest first.

    >>> [step.duty for step in admissions()]
    ['open', 'forbidden']
    """
    return tuple(sorted((Admission(**each) for each in _tables()["admission"]), key=lambda step: step.since))


def register_look_on(day: date) -> RegisterLook | None:
    """How old a look in the SNA register may be on a day; None before the first known figure.

    >>> register_look_on(date(2026, 11, 22)).days
    31
    """
    found = _on("register_look", day)
    return RegisterLook(**found) if found else None


def controlelijst(supplier: Supplier, on: date) -> tuple[Line, ...]:
    """Everything that is right or wrong with a supplier on a day, worst first; never raises.

    >>> given = Supplier(is_lender=False, has_kvk=False, has_account=True, has_blocked_account=False)
    >>> [line.code for line in controlelijst(given, date(2026, 11, 22))]
    ['supplier_kvk_missing', 'supplier_account_fine']
    """
    return tuple(sorted(_lines(supplier, on), key=lambda line: ORDER.index(line.level)))


def message(line: Line, lang: str) -> str:
    """The sentence of a line: what, why, what now.

    >>> message(Line("fine", "supplier_kvk_fine", "supplier"), "en")
    'KvK number recorded.'
    """
    return problem_message(Problem(line.code, line.fix, line.figures), lang)


def _lines(supplier: Supplier, on: date) -> Iterator[Line]:
    yield _fine_or(supplier.has_kvk, "supplier_kvk", "supplier")
    yield _fine_or(supplier.has_account, "supplier_account", "regular")
    if supplier.is_account_shared:
        yield Line("warning", "supplier_account_shared", "accounts")
    if supplier.is_lender:
        yield _fine_or(supplier.has_blocked_account, "supplier_blocked", "blocked")
        yield _sna(supplier.sna, on)
        yield _wtta(supplier.wtta, on)


def _fine_or(is_there: bool, code: str, fix: str) -> Line:
    return Line("fine", f"{code}_fine", fix) if is_there else Line("warning", f"{code}_missing", fix)


def _sna(look: Look | None, on: date) -> Line:
    if look is None:
        return Line("warning", "supplier_sna_missing", "sna")
    figures = {"day": look.on.isoformat()}
    if not look.is_listed:
        return Line("problem", "supplier_sna_unlisted", "sna", figures)
    limit = register_look_on(on)
    if limit and (on - look.on).days > limit.days:
        return Line("warning", "supplier_sna_old", "sna", figures | {"days": str(limit.days)})
    return Line("fine", "supplier_sna_fine", "sna", figures)


def _wtta(look: Look | None, on: date) -> Line:
    opened, banned = admissions()[0].since, admissions()[-1].since
    dates = {"opened": opened.isoformat(), "banned": banned.isoformat()}
    if look and look.is_listed and look.on >= opened:
        return Line("fine", "supplier_wtta_fine", "wtta", {"day": look.on.isoformat()})
    step = admission_on(on)
    if step is None:
        return Line("attention", "supplier_wtta_later", "wtta", dates)
    if step.duty == "open":
        return Line("warning", "supplier_wtta_open", "wtta", dates)
    return Line("problem", "supplier_wtta_forbidden", "wtta", dates)


def _on(name: str, day: date) -> dict[str, Any] | None:
    known = (entry for entry in _tables()[name] if entry["since"] <= day)
    return max(known, key=lambda entry: entry["since"], default=None)
