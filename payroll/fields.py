"""Reading JSON-like input strictly: every wrong field is collected with its path, nothing is guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,10})?", re.ASCII)
AMOUNT = re.compile(r"-?\d{1,9}(\.\d{1,2})?", re.ASCII)
WHOLE = re.compile(r"\d{1,9}", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NOT_A_DAY = "must be an existing date written as YYYY-MM-DD"
SHORT = 200
MILLENNIUM = timedelta(days=365_000)


@dataclass(frozen=True, slots=True)
class Range:
    """What a number may be; `is_amount` allows two decimals at most."""

    low: Decimal | None = ZERO
    high: Decimal | None = None
    is_amount: bool = False
    is_open: bool = False

    def wrong(self, value: Decimal) -> str | None:
        """Return what is wrong with a number, None when nothing is.

        >>> Range().wrong(Decimal("-1"))
        'must not be below 0'
        """
        if self.low is not None and (value < self.low or (self.is_open and value == self.low)):
            return f"must be above {self.low}" if self.is_open else f"must not be below {self.low}"
        if self.high is not None and (value > self.high or (self.low is None and self.is_open and value == self.high)):
            return f"must be below {self.high}" if self.is_open else f"must be at most {self.high}"
        return None


NOT_NEGATIVE = Range()
PERCENT = Range(high=HUNDRED)
EURO = Range(is_amount=True)
ANY_EURO = Range(low=None, is_amount=True)
ABOVE_ZERO = Range(is_amount=True, is_open=True)
BELOW_ZERO = Range(low=None, high=ZERO, is_amount=True, is_open=True)


@dataclass(slots=True)
class Fields:
    """One object of the input: reads its fields by name and notes what is wrong in `errors`."""

    raw: Mapping[str, object]
    path: str
    errors: list[str]
    read: set[str] = field(default_factory=set)

    def note(self, name: str, wrong: str) -> None:
        """Add a problem of one field."""
        self.errors.append(f"{self.path}.{name}: {wrong}")

    def has(self, name: str) -> bool:
        """Return whether the field is there, and mark it as known."""
        self.read.add(name)
        return name in self.raw

    def required(self, name: str) -> bool:
        """Return whether the field is there; note it when it is not."""
        if not self.has(name):
            self.note(name, "is required")
        return name in self.raw

    def number(self, name: str, allowed: Range = NOT_NEGATIVE, default: Decimal | None = None) -> Decimal:
        """Return a decimal; without a default the field is required."""
        if default is not None and not self.has(name):
            return default
        return self._number(name, allowed) if self.required(name) else ZERO

    def optional(self, name: str, allowed: Range = NOT_NEGATIVE) -> Decimal | None:
        """Return a decimal, None when the field is absent or null."""
        return self._number(name, allowed) if self.has(name) and self.raw[name] is not None else None

    def boolean(self, name: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self.raw[name] if self.has(name) else default
        if not isinstance(value, bool):
            self.note(name, "must be true or false")
            return default
        return value

    def choice(self, name: str, kinds: type[E], default: E | None = None) -> E:
        """Return one of the words of an enumeration; without a default the field is required."""
        first = next(iter(kinds))
        if default is not None and not self.has(name):
            return default
        if not self.required(name):
            return first
        value = self.raw[name]
        if not isinstance(value, str) or value not in list(kinds):
            self.note(name, f"must be one of {', '.join(kinds)}")
            return first
        return kinds(value)

    def word(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """Return one of the allowed words."""
        value = self.raw[name] if self.has(name) else default
        if not isinstance(value, str) or value not in allowed:
            self.note(name, f"must be one of {', '.join(allowed)}")
            return default
        return value

    def text(self, name: str) -> str:
        """Return a short text that is not empty."""
        if not self.required(name):
            return ""
        value = self.raw[name]
        if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > SHORT:
            self.note(name, f"must be a text of 1 to {SHORT} printable characters")
            return ""
        return value

    def day(self, name: str, default: date | None = None) -> date:
        """Return a date; without a default the field is required."""
        if default is not None and not self.has(name):
            return default
        value = self.raw[name] if self.required(name) else None
        if (found := _existing_day(value)) is not None:
            return found
        if name in self.raw:
            self.note(name, NOT_A_DAY)
        return date.min

    def by_day(self, name: str) -> tuple[tuple[date, Decimal], ...]:
        """Return the numbers of an object by the date they stand under, oldest first; nothing when it is absent."""
        part = self.part(name)
        found = [(_existing_day(day), part.number(day), day) for day in sorted(part.raw, key=str)]
        for existing, _number, day in found:
            if existing is None:
                part.note(day, NOT_A_DAY)
        return tuple((existing, number) for existing, number, _day in found if existing is not None)

    def whole(self, name: str, default: int) -> int:
        """Return a whole number above zero, also when it is written as a text."""
        value = self.raw[name] if self.has(name) else default
        if isinstance(value, str) and WHOLE.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.note(name, "must be a whole number above 0")
            return default
        return value

    def part(self, name: str, *, is_required: bool = False) -> "Fields":
        """Return a nested object, empty when it is absent or wrong."""
        present = self.required(name) if is_required else self.has(name)
        value = self.raw[name] if present else {}
        if isinstance(value, dict):
            return Fields(value, f"{self.path}.{name}", self.errors if present else [])
        self.note(name, "must be an object")
        return Fields({}, f"{self.path}.{name}", [])

    def items(self, name: str) -> list["Fields"]:
        """Return the objects of a list."""
        value = self.raw[name] if self.required(name) else []
        if not isinstance(value, list):
            self.note(name, "must be a list")
            return []
        return list(objects(value, f"{self.path}.{name}", self.errors))

    def done(self) -> None:
        """Note every field that nobody asked for."""
        for name in sorted(set(self.raw) - self.read, key=str):
            self.note(name, "is not a known field")

    def _number(self, name: str, allowed: Range) -> Decimal:
        value = self.raw[name]
        pattern = AMOUNT if allowed.is_amount else NUMBER
        if not isinstance(value, str) or not pattern.fullmatch(value):
            decimals = " with at most 2 decimals" if allowed.is_amount else ""
            self.note(name, f'must be a decimal number written as a text, like "12.50"{decimals}')
            return ZERO
        number = Decimal(value) + 0  # -0 is 0
        if wrong := allowed.wrong(number):
            self.note(name, wrong)
        return number


def printable(text: str) -> str:
    r"""Return a text on one line, with what can't be printed written as an escape.

    >>> printable("a\nb")
    'a\\nb'
    """
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def _existing_day(value: object) -> date | None:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if date.min + MILLENNIUM < day < date.max - MILLENNIUM else None


def objects(values: list[object], path: str, errors: list[str]) -> list[Fields]:
    """Return the objects of a list as fields; note the others."""
    found = []
    for place, value in enumerate(values):
        if isinstance(value, dict):
            found.append(Fields(value, f"{path}[{place}]", errors))
        else:
            errors.append(f"{path}[{place}]: must be an object")
    return found
