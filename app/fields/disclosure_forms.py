"""The forms by which something leaves the house, and the words of the disclosure register."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional

from app.db.disclosures import DisclosureKind, Ground
from app.fields import Form, NameField, NumberField, Required
from app.fields.choices import options
from documents.hirer_data import Field
from documents.redaction import Area

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
AREAS: Final = range(1, 7)
EDGES: Final = {"left": _("links"), "top": _("boven"), "right": _("rechts"), "bottom": _("onder")}
LARGEST: Final = Decimal(40_000)


def fields_in_words(names: Iterable[str]) -> str:
    """The fields of a disclosure, in the language of the reader."""
    return ", ".join(str(FIELDS[Field(each)]) for each in names)


class HandOverForm(Form):
    """The copy goes out once, so somebody says so first."""

    is_confirmed = BooleanField(
        _("Ik heb gecontroleerd dat dit de juiste persoon en de juiste inlener zijn"), [Required()]
    )


class MaskedCopyForm(Form):
    """For whom a masked copy is, why, and which areas are black in it (six at most, in pixels)."""

    receiver = NameField(_("Voor wie is de kopie"), [Required()], most=100)
    reason = NameField(_("Waarvoor"), [Required()], most=100, description=_("Dit staat ook in de balk onder de kopie"))
    ground = SelectField(_("Grondslag"), [Required()])
    is_confirmed = BooleanField(
        _("Ik heb op het voorbeeld gezien dat de foto, het BSN en de machineleesbare zone zwart zijn"), [Required()]
    )
    seen = HiddenField()

    def __init__(self, grounds: Sequence[Ground], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground.choices = options([("", gettext("Kies")), *((each.value, GROUNDS[each]) for each in grounds)])

    def rows(self) -> list[tuple[int, list[Any]]]:
        """(number, the four fields) of each area."""
        return [(number, [self[f"{edge}_{number}"] for edge in EDGES]) for number in AREAS]

    def put_areas(self, areas: Iterable[Area]) -> None:
        """Fill in these areas."""
        for (_number, row), area in zip(self.rows(), areas, strict=False):
            for field, value in zip(row, (area.left, area.top, area.right, area.bottom), strict=True):
                field.data = Decimal(value)

    def areas(self) -> list[Area]:
        """The areas of which all four edges are filled in."""
        found = [[field.data for field in row] for _number, row in self.rows()]
        return [Area(*(int(value) for value in row)) for row in found if all(value is not None for value in row)]

    def are_areas_whole(self) -> bool:
        """Whether every area has four readable numbers or none; what lacks gets an error at its field."""
        is_sound = True
        for _number, row in self.rows():
            is_started = any(field.data is not None or field.errors for field in row)
            for field in row:
                if is_started and field.data is None and not field.errors:
                    field.errors = [gettext("Vul alle vier de randen van dit vlak in, of laat ze alle vier leeg.")]
                is_sound = is_sound and not field.errors
        return is_sound


for _number in AREAS:
    for _edge, _word in EDGES.items():
        _label = _("Vlak %(number)s, %(edge)s", number=_number, edge=_word)
        setattr(MaskedCopyForm, f"{_edge}_{_number}", NumberField(_label, [Optional()], places=0, most=LARGEST))


def key_of(areas: Iterable[Area]) -> str:
    """The areas as they stand in the address of a preview: `0-20-300-400.0-500-1000-700`."""
    return ".".join("-".join(str(edge) for edge in (each.left, each.top, each.right, each.bottom)) for each in areas)


def areas_of(key: str) -> list[Area]:
    """The other way round; raises ValueError for anything else."""
    areas = [[int(edge) for edge in part.split("-")] for part in key.split(".")]
    if len(areas) > len(AREAS) or any(len(each) != len(EDGES) or max(each) > LARGEST for each in areas):
        raise ValueError("areas")
    return [Area(*each) for each in areas]
