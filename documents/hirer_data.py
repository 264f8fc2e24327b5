"""What a hirer may get of a worker: a fixed list of data, and a copy of the document only of a third-country national (P10, P11)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from staffing import brp
from staffing.identity import DocumentKind, is_free_to_move


class Purpose(StrEnum):
    """Why a hirer gets something: to know who works there, for the liability of the hirer, or to keep a copy."""

    IDENTIFICATION = "identification"
    LIABILITY = "liability"
    WAV_COPY = "wav_copy"


class Field(StrEnum):
    """What can be handed out, in the order of the paper; `COPY` is the picture of the document itself."""

    NAME = "name"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    NATIONALITY = "nationality"
    BSN = "bsn"
    DOCUMENT_KIND = "document_kind"
    DOCUMENT_NUMBER = "document_number"
    DOCUMENT_UNTIL = "document_until"
    A1 = "a1"
    RESIDENCE = "residence"
    PERMIT = "permit"
    NOTIFICATION = "notification"
    SUPPLIER = "supplier"
    HOURS = "hours"
    COPY = "copy"


DATA: Final = tuple(each for each in Field if each not in {Field.BSN, Field.HOURS, Field.COPY})


def permitted(nationality: str, on: date, purpose: Purpose, *, with_hours: bool = False) -> tuple[Field, ...]:
    """The fields a hirer may get of somebody of a nationality (BRP code) on a day for a purpose; empty: nothing.

    The BSN only for the hirer's liability (Iw art. 34); a copy only for Wav art. 15, and never of an EU, EEA or Swiss national,
    nor of somebody of whom that is unknown: no valid nationality, or a day without law. Design: privacy.md P10, P11.

    >>> Field.BSN in permitted("0072", date(2026, 11, 22), Purpose.IDENTIFICATION)
    False
    >>> permitted("0072", date(2026, 11, 22), Purpose.WAV_COPY), permitted("0339", date(2026, 11, 22), Purpose.WAV_COPY)
    ((), (<Field.COPY: 'copy'>,))
    """
    if purpose is Purpose.WAV_COPY:
        is_third = nationality in brp.nationalities() and is_free_to_move(nationality, on) is False
        return (Field.COPY,) if is_third else ()
    extra = {Field.BSN} if purpose is Purpose.LIABILITY else set()
    wanted = {*DATA, *extra, *({Field.HOURS} if with_hours else ())}
    return tuple(each for each in Field if each in wanted)


def gets_copy(nationality: str, on: date) -> bool:
    """Return whether the hirer is due a copy of the document of somebody of this nationality (Wav art. 15).

    >>> gets_copy("0001", date(2026, 11, 22)), gets_copy("0339", date(2026, 11, 22)), gets_copy("", date(2026, 11, 22))
    (False, True, False)
    """
    return Field.COPY in permitted(nationality, on, Purpose.WAV_COPY)


def third_countries(on: date) -> frozenset[str]:
    """The nationalities (BRP codes) of which the hirer is due a copy on a day; empty on a day without law.

    >>> "0339" in third_countries(date(2026, 11, 22)), "0081" in third_countries(date(2026, 11, 22))
    (True, False)
    """
    return frozenset(code for code in brp.nationalities() if gets_copy(code, on))


@dataclass(frozen=True, slots=True)
class Presence:
    """A paper that is there or not, with its last valid day when it has one."""

    is_there: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """One entry of the specification of hours; `hours` in hundredths of an hour."""

    day: date
    kind: str
    hours: Decimal


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HirerFacts:
    """What is known of the worker and the supplier; which of it goes out is for `permitted` to say."""

    name: str
    address: tuple[str, ...]
    birth_date: date
    nationality: str
    supplier: tuple[str, ...]
    bsn: str = ""
    document_kind: DocumentKind | None = None
    document_number: str = ""
    document_until: date | None = None
    a1: Presence = field(default_factory=Presence)
    residence: Presence = field(default_factory=Presence)
    permit: Presence = field(default_factory=Presence)
    notification: Presence = field(default_factory=Presence)
    hours: tuple[WorkedDay, ...] = ()

    def __repr__(self) -> str:
        return "HirerFacts()"
