"""Vandaag: what must I do, each line one click from the work."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, current_app, render_template, url_for
from flask_babel import lazy_gettext

from app.auth import current_actor, current_employer, needs, now, store
from app.auth.doors import current_week
from app.language import AMSTERDAM
from app.permissions import Action, may
from app.services import start
from app.services.start import Task

bp = Blueprint("start", __name__)

# (heading, rights of which one is enough, ((code, words, kind when there is something, endpoint, query), …))
GROUPS: Final[tuple[tuple[Any, tuple[Action, ...], tuple[tuple[str, Any, str, str, dict[str, str]], ...]], ...]] = (
    (
        lazy_gettext("Uren"),
        (Action.HOURS_WRITE, Action.HOURS_APPROVE, Action.HOURS_REOPEN),
        (
            ("hours_missing", lazy_gettext("Uren ontbreken"), "warning", "hours.index", {"state": "missing"}),
            ("hours_draft", lazy_gettext("Nog niet ingediend"), "neutral", "hours.index", {"state": "draft", "weeks": "all"}),
            ("hours_submitted", lazy_gettext("Te accorderen"), "attention", "hours.index", {"state": "submitted", "weeks": "all"}),
            ("hours_sent_back", lazy_gettext("Teruggestuurd"), "problem", "hours.index", {"state": "sent_back", "weeks": "all"}),
            ("hours_approved", lazy_gettext("Klaar om te verlonen"), "fine", "hours.index", {"state": "approved", "weeks": "all"}),
        ),
    ),
    (
        lazy_gettext("Verloningen"),
        (Action.PAY_RUN_READ,),
        (
            ("run_ready", lazy_gettext("Weken klaar om te verlonen"), "attention", "pay_runs.index", {}),
            ("run_draft", lazy_gettext("Nog te berekenen"), "attention", "pay_runs.index", {"state": "draft"}),
            ("run_calculated", lazy_gettext("Controleren en accorderen"), "attention", "pay_runs.index", {"state": "calculated"}),
            ("run_approved", lazy_gettext("Bankbestand nog te maken"), "warning", "pay_runs.index", {"state": "approved"}),
            ("run_bank_file", lazy_gettext("Bankbestand gemaakt"), "fine", "pay_runs.index", {"state": "bank_file"}),
        ),
    ),
    (
        lazy_gettext("Sinds uw vorige bezoek"),
        (Action.AUDIT_READ,),
        (
            ("visit_runs", lazy_gettext("Verloningen geaccordeerd"), "attention", "pay_runs.index", {}),
            ("visit_files", lazy_gettext("Bankbestanden gemaakt"), "attention", "bank_files.index", {}),
        ),
    ),
    (
        lazy_gettext("Plaatsingen"),
        (Action.PLACEMENT_WRITE, Action.PAY_RUN_CALCULATE),
        (
            ("placements_ending", lazy_gettext("Loopt af binnen 14 dagen"), "attention", "placements.index", {"state": "ending"}),
            ("placements_provisional", lazy_gettext("Nog voorlopig"), "warning", "placements.index", {"state": "provisional"}),
        ),
    ),
    (
        lazy_gettext("Dossiers"),
        (Action.PERSON_WRITE,),
        (
            ("people_without_bsn", lazy_gettext("Zonder BSN: anoniementarief"), "problem", "flex_workers.index", {"filter": "without_bsn"}),
            ("doubles", lazy_gettext("Misschien dubbel ingeschreven"), "warning", "doubles.index", {}),
            ("people_without_account", lazy_gettext("Zonder bankrekening"), "problem", "flex_workers.index", {"filter": "without_account"}),
            ("candidates_idle", lazy_gettext("Kandidaten van wie de procedure binnen 14 dagen vanzelf eindigt"), "attention", "flex_workers.index", {"filter": "idle"}),
            ("candidates_leaving", lazy_gettext("Kandidaten die binnen 7 dagen worden verwijderd"), "attention", "flex_workers.index", {"filter": "leaving"}),
        ),
    ),
    (
        lazy_gettext("Bankrekeningen"),
        (Action.IBAN_APPROVE,),
        (("iban_waiting", lazy_gettext("Wijziging van IBAN te accorderen"), "attention", "bank_account_changes.index", {}),),
    ),
    (
        lazy_gettext("Papieren"),
        (Action.DOCUMENT_READ,),
        (
            ("copies_to_hand_over", lazy_gettext("Kopie te overhandigen aan de inlener"), "warning", "hand_overs.index", {}),
            ("papers_expired", lazy_gettext("Verlopen"), "problem", "expiries.index", {"stage": "0"}),
            ("papers_expiring", lazy_gettext("Verloopt binnen 90 dagen"), "warning", "expiries.index", {}),
        ),
    ),
    (
        lazy_gettext("Privacy, de afgelopen 7 dagen"),
        (Action.LOOKS_READ,),
        (
            ("looks_revealed", lazy_gettext("BSN, IBAN, kopie of document voluit getoond"), "attention", "audit.index", {"chain": "installation"}),
            ("looks_denied", lazy_gettext("Toegang geweigerd"), "warning", "audit.index", {"chain": "installation", "tag": "web:access:denied"}),
        ),
    ),
    (
        lazy_gettext("Systeem"),
        (Action.SYSTEM_READ,),
        (
            ("alarms", lazy_gettext("Meldingen die niemand gezien heeft"), "problem", "system.index", {}),
            ("uploads_unscanned", lazy_gettext("Bestanden zonder virusscan"), "warning", "system.index", {}),
            ("jobs_failed", lazy_gettext("Mislukte taken"), "problem", "system.index", {}),
            ("keys_due", lazy_gettext("Sleutels om te vernieuwen"), "warning", "system.index", {"_anchor": "keys"}),
        ),
    ),
)  # fmt: skip

URGENCY: Final = ("problem", "warning", "attention", "neutral", "fine")


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen; `url` is empty when there is no such list here."""

    words: str
    kind: str
    task: Task
    url: str


@bp.get("/")
@needs(Action.EMPLOYER_READ)
def index() -> str:
    """The start screen of the person signed in."""
    actor, employer_id, at = current_actor(), current_employer(), now()
    with store().look(actor, at) as w:
        tasks = start.tasks(w, employer_id, current_week(), at.astimezone(AMSTERDAM).date())
        totals = start.run_totals(w, employer_id)
    return render_template(
        "start/index.html",
        groups=_groups(tasks, employer_id),
        totals=totals,
        scheduler=tasks.get("scheduler"),
        unscanned=None if current_app.extensions["one_payroll_config"].clamd else tasks.get("uploads_unscanned"),
        at=at,
    )


def _groups(tasks: dict[str, Task], employer_id: UUID) -> list[tuple[str, list[Line]]]:
    actor = current_actor()
    return [
        (str(heading), _by_urgency(_line(tasks[code], str(words), kind, _url(endpoint, query)) for code, words, kind, endpoint, query in lines))
        for heading, actions, lines in GROUPS
        if any(may(actor, action, employer_id) for action in actions) and all(line[0] in tasks for line in lines)
    ]  # fmt: skip


def _by_urgency(lines: Iterable[Line]) -> list[Line]:
    """What is wrong first, what is done or nothing last."""
    return sorted(lines, key=lambda line: URGENCY.index(line.kind) if line.task.count else len(URGENCY))


def _line(task: Task, words: str, kind: str, url: str) -> Line:
    return Line(words, kind if task.count else "neutral", task, url)


def _url(endpoint: str, query: dict[str, str]) -> str:
    values: dict[str, Any] = {**query}
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
