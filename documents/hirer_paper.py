"""The data for a hirer on paper: exactly the permitted fields with their words, as lines and as tagged PDF (P10)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.document import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration

from documents import format_nl
from documents.hirer_data import Field, HirerFacts, Presence
from documents.payslip_pdf import NothingFetched
from staffing import brp

Line = tuple[Field, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class About:
    """For whom the paper is, of which placement, made on which day; `week` is the Monday of the hours, or None.

    `has_copy` says that the hirer is due a copy of the document besides (Wav art. 15).
    """

    placement: str
    hirer: str
    on: date
    week: date | None = None
    has_copy: bool = False


@cache
def _words(lang: str) -> dict[str, Any]:
    words: dict[str, Any] = tomllib.loads(_layout("hirer_data.toml"))[lang]
    return words


def _layout(name: str) -> str:
    return (files("documents") / "layout" / name).read_text("utf-8")


def lines(facts: HirerFacts, allowed: Iterable[Field], lang: str = "nl") -> tuple[Line, ...]:
    """(field, label, what stands there) of each allowed field, in the order given; the copy itself is no line.

    >>> person = HirerFacts(name="W. Werker", address=(), birth_date=date.min, nationality="0001", supplier=("Bureau",), bsn="1")
    >>> lines(person, [Field.NAME])
    ((<Field.NAME: 'name'>, 'Naam', ('W. Werker',)),)
    """
    words = _words(lang)
    return tuple((each, str(words[each]), _written(facts, each, lang)) for each in allowed if each is not Field.COPY)


def _written(facts: HirerFacts, name: Field, lang: str) -> tuple[str, ...]:
    words, value = _words(lang), getattr(facts, name)
    match name:
        case Field.NATIONALITY:
            return (brp.nationalities().get(facts.nationality, words["unknown"]),)
        case Field.DOCUMENT_KIND:
            return (words["kinds"][value] if value else words["unknown"],)
        case Field.HOURS:
            return tuple(_hours(facts, lang))
    if isinstance(value, Presence):
        return (_presence(value, lang),)
    if isinstance(value, date):
        return (format_nl.day(value, lang),)
    return tuple(value) or (words["unknown"],) if isinstance(value, tuple) else (value or words["unknown"],)


def _presence(held: Presence, lang: str) -> str:
    words = _words(lang)
    if not held.is_there:
        return str(words["absent"])
    return f"{words['present']}, {words['until']} {format_nl.day(held.until, lang)}" if held.until else words["present"]


def _hours(facts: HirerFacts, lang: str) -> Iterable[str]:
    words, total = _words(lang), sum((each.hours for each in facts.hours), Decimal(0))
    for each in facts.hours:
        yield f"{format_nl.day(each.day, lang)}: {format_nl.number(each.hours)} {words['hour']} ({each.kind})"
    yield f"{words['total']}: {format_nl.number(total)} {words['hour']}"


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_layout), trim_blocks=True)


def hirer_pdf(about: About, shown: Iterable[Line], lang: str = "nl") -> bytes:
    """The lines as one tagged PDF, in Dutch (`nl`) or English (`en`); the same values give the same bytes. No name in its metadata.

    >>> hirer_pdf(About("1001", "Voorbeeld BV", date(2026, 11, 22)), [])[:5]
    b'%PDF-'
    """
    words = _words(lang)
    html = _environment().get_template("hirer_data.html").render(
        about=about, lines=[(label, each) for _, label, each in shown], lang=lang, words=words, day=format_nl.day
    )  # fmt: skip
    made = HTML(string=html, url_fetcher=NothingFetched()).render(
        font_config=FontConfiguration(), stylesheets=[CSS(string=_layout("hirer_data.css"))]
    )
    made.metadata = DocumentMetadata(title=f"{words['title']} {about.placement}", lang=lang)
    pdf: bytes = made.write_pdf(pdf_tags=True)
    return pdf
