"""Citizen service numbers and bank accounts that pass every check and belong to nobody."""

from collections.abc import Iterator
from itertools import count, cycle
from typing import Final

from schwifty import IBAN

_BANKS: Final = ("RABO", "ABNA", "SNSB", "TRIO", "KNAB", "BUNQ")


def bsns(start: int = 0) -> Iterator[str]:
    """Valid BSNs, upward in the 999… range that the test sets of the BRP use.

    >>> from itertools import islice
    >>> list(islice(bsns(), 3))
    ['999000007', '999000019', '999000020']
    """
    for number in count(99_900_000 + start):
        last = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), str(number), strict=True)) % 11
        if last < 10:
            yield f"{number}{last}"


def ibans(start: int = 0) -> Iterator[str]:
    """Valid Dutch IBANs of several banks, with account numbers far below those that banks give out.

    >>> next(ibans())
    'NL53RABO0000123455'
    """
    banks = cycle(_BANKS)
    for number in count(12_345 + start):
        last = -sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), f"{number:09}", strict=True)) % 11
        if last < 10:
            yield str(IBAN.generate("NL", bank_code=next(banks), account_code=f"{number:09}{last}"))
