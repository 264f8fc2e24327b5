"""Names, lines and days as people type them."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from wtforms import StringField, TextAreaField, ValidationError

# Nobody at work or in a file of ours is outside these, and sums with them stay within the calendar.
FIRST, LAST = date(1800, 1, 1), date(2150, 12, 31)
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})|(\d{2})(\d{2})(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class OneLineField(StringField):  # type: ignore[misc]
    """One line of text without control characters; blanks at the ends and double blanks go."""

    def __init__(self, label: str = "", validators: Any = None, *, most: int = 200, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.most = most

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            self.data = " ".join(unicodedata.normalize("NFC", valuelist[0]).split(" ")).strip()
            self.data = re.sub(" {2,}", " ", self.data)

    def pre_validate(self, _form: Any) -> None:
        check_text(self.data or "", self.most)


class NameField(OneLineField):
    """A name of a person, a firm or a place."""

    def pre_validate(self, _form: Any) -> None:
        super().pre_validate(_form)
        if self.data and not any(letter.isalnum() for letter in self.data):
            raise ValidationError(gettext("Hier staat geen letter in. Vul de naam in zoals op het document."))


class NotesField(TextAreaField):  # type: ignore[misc]
    """A few lines of text."""

    def __init__(self, label: str = "", validators: Any = None, *, most: int = 500, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.most = most

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            self.data = unicodedata.normalize("NFC", valuelist[0]).replace("\r\n", "\n").strip()

    def pre_validate(self, _form: Any) -> None:
        check_text((self.data or "").replace("\n", " "), self.most)


class DayField(StringField):  # type: ignore[misc]
    """A date: 16-11-2026, 16/11/2026, 16.11.2026, 16112026 or 2026-11-16."""

    data: date | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%d-%m-%Y}" if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        if typed := (valuelist[0].strip() if valuelist else ""):
            self.data = day_of(typed)


def day_of(typed: str) -> date:
    """The day somebody typed; raises ValueError with a sentence."""
    if iso := _ISO.fullmatch(typed):
        year, month, day = (int(part) for part in iso.groups())
    elif dutch := _DAY.fullmatch(typed):
        day, month, year = (int(part) for part in dutch.groups() if part)
    else:
        raise ValueError(gettext("Dit is geen datum. Schrijf dag, maand en jaar in vier cijfers: 16-11-2026."))
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError(gettext("Deze dag bestaat niet: %(typed)s. Kijk dag en maand na.", typed=typed)) from None
    if not FIRST <= found <= LAST:
        raise ValueError(gettext("Dit jaartal klopt niet: %(year)s. Kijk het na.", year=year))
    return found


def check_text(text: str, most: int) -> None:
    """Raises ValidationError with a sentence when the text is too long or holds control characters."""
    if len(text) > most:
        raise ValidationError(
            gettext("Dit is %(length)s tekens lang; er passen er %(most)s. Kort het in.", length=len(text), most=most)
        )
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} for letter in text):
        raise ValidationError(
            gettext("Hier staat een onzichtbaar teken in. Typ de tekst opnieuw in plaats van te plakken.")
        )
