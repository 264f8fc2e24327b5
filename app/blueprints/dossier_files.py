"""What is taken away from a dossier: an open document by one click, a closed one and the copy of an identity document with a reason."""

from uuid import UUID

from flask import Blueprint, Response, abort, request

from app.auth import current_actor, needs, now, store
from app.permissions import Action
from app.services import dossier_documents, id_copies
from app.services.bsns import RevealReason
from app.services.problems import NotFoundError

bp = Blueprint("dossier_files", __name__, url_prefix="/flex-workers/<uuid:person_id>/dossier")


@bp.post("/copies/<uuid:copy_id>")
@needs(Action.ID_COPY_READ)
def copy(person_id: UUID, copy_id: UUID) -> Response:
    """One page of a copy, recorded with its reason."""
    reason = _reason()
    with store().work(current_actor(), now()) as w:
        row, content = id_copies.page(w, copy_id, reason)
        if row.person_id != person_id:
            raise NotFoundError("copy")
    return _attachment(content, "image/jpeg", f"kopie-{row.id}.jpg")


@bp.get("/documents/<uuid:document_id>")
@needs(Action.DOCUMENT_READ)
def document(person_id: UUID, document_id: UUID) -> Response:
    """An open document; recorded."""
    return _document(person_id, document_id)


@bp.post("/documents/<uuid:document_id>")
@needs(Action.DOCUMENT_REVEAL)
def reveal(person_id: UUID, document_id: UUID) -> Response:
    """A closed document, recorded with its reason."""
    return _document(person_id, document_id, _reason())


def _document(person_id: UUID, document_id: UUID, reason: RevealReason | None = None) -> Response:
    with store().work(current_actor(), now()) as w:
        row, content = dossier_documents.file(w, document_id, reason)
        if row.person_id != person_id:
            raise NotFoundError("document")
    kind = "pdf" if row.media_type == "application/pdf" else "jpg"
    return _attachment(content, row.media_type, f"{row.kind}-{row.id}.{kind}")


def _reason() -> RevealReason:
    asked = request.form.get("reason", "")
    return RevealReason(asked) if asked in set(RevealReason) else abort(400)


def _attachment(content: bytes, mimetype: str, name: str) -> Response:
    """Never shown in the page's own place: a file to take away, without a name of a person (security.md B3.6)."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=mimetype, headers=headers)
