"""The only rounding in the house. Amounts are Decimal euro."""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
EURO = Decimal(1)


def cents(amount: Decimal) -> Decimal:
    """Return euro rounded half away from zero to whole cents.

    >>> cents(Decimal("1.005")), cents(Decimal("-1.005"))
    (Decimal('1.01'), Decimal('-1.01'))
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def half_up(amount: Decimal, places: int) -> Decimal:
    """Return a number rounded half up to `places` decimals.

    >>> half_up(Decimal("0.226573"), 5)
    Decimal('0.22657')
    """
    return amount.quantize(EURO.scaleb(-places), ROUND_HALF_UP)


def floor_cents(amount: Decimal) -> Decimal:
    """Return euro rounded down to whole cents, also below zero.

    >>> floor_cents(Decimal("1.019")), floor_cents(Decimal("-1.011"))
    (Decimal('1.01'), Decimal('-1.02'))
    """
    return amount.quantize(CENT, ROUND_FLOOR)


def truncate_cents(amount: Decimal) -> Decimal:
    """Return euro cut to whole cents toward zero, so that a reversal is the exact negative.

    >>> truncate_cents(Decimal("1.019")), truncate_cents(Decimal("-1.019"))
    (Decimal('1.01'), Decimal('-1.01'))
    """
    return amount.quantize(CENT, ROUND_DOWN)


def ceil_cents(amount: Decimal) -> Decimal:
    """Return euro rounded up to whole cents.

    >>> ceil_cents(Decimal("10.001"))
    Decimal('10.01')
    """
    return amount.quantize(CENT, ROUND_CEILING)


def floor_euro(amount: Decimal) -> int:
    """Return whole euro, rounded down.

    >>> floor_euro(Decimal("17306.99"))
    17306
    """
    return int(amount.to_integral_value(ROUND_FLOOR))


def ceil_euro(amount: Decimal) -> int:
    """Return whole euro, rounded up.

    >>> ceil_euro(Decimal("705.77"))
    706
    """
    return int(amount.to_integral_value(ROUND_CEILING))


def percentage(amount: Decimal, percent: Decimal) -> Decimal:
    """Return `percent` per cent of an amount, not rounded.

    >>> percentage(Decimal("200.00"), Decimal("8.33"))
    Decimal('16.660000')
    """
    return amount * percent.scaleb(-2)


def to_cents(amount: Decimal) -> int:
    """Return whole cents as an integer; a part of a cent is dropped toward zero.

    >>> to_cents(Decimal("4000.00"))
    400000
    """
    return int(amount.scaleb(2))


def from_cents(amount: int) -> Decimal:
    """Return euro with two decimals for an integer number of cents.

    >>> from_cents(81867)
    Decimal('818.67')
    """
    return Decimal(amount).scaleb(-2)
