"""The forms of suppliers: who they are, where they are paid, and what was looked up."""

from typing import Any, Final

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, HiddenField, RadioField, SelectField
from wtforms.validators import Email, Length, Optional

from app.db.suppliers import AccountKind, AccountSeen, Register, SupplierKind
from app.fields import (
    BtwField,
    DayField,
    Form,
    IbanField,
    KvkField,
    NameField,
    OneLineField,
    PostcodeField,
    Required,
)
from app.fields.choices import options
from app.fields.person_forms import Uuid
from app.fields.placement_forms import NO_MAIL, check_loonheffingennummer

KINDS: Final = (
    (SupplierKind.LENDER, _("In- of doorlener van flexwerkers")),
    (SupplierKind.OTHER, _("Andere leverancier")),
)
ACCOUNT_KINDS: Final = ((AccountKind.REGULAR, _("Gewone rekening")), (AccountKind.BLOCKED, _("G-rekening")))
SEEN: Final = (
    (AccountSeen.STATEMENT, _("Een bankafschrift")),
    (AccountSeen.AGREEMENT, _("De G-rekeningovereenkomst")),
    (AccountSeen.CALLED, _("Gebeld met een nummer dat al bekend was")),
)
REGISTERS: Final = ((Register.SNA, _("SNA-register")), (Register.WTTA, _("Register van toegelaten uitleners (Wtta)")))


class SupplierForm(Form):
    """A supplier."""

    id = Uuid()
    version = HiddenField()
    name = NameField(_("Naam"), [Required()])
    kind = SelectField(_("Soort"), [Required()], choices=options([("", _("Kies")), *KINDS]))
    kvk = KvkField(_("KvK-nummer"), [Optional()], description=_("Acht cijfers"))
    btw = BtwField(_("Btw-nummer"), [Optional()], description=_("NL123456789B01"))
    loonheffingennummer = OneLineField(
        _("Loonheffingennummer"), [Optional()], most=12, description=_("Staat bij de G-rekening: 123456782L01")
    )
    street = NameField(_("Straat en huisnummer"), [Required()])
    postcode = PostcodeField(_("Postcode"), [Required()])
    city = NameField(_("Plaats"), [Required()])
    email = EmailField(_("E-mail"), [Optional(), Email(message=NO_MAIL), Length(max=200)])
    ended_on = DayField(_("Toeleverancier tot en met"), [Optional()], description=_("Leeg zolang we er zaken mee doen"))

    def validate_loonheffingennummer(self, field: Any) -> None:
        if field.data:
            check_loonheffingennummer(field)


class SupplierAccountForm(Form):
    """An account of a supplier from a day."""

    id = Uuid()
    kind = SelectField(_("Soort rekening"), [Required()], choices=options(ACCOUNT_KINDS))
    iban = IbanField(_("IBAN"), [Required()])
    holder = NameField(_("Op naam van"), [Required()], most=140)
    since = DayField(_("Geldt vanaf"), [Required()])
    seen = SelectField(_("Vergeleken met"), [Required()], choices=options([("", _("Kies")), *SEEN]))
    checked_on = DayField(_("Nagekeken op"), [Required()])
    is_shared_accepted = BooleanField(_("Ja, deze rekening is ook van een ander; dat is nagevraagd en klopt"))


class SupplierCheckForm(Form):
    """A look in a register."""

    id = Uuid()
    register = SelectField(_("Register"), [Required()], choices=options(REGISTERS))
    on = DayField(_("Nagekeken op"), [Required()], description=_("Een tweede keer op dezelfde dag vervangt de eerste"))
    outcome = RadioField(
        _("Staat dit bedrijf erin?"), [Required()], choices=options([("yes", _("Ja")), ("no", _("Nee"))])
    )
    number = OneLineField(_("Nummer in het register"), [Optional()], most=40)
