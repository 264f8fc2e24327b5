"""Payslips as tagged PDF: one layout for a batch, one file per payslip; no clock, no network, no name in the metadata."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from jinja2 import Environment, FunctionLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.document import Document, DocumentMetadata, Page
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from documents import format_nl, payslip_text
from documents.payslip import PayslipDocument, Section

BATCH = 50  # payslips per layout: larger is no faster and costs memory
SUMS = tuple(zip(Section, ("bruto", "netto", "te_betalen"), strict=True))


class NothingFetched(URLFetcher):  # type: ignore[misc]
    """A paper is made of what it was given: no file, no address, no font from elsewhere."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        raise ValueError(f"a paper fetches nothing, so not {url} {headers or ''}".rstrip())


def _layout(name: str) -> str:
    return (files("documents") / "layout" / name).read_text("utf-8")


@cache
def _words(lang: str) -> dict[str, Any]:
    words: dict[str, Any] = tomllib.loads(_layout("words.toml"))[lang]
    return words


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_layout), trim_blocks=True)


@cache
def _style() -> CSS:
    return CSS(string=_layout("payslip.css"))


def payslip_pdfs(documents: Sequence[PayslipDocument], lang: str = "nl") -> list[bytes]:
    """One PDF per payslip, in the same order, in Dutch (`nl`) or English (`en`); the same payslip gives the same bytes.

    A payslip that needs more than one page is laid out again by itself, so that its pages are numbered. Raises
    `PayslipDocumentError` when a code has no word. Content: BW 7:626, cao voor uitzendkrachten, annex I.

    >>> payslip_pdfs([])
    []
    """
    made: list[bytes] = []
    for start in range(0, len(documents), BATCH):
        made += _batch(documents[start : start + BATCH], lang)
    return made


def _batch(slips: Sequence[PayslipDocument], lang: str) -> Iterator[bytes]:
    rendered = _rendered(slips, lang)
    for slip, pages in zip(slips, _pages_per_slip(rendered.pages), strict=True):
        if len(pages) == 1:
            yield _written(rendered, pages, slip, lang)
        else:
            alone = _rendered([slip], lang, paged="paged")
            yield _written(alone, alone.pages, slip, lang)


def _pages_per_slip(pages: Iterable[Page]) -> Iterator[list[Page]]:
    of_one: list[Page] = []
    for page in pages:
        if of_one and any(anchor.startswith("slip-") for anchor in page.anchors):
            yield of_one
            of_one = []
        of_one.append(page)
    yield of_one


def _rendered(slips: Sequence[PayslipDocument], lang: str, paged: str = "") -> Document:
    words = _words(lang)
    text = payslip_text.PayslipText(words, lang)
    html = _environment().get_template("payslip.html").render(
        slips=slips, lang=lang, words=words, text=text, paged=paged, sums=SUMS,
        number=format_nl.number, day=format_nl.day, days=format_nl.days, grouped_iban=format_nl.grouped_iban,
    )  # fmt: skip
    return HTML(string=html, url_fetcher=NothingFetched()).render(
        font_config=FontConfiguration(), stylesheets=[_style()]
    )


def _written(rendered: Document, pages: Sequence[Page], slip: PayslipDocument, lang: str) -> bytes:
    """The pages as a document of their own: own fonts, own tags, and a title of kind and number only."""
    about = DocumentMetadata(title=f"{_words(lang)['payslip']} {slip.number}", lang=lang)
    own = Document(pages, about, NothingFetched(), rendered.font_config, {}, None)
    pdf: bytes = own.write_pdf(pdf_tags=True)
    return pdf
