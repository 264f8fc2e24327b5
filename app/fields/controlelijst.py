"""The lines of a controlelijst as the screens show them: colour, sentence, and the page that mends it."""

from collections.abc import Iterable
from uuid import UUID

from flask import url_for

from app.language import chosen_language
from documents.dossier import Line, message

PAGES = {
    "personal": "flex_worker_changes.address",
    "bsn": "flex_worker_changes.bsn",
    "bank_account_check": "flex_worker_changes.bank_account_check",
    "bank_account": "flex_worker_changes.bank_account",
    "kvk": "self_employed.business",
    "residence": "dossiers.residence",
    "permits": "dossiers.permit",
    "protection": "dossiers.protection",
}
PAPERS = {
    "a1": "a1",
    "contract": "contract",
    "health_policy": "health_policy",
    "agreement": "model_agreement",
    "twv_copy": "twv",
    "gvva_copy": "gvva",
    "protection_copy": "protection",
}


def shown(
    lines: Iterable[Line],
    person_id: UUID,
    employment_id: UUID | None,
    *,
    may_write: bool,
    may_check: bool,
    placement_id: UUID | None = None,
) -> list[tuple[str, str, str]]:
    """(kind, sentence, address or empty) of each line; a line is a link for who may mend it, of an account for who may check it."""
    lang = chosen_language()
    return [
        (
            line.level.value,
            message(line, lang),
            _page(line, person_id, (employment_id, placement_id))
            if (may_check if line.fix == "bank_account_check" else may_write)
            else "",
        )
        for line in lines
    ]


def _page(line: Line, person_id: UUID, of: tuple[UUID | None, UUID | None]) -> str:
    employment_id, placement_id = of
    if line.fix == "hand_over":
        at = line.at or placement_id
        return url_for("hand_overs.show", placement_id=at) if at else ""
    if line.fix in {"identity", "residence_copy"}:
        return _identity_page(line, person_id)
    if line.right and line.right.code == "nationality_missing":
        return url_for("flex_workers.edit", person_id=person_id)
    if line.fix == "loonheffingsverklaring":
        return (
            url_for("flex_worker_changes.statement", person_id=person_id, employment_id=employment_id)
            if employment_id
            else url_for("flex_worker_changes.employment", person_id=person_id)
        )
    if line.fix in PAPERS:
        return url_for("dossiers.document_new", person_id=person_id, kind=PAPERS[line.fix])
    return url_for(PAGES.get(line.fix, "dossiers.show"), person_id=person_id)


def _identity_page(line: Line, person_id: UUID) -> str:
    if line.code == "id_missing":
        return url_for("dossiers.identity", person_id=person_id)
    if line.fix == "residence_copy" and line.at:
        return url_for("dossiers.copy_new", person_id=person_id, identity_id=line.at, side="back")
    return url_for("dossiers.show", person_id=person_id, _anchor="identity")
