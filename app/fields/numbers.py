"""Amounts, percentages and hours: 1.234,50 and 1234.50 alike; 7:30, 7,5 and 7.5 alike."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from flask_babel import get_locale, gettext
from wtforms import StringField

_PLAIN = re.compile(r"[-\u2212]?\d{1,12}([.,]\d{1,8})?")
_DUTCH_GROUPS = re.compile(r"[-\u2212]?\d{1,3}(\.\d{3})+(,\d{1,8})?")
_ENGLISH_GROUPS = re.compile(r"[-\u2212]?\d{1,3}(,\d{3})+\.\d{1,8}")
TYPED: Final = {"inputmode": "decimal", "autocomplete": "off"}
_CLOCK = re.compile(r"(\d{1,3})[:u](\d{2})")


class NumberField(StringField):  # type: ignore[misc]
    """A Decimal with at most `places` decimals between `least` and `most`."""

    data: Decimal | None
    groups = True

    def __init__(
        self,
        label: str = "",
        validators: Any = None,
        *,
        places: int = 2,
        least: Decimal = Decimal(0),
        most: Decimal = Decimal(999_999),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **{"render_kw": TYPED} | kwargs)
        self.places, self.least, self.most = places, least, most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else shown(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        if typed := (valuelist[0].replace("€", "").replace("%", "").strip() if valuelist else ""):
            self.data = self.within(decimal_of(typed, groups=self.groups))

    def within(self, value: Decimal) -> Decimal:
        """The value itself; raises ValueError with a sentence when it has too many decimals or is out of bounds."""
        if value != round(value, self.places):
            raise ValueError(gettext("Er mogen %(places)s cijfers achter de komma staan.", places=self.places))
        if value < self.least:
            raise ValueError(gettext("Dit is te laag: het moet %(least)s of meer zijn.", least=shown(self.least)))
        if value > self.most:
            raise ValueError(gettext("Dit is te hoog: het mag %(most)s of minder zijn.", most=shown(self.most)))
        return value


class MoneyField(NumberField):
    """Euro and cents."""


class PercentageField(NumberField):
    """A percentage, 0 to 100 unless told otherwise; a dot is always a decimal sign."""

    groups = False

    def __init__(self, label: str = "", validators: Any = None, *, most: Decimal = Decimal(100), **kwargs: Any) -> None:
        super().__init__(label, validators, most=most, **kwargs)


class HoursField(StringField):  # type: ignore[misc]
    """Hours as whole minutes: 7:30, 7u30, 7,5 and 7.5 are 450; at most `most` hours."""

    data: int | None

    def __init__(self, label: str = "", validators: Any = None, *, most: int = 24, **kwargs: Any) -> None:
        super().__init__(label, validators, **{"render_kw": TYPED} | kwargs)
        self.most = most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data // 60}:{self.data % 60:02}"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        if typed := (valuelist[0].strip() if valuelist else ""):
            self.data = minutes_of(typed, self.most)


def minutes_of(typed: str, most: int = 24) -> int:
    """Whole minutes; a third of an hour typed as 0,33 is 20. Raises ValueError with a sentence."""
    if clock := _CLOCK.fullmatch(typed):
        whole, rest = int(clock[1]), int(clock[2])
        if rest > 59:
            raise ValueError(gettext("Een uur heeft 60 minuten: %(typed)s bestaat niet.", typed=typed))
        minutes = whole * 60 + rest
    elif _PLAIN.fullmatch(typed):
        minutes = int((decimal_of(typed, groups=False) * 60).quantize(Decimal(1), ROUND_HALF_UP))
    else:
        raise ValueError(gettext("Dit zijn geen uren. Schrijf bijvoorbeeld 7:30 of 7,5."))
    if minutes < 0:
        raise ValueError(gettext("Uren kunnen niet negatief zijn. Haal het minteken weg."))
    if minutes > most * 60:
        raise ValueError(gettext("Dit is meer dan %(most)s uur. Kijk het na.", most=most))
    return minutes


def decimal_of(typed: str, *, groups: bool = True) -> Decimal:
    """The number somebody typed; with `groups`, 1.234 is twelve hundred and thirty-four. Raises ValueError with a sentence."""
    text = typed.replace(" ", "").replace("\u00a0", "")
    if groups and _DUTCH_GROUPS.fullmatch(text):
        text = text.replace(".", "")
    elif groups and _ENGLISH_GROUPS.fullmatch(text):
        text = text.replace(",", "")
    elif not _PLAIN.fullmatch(text):
        raise ValueError(gettext("Dit is geen getal. Schrijf bijvoorbeeld 1234,50."))
    return Decimal(text.replace(",", ".").replace("\u2212", "-"))


def shown(value: Decimal) -> str:
    """As it stands in a field: no thousands sign, a comma in Dutch."""
    text = f"{value:f}"
    return text.replace(".", ",") if str(get_locale() or "nl") == "nl" else text
