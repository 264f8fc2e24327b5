"""Numbers that identify: BSN, IBAN, postcode, KvK and BTW, checked by the libraries that know them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext
from schwifty import IBAN
from schwifty.exceptions import (
    InvalidBankCode,
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    SchwiftyException,
)
from stdnum import exceptions as refused
from stdnum import iban as iban_number
from stdnum.nl import bsn, btw, postcode
from stdnum.util import clean
from wtforms import StringField, ValidationError

DUTCH: Final = frozenset({"", "NL", "6030"})


class CompactField(StringField, ABC):  # type: ignore[misc]
    """A number with a form of its own. Kept as typed on the screen; `data` is the number in its shortest form."""

    def _value(self) -> str:
        return str(self.raw_data[0] if self.raw_data else self.data or "")

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = self.checked(typed) if typed else None

    @abstractmethod
    def checked(self, typed: str) -> str:
        """The number in its shortest form; raises ValueError with a sentence."""


class BsnField(CompactField):
    """A burgerservicenummer that meets the elfproef."""

    def checked(self, typed: str) -> str:
        try:
            if len(clean(typed, " -./")) not in {8, 9}:
                raise refused.InvalidLength
            return str(bsn.validate(typed))
        except refused.InvalidChecksum:
            raise ValueError(
                gettext(
                    "Dit BSN klopt niet: het voldoet niet aan de elfproef. Vergelijk het met het identiteitsbewijs."
                )
            ) from None
        except refused.ValidationError:
            raise ValueError(gettext("Een BSN heeft negen cijfers. Vergelijk het met het identiteitsbewijs.")) from None


class IbanField(CompactField):
    """An IBAN; `bank` and `bic` are filled in when the bank is known."""

    bank: str | None = None
    bic: str | None = None

    def checked(self, typed: str) -> str:
        try:
            found = IBAN(typed)
        except SchwiftyException as error:
            raise ValueError(_iban_sentence(typed, error)) from None
        self.bank = found.bank_short_name or found.bank_name
        self.bic = str(found.bic) if found.bic else None
        return str(found.compact)


class PostcodeField(CompactField):
    """A Dutch postcode as `1234 AB`; free text of at most 12 characters when the form's country is another one."""

    def __init__(self, label: str = "", validators: Any = None, *, country: str = "country", **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.country = country

    def checked(self, typed: str) -> str:
        return typed.upper()

    def pre_validate(self, form: Any) -> None:
        abroad = self.country in form and (form[self.country].data or "") not in DUTCH
        if not self.data:
            return
        if abroad:
            if len(self.data) > 12:
                raise ValidationError(gettext("Een postcode heeft ten hoogste 12 tekens."))
            return
        try:
            self.data = str(postcode.validate(self.data))
        except refused.ValidationError:
            raise ValidationError(
                gettext("Een Nederlandse postcode is vier cijfers en twee letters: 1234 AB.")
            ) from None


class KvkField(CompactField):
    """A KvK number: eight digits, without a check digit."""

    def checked(self, typed: str) -> str:
        digits = typed.replace(" ", "").replace(".", "")
        if len(digits) == 8 and digits.isascii() and digits.isdigit():
            return digits
        raise ValueError(gettext("Een KvK-nummer heeft acht cijfers. Het staat in het Handelsregister."))


class BtwField(CompactField):
    """A Dutch btw-identificatienummer."""

    def checked(self, typed: str) -> str:
        try:
            return "NL" + str(btw.validate(typed)).removeprefix("NL")
        except refused.InvalidChecksum:
            raise ValueError(gettext("Dit btw-nummer klopt niet: het controlegetal past niet. Kijk het na.")) from None
        except refused.ValidationError:
            raise ValueError(gettext("Een btw-nummer ziet eruit als NL123456789B01.")) from None


def _iban_sentence(typed: str, error: SchwiftyException) -> str:
    number = iban_number.compact(typed)
    match error:
        case InvalidChecksumDigits():
            reason = gettext(
                "controlegetal %(typed)s hoort %(right)s te zijn.",
                typed=number[2:4],
                right=iban_number.calc_check_digits(number),
            )
        case InvalidCountryCode():
            reason = gettext("%(country)s is geen land met IBAN.", country=number[:2])
        case InvalidLength():
            reason = gettext("%(length)s tekens is te lang of te kort voor dit land.", length=len(number))
        case InvalidBankCode():
            reason = gettext("deze bank bestaat niet.")
        case _:
            reason = gettext("er staat een teken in dat er niet hoort.")
    return str(gettext("IBAN klopt niet: %(reason)s Kijk het na op de bankpas.", reason=reason))
