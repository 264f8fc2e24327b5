"""Why an amount is what it is, as a value, and the Dutch or English sentence for it (words.toml)."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from payroll.law import Certainty, Law, MissingFigure, naming, since
from payroll.law.tax_figures import Bracket

LANGUAGES = ("nl", "en")
OPTIONAL = re.compile(r"\[([^{]*\{(\w+)\}.*?)\]")
TERM = re.compile(r"(?:(\w+):)?(-?\d[\d.]*)")
NOUGHT = re.compile(r"-?[0.]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the law that an amount was made with; `since` is None for what does not change with the year."""

    path: str
    value: str
    since: date | None
    source: str
    certainty: Certainty

    @property
    def is_verified(self) -> bool:
        """Return whether a source stands behind the figure."""
        return self.certainty is not Certainty.VERIFY


@dataclass(frozen=True, slots=True)
class Because:
    """Why an amount is what it is: which sentence, the numbers in it, the figures of the law behind it.

    A key like `toeslag.cao_2026` is the sentence `toeslag` for who falls under `cao_2026`: the rule stands elsewhere.
    """

    key: str
    figures: Mapping[str, str]
    parameters: tuple[Parameter, ...] = ()

    @property
    def rule(self) -> str:
        """Return the name of the sentence."""
        return self.key.partition(".")[0]

    @property
    def is_unverified_rule(self) -> bool:
        """Return whether no source confirms the rule itself."""
        return bool(_entry(self).get("verify"))

    def article(self, lang: str) -> str:
        """Return the article or document the rule stands in."""
        entry = _entry(self)
        found = entry.get("article_of", {}).get(self.key.partition(".")[2], entry["article"])
        return str(found if isinstance(found, str) else found[lang])


@dataclass(frozen=True, slots=True)
class Used:
    """A figure of the law as people read it: name, value with its date, and the source for who wants to check."""

    parameter: Parameter
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """An explanation as people read it; `notice` says that the rule is unverified, empty when it isn't."""

    formula: str
    article: str
    used: tuple[Used, ...]
    notice: str


def resting_on(key: str, basis: str) -> str:
    """Return the key of a sentence whose rule stands elsewhere under this basis, the same key when it doesn't.

    >>> resting_on("toeslag", "cao_2026"), resting_on("uurloon", "cao_2026")
    ('toeslag.cao_2026', 'uurloon')
    """
    return f"{key}.{basis}" if basis in _words()["because"][key].get("article_of", {}) else key


def stored(because: Because) -> list[Any]:
    """Return an explanation as plain data, so that it stays what it was when the law files change.

    It holds the key, the figures, and of each figure of the law path, value, since and certainty.

    >>> stored(Because("uurloon", {"hours": "8", "rate": "18.00", "amount": "144.00"}))
    ['uurloon', {'hours': '8', 'rate': '18.00', 'amount': '144.00'}, []]
    """
    used = [
        [one.path, one.value, one.since and one.since.isoformat(), str(one.certainty)] for one in because.parameters
    ]
    return [because.key, dict(because.figures), used]


def restored(data: Sequence[Any], law: Law) -> Because:
    """Return the explanation that was stored; the sources of its figures are those that the law names now."""
    key, figures, used = data
    return Because(key, figures, tuple(_restored(law, one) for one in used))


def _restored(law: Law, used: Sequence[Any]) -> Parameter:
    path, value, begins, certainty = used
    try:
        source = parameter(law, path).source
    except MissingFigure:
        source = ""
    return Parameter(path, value, begins and date.fromisoformat(begins), source, Certainty(certainty))


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


def total_of(terms: Iterable[tuple[str, Decimal]]) -> str:
    """Return a sum as a figure `sum`: each term with the name of its line, or without; terms of nothing left out.

    >>> because = Because("bruto", {"sum": total_of([("uurloon", Decimal(90)), ("wachtdag", Decimal(0))]), "amount": "90"})
    >>> explanation(because, "nl").formula
    'Uurloon 90 = 90'
    """
    return " + ".join(f"{code}:{number:f}" if code else f"{number:f}" for code, number in terms if number)


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
    said = explanation(because, lang)
    parts = [said.formula, said.article, *(f"{one.name} {one.text}" for one in said.used)]
    return " ".join([f"{part}." for part in parts] + [said.notice] * bool(said.notice))


def explanation(because: Because, lang: str) -> Explanation:
    """Return the parts of the explanation, which the screen lays out and `sentence` puts in a row.

    >>> explanation(Because("uurloon", {"hours": "130", "rate": "18.00", "amount": "2340.00"}), "nl").formula
    '130 uur x 18,00 per uur = 2.340,00'
    """
    return Explanation(
        formula=_filled(_entry(because)[lang], because.figures, lang),
        article=because.article(lang),
        used=tuple(_used(one, lang) for one in because.parameters),
        notice=str(_words()["text"]["unverified_rule"][lang]) if because.is_unverified_rule else "",
    )


def message(problem: Problem, lang: str) -> str:
    """Return the sentence of a problem.

    >>> message(Problem("negatief_netto", {"amount": "-5.00"}, blocking=True), "en")
    'The amount to be paid is -5.00: nothing can be paid out. Spread the deductions over more periods.'
    """
    return _filled(_words()["problem"][problem.code][lang], problem.figures, lang)


def localised(figure: str, lang: str) -> str:
    """Return a number or ISO date as people write it.

    >>> localised("2340.00", "nl"), localised("2026-07-01", "nl"), localised("hoog", "nl")
    ('2.340,00', 'wo 1 jul 2026', 'hoog')
    """
    return naming.written(figure, lang)


def _shown(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return " | ".join(f"{one.above}: {one.rate}" if isinstance(one, Bracket) else str(one) for one in value)


def _filled(template: str, figures: Mapping[str, str], lang: str) -> str:
    """Return the template with its figures; a part in brackets only when its first figure is there and not 0."""
    said = OPTIONAL.sub(lambda part: "" if NOUGHT.fullmatch(figures.get(part[2], "0")) else part[1], template)
    return said.format_map({name: _said(name, figure, lang) for name, figure in figures.items()})


def _said(name: str, figure: str, lang: str) -> str:
    if name != "sum":
        return localised(figure, lang)
    return TERM.sub(lambda term: (f"{label(term[1], lang)} " if term[1] else "") + localised(term[2], lang), figure)


def _used(one: Parameter, lang: str) -> Used:
    texts = _words()["text"]
    since = [texts["since"][lang].format(since=naming.long_day(one.since, lang))] if one.since else []
    notes = ", ".join([*since, *([] if one.is_verified else [texts["unverified"][lang]])])
    value = naming.value_text(one.path, one.value, lang)
    return Used(one, naming.full_name(one.path, lang), f"{value} ({notes})" if notes else value)


def _entry(because: Because) -> Mapping[str, Any]:
    return _words()["because"][because.rule]


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
