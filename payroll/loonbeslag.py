"""Attachment of wages: every creditor in the order entered, never below the beslagvrije voet (Rv 475b-475d)."""

from collections.abc import Iterator
from decimal import Decimal

from payroll.terms import ZERO, ClaimLine
from payroll.wage_line import Section, WageLine
from payroll.words import Because


def loonbeslag(claims: tuple[ClaimLine, ...], available: Decimal) -> Iterator[WageLine]:
    """Yield what is withheld for each creditor of the `available` net wage (euro).

    >>> from payroll.terms import Component
    >>> one = ClaimLine(Component.LOONBESLAG, Decimal("300.00"), Decimal("1700.00"))
    >>> [line.amount for line in loonbeslag((one, one), Decimal("2100.00"))]
    [Decimal('-300.00'), Decimal('-100.00')]
    """
    left = available
    for entered in claims:
        taken = min(entered.claim, max(ZERO, left - entered.beslagvrije_voet))
        figures = {
            "claim": str(entered.claim),
            "voet": str(entered.beslagvrije_voet),
            "available": str(left),
            "amount": str(taken),
        }
        left -= taken
        yield WageLine("loonbeslag", Section.NETTO, -taken, Because("loonbeslag", figures))
