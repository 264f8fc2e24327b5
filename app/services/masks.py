"""What the actor sees of a sealed value in passing: nothing, or the last characters behind dots. In full only by a reveal."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from app.db.base import Base, DataKind
from app.db.work import Work
from app.permissions import Sight
from app.services import field_register

_FEW: Final = 3
_FOUR: Final = 4
DOT: Final = "•"


def tail(value: str) -> str:
    """Dots and the last three characters.

    >>> tail("123456782")
    '••••••782'
    """
    return DOT * (len(value) - _FEW) + value[-_FEW:]


def of_account(iban: str) -> str:
    """The country and the last four characters of an IBAN.

    >>> of_account("NL91ABNA0417164300")
    'NL•• •••• 4300'
    """
    return f"{iban[:2]}•• {DOT * _FOUR} {iban[-_FOUR:]}"


SHAPES: Final[Mapping[DataKind, Callable[[str], str]]] = {
    DataKind.BSN: tail,
    DataKind.IDENTITY_DOCUMENT: tail,
    DataKind.IBAN: of_account,
}


def shown(w: Work, row: Base, column: str, at: Iterable[UUID]) -> str:
    """The masked value; empty when there is none, or none for this actor at these employers."""
    place: Any = getattr(type(row), column)
    if field_register.seen(w, place, at) is Sight.NONE:
        return ""
    value = w.open(row, column)
    return "" if value is None else SHAPES[field_register.kind_of(place)](value)
