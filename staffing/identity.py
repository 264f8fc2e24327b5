"""Who somebody is, from an identity document: which kinds count, and whether its zone says what was typed."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from payroll.law import LawError, law_on
from staffing.mrz import Mrz
from staffing.names import initials_of, is_same_name
from staffing.problems import Problem


class DocumentKind(StrEnum):
    """What people show; the driving licence is here so that it can be refused by name."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    RESIDENCE_DOCUMENT = "residence_document"
    DRIVING_LICENCE = "driving_licence"


ACCEPTED: Final = frozenset(DocumentKind) - {DocumentKind.DRIVING_LICENCE}
DUTCH_ISSUER: Final = "NLD"
BSN_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Typed:
    """What was typed of a person and their document; nationality is a BRP code, sex M, F or empty.

    Of a candidate there may be no birth date, nationality or initials: what is not typed differs from nothing.
    """

    kind: DocumentKind
    number: str
    last_name: str
    initials: str
    birth_date: date | None
    nationality: str
    expires_on: date
    name_prefix: str = ""
    sex: str = ""
    bsn: str = ""

    def __repr__(self) -> str:
        return f"Typed({self.kind})"


def nationality_of(code: str) -> str | None:
    """The BRP code (table 32) that goes with a nationality in a zone; None for none or an unknown one.

    >>> nationality_of("D"), nationality_of("POL"), nationality_of("UTO")
    ('0055', '0072', None)
    """
    return _travel_codes().get(code)


@cache
def _travel_codes() -> Mapping[str, str]:
    with (files("staffing") / "brp" / "travel_codes.csv").open(encoding="utf-8") as lines:
        return MappingProxyType({row["code"]: row["nationality"] for row in csv.DictReader(lines)})


def is_free_to_move(nationality: str, on: date) -> bool | None:
    """Whether the law of a day counts a nationality (BRP code) among EU, EEA and Switzerland; None on a day without law.

    Source: BRP table 32 with the list of `payroll.law`.

    >>> is_free_to_move("0072", date(2026, 11, 22)), is_free_to_move("0339", date(2026, 11, 22))
    (True, False)
    """
    try:
        return nationality in law_on(on).eea_nationalities
    except LawError:
        return None


def kind_of(mrz: Mrz) -> DocumentKind | None:
    """The kind of document a zone belongs to: P a passport, IR and the like a residence document, other I, A, C a card.

    >>> kind_of(Mrz("TD3", "P", "NLD", "", "", None, "", date.min, "", "", "", False))
    <DocumentKind.PASSPORT: 'passport'>
    """
    if mrz.code.startswith("P"):
        return DocumentKind.PASSPORT
    if mrz.issuer == DUTCH_ISSUER and nationality_of(mrz.nationality) != nationality_of(DUTCH_ISSUER):
        return DocumentKind.RESIDENCE_DOCUMENT
    return DocumentKind.RESIDENCE_DOCUMENT if mrz.code[1:] == "R" else DocumentKind.IDENTITY_CARD


def document_problems(kind: DocumentKind, nationality: str, expires_on: date, start: date) -> tuple[Problem, ...]:
    """Why a document does not establish identity at the start of the work (Wet LB art. 28; Handboek 2.2).

    A driving licence never does (P7), an identity card only of an EU, EEA or Swiss national, an expired document neither.

    >>> found = document_problems(DocumentKind.DRIVING_LICENCE, "0001", date(2030, 1, 1), date(2026, 11, 22))
    >>> [problem.code for problem in found]
    ['driving_licence']
    """
    return tuple(_document_problems(kind, nationality, expires_on, start))


def _document_problems(kind: DocumentKind, nationality: str, expires_on: date, start: date) -> Iterator[Problem]:
    if kind not in ACCEPTED:
        yield Problem("driving_licence", "kind")
    if kind is DocumentKind.IDENTITY_CARD and not is_free_to_move(nationality, start):
        yield Problem("card_of_third_country", "kind")
    if expires_on < start:
        yield Problem(
            "document_expired", "expires_on", {"expires_on": expires_on.isoformat(), "start": start.isoformat()}
        )


def differences(mrz: Mrz, typed: Typed) -> tuple[Problem, ...]:
    """Where a zone says something else than what was typed; the message names the field and never its content.

    Names and sex warn (documents write them in several ways), all else blocks. ICAO doc 9303; Handboek Loonheffingen 2.2.
    """
    return tuple(_differences(mrz, typed))


def _differences(mrz: Mrz, typed: Typed) -> Iterator[Problem]:
    if kind_of(mrz) is not typed.kind:
        yield _differs("kind")
    if _plain(mrz.number) != _plain(typed.number):
        yield _differs("number")
    if mrz.birth_date and typed.birth_date and mrz.birth_date != typed.birth_date:
        yield _differs("birth_date")
    if mrz.expires_on != typed.expires_on:
        yield _differs("expires_on")
    nationality = nationality_of(mrz.nationality)
    if nationality is None:
        yield Problem("mrz_nationality_unknown", "nationality", blocking=False)
    elif typed.nationality and nationality != typed.nationality:
        yield _differs("nationality")
    if typed.bsn and _bsn(mrz) not in {"", typed.bsn}:
        yield _differs("bsn")
    yield from _name_differences(mrz, typed)


def _name_differences(mrz: Mrz, typed: Typed) -> Iterator[Problem]:
    if not is_same_name(f"{typed.name_prefix} {typed.last_name}", mrz.surname, is_truncated=mrz.is_truncated):
        yield _differs("last_name", blocking=False)
    theirs, ours = initials_of(mrz.given_names), initials_of(typed.initials)
    if ours and theirs != ours and not (mrz.is_truncated and ours.startswith(theirs)):
        yield _differs("initials", blocking=False)
    if typed.sex and mrz.sex and typed.sex != mrz.sex:
        yield _differs("sex", blocking=False)


def _differs(field: str, *, blocking: bool = True) -> Problem:
    return Problem(f"mrz_differs_{field}", field, blocking=blocking)


def _plain(number: str) -> str:
    return "".join(each for each in number.upper() if each.isalnum())


def _bsn(mrz: Mrz) -> str:
    """The BSN that older Dutch documents carry in the optional part; empty when there is none."""
    digits = mrz.optional[:BSN_DIGITS]
    return digits if mrz.issuer == DUTCH_ISSUER and len(digits) == BSN_DIGITS and digits.isdigit() else ""
