"""The sentence of each problem that a service returns: what is wrong, why, and what to do."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import lazy_gettext as _

from app.language import amount, chosen_language, day
from app.services.problems import Problem
from documents.dossier import message as line_message
from staffing.problems import message

SENTENCES: Final[Mapping[str, Any]] = {
    # flex workers
    "bsn_known": _(
        "Dit BSN hoort al bij iemand in de groep. Een persoon staat er één keer in: voeg een dienstverband toe."
    ),
    "bsn_of_other": _(
        "Dit BSN hoort al bij een andere flexwerker. Is het dezelfde persoon, voeg de twee dan samen: ze staan nu bij Dubbelen. "
        "Is het iemand anders, kijk dan het nummer na."
    ),
    "bsn_missing": _("Zonder BSN geldt het anoniementarief. Vul het BSN in, of vink aan dat u weet wat dat kost."),
    "iban_known": _("Deze rekening is al van een andere persoon. Kijk het IBAN na op de bankpas van deze persoon."),
    "name_and_birth_date_known": _(
        "Er is al iemand met deze naam en geboortedatum. Kijk of het dezelfde persoon is, of vink aan dat het iemand anders is."
    ),
    "born_in_future": _("Deze datum ligt in de toekomst. Kijk het geboortejaar na."),
    "born_too_long_ago": _("Dan is deze persoon %(age)s jaar. Kijk het geboortejaar na."),
    "too_young": _(
        "Op de eerste werkdag %(age)s jaar: jonger dan %(least)s kan hier niet. De Wet minimumloon kent voor die leeftijd geen "
        "bedrag en de Arbeidstijdenwet verbiedt of beperkt kinderarbeid (na te gaan)."
    ),
    "starts_too_far_ahead": _("Dit is meer dan een jaar vooruit. Kijk het jaar na."),
    "branch_of_other_employer": _("Deze vestiging is van een andere werkgever. Kies er een van de gekozen werkgever."),
    "already_employed": _("Er loopt al een dienstverband bij deze werkgever (personeelsnummer %(personnel_number)s)."),
    "ends_before_start": _("De laatste dag ligt vóór de eerste (%(day)s)."),
    "statement_before_employment": _("Een verklaring kan niet eerder gelden dan het dienstverband begint (%(day)s)."),
    "signed_in_future": _("De datum van ondertekening ligt in de toekomst."),
    "credit_elsewhere": _(
        "De loonheffingskorting geldt dan al bij %(employer)s. Hij kan bij één werkgever tegelijk: leg eerst daar vast dat hij stopt."
    ),
    "touches_payslips": _(
        "Vanaf %(since)s zijn al %(count)s loonstroken gemaakt. Die veranderen niet. Vink aan dat de wijziging toch vanaf deze dag "
        "geldt, of kies een latere dag."
    ),
    "candidate_is_hired": _(
        "Deze persoon staat bij deze werkgever als kandidaat. Open de kandidaat en kies 'In dienst nemen': het nummer blijft."
    ),
    "business_missing": _("Een zelfstandige heeft een onderneming. Leg eerst handelsnaam en KvK-nummer vast."),
    "business_kvk_known": _("Dit KvK-nummer is al van iemand anders. Kijk het na in het Handelsregister."),
    "contact_missing": _("Vul een e-mailadres of een telefoonnummer in: anders is de kandidaat niet te bereiken."),
    "kept_elsewhere": _(
        "Dit wordt elders in de groep bijgehouden en is hier niet te wijzigen. Laat staan wat er stond."
    ),
    "bsn_differs": _(
        "Van deze persoon ligt al een ander BSN vast. Kijk het nummer na, of laat dit leeg: dan blijft het BSN dat er al is."
    ),
    "account_after_hire": _(
        "Vanaf %(since)s zijn al %(count)s loonstroken gemaakt. Laat de rekening hier leeg en wijzig haar na de indiensttreding."
    ),
    "procedure_ends_before_start": _("De procedure begon op %(day)s en kan niet eerder eindigen."),
    "procedure_ends_in_future": _("Deze dag moet nog komen. Leg het einde vast als het zover is."),
    "partner_name_missing": _("Vul de achternaam van de partner in, of kies de eigen naam."),
    "names_since_missing": _("De naam wijzigt. Vul in vanaf welke dag de nieuwe naam geldt."),
    "names_since_in_future": _("Een naam kan pas worden gewijzigd als hij geldt. Kies vandaag of eerder."),
    "names_since_before": _(
        "De naam die nu vastligt geldt vanaf %(day)s. Kies die dag om hem te verbeteren, of een latere voor een nieuwe naam."
    ),
    "marital_ground_missing": _(
        "Kies waarvoor de burgerlijke staat nodig is. Zonder die grond wordt hij niet vastgelegd."
    ),
    "marital_status_missing": _("Kies de burgerlijke staat, of kies dat hij niet nodig is."),
    # hirers and employers
    "kvk_known": _("Dit KvK-nummer is al van inlener %(name)s."),
    "supplier_kvk_known": _("Dit KvK-nummer is al van toeleverancier %(name)s."),
    "iban_of_supplier": _(
        "Dit IBAN is ook van toeleverancier %(name)s. Een rekening hoort bij één bedrijf: kijk het na, of vink aan dat het klopt."
    ),
    "iban_of_person": _(
        "Dit IBAN is ook van een flexwerker. Bel het bedrijf en kijk het na, of vink aan dat het klopt."
    ),
    "iban_of_employer": _(
        "Dit IBAN is ook van een eigen werkgever van de groep. Kijk het na, of vink aan dat het klopt."
    ),
    "looked_in_future": _("Deze dag ligt in de toekomst. Vul de dag in waarop u het hebt nagekeken."),
    "register_not_open": _("Het register van toegelaten uitleners opent pas op %(day)s. Kijk het daarna na."),
    "purpose_missing": _("Kies ten minste één onderwerp: waarvoor bereikt u deze persoon?"),
    "recorded_in_future": _("Deze dag ligt in de toekomst. Vul de dag in waarop de inlener het doel heeft vastgelegd."),
    "employer_kvk_known": _("Dit KvK-nummer is al van een andere werkgever."),
    "loonheffingennummer_known": _("Dit loonheffingennummer is al van een andere werkgever."),
    "branch_known": _("Er is al een vestiging met deze naam."),
    # placements
    "starts_before_employment": _("Het dienstverband begint pas op %(day)s."),
    "ends_after_employment": _("Het dienstverband eindigt op %(day)s. Kies die dag of een eerdere."),
    "not_placed_candidate": _("Een kandidaat kan niet geplaatst worden. Neem de kandidaat eerst in dienst."),
    "not_placed_direct_staff": _(
        "Een eigen medewerker werkt voor ons zelf en kan niet bij een inlener geplaatst worden. Leg eerst een dienstverband als flexwerker vast."
    ),
    "hirer_missing": _("Kies een inlener."),
    "hirer_ended": _("Deze inlener is beëindigd. Kies een andere."),
    "no_law": _(
        "De wetgeving van %(year)s is niet bekend. Kies een dag in een jaar dat op het scherm Wetgeving staat."
    ),
    "below_minimumloon": _("Minder dan het minimumloon van € %(least)s per uur voor %(age)s jaar op %(day)s."),
    "gebruikelijk_loon_below_wage": _(
        "Het gebruikelijk loon is het uurloon van € %(hourly_wage)s met de vaste toeslagen erbij, dus niet lager. Laat het leeg als ze gelijk zijn."
    ),
    "tariff_below_wage": _("Het tarief is lager dan het uurloon van € %(hourly_wage)s."),
    "stipp_not_for_payroll": _("Payrollkrachten vallen niet onder StiPP. Kies de eigen regeling of geen pensioen."),
    "too_many_hours": _("Meer dan %(most)s uur per week staat de Arbeidstijdenwet niet toe (na te gaan)."),
    "no_hours": _("Nul uren kan alleen bij een oproepovereenkomst."),
    "vakantiebijslag_too_low": _("De wet vraagt ten minste %(least)s procent vakantiebijslag (Wml art. 15)."),
    "anoniem_not_accepted": _("Vink aan dat het anoniementarief geldt tot het BSN er is, of vul eerst het BSN in."),
    "anoniem_not_held": _(
        "Op %(day)s geldt het anoniementarief niet door een besluit. Kies waarom het moet gelden, of een andere dag."
    ),
    "change_waits": _("Er wacht al een wijziging van de bankrekening. Laat die eerst accorderen of afwijzen."),
    # dossiers
    "validity_missing": _("Vul in tot en met welke dag dit geldt: het staat op het document."),
    "document_of_other_kind": _("Deze soort hoort niet bij deze persoon. Kies een andere soort."),
    "renews_other_kind": _("Een nieuwe versie is van dezelfde soort als de oude. Kies dezelfde soort."),
    "renewed_already": _("Van dit document is al een nieuwere versie. Vernieuw die."),
    "number_missing": _("Vul het documentnummer in, of lees de machineleesbare zone."),
    "seen_half": _("Vul allebei in: hoe het origineel is gezien en op welke dag. Of laat allebei leeg."),
    "document_of_other": _("Dit documentnummer staat al bij iemand anders. Kijk het na op het document."),
    "student_needs_twv": _("De studentenregeling hoort bij een tewerkstellingsvergunning (TWV), niet bij een GVVA."),
    "own_staff_as_candidate_first": _(
        "Schrijf deze persoon eerst in als kandidaat, leg in het dossier het verblijfsdocument en de vergunning vast, en kies dan In dienst nemen."
    ),
    "student_scheme_missing": _(
        "Op het verblijfsdocument staat dat dit een student is: kies de studentenregeling die op de TWV staat. Zonder keuze mag er niet "
        "gewerkt worden."
    ),
    "areas_outside": _("Een van de vlakken ligt buiten de bladzijde. Haal het weg en teken het opnieuw."),
    "receiver_is_hirer": _(
        "Dit is een inlener. Die krijgt de vaste gegevens, of de kopie van Wav art. 15, op de pagina van de plaatsing."
    ),
    # profiles and bank accounts
    "day_in_future": _("Deze dag ligt in de toekomst. Kijk de datum na."),
    "certificate_name_missing": _("Schrijf op welk certificaat het is."),
    "reachable_nowhere": _("Vul een telefoonnummer of e-mailadres in: anders is er niets na te vragen."),
    "no_days": _("Kies ten minste één dag."),
    "availability_overlaps": _(
        "Vanaf %(day)s is er al iets vastgelegd dat op deze dagen geldt. Geef dat eerst een andere laatste dag."
    ),
    "skill_known": _("Deze vaardigheid staat er al. Wijzig die in plaats van haar nog eens toe te voegen."),
    "outside_placement": _("Deze dag ligt buiten de plaatsing."),
}
_OTHER_EMPLOYER: Final = _("een andere werkgever van de groep")


def sentence(problem: Problem) -> str:
    """What to read at the field; the rooms have their own words."""
    if problem.code == "staffing":
        return message(problem.values["problem"], chosen_language())
    if problem.code == "law_forbids":
        return line_message(problem.values["line"], chosen_language())
    return str(SENTENCES[problem.code]) % {key: _shown(key, value) for key, value in problem.values.items()}


def sentences(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """(field, sentence) of each, for Form.add_problems."""
    return [(each.field, sentence(each)) for each in problems]


def _shown(key: str, value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return amount(value)
    return str(_OTHER_EMPLOYER) if key == "employer" and value is None else str(value)
