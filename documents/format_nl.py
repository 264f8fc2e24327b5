"""Dutch amounts in both languages, dates and periods in the reader's own; no clock, no locale of the machine."""

from datetime import date
from decimal import Decimal
from functools import cache

from babel.dates import format_date

from payroll.law.naming import short_day

DUTCH = str.maketrans({",": ".", ".": ",", "-": "−"})


def number(value: Decimal, places: int = 2) -> str:
    """`value` with a point per thousand, a decimal comma and a real minus sign.

    >>> number(Decimal("-1234.5"))
    '−1.234,50'
    """
    return f"{value:,.{places}f}".translate(DUTCH)


def shortest(value: Decimal) -> str:
    """A percentage or rate: at least two decimals, more only where they count.

    >>> shortest(Decimal("0.231500")), shortest(Decimal("50"))
    ('0,2315', '50,00')
    """
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(2, -exponent if isinstance(exponent, int) else 2))


def day(value: date, lang: str = "nl") -> str:
    """The day as screens and papers write it.

    >>> day(date(2026, 11, 16))
    'ma 16 nov 2026'
    """
    return short_day(value, lang)


@cache
def days(first: date, last: date, lang: str = "nl") -> str:
    """Both ends of a period.

    >>> days(date(2026, 11, 16), date(2026, 11, 22))
    'ma 16 nov – zo 22 nov 2026'
    """
    if first == last:
        return day(first, lang)
    pattern = "EEE d MMM" if first.year == last.year else "EEE d MMM y"
    return f"{format_date(first, pattern, locale=lang).replace('.', '')} – {day(last, lang)}"


@cache
def month(value: date, lang: str = "nl") -> str:
    """The month and its year.

    >>> month(date(2026, 10, 1))
    'oktober 2026'
    """
    return format_date(value, "LLLL y", locale=lang)


def grouped_iban(iban: str) -> str:
    """An IBAN, whole or masked, in groups of four.

    >>> grouped_iban("NL91ABNA0417164300")
    'NL91 ABNA 0417 1643 00'
    """
    plain = "".join(iban.split())
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
