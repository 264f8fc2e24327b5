"""Approved hours in a run that the law forbade: the right to work ended after they were entered (Wav art. 2)."""

import json
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db.among import among
from app.db.people import EmploymentRow
from app.db.placements import PlacementRow
from app.db.work import Work
from app.services import anoniem_decisions, dossiers
from app.services.hours_walls import WORKED
from app.services.pay_inputs import Worker
from documents.dossier import Line, message
from staffing.identity import is_free_to_move


def stops(w: Work, last_day: date, workers: Iterable[Worker]) -> dict[UUID, str]:
    """Per employment the first day that may not be worked and why, as `day_and_reason` stores it.

    Who worked is paid all the same (verify: Wav art. 23), but only once somebody decided on the anoniementarief.
    """
    asked = {
        placement_id: days
        for worker in workers
        if anoniem_decisions.ground_on(w, worker.anoniem_decisions, last_day) is None
        for placement_id, days in _days(worker).items()
    }
    query = select(PlacementRow).where(among(w.session, PlacementRow.id, list(asked)))
    whole = query.options(joinedload(PlacementRow.employment).joinedload(EmploymentRow.person))
    placed = {row: asked[row.id] for row in w.session.scalars(whole)} if asked else {}
    found = dossiers.stopped_all(w, placed)
    return {row.employment_id: day_and_reason(*found[row.id]) for row in placed if row.id in found}


def day_and_reason(day: date, line: Line) -> str:
    """The day and the sentences of the line in both languages, as text that a run keeps."""
    return json.dumps({"day": day.isoformat()} | {lang: message(line, lang) for lang in ("nl", "en")})


def _days(worker: Worker) -> dict[UUID, set[date]]:
    """The days worked per placement on which this person may not work just anywhere."""
    found: dict[UUID, set[date]] = {}
    for line in worker.lines:
        if line.minutes and line.component in WORKED and not is_free_to_move(worker.nationality, line.day):
            found.setdefault(line.placement_id, set()).add(line.day)
    return found
