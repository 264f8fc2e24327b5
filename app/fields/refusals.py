"""The sentence of each step that a service refuses: why, and what to do instead."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _

from app.language import chosen_language, day
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
    "own_change": _("U hebt deze wijziging zelf ingevoerd. Iemand anders moet haar accorderen (vier ogen)."),
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
}  # fmt: skip
_OTHERWISE: Final = _("Dit kan nu niet. Kijk de gegevens na en probeer het opnieuw.")


def sentence(refused: RefusedError) -> str:
    """What to read."""
    values: dict[str, Any] = {key: day(value) if isinstance(value, date) else value for key, value in refused.values.items()}
    if isinstance(line := values.get("line"), Line):
        values["why"] = line_message(line, chosen_language())
    if isinstance(problem := values.get("problem"), Problem):
        values["why"] = message(problem, chosen_language())
    code = "order_debtor" if refused.code.startswith("order_") and refused.code not in SENTENCES else refused.code
    return str(SENTENCES.get(code, _OTHERWISE)) % values

