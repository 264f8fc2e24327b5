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
    "audit:exported": lazy_gettext("Logboek opgehaald"),
    "backup:restored_for_drill": lazy_gettext("Back-up teruggezet als oefening"),
    "bank_account:applied": lazy_gettext("Nieuwe bankrekening in gebruik genomen"),
    "bank_account:approved": lazy_gettext("Wijziging van bankrekening geaccordeerd"),
    "bank_account:asked": lazy_gettext("Wijziging van bankrekening gevraagd"),
    "bank_account:refused": lazy_gettext("Wijziging van bankrekening afgewezen"),
    "bank_account:since": lazy_gettext("Bankrekening vastgelegd"),
    "bank_file:create": lazy_gettext("Bankbestand gemaakt"),
    "bank_file:download": lazy_gettext("Bankbestand opgehaald"),
    "bank_file:propose": lazy_gettext("Bankbestand voorbereid"),
    "bank_payment:create": lazy_gettext("Betalingen vastgelegd"),
    "branch:create": lazy_gettext("Vestiging toegevoegd"),
    "bsn:reveal": lazy_gettext("BSN voluit bekeken"),
    "bsn:search": lazy_gettext("Op BSN gezocht"),
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
    "document:taken_in": lazy_gettext("Document opgeslagen"),
    "employer:create": lazy_gettext("Werkgever toegevoegd"),
    "employer:edit": lazy_gettext("Werkgever gewijzigd"),
    "employer_terms:since": lazy_gettext("Percentages van de werkgever vastgelegd"),
    "employment:end": lazy_gettext("Laatste dag in dienst vastgelegd"),
    "employment:start": lazy_gettext("Dienstverband begonnen"),
    "flex_worker:export": lazy_gettext("Lijst van flexwerkers opgehaald"),
    "grant:create": lazy_gettext("Rol gegeven"),
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
    "identity:recorded": lazy_gettext("Identiteitsbewijs vastgelegd"),
    "key:rotate": lazy_gettext("Sleutel vernieuwd"),
    "key:seal_again": lazy_gettext("Versleutelde gegevens onder de nieuwe sleutel gebracht"),
    "loonheffingsverklaring:since": lazy_gettext("Loonheffingsverklaring vastgelegd"),
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
    "payslip_line:calculate": lazy_gettext("Regels van loonstroken berekend"),
    "permit:since": lazy_gettext("Werkvergunning vastgelegd"),
    "permit:withdrawn": lazy_gettext("Werkvergunning ingetrokken"),
    "person:bsn": lazy_gettext("BSN vastgelegd of verbeterd"),
    "person:edit": lazy_gettext("Persoonsgegevens gewijzigd"),
    "person:hired": lazy_gettext("Gegevens bij indiensttreding vastgelegd"),
    "person_name:since": lazy_gettext("Naam vastgelegd"),
    "person:register": lazy_gettext("Flexwerker ingeschreven"),
    "placement:activate": lazy_gettext("Plaatsing geactiveerd"),
    "placement:create": lazy_gettext("Plaatsing gemaakt"),
    "placement:end": lazy_gettext("Laatste werkdag van een plaatsing vastgelegd"),
    "placement:export": lazy_gettext("Lijst van plaatsingen opgehaald"),
    "placement:terms": lazy_gettext("Voorwaarden van een plaatsing bekeken"),
    "placement_terms:since": lazy_gettext("Voorwaarden van een plaatsing vastgelegd"),
    "protection:since": lazy_gettext("Tijdelijke bescherming vastgelegd"),
    "residence:since": lazy_gettext("Verblijfsdocument vastgelegd"),
    "sign_in:ended": lazy_gettext("Afgemeld"),
    "sign_in:ended_elsewhere": lazy_gettext("Andere aanmeldingen beëindigd"),
    "sign_in:failed": lazy_gettext("Aanmelden mislukt"),
    "sign_in:locked": lazy_gettext("Aanmelden geblokkeerd na te veel pogingen"),
    "sign_in:succeeded": lazy_gettext("Aangemeld"),
    "trial:placement": lazy_gettext("Plaatsing overgenomen in een proefberekening"),
    "trial:search": lazy_gettext("Gezocht voor een proefberekening"),
}  # fmt: skip
# The kind of row (its table): its name, and the page that shows it with the name of that page's argument.
THINGS: Final[Mapping[str, tuple[Any, str, str]]] = {
    "account": (lazy_gettext("account"), "", ""),
    "address": (lazy_gettext("adres"), "", ""),
    "bank_account": (lazy_gettext("bankrekening"), "", ""),
    "bank_account_change": (lazy_gettext("wijziging van bankrekening"), "", ""),
    "bank_file": (lazy_gettext("bankbestand"), "bank_files.show", "file_id"),
    "bank_payment": (lazy_gettext("betaling"), "", ""),
    "branch": (lazy_gettext("vestiging"), "", ""),
    "business": (lazy_gettext("onderneming"), "", ""),
    "consent": (lazy_gettext("toestemming"), "", ""),
    "document": (lazy_gettext("document"), "", ""),
    "employer": (lazy_gettext("werkgever"), "", ""),
    "employer_terms": (lazy_gettext("percentages"), "", ""),
    "employment": (lazy_gettext("dienstverband"), "", ""),
    "hirer": (lazy_gettext("inlener"), "hirers.show", "hirer_id"),
    "hours_line": (lazy_gettext("urenregel"), "", ""),
    "hours_week": (lazy_gettext("urenbriefje"), "", ""),
    "identity": (lazy_gettext("identiteitsbewijs"), "", ""),
    "identity_copy": (lazy_gettext("kopie van identiteitsbewijs"), "", ""),
    "left_out": (lazy_gettext("verloning"), "pay_runs.show", "run_id"),
    "loonheffingsverklaring": (lazy_gettext("loonheffingsverklaring"), "", ""),
    "paid_hours": (lazy_gettext("urenbriefje"), "", ""),
    "pay_run": (lazy_gettext("verloning"), "pay_runs.show", "run_id"),
    "payslip": (lazy_gettext("loonstrook"), "payslips.show", "payslip_id"),
    "payslip_line": (lazy_gettext("loonstrookregel"), "", ""),
    "permit": (lazy_gettext("werkvergunning"), "", ""),
    "person": (lazy_gettext("flexwerker"), "flex_workers.show", "person_id"),
    "person_name": (lazy_gettext("naam"), "", ""),
    "placement": (lazy_gettext("plaatsing"), "placements.show", "placement_id"),
    "placement_terms": (lazy_gettext("voorwaarden"), "", ""),
    "protection": (lazy_gettext("tijdelijke bescherming"), "", ""),
    "residence": (lazy_gettext("verblijfsdocument"), "", ""),
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
