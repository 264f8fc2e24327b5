"""The forms of a dossier: identity document, its copies, residence document, permits, protection, other documents."""

from typing import Any, Final
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from app.db.dossiers import Paper, Seen, Side
from app.fields import DayField, Form, NameField, OneLineField, Required
from app.fields.choices import options
from app.fields.person_forms import Uuid
from staffing import brp
from staffing.identity import DocumentKind
from staffing.work_permit import PermitKind, StudentScheme, WorkNote

KINDS: Final = {
    DocumentKind.PASSPORT: _("Paspoort"),
    DocumentKind.IDENTITY_CARD: _("Identiteitskaart"),
    DocumentKind.RESIDENCE_DOCUMENT: _("Verblijfsdocument"),
    DocumentKind.DRIVING_LICENCE: _("Rijbewijs (geldt niet)"),
}
SEEN: Final = {
    Seen.PHYSICALLY: _("Origineel in handen gehad"),
    Seen.DIGITALLY: _("Digitaal gelezen (chip)"),
}
SIDES: Final = {Side.FRONT: _("Voorkant of houderpagina"), Side.BACK: _("Achterkant of verblijfssticker")}
PAPERS: Final = {
    Paper.CONTRACT: _("Arbeidsovereenkomst, getekend"),
    Paper.LOONHEFFINGSVERKLARING: _("Loonheffingsverklaring"),
    Paper.TWV: _("Tewerkstellingsvergunning (TWV)"),
    Paper.GVVA: _("Gecombineerde vergunning (GVVA)"),
    Paper.PROTECTION: _("Melding tijdelijke bescherming (UWV)"),
    Paper.A1: _("A1-verklaring"),
    Paper.HEALTH_POLICY: _("Polis zorgverzekering"),
    Paper.CV: _("Cv"),
    Paper.CERTIFICATE: _("Diploma of certificaat"),
    Paper.REFERENCE: _("Referentie"),
    Paper.PHOTO: _("Pasfoto"),
    Paper.MODEL_AGREEMENT: _("Modelovereenkomst (zzp)"),
    Paper.VAR: _("VAR (vervallen, tot 1 mei 2016)"),
}
NOTES: Final = {
    WorkNote.FREE: _("Arbeid vrij toegestaan, TWV niet vereist"),
    WorkNote.WITH_TWV: _("Arbeid toegestaan mits TWV"),
    WorkNote.STUDENT: _("Student: TWV vereist voor arbeid van bijkomende aard"),
    WorkNote.GVVA: _("Zie aanvullend document (GVVA)"),
    WorkNote.SELF_EMPLOYED: _("Arbeid als zelfstandige toegestaan"),
    WorkNote.NONE: _("Arbeid niet toegestaan"),
}
PERMITS: Final = {
    PermitKind.TWV: _("Tewerkstellingsvergunning (TWV)"),
    PermitKind.GVVA: _("Gecombineerde vergunning (GVVA)"),
}
STUDENTS: Final = {
    StudentScheme.WEEKLY: _("Student: 16 uur per week"),
    StudentScheme.SUMMER: _("Student: voltijd in juni, juli en augustus"),
}
UNLESS_ZONE: Final = _("Leeg laten kan alleen als de zone hierboven is ingevuld.")
FILES: Final = _("PDF, JPEG, PNG of HEIC, ten hoogste 15 MB")


class MaybeUuid(Uuid):
    """An id, or none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = UUID(valuelist[0]) if valuelist and valuelist[0] else None


def empty_or(choices: dict[Any, Any], label: Any) -> list[Any]:
    return options([("", label), *choices.items()])


class ByZone(Optional):  # type: ignore[misc]
    """Left empty only when the zone says it: not marked as optional."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"optional": True, "conditional": True}


class IdentityForm(Form):
    """An identity document; what the zone says needs no typing."""

    structured = frozenset({"mrz", "number"})

    id = Uuid()
    version = HiddenField()
    mrz = TextAreaField(
        _("Machineleesbare zone (MRZ)"),
        [Optional(), Length(max=400)],
        render_kw={"rows": "3", "spellcheck": "false"},
        description=_(
            "De twee of drie regels met pijltjes onderaan het document: typ ze over of gebruik een leesapparaat."
        ),
    )
    kind = SelectField(_("Soort document"), [Required()], choices=options(KINDS.items()))
    number = OneLineField(_("Documentnummer"), [ByZone()], most=20, description=UNLESS_ZONE)
    issuer = SelectField(_("Land van uitgifte"), [Required()], default=brp.NETHERLANDS)
    expires_on = DayField(_("Geldig tot en met"), [ByZone()], description=UNLESS_ZONE)
    seen = RadioField(_("Hoe is het origineel gezien"), [Optional()], choices=empty_or(SEEN, _("Nog niet")), default="")
    seen_on = DayField(_("Gezien op"), [Optional()])
    is_difference_accepted = BooleanField(_("Toch vastleggen; het verschil blijft op de controlelijst staan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuer.choices = options(brp.countries().items())
        self.zone: list[str] = []
        self.zone_url = ""

    def validate_on_submit(self, **kwargs: Any) -> bool:
        """The zone's own errors stand at its field; what it filled in needs no typing."""
        if not self.is_submitted():
            return False
        found = super().validate_on_submit(**kwargs)
        self.mrz.errors = [*self.mrz.errors, *self.zone]
        if not self.expires_on.data and not self.expires_on.errors:
            self.expires_on.errors = [gettext("Vul in tot en met welke dag dit geldt: het staat op het document.")]
        return bool(found and not self.zone and not self.expires_on.errors)


class UploadForm(Form):
    """A form with a file; why that was refused stands at its field."""

    refused: str = ""

    def validate_file(self, _field: Any) -> None:
        if self.refused:
            raise ValidationError(self.refused)


class CopyForm(UploadForm):
    """One side of the copy."""

    side = SelectField(_("Wat staat erop"), [Required()], choices=options(SIDES.items()))
    file = FileField(_("Bestand"), [Required()], description=FILES)


class ResidenceForm(Form):
    """The residence document's note on work."""

    id = Uuid()
    note = SelectField(_("Wat er over arbeid op staat"), [Required()], choices=options(NOTES.items()))
    since = DayField(_("Geldig vanaf"), [Required()])
    expires_on = DayField(_("Geldig tot en met"), [Required()])


class PermitForm(Form):
    """A TWV or GVVA."""

    id = Uuid()
    kind = SelectField(_("Soort vergunning"), [Required()], choices=options(PERMITS.items()))
    employer_id = SelectField(_("Voor werkgever"), [Required()])
    hirer_id = SelectField(_("Voor inlener"), [Optional()])
    work = NameField(
        _("Voor functie"),
        [Optional()],
        most=100,
        description=_("Zoals op de plaatsing; leeg als de vergunning voor al het werk geldt"),
    )
    student = SelectField(_("Studentenregeling"), [Optional()], choices=empty_or(STUDENTS, _("Geen")))
    since = DayField(_("Geldig vanaf"), [Required()])
    until = DayField(_("Geldig tot en met"), [Required()])


class ProtectionForm(Form):
    """Temporary protection (Ukraine)."""

    id = Uuid()
    employer_id = SelectField(_("Voor werkgever"), [Required()])
    has_status_document = BooleanField(_("Het bewijs van status (sticker of pas) is gezien"))
    notified_on = DayField(_("Gemeld bij UWV op"), [Optional()])
    since = DayField(_("Geldig vanaf"), [Required()])
    expires_on = DayField(_("Geldig tot en met"), [Optional()])


class DocumentForm(UploadForm):
    """Any other document."""

    id = Uuid()
    renews_id = MaybeUuid()
    kind = SelectField(_("Soort document"), [Required()], choices=options(PAPERS.items()))
    employer_id = SelectField(_("Werkgever"), [Required()])
    valid_from = DayField(_("Geldig vanaf"), [Optional()])
    valid_until = DayField(_("Geldig tot en met"), [Optional()])
    file = FileField(_("Bestand"), [Required()], description=FILES)
