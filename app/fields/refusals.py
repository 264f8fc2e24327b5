"""The sentence of each step that a service refuses: why, and what to do instead."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from flask_babel import lazy_gettext as _

from app.language import chosen_language, day, moment
from app.services.problems import RefusedError
from documents.dossier import Line
from documents.dossier import message as line_message
from staffing.problems import Problem, message

SENTENCES: Final[Mapping[str, Any]] = {
    # hours
    "locked": _("Deze uren zijn al ingediend of geaccordeerd en staan vast. Laat ze terugsturen of heropenen om ze te wijzigen."),
    "paid": _("Deze uren zijn al verloond en veranderen niet meer. Maak een extra urenbriefje voor wat er nog bij moet."),
    "no_remark": _("Schrijf erbij waarom, zodat wie het leest weet wat er moet gebeuren."),
    "bsn_in_remark": _("In de toelichting staat iets dat op een BSN lijkt, en dat hoort daar niet. Schrijf haar zonder dat nummer, of vink aan dat het geen BSN is."),
    "placement_provisional": _("De plaatsing is nog voorlopig. Maak haar eerst actief; daarna kunnen er uren op."),
    "outside_placement": _("Een van de dagen valt buiten de plaatsing. Kijk de begin- en einddatum na."),
    "nothing_chosen": _("Kies eerst een of meer urenbriefjes."),
    "work_forbidden": _("Op %(day)s mag dit werk niet: %(why)s"),
    "student_hours": "%(why)s",
    # pay runs
    "run_open": _("Deze week heeft al een verloning die nog niet geaccordeerd is. Maak die eerst af."),
    "not_a_monday": _("Een week begint op maandag. Kies een maandag."),
    "paid_on_outside": _("De betaaldatum moet tussen %(first)s en %(last)s liggen."),
    "no_law": _("De wetgeving van %(year)s is niet bekend, dus op die dag kan niet betaald worden. Kies een eerdere betaaldatum."),
    "four_eyes_left_out": _("U hebt iemand uit deze verloning weggelaten. Iemand anders moet haar accorderen (vier ogen)."),
    "four_eyes": _("U hebt deze verloning zelf berekend. Iemand anders moet haar accorderen (vier ogen)."),
    "provisional": _("De cijfers van %(year)s zijn nog voorlopig. Met voorlopige cijfers kan niemand betaald worden."),
    "blocked": _("%(count)s flexwerkers houden het accorderen tegen. Los de problemen op en bereken opnieuw, of laat ze uit deze verloning."),
    "nobody": _("Er zit niemand in deze verloning. Accordeer eerst uren en bereken dan opnieuw."),
    "input_changed": _("Na het berekenen is de invoer van %(count)s flexwerkers gewijzigd. Bereken opnieuw en kijk wat er anders is."),
    "held": _("Van deze persoon mag niets verdwijnen zolang de vernietiging is stilgezet. Geef die eerst vrij."),
    "worker_not_told": _(
        "De flexwerker weet nog niet van de wijziging: er is geen e-mail verstuurd, of het e-mailadres is kort geleden gewijzigd. Vertel het "
        "en kies hoe u dat hebt gedaan."
    ),
    "own_change": _("U hebt deze wijziging zelf ingevoerd. Iemand anders moet haar accorderen (vier ogen)."),
    # what leaves the house
    "hirer_data_provisional": _("De plaatsing is nog voorlopig. Gegevens gaan pas naar de inlener als zij actief is."),
    "hirer_data_changed": _("De inlener is zojuist gewijzigd. Kijk opnieuw welke gegevens hij krijgt."),
    "hand_over_done": _("De kopie is al overhandigd: op %(at)s door %(by)s. Dat gebeurt één keer per plaatsing."),
    "hand_over_exempt": _("Van deze flexwerker gaat er nooit een kopie naar de inlener. Geef de gegevens voor de inlener."),
    "hand_over_provisional": _("De plaatsing is nog voorlopig. De kopie gaat pas naar de inlener als het werk begint."),
    "hand_over_early": _("Het werk begint op %(day)s. Overhandig de kopie op die dag."),
    "hand_over_no_copy": _("De kopie van het identiteitsbewijs is er niet of is niet volledig. Voeg haar eerst toe aan het dossier."),
    "hand_over_changed": _("De kopie is zojuist vervangen. Kijk opnieuw wat u overhandigt."),
    "areas_outside": _("Een van de vlakken ligt buiten de bladzijde. Haal het weg en teken het opnieuw."),
    "copy_unmaskable": _("Van deze bladzijde is niet te zeggen waar de foto, het BSN en de machineleesbare zone staan, dus zij kan niet afgedekt worden. Voeg de voor- of achterkant toe als een eigen kopie, rechtop en op het document bijgesneden."),
    "receiver_is_hirer": _("Dit is een inlener. Die krijgt de vaste gegevens, of de kopie van Wav art. 15 op de plaatsing."),
    "copy_unreadable": _("Deze kopie is niet als beeld te lezen. Voeg een nieuwe kopie toe aan het dossier."),
    "document_closed": _("In dit document staan gegevens als BSN, loon of polisnummer. Haal het op vanuit het dossier, en geef daar aan waarvoor u het nodig hebt."),
    "zone_no_copy": _("Er is nog geen kopie om de zone van te lezen. Voeg haar eerst toe."),
    "zone_no_program": _("Op deze server is tesseract-ocr niet geïnstalleerd, dus de zone kan niet gelezen worden. Typ haar over of vraag de beheerder."),
    # bank files and payslips
    "not_approved": _("Dit kan pas als de verloning geaccordeerd is."),
    "nothing_to_pay": _("Er is niets meer te betalen: alle loonstroken staan al in een bankbestand of hebben niets te betalen."),
    "day_passed": _("De uitvoerdatum ligt in het verleden. Kies vandaag (%(day)s) of later."),
    "order_closed": _("Op die dag zijn de banken dicht. Kies een werkdag."),
    "order_debtor": _("De bankrekening van de werkgever klopt niet. Kijk haar na bij de werkgever."),
    "payment_name": _("De naam van de rekeninghouder bij loonstrook %(number)s heeft geen letter die een bank kan lezen. Wijzig hem bij de flexwerker."),
    "payment_iban": _("Het IBAN bij loonstrook %(number)s klopt niet. Wijzig het bij de flexwerker."),
    "payment_zone": _("De rekening bij loonstrook %(number)s ligt buiten SEPA. Betaal die met de hand en kies een andere rekening."),
    "payment_amount": _("Het bedrag van loonstrook %(number)s is te hoog voor een SEPA-betaling."),
    # doubles
    "merge_rights": _("Deze twee kunt u niet samenvoegen: dat vraagt het recht om flexwerkers te wijzigen bij elke werkgever waar een van beiden in dienst is of was. Vraag een collega die dat heeft."),
    "merge_two_bsns": _("Beiden hebben een BSN, en die verschillen: volgens de gegevens zijn het twee mensen. Is een van beide fout, vul dan bij die flexwerker het BSN van de ander in: dat wordt geweigerd, en daarna kunt u hier samenvoegen."),
    "merge_overlap": _("Bij %(employer)s lopen twee dienstverbanden door elkaar (personeelsnummers %(first)s en %(second)s). Leg bij één van de twee eerst de laatste dag vast, vóór de andere begint."),
    "merge_credit": _("De loonheffingskorting geldt bij %(first)s én bij %(second)s. Hij kan bij één werkgever tegelijk: leg bij één van de twee eerst vast dat hij stopt."),
    "merge_change_waits": _("Bij een van beiden loopt nog een wijziging van de bankrekening. Wacht tot die in gebruik is, of laat haar eerst afwijzen."),
    "merge_accounts": _("De bankrekeningen verschillen, dus samenvoegen bepaalt waar het loon heen gaat. Dat doet iemand die wijzigingen van IBAN mag accorderen en geen van beide rekeningen zelf invoerde (vier ogen)."),
    "merge_undone": _("Deze samenvoeging is al ongedaan gemaakt."),
    "merge_term_over": _("Ongedaan maken kon tot en met %(day)s. Wat ervoor nodig was is daarna verwijderd."),
    "merge_later": _("Een van beiden is daarna nog eens samengevoegd. Maak eerst die latere samenvoeging ongedaan."),
}  # fmt: skip
_OTHERWISE: Final = _("Dit kan nu niet. Kijk de gegevens na en probeer het opnieuw.")


def sentence(refused: RefusedError) -> str:
    """What to read."""
    values: dict[str, Any] = {key: _shown(value) for key, value in refused.values.items()}
    if isinstance(line := values.get("line"), Line):
        values["why"] = line_message(line, chosen_language())
    if isinstance(problem := values.get("problem"), Problem):
        values["why"] = message(problem, chosen_language())
    code = "order_debtor" if refused.code.startswith("order_") and refused.code not in SENTENCES else refused.code
    return str(SENTENCES.get(code, _OTHERWISE)) % values


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value
