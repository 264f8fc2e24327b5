"""Why an amount is what it is, as a value, and the Dutch or English sentence for it (words.toml)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from payroll.law import Certainty, Law, MissingFigure, naming, since
from payroll.law.tax_figures import Bracket

LANGUAGES = ("nl", "en")
OPTIONAL = re.compile(r"\[([^{]*\{(\w+)\}.*?)\]")
NOUGHT = re.compile(r"-?[0.]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the law that an amount was made with."""

    path: str
    value: str
    since: date
    source: str
    certainty: Certainty

    @property
    def is_verified(self) -> bool:
        """Return whether a source stands behind the figure."""
        return self.certainty is not Certainty.VERIFY


@dataclass(frozen=True, slots=True)
class Because:
    """Why an amount is what it is: which sentence, the numbers in it, the figures of the law behind it."""

    key: str
    figures: Mapping[str, str]
    parameters: tuple[Parameter, ...] = ()

    @property
    def article(self) -> str:
        """Return the article or document the rule stands in."""
        return str(_words()["because"][self.key]["article"])

    @property
    def is_unverified_rule(self) -> bool:
        """Return whether no source confirms the rule itself."""
        return bool(_words()["because"][self.key].get("verify"))


def stored(because: Because) -> list[Any]:
    """Return an explanation as plain data, so that it stays what it was when the law files change.

    It holds the key, the figures, and of each figure of the law path, value, since and certainty.

    >>> stored(Because("uurloon", {"hours": "8", "rate": "18.00", "amount": "144.00"}))
    ['uurloon', {'hours': '8', 'rate': '18.00', 'amount': '144.00'}, []]
    """
    used = [[one.path, one.value, one.since.isoformat(), str(one.certainty)] for one in because.parameters]
    return [because.key, dict(because.figures), used]


def restored(data: Sequence[Any], law: Law) -> Because:
    """Return the explanation that was stored; the sources of its figures are those that the law names now."""
    key, figures, used = data
    return Because(key, figures, tuple(_restored(law, one) for one in used))


def _restored(law: Law, used: Sequence[str]) -> Parameter:
    path, value, begins, certainty = used
    try:
        source = parameter(law, path).source
    except MissingFigure:
        source = ""
    return Parameter(path, value, date.fromisoformat(begins), source, Certainty(certainty))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a payslip; a pay run with a blocking one saves nothing."""

    code: str
    figures: Mapping[str, str]
    blocking: bool

    @property
    def message(self) -> str:
        """Return the Dutch sentence; `message(problem, "en")` gives the English one."""
        return message(self, "nl")


@cache
def parameter(law: Law, path: str) -> Parameter:
    """Return a figure of the law by its path, with its date, source and certainty.

    >>> from payroll.law import law_on
    >>> parameter(law_on(date(2026, 10, 31)), "minimumloon.adult").value
    '14.99'
    """
    table: Any = law
    *parents, name = path.split(".")
    try:
        for parent in parents:
            table = getattr(table, parent)
        value = getattr(table, name)
    except MissingFigure as unknown:
        raise MissingFigure(f"{law.year}.{path}") from unknown
    mark = table.mark(name)
    return Parameter(path, _shown(value), since(law, path), mark.source, mark.certainty)


def label(code: str, lang: str) -> str:
    """Return the name of a payslip line.

    >>> label("uurloon", "en")
    'Hourly wage'
    """
    return str(_words()["label"][code][lang])


def sentence(because: Because, lang: str) -> str:
    """Return the whole explanation: the formula with its numbers, the article, the figures of the law and their dates.

    >>> sentence(Because("uurloon", {"hours": "130", "rate": "18.00", "amount": "2340.00"}), "en")
    '130 hours x 18.00 per hour = 2,340.00. BW 7:616.'
    """
    words = _words()["because"][because.key]
    parts = [f"{formula(because, lang)}.", f"{words['article']}."]
    parts += [_parameter_text(used, lang) for used in because.parameters]
    if words.get("verify"):
        parts.append(str(_words()["text"]["unverified_rule"][lang]))
    return " ".join(parts)


def formula(because: Because, lang: str) -> str:
    """Return the first part of the explanation: the formula with its numbers.

    >>> formula(Because("uurloon", {"hours": "130", "rate": "18.00", "amount": "2340.00"}), "nl")
    '130 uur x 18,00 per uur = 2.340,00'
    """
    return _filled(_words()["because"][because.key][lang], because.figures, lang)


def message(problem: Problem, lang: str) -> str:
    """Return the sentence of a problem.

    >>> message(Problem("negatief_netto", {"amount": "-5.00"}, blocking=True), "en")
    'The amount to be paid is -5.00: nothing can be paid out. Spread the deductions over more periods.'
    """
    return _filled(_words()["problem"][problem.code][lang], problem.figures, lang)


def localised(figure: str, lang: str) -> str:
    """Return a number or ISO date as people write it.

    >>> localised("2340.00", "nl"), localised("2026-07-01", "nl"), localised("hoog", "nl")
    ('2.340,00', '01-07-2026', 'hoog')
    """
    return naming.written(figure, lang)


def _shown(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return " | ".join(f"{one.above}: {one.rate}" if isinstance(one, Bracket) else str(one) for one in value)


def _filled(template: str, figures: Mapping[str, str], lang: str) -> str:
    """Return the template with its figures; a part in brackets only when its first figure is there and not 0."""
    said = OPTIONAL.sub(lambda part: "" if NOUGHT.fullmatch(figures.get(part[2], "0")) else part[1], template)
    return said.format_map({name: localised(figure, lang) for name, figure in figures.items()})


def _parameter_text(used: Parameter, lang: str) -> str:
    texts = _words()["text"]
    template = texts["parameter" if used.is_verified else "unverified_parameter"][lang]
    name, value = naming.full_name(used.path, lang), naming.value_text(used.path, used.value, lang)
    return template.format(name=name, value=value, since=naming.long_day(used.since, lang))


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
