"""The BRP tables of nationalities (32) and countries (34): code -> Dutch name, of the entries still in use (see SOURCE.md)."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

DUTCH: Final = "0001"
NETHERLANDS: Final = "6030"


def nationalities() -> Mapping[str, str]:
    """Return the names of table 32 by code, in alphabetical order.

    >>> nationalities()[DUTCH]
    'Nederlandse'
    """
    return _table("nationalities.csv")


def countries() -> Mapping[str, str]:
    """Return the names of table 34 by code, in alphabetical order.

    >>> countries()[NETHERLANDS]
    'Nederland'
    """
    return _table("countries.csv")


@cache
def _table(name: str) -> Mapping[str, str]:
    with files(__package__).joinpath(name).open(encoding="utf-8") as lines:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(lines)]
    return MappingProxyType(dict(sorted(rows, key=lambda row: row[1].casefold())))
