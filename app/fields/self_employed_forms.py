"""The forms of a self-employed person: a firm, and no BSN or loonheffing."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional

from app.fields import BtwField, DayField, Form, IbanField, KvkField, NameField, Required
from app.fields.person_forms import AddressFields, PersonFields, Uuid


class BusinessFields(Form):
    """The firm."""

    trade_name = NameField(_("Handelsnaam"), [Required()])
    kvk = KvkField(_("KvK-nummer"), [Required()], description=_("Acht cijfers"))
    btw = BtwField(_("Btw-id"), [Optional()], description=_("NL123456789B01; leeg bij vrijstelling"))


class BusinessForm(BusinessFields):
    """Record or correct the firm of a person."""

    version = HiddenField()


class SelfEmployedForm(PersonFields, AddressFields, BusinessFields):
    """A new self-employed person, at one of the employers."""

    id = Uuid()
    employer_id = SelectField(_("Opdracht van"), [Required()], coerce=str)
    branch_id = SelectField(_("Vestiging"), [Optional()], coerce=str)
    started_on = DayField(_("Eerste dag van de opdracht"), [Required()])
    iban = IbanField(_("IBAN"), [Optional()])
    holder = NameField(_("Op naam van"), [Optional()], most=140, description=_("Leeg: de handelsnaam"))
    is_somebody_else = BooleanField(_("Dit is iemand anders met dezelfde naam en geboortedatum"))

    def validate_on_submit(self, **kwargs: Any) -> bool:
        """All checks of one submit at once, also those across fields."""
        if not self.is_submitted():
            return False
        found = super().validate_on_submit(**kwargs)
        return bool(found and (not self.has_address() or self.check_address()))
