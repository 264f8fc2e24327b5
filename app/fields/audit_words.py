"""What the audit trail says, in words: the act, the thing it was done to and where that stands."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

ACTS: Final[Mapping[str, Any]] = {
    "access:denied": lazy_gettext("Toegang geweigerd"),
    "account:created": lazy_gettext("Account gemaakt"),
    "account:disabled": lazy_gettext("Account afgesloten"),
    "account:enabled": lazy_gettext("Account weer geopend"),
    "account:factor_changed": lazy_gettext("Eigen tweede factor of wachtwoord gewijzigd"),
    "account:invited": lazy_gettext("Collega uitgenodigd"),
    "account:password_link_made": lazy_gettext("Link gemaakt om een wachtwoord te kiezen"),
    "account:roles_changed": lazy_gettext("Rollen gewijzigd"),
    "account:second_factor_reset": lazy_gettext("Tweede factor gewist"),
    "account:sign_in_data": lazy_gettext("Aanmeldgegevens bijgewerkt"),
    "account:signed_out": lazy_gettext("Collega overal afgemeld"),
    "address:since": lazy_gettext("Adres vastgelegd"),
    "agency:filled": lazy_gettext("Demogegevens ingevuld"),
    "alarm:seen": lazy_gettext("Meldingen als gezien vastgelegd"),
    "anoniementarief:since": lazy_gettext("Besluit over het anoniementarief vastgelegd"),
    "audit:exported": lazy_gettext("Logboek opgehaald"),
    "backup:restored_for_drill": lazy_gettext("Back-up teruggezet als oefening"),
    "bank_account:applied": lazy_gettext("Nieuwe bankrekening in gebruik genomen"),
    "bank_account:approved": lazy_gettext("Wijziging van bankrekening geaccordeerd"),
    "bank_account:asked": lazy_gettext("Wijziging van bankrekening gevraagd"),
    "bank_account:checked": lazy_gettext("Bankrekening gecontroleerd"),
    "bank_account:refused": lazy_gettext("Wijziging van bankrekening afgewezen"),
    "bank_account:since": lazy_gettext("Bankrekening vastgelegd"),
    "bank_file:create": lazy_gettext("Bankbestand gemaakt"),
    "bank_file:download": lazy_gettext("Bankbestand opgehaald"),
    "bank_file:propose": lazy_gettext("Bankbestand voorbereid"),
    "bank_payment:create": lazy_gettext("Betalingen vastgelegd"),
    "branch:create": lazy_gettext("Vestiging toegevoegd"),
    "bsn:reveal": lazy_gettext("BSN voluit bekeken"),
    "bsn:search": lazy_gettext("Op BSN gezocht"),
    "contact:create": lazy_gettext("Contactpersoon toegevoegd"),
    "contact:destroyed": lazy_gettext("Contactpersoon vernietigd"),
    "contact:edit": lazy_gettext("Contactpersoon gewijzigd"),
    "disclosure:export": lazy_gettext("Register van verstrekkingen opgehaald"),
    "disclosure:hand_over": lazy_gettext("Kopie aan de inlener overhandigd (Wav art. 15)"),
    "disclosure:hirer_data": lazy_gettext("Gegevens aan de inlener verstrekt"),
    "disclosure:masked_copy": lazy_gettext("Afgedekte kopie verstrekt"),
    "destruction:certified": lazy_gettext("Vernietiging vastgelegd"),
    "destruction:row": lazy_gettext("Gegeven vernietigd na afloop van de bewaartermijn"),
    "dossier:read": lazy_gettext("Dossier bekeken"),
    "business:create": lazy_gettext("Onderneming vastgelegd"),
    "business:edit": lazy_gettext("Onderneming gewijzigd"),
    "candidate:destroyed": lazy_gettext("Kandidaat verwijderd na de bewaartermijn of op verzoek"),
    "candidate:edit": lazy_gettext("Gegevens van kandidaat gewijzigd"),
    "candidate:ended": lazy_gettext("Procedure van kandidaat geëindigd"),
    "candidate:hired": lazy_gettext("Kandidaat in dienst genomen"),
    "candidate:register": lazy_gettext("Kandidaat ingeschreven"),
    "candidate:term": lazy_gettext("Bewaartermijn van kandidaat bepaald"),
    "consent:ended": lazy_gettext("Toestemming vervallen door indiensttreding"),
    "consent:given": lazy_gettext("Toestemming vastgelegd"),
    "consent:withdrawn": lazy_gettext("Toestemming ingetrokken"),
    "document:file": lazy_gettext("Document opgehaald"),
    "document:reveal": lazy_gettext("Document met BSN, loon of polisnummer opgehaald"),
    "document:taken_in": lazy_gettext("Document opgeslagen"),
    "double:attempt_forgotten": lazy_gettext("Eerder geweigerd BSN vergeten"),
    "double:bsn_attempt": lazy_gettext("BSN van een ander ingevuld: geweigerd"),
    "double:different_people": lazy_gettext("Vastgelegd: twee verschillende mensen"),
    "employer:create": lazy_gettext("Werkgever toegevoegd"),
    "employer:edit": lazy_gettext("Werkgever gewijzigd"),
    "employer_terms:since": lazy_gettext("Percentages van de werkgever vastgelegd"),
    "employment:end": lazy_gettext("Laatste dag in dienst vastgelegd"),
    "employment:start": lazy_gettext("Dienstverband begonnen"),
    "flex_worker:export": lazy_gettext("Lijst van flexwerkers opgehaald"),
    "grant:create": lazy_gettext("Rol gegeven"),
    "health_insurance:changed": lazy_gettext("Zorgverzekering gewijzigd"),
    "health_insurance:recorded": lazy_gettext("Zorgverzekering vastgelegd"),
    "health_insurance:removed": lazy_gettext("Zorgverzekering gewist"),
    "health_policy:reveal": lazy_gettext("Polisnummer voluit bekeken"),
    "hirer:create": lazy_gettext("Inlener toegevoegd"),
    "hirer:edit": lazy_gettext("Inlener gewijzigd"),
    "hours:approve": lazy_gettext("Uren geaccordeerd"),
    "hours:pay": lazy_gettext("Uren als verloond vastgelegd"),
    "hours:read": lazy_gettext("Uren bekeken"),
    "hours:reopen": lazy_gettext("Geaccordeerde uren heropend"),
    "hours:save": lazy_gettext("Uren opgeslagen"),
    "hours:send-back": lazy_gettext("Uren teruggestuurd"),
    "hours:submit": lazy_gettext("Uren ingediend"),
    "iban:reveal": lazy_gettext("IBAN voluit bekeken"),
    "iban:waiting": lazy_gettext("Wachtende wijzigingen van bankrekening bekeken"),
    "identity:copied": lazy_gettext("Kopie van identiteitsbewijs opgeslagen"),
    "identity:copy": lazy_gettext("Kopie van identiteitsbewijs opgehaald"),
    "identity:copy_destroyed": lazy_gettext("Kopie van identiteitsbewijs vernietigd"),
    "identity:copy_resealed": lazy_gettext("Kopie van identiteitsbewijs onder de nieuwe sleutel gebracht"),
    "identity:corrected": lazy_gettext("Identiteitsbewijs verbeterd"),
    "identity:preview": lazy_gettext("Afgedekt voorbeeld van een kopie bekeken"),
    "identity:recorded": lazy_gettext("Identiteitsbewijs vastgelegd"),
    "key:destroyed": lazy_gettext("Oude sleutel vernietigd"),
    "key:master_forgotten": lazy_gettext("Oude hoofdsleutels vernietigd"),
    "key:master_rotated": lazy_gettext("Hoofdsleutel vernieuwd"),
    "key:own_made_anew": lazy_gettext("Eigen sleutel van een flexwerker vernieuwd, de oude vernietigd"),
    "identity:zone_read": lazy_gettext("Machineleesbare zone uit de kopie gelezen"),
    "key:rotate": lazy_gettext("Sleutel vernieuwd"),
    "key:rotation_asked": lazy_gettext("Nieuwe sleutel gevraagd"),
    "key:rotation_failed": lazy_gettext("Sleutel vernieuwen mislukt"),
    "key:seal_again": lazy_gettext("Versleutelde gegevens onder de nieuwe sleutel gebracht"),
    "key:unreadable": lazy_gettext("Versleutelde gegevens die niet te openen zijn"),
    "legal_hold:lifted": lazy_gettext("Vernietiging weer vrijgegeven"),
    "legal_hold:set": lazy_gettext("Vernietiging stilgezet"),
    "looks:export": lazy_gettext("Overzicht van wie een flexwerker bekeek opgehaald"),
    "looks:read": lazy_gettext("Overzicht van wie een flexwerker bekeek bekeken"),
    "loonheffingsverklaring:since": lazy_gettext("Loonheffingsverklaring vastgelegd"),
    "merge:forgotten": lazy_gettext("Termijn van een samenvoeging voorbij, gegevens om terug te draaien verwijderd"),
    "merge:made": lazy_gettext("Flexwerkers samengevoegd"),
    "merge:moved": lazy_gettext("Meeverhuisd bij een samenvoeging"),
    "merge:moved_back": lazy_gettext("Terugverhuisd: samenvoeging ongedaan gemaakt"),
    "merge:undone": lazy_gettext("Samenvoeging ongedaan gemaakt"),
    "paid_hours:calculate": lazy_gettext("Uren aan loonstroken gekoppeld"),
    "pay_run:approve": lazy_gettext("Verloning geaccordeerd"),
    "pay_run:ask": lazy_gettext("Berekening gevraagd"),
    "pay_run:bank_file": lazy_gettext("Verloning op bankbestand gemaakt gezet"),
    "pay_run:calculate": lazy_gettext("Verloning berekend"),
    "pay_run:cancel": lazy_gettext("Berekening gestopt"),
    "pay_run:discard": lazy_gettext("Berekening weggegooid"),
    "pay_run:export": lazy_gettext("Verloning als lijst opgehaald"),
    "pay_run:fail": lazy_gettext("Berekening mislukt, niets gewijzigd"),
    "pay_run:leave_out": lazy_gettext("Flexwerker buiten de verloning gelaten"),
    "pay_run:open": lazy_gettext("Verloning geopend"),
    "pay_run:read": lazy_gettext("Verloning bekeken"),
    "pay_run:take_back": lazy_gettext("Flexwerker weer in de verloning gezet"),
    "payslip:calculate": lazy_gettext("Loonstroken berekend"),
    "payslip:list": lazy_gettext("Lijst van loonstroken bekeken"),
    "payslip:pdf": lazy_gettext("Loonstrook als PDF opgehaald"),
    "payslip:pdf_all": lazy_gettext("Alle loonstroken van een verloning opgehaald"),
    "payslip:read": lazy_gettext("Loonstrook bekeken"),
    "payslip:worker_kept": lazy_gettext("Gegevens van de flexwerker bij loonstroken vastgehouden"),
    "payslip_line:calculate": lazy_gettext("Regels van loonstroken berekend"),
    "permit:since": lazy_gettext("Werkvergunning vastgelegd"),
    "permit:withdrawn": lazy_gettext("Werkvergunning ingetrokken"),
    "person:bsn": lazy_gettext("BSN vastgelegd of verbeterd"),
    "person:edit": lazy_gettext("Persoonsgegevens gewijzigd"),
    "person:merged": lazy_gettext("Flexwerker bleef over bij een samenvoeging"),
    "person:merged_away": lazy_gettext("Flexwerker opgegaan in een ander"),
    "person:parted": lazy_gettext("Flexwerker weer apart na een samenvoeging"),
    "person:read": lazy_gettext("Flexwerker bekeken"),
    "person:hired": lazy_gettext("Gegevens bij indiensttreding vastgelegd"),
    "person_name:since": lazy_gettext("Naam vastgelegd"),
    "person:register": lazy_gettext("Flexwerker ingeschreven"),
    "placement:activate": lazy_gettext("Plaatsing geactiveerd"),
    "placement:create": lazy_gettext("Plaatsing gemaakt"),
    "placement:end": lazy_gettext("Laatste werkdag van een plaatsing vastgelegd"),
    "placement:export": lazy_gettext("Lijst van plaatsingen opgehaald"),
    "placement:hirer_data": lazy_gettext("Gegevens voor de inlener bekeken"),
    "placement:terms": lazy_gettext("Voorwaarden van een plaatsing bekeken"),
    "placement_terms:since": lazy_gettext("Voorwaarden van een plaatsing vastgelegd"),
    "profile:added": lazy_gettext("Aan het profiel toegevoegd"),
    "profile:changed": lazy_gettext("In het profiel gewijzigd"),
    "profile:removed": lazy_gettext("Uit het profiel gehaald"),
    "protection:since": lazy_gettext("Tijdelijke bescherming vastgelegd"),
    "residence:since": lazy_gettext("Verblijfsdocument vastgelegd"),
    "search": lazy_gettext("Gezocht en gevonden"),
    "sign_in:ended": lazy_gettext("Afgemeld"),
    "sign_in:ended_elsewhere": lazy_gettext("Andere aanmeldingen beëindigd"),
    "sign_in:failed": lazy_gettext("Aanmelden mislukt"),
    "sign_in:locked": lazy_gettext("Aanmelden geblokkeerd na te veel pogingen"),
    "sign_in:succeeded": lazy_gettext("Aangemeld"),
    "supplier:checked": lazy_gettext("Register nagekeken voor een toeleverancier"),
    "supplier:create": lazy_gettext("Toeleverancier toegevoegd"),
    "supplier:edit": lazy_gettext("Toeleverancier gewijzigd"),
    "supplier_account:reveal": lazy_gettext("IBAN van een toeleverancier voluit bekeken"),
    "supplier_account:since": lazy_gettext("Bankrekening van een toeleverancier vastgelegd"),
    "skill_term:added": lazy_gettext("Vaardigheid in de lijst gezet"),
    "trial:placement": lazy_gettext("Plaatsing overgenomen in een proefberekening"),
    "trial:search": lazy_gettext("Gezocht voor een proefberekening"),
}  # fmt: skip
# The kind of row (its table): its name, and the page that shows it with the name of that page's argument.
THINGS: Final[Mapping[str, tuple[Any, str, str]]] = {
    "account": (lazy_gettext("account"), "", ""),
    "address": (lazy_gettext("adres"), "", ""),
    "availability": (lazy_gettext("beschikbaarheid"), "", ""),
    "availability_exception": (lazy_gettext("uitzondering op de beschikbaarheid"), "", ""),
    "bank_account": (lazy_gettext("bankrekening"), "", ""),
    "bank_account_change": (lazy_gettext("wijziging van bankrekening"), "", ""),
    "bank_file": (lazy_gettext("bankbestand"), "bank_files.show", "file_id"),
    "bank_payment": (lazy_gettext("betaling"), "", ""),
    "branch": (lazy_gettext("vestiging"), "", ""),
    "contact": (lazy_gettext("contactpersoon"), "", ""),
    "bsn_attempt": (lazy_gettext("geweigerd BSN"), "", ""),
    "different_people": (lazy_gettext("twee flexwerkers"), "", ""),
    "disclosure": (lazy_gettext("verstrekking"), "", ""),
    "certificate": (lazy_gettext("certificaat"), "", ""),
    "destruction": (lazy_gettext("bewijs van vernietiging"), "", ""),
    "business": (lazy_gettext("onderneming"), "", ""),
    "consent": (lazy_gettext("toestemming"), "", ""),
    "document": (lazy_gettext("document"), "", ""),
    "education": (lazy_gettext("opleiding"), "", ""),
    "employer": (lazy_gettext("werkgever"), "", ""),
    "employer_terms": (lazy_gettext("percentages"), "", ""),
    "employment": (lazy_gettext("dienstverband"), "", ""),
    "health_insurance": (lazy_gettext("zorgverzekering"), "", ""),
    "hirer": (lazy_gettext("inlener"), "hirers.show", "hirer_id"),
    "hours_line": (lazy_gettext("urenregel"), "", ""),
    "hours_week": (lazy_gettext("urenbriefje"), "", ""),
    "identity": (lazy_gettext("identiteitsbewijs"), "", ""),
    "identity_copy": (lazy_gettext("kopie van identiteitsbewijs"), "", ""),
    "left_out": (lazy_gettext("verloning"), "pay_runs.show", "run_id"),
    "legal_hold": (lazy_gettext("stilgezette vernietiging"), "", ""),
    "loonheffingsverklaring": (lazy_gettext("loonheffingsverklaring"), "", ""),
    "paid_hours": (lazy_gettext("urenbriefje"), "", ""),
    "pay_run": (lazy_gettext("verloning"), "pay_runs.show", "run_id"),
    "payslip": (lazy_gettext("loonstrook"), "payslips.show", "payslip_id"),
    "payslip_line": (lazy_gettext("loonstrookregel"), "", ""),
    "permit": (lazy_gettext("werkvergunning"), "", ""),
    "payslip_worker": (lazy_gettext("gegevens op loonstroken"), "", ""),
    "person_merge": (lazy_gettext("samenvoeging"), "merges.show", "merge_id"),
    "person": (lazy_gettext("flexwerker"), "flex_workers.show", "person_id"),
    "person_name": (lazy_gettext("naam"), "", ""),
    "placement": (lazy_gettext("plaatsing"), "placements.show", "placement_id"),
    "placement_terms": (lazy_gettext("voorwaarden"), "", ""),
    "protection": (lazy_gettext("tijdelijke bescherming"), "", ""),
    "referee": (lazy_gettext("referent"), "", ""),
    "residence": (lazy_gettext("verblijfsdocument"), "", ""),
    "supplier": (lazy_gettext("toeleverancier"), "suppliers.show", "supplier_id"),
    "supplier_account": (lazy_gettext("bankrekening van een toeleverancier"), "", ""),
    "supplier_check": (lazy_gettext("controle in een register"), "", ""),
    "skill": (lazy_gettext("vaardigheid"), "", ""),
    "skill_term": (lazy_gettext("vaardigheid in de lijst"), "", ""),
    "work_experience": (lazy_gettext("werkervaring"), "", ""),
}  # fmt: skip
_SOURCES: Final[Mapping[str, Any]] = {
    "job": lazy_gettext("op de achtergrond"),
    "cli": lazy_gettext("op de server"),
    "demo": lazy_gettext("demogegevens"),
}


def act(tag: str) -> str:
    """The sentence of a tag such as `web:pay_run:open`; an unknown one is shown as it is."""
    source, _colon, rest = tag.partition(":")
    code = rest.replace(".", ":")
    noun, _colon, verb = code.partition(":")
    if code in ACTS:
        said = str(ACTS[code])
    elif verb == "created" and noun in THINGS:
        said = _("Gemaakt: %(thing)s", thing=THINGS[noun][0])
    else:
        return tag
    return f"{said} ({_SOURCES[source]})" if source in _SOURCES else said


def thing(subject: str, fields: Mapping[str, Any]) -> tuple[str, str]:
    """(what it was done to, the address of its page or ""); how many rows there were when there were several."""
    kind, _colon, key = subject.partition(":")
    if kind == "read":
        count = len(fields.get("ids", ()))
        return (ngettext("%(num)s dossier", "%(num)s dossiers", count) if count else ""), _address(
            "pay_runs.show", "run_id", str(fields.get("run", ""))
        )
    if kind not in THINGS:
        return subject, ""
    name, endpoint, argument = THINGS[kind]
    rows = fields.get("rows")
    if not key:
        return (f"{name} × {rows}" if rows else str(name)), ""
    return str(name), _address(endpoint, argument, key.partition(",")[0])


def _address(endpoint: str, argument: str, key: str) -> str:
    try:
        return url_for(endpoint, **{argument: UUID(key)}) if endpoint else ""  # type: ignore[arg-type]
    except ValueError:
        return ""
