"""The register of fields in words: kinds of data, purposes with whom it concerns and who receives it, columns, terms."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.db.base import DataKind, FieldClass
from app.fields.column_words import LABELS
from app.permissions import Sight
from app.services.field_register import Entry
from documents.retention import Rule

KIND_NAMES: Final[Mapping[DataKind, Any]] = {
    DataKind.GENERAL: lazy_gettext("Persoon en contract: naam, adres, geboorte, contact, dienstverband"),
    DataKind.PROFILE: lazy_gettext("Profiel: ervaring, opleiding, certificaten, vaardigheden, beschikbaarheid"),
    DataKind.INSURANCE: lazy_gettext("Zorgverzekering"),
    DataKind.HOURS: lazy_gettext("Uren en aanwezigheid"),
    DataKind.STATEMENT: lazy_gettext("Loonheffingsverklaring"),
    DataKind.RIGHT_TO_WORK: lazy_gettext("Recht op werk: verblijf, vergunningen, controle van de identiteit"),
    DataKind.STAFF: lazy_gettext("Accounts van medewerkers"),
    DataKind.LOG: lazy_gettext("Logboek: wie deed wat"),
    DataKind.BSN: lazy_gettext("BSN"),
    DataKind.IDENTITY_DOCUMENT: lazy_gettext("Identiteitsbewijs: nummer en kopie"),
    DataKind.DOCUMENT: lazy_gettext("Documenten in het dossier"),
    DataKind.SECRET: lazy_gettext("Wachtwoorden en tweede factoren"),
    DataKind.IBAN: lazy_gettext("Bankrekening"),
    DataKind.WAGE: lazy_gettext("Afgesproken loon, tarief en toeslagen"),
    DataKind.PAY: lazy_gettext("Loonstrook en betaald loon"),
    DataKind.ABSENCE: lazy_gettext("Gezondheid: verzuim"),
    DataKind.SUBSIDY: lazy_gettext("Gezondheid: bewijs voor subsidies"),
    DataKind.SPECIAL: lazy_gettext("Bijzondere en strafrechtelijke gegevens"),
}
SIGHT_NAMES: Final = {
    Sight.NONE: ("neutral", lazy_gettext("niet")),
    Sight.MASKED: ("attention", lazy_gettext("verborgen")),
    Sight.FULL: ("fine", lazy_gettext("voluit")),
}
_WORKERS: Final = lazy_gettext("Flexwerkers")
_STAFF: Final = lazy_gettext("Medewerkers van het bureau")
_NOBODY: Final = lazy_gettext("Niemand buiten de werkgever")
# Purpose -> (its name, whose data it concerns, who receives it outside the employer).
PURPOSES: Final[Mapping[str, tuple[Any, Any, Any]]] = {
    "employment contract": (lazy_gettext("Arbeidsovereenkomst en plaatsing"), _WORKERS, lazy_gettext("Inlener: naam en functie")),
    "accountability: to whom data went": (lazy_gettext("Verantwoording: aan wie gegevens gingen"), _WORKERS, _NOBODY),
    "asking a reference (data of a third person)": (lazy_gettext("Een referentie vragen"), lazy_gettext("Referenten"), _NOBODY),
    "collective health insurance arranged by the agency": (lazy_gettext("Collectieve zorgverzekering via het bureau"), _WORKERS, lazy_gettext("Zorgverzekeraar")),
    "application procedure": (lazy_gettext("Sollicitatie"), lazy_gettext("Kandidaten"), _NOBODY),
    "engagement of a self-employed person": (lazy_gettext("Opdracht aan een zelfstandige"), lazy_gettext("Zelfstandigen"), lazy_gettext("Inlener: naam en functie")),
    "partner pension in the UPA; alleenstaande-ouderenkorting": (lazy_gettext("Partnerpensioen of alleenstaande-ouderenkorting"), _WORKERS, lazy_gettext("Belastingdienst, UWV en pensioenfonds")),
    "keeping what a claim, an audit or a court needs": (lazy_gettext("Bewaren wat nodig is voor een geschil, controle of rechter"), _WORKERS, lazy_gettext("Belastingdienst of rechter, op verzoek")),
    "proof of consent": (lazy_gettext("Bewijs van toestemming"), lazy_gettext("Kandidaten"), _NOBODY),
    "contact with hirers and suppliers": (lazy_gettext("Contact met inleners en toeleveranciers"), lazy_gettext("Contactpersonen"), _NOBODY),
    "identity": (lazy_gettext("Vaststellen wie iemand is"), _WORKERS, _NOBODY),
    "mediation and placement": (lazy_gettext("Bemiddeling en plaatsing"), _WORKERS, lazy_gettext("Inlener: naam en functie")),
    "payment of suppliers": (lazy_gettext("Toeleveranciers betalen"), lazy_gettext("Toeleveranciers"), lazy_gettext("Bank van de werkgever")),
    "undoing a merge": (lazy_gettext("Een samenvoeging terugdraaien"), _WORKERS, _NOBODY),
    "identity of the worker": (lazy_gettext("Identiteit vaststellen"), _WORKERS, lazy_gettext("Belastingdienst en Arbeidsinspectie, op verzoek")),
    "loonheffingskorting": (lazy_gettext("Loonheffingskorting"), _WORKERS, lazy_gettext("Belastingdienst")),
    "payment of wages": (lazy_gettext("Loon betalen"), _WORKERS, lazy_gettext("Bank van de werkgever")),
    "personnel file": (lazy_gettext("Personeelsdossier"), _WORKERS, _NOBODY),
    "right to work": (lazy_gettext("Recht op werk in Nederland"), _WORKERS, lazy_gettext("UWV, IND en Arbeidsinspectie, op verzoek")),
    "sign-in": (lazy_gettext("Aanmelden in dit programma"), _STAFF, _NOBODY),
    "wage administration": (lazy_gettext("Loonadministratie"), _WORKERS, lazy_gettext("Belastingdienst, UWV en pensioenfonds")),
    "wage tax/pension/payroll": (lazy_gettext("Loonheffing, pensioen en loonadministratie"), _WORKERS, lazy_gettext("Belastingdienst, UWV en pensioenfonds")),
    "who did what, when": (lazy_gettext("Vastleggen wie wat deed en zag"), lazy_gettext("Medewerkers van het bureau en flexwerkers"), _NOBODY),
}  # fmt: skip
_IN_A_BASIS: Final = {
    "GDPR": lazy_gettext("AVG"),
    "consent of the referee": lazy_gettext("toestemming van de referent"),
    "to be checked": lazy_gettext("na te gaan"),
}
KEY_NAMES: Final = {
    "bsn": lazy_gettext("BSN"),
    "document": lazy_gettext("documenten"),
    "iban": lazy_gettext("bankrekeningen en bankbestanden"),
    "idcopy": lazy_gettext("kopieën van identiteitsbewijzen, een sleutel per persoon"),
    "merge": lazy_gettext("samenvoegingen"),
    "policy": lazy_gettext("polisnummers"),
}
CLASS_NAMES: Final = {
    FieldClass.NORMAL: lazy_gettext("gewoon"),
    FieldClass.IDENTIFYING: lazy_gettext("identificerend"),
    FieldClass.FINANCIAL: lazy_gettext("financieel"),
    FieldClass.HEALTH_LIKE: lazy_gettext("gezondheid"),
    FieldClass.SPECIAL: lazy_gettext("bijzonder"),
}
CERTAINTY: Final = {
    "official": lazy_gettext("officiële bron"),
    "two sources": lazy_gettext("twee bronnen"),
    "one source": lazy_gettext("één bron"),
    "verify": lazy_gettext("nog na te gaan"),
}


def label(entry: Entry) -> str:
    """What a column is called; its own name when it has none yet, which a test refuses."""
    found = LABELS.get(f"{entry.table}.{entry.column}") or LABELS.get(entry.column)
    return str(found) if found else entry.column


def purpose(text: str) -> tuple[str, str, str]:
    """(name, whose data, recipients) of a purpose."""
    name, whose, recipients = PURPOSES.get(text, (text, _WORKERS, _NOBODY))
    return str(name), str(whose), str(recipients)


def seen(found: Iterable[Sight]) -> str:
    """`voluit`, or `deels verborgen, deels voluit`."""
    words = [str(SIGHT_NAMES[each][1]) for each in found]
    return words[0] if len(words) == 1 else ", ".join(_("deels %(how)s", how=each) for each in words)


def basis(text: str) -> str:
    """The ground in the reader's language: in Dutch the AVG instead of the GDPR."""
    for words, shown in _IN_A_BASIS.items():
        text = text.replace(words, str(shown))
    return text


def bases(grounds: Iterable[str]) -> str:
    """The grounds of a processing, in the reader's language."""
    return "; ".join(map(basis, grounds))


def keys(classes: Iterable[str]) -> str:
    """What the keys of these classes seal."""
    return ", ".join(str(KEY_NAMES[each]) for each in classes)


def term(found: Rule) -> str:
    """How long: `7 hele kalenderjaren`."""
    years, days = found.term.years, found.term.days
    if found.is_from_year_end:
        long = ngettext("%(num)s heel kalenderjaar", "%(num)s hele kalenderjaren", years)
    elif years:
        long = _("%(years)s jaar", years=years)
    else:
        long = ngettext("%(num)s dag", "%(num)s dagen", days)
    return f"{_('ten hoogste') + ' ' if found.is_maximum else ''}{long}"


def ground(found: Rule) -> str:
    """Where the term stands and how sure that is."""
    return f"{found.article}; {CERTAINTY.get(found.certainty, found.certainty)}"
