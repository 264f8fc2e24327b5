"""The forms by which something leaves the house, and the words of the disclosure register."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField

from app.db.disclosures import DisclosureKind, Ground
from app.fields import Form, NameField, Required
from app.fields.choices import options
from documents.hirer_data import Field
from documents.redaction import Area, Hidden

KINDS: Final = {
    DisclosureKind.HIRER_DATA: _("Gegevens voor de inlener"),
    DisclosureKind.HAND_OVER: _("Kopie voor de inlener (Wav art. 15)"),
    DisclosureKind.MASKED_COPY: _("Afgedekte kopie"),
}
GROUNDS: Final = {
    Ground.WAV_15: _("Wav art. 15"),
    Ground.IW_34: _("Aansprakelijkheid van de inlener (Iw art. 34)"),
    Ground.LEGAL_DUTY: _("Wettelijke plicht (AVG art. 6 lid 1 c)"),
    Ground.CONTRACT: _("Overeenkomst met deze persoon (AVG art. 6 lid 1 b)"),
    Ground.INTEREST: _("Gerechtvaardigd belang (AVG art. 6 lid 1 f)"),
}
FIELDS: Final = {
    Field.NAME: _("naam"),
    Field.ADDRESS: _("adres"),
    Field.BIRTH_DATE: _("geboortedatum"),
    Field.NATIONALITY: _("nationaliteit"),
    Field.BSN: _("BSN"),
    Field.DOCUMENT_KIND: _("soort identiteitsbewijs"),
    Field.DOCUMENT_NUMBER: _("documentnummer"),
    Field.DOCUMENT_UNTIL: _("geldigheid van het identiteitsbewijs"),
    Field.A1: _("A1"),
    Field.RESIDENCE: _("verblijfsvergunning"),
    Field.PERMIT: _("werkvergunning"),
    Field.NOTIFICATION: _("melding bij UWV"),
    Field.SUPPLIER: _("uitlener"),
    Field.HOURS: _("uren"),
    Field.COPY: _("kopie van het identiteitsbewijs"),
}
HIDDEN: Final = {
    Hidden.PHOTO: _("Foto"),
    Hidden.BSN: _("BSN"),
    Hidden.ZONE: _("Machineleesbare zone"),
}
MOST_AREAS: Final = 20
EDGES: Final = 4
LARGEST: Final = 40_000


def fields_in_words(names: Iterable[str]) -> str:
    """The fields of a disclosure, in the language of the reader."""
    return ", ".join(str(FIELDS[Field(each)]) for each in names)


class HandOverForm(Form):
    """The copy goes out once, so somebody says so first."""

    is_confirmed = BooleanField(
        _("Ik heb gecontroleerd dat dit de juiste persoon en de juiste inlener zijn"), [Required()]
    )


class MaskedCopyForm(Form):
    """For whom a masked copy is, why, and which areas somebody drew on it besides those that are always black."""

    receiver = NameField(_("Voor wie is de kopie"), [Required()], most=100)
    reason = NameField(_("Waarvoor"), [Required()], most=100, description=_("Dit staat ook in de balk onder de kopie"))
    ground = SelectField(_("Grondslag"), [Required()])
    is_confirmed = BooleanField(
        _("Ik heb op het voorbeeld gezien dat de foto, het BSN en de machineleesbare zone zwart zijn"), [Required()]
    )
    drawn = HiddenField()

    def __init__(self, grounds: Sequence[Ground], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground.choices = options([("", gettext("Kies")), *((each.value, GROUNDS[each]) for each in grounds)])

    def areas(self) -> list[Area]:
        """What was drawn; raises ValueError for what no screen sends."""
        return areas_of(self.drawn.data or "")


def key_of(area: Area) -> str:
    """The edges of an area as the screen keeps them: `0-20-300-400`."""
    return "-".join(str(edge) for edge in (area.left, area.top, area.right, area.bottom))


def areas_of(keys: str) -> list[Area]:
    """Areas from their keys, with dots between; raises ValueError for anything else.

    >>> areas_of("0-20-300-400.0-0-9-9")
    [Area(left=0, top=20, right=300, bottom=400), Area(left=0, top=0, right=9, bottom=9)]
    """
    areas = [[int(edge) for edge in part.split("-")] for part in keys.split(".")] if keys else []
    if len(areas) > MOST_AREAS or any(len(each) != EDGES or max(each) > LARGEST for each in areas):
        raise ValueError("areas")
    return [Area(*each) for each in areas]
