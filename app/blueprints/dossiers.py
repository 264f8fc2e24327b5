"""The dossier of a person: the controlelijst, identity, the right to work, documents; each line has its page here."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms import HiddenField

from app.auth import current_actor, current_employer, needs, now, store, today
from app.blueprints.flex_workers import REASONS
from app.db.dossiers import IdentityRow, Paper, Seen, Side
from app.db.people import PersonRow
from app.db.work import StaleError, Work
from app.fields import Form, controlelijst, disclosure_forms
from app.fields.choices import employer_choices, options
from app.fields.dossier_forms import (
    KINDS,
    NOTES,
    PAPERS,
    PERMITS,
    SEEN,
    SIDES,
    STUDENTS,
    CopyForm,
    DocumentForm,
    IdentityForm,
    PermitForm,
    ProtectionForm,
    ResidenceForm,
)
from app.fields.sentences import sentences
from app.language import chosen_language
from app.permissions import Action, may
from app.services import (
    anoniementarief,
    disclosures,
    dossier_documents,
    dossiers,
    employments,
    hirers,
    id_copies,
    identities,
    intake,
    kinds,
    sight,
    work_papers,
)
from app.services.dossier_documents import Document
from app.services.identities import Identity
from app.services.intake import Refused, Taken
from app.services.problems import NotFoundError, Problem
from app.services.work_papers import NewPermit, NewProtection, NewResidence
from staffing import brp
from staffing.identity import DocumentKind, is_free_to_move, kind_of
from staffing.mrz import Mrz, read_mrz
from staffing.problems import message
from staffing.work_permit import PermitKind, StudentScheme, WorkNote

bp = Blueprint("dossiers", __name__, url_prefix="/flex-workers/<uuid:person_id>/dossier")
Save = Callable[[Work], list[Problem]]


@bp.get("")
@needs(Action.DOCUMENT_READ)
def show(person_id: UUID) -> str:
    """Everything held of one person, with what is missing on top; the look is recorded."""
    with store().work(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.DOCUMENT_READ)
        found = sight.permitted(w, person.employments, Action.DOCUMENT_READ)
        whole = dossiers.gather(w, person, found)
        lines = dossiers.of_person(w, whole, w.today)
        running = next((row for row in found if employments.is_running(row, today())), None)
        example = anoniementarief.of_lines(w, lines, kinds.main(found, w.today))
        given, at = disclosures.of_person(w, person_id), [each.employer_id for each in found]
        numbers = {row.id: identities.masked(w, row, at) for row in whole.identities}
        w.record_read("dossier:read", None, [person_id], people=[person_id])
        names = employments.recorders(w, [*whole.documents, *whole.copies.rows, *whole.held.permits])
        people = {row.seen_by for row in whole.identities} | {row.decided_by for row in given}
        names |= employments.names_of(w, {each for each in people if each})
        is_elsewhere = kinds.is_file_elsewhere(w, person_id, found)
    may_write = _may(found, Action.DOCUMENT_WRITE)
    return render_template(
        "dossiers/show.html",
        person=person,
        whole=whole,
        example=example,
        given=given,
        lines=controlelijst.shown(
            lines, person_id, running.id if running else None,
            may_write=may_write, may_check=_may(found, Action.IBAN_APPROVE),
        ),
        numbers=numbers,
        names=names,
        current={row.id for row in dossier_documents.current(whole.documents)},
        words={
            "kinds": KINDS, "sides": SIDES, "papers": PAPERS, "notes": NOTES, "permits": PERMITS,
            "students": STUDENTS, "seen": SEEN, "countries": brp.countries(),
            "given": {"kinds": disclosure_forms.KINDS, "fields": disclosure_forms.fields_in_words},
        },
        employers={row.employer_id for row in found},
        reasons=[(code.value, text) for code, text in REASONS],
        may_write=may_write,
        kind=kinds.kind_of(found, today()),
        needs_right=not is_elsewhere and not is_free_to_move(person.nationality, today()),
        asks_copy=kinds.asks_copy(found, person.nationality, today()),
        may_read_copies=_may(found, Action.ID_COPY_READ),
        may_reveal=_may(found, Action.DOCUMENT_REVEAL),
        is_closed=dossier_documents.is_closed,
        may_disclose=_may(found, Action.DISCLOSURE_WRITE) and not kinds.is_only_candidate(found),
        today=today(),
    )  # fmt: skip


@bp.route("/identities/new", methods=["GET", "POST"])
@needs(Action.DOCUMENT_WRITE)
def identity(person_id: UUID) -> Any:
    """Record an identity document."""
    form, person = IdentityForm(), _person(person_id)
    if not form.is_submitted():
        form.id.data = uuid4()
    return _identity_page(form, person, None, _("Identiteitsbewijs vastleggen"))


@bp.route("/identities/<uuid:identity_id>", methods=["GET", "POST"])
@needs(Action.DOCUMENT_WRITE)
def identity_edit(person_id: UUID, identity_id: UUID) -> Any:
    """Correct an identity document, or say who saw it; its number stays unless another is typed."""
    person = _person(person_id)
    with store().look(current_actor(), now()) as w:
        row = identities.find(w, identity_id, Action.DOCUMENT_WRITE)
        has_copy = any(each.identity_id == row.id for each in id_copies.listed(w, person_id))
    if row.person_id != person_id:
        raise NotFoundError("identity")
    form = IdentityForm()
    if has_copy and _may(person.employments, Action.ID_COPY_READ):
        form.zone_url = url_for("mrz_proposals.create", person_id=person_id, identity_id=row.id)
    form.number.description = _("Leeg: het nummer blijft zoals het is.")
    if not form.is_submitted():
        form.process(
            id=row.id, version=row.version, kind=row.kind.value, issuer=row.issuer, expires_on=row.expires_on,
            seen=row.seen.value if row.seen else "", seen_on=row.seen_on,
        )  # fmt: skip
    return _identity_page(form, person, row, _("Identiteitsbewijs wijzigen"))


@bp.route("/identities/<uuid:identity_id>/copies/new", methods=["GET", "POST"])
@needs(Action.DOCUMENT_WRITE)
def copy_new(person_id: UUID, identity_id: UUID) -> Any:
    """Take in one side of the copy."""
    form, person = CopyForm(), _person(person_id)
    if not kinds.asks_copy(person.employments, person.nationality, today()):
        raise NotFoundError("copy without a ground")
    if not form.is_submitted():
        form.side.data = request.args.get("side", Side.FRONT.value)
    with store().look(current_actor(), now()) as w:
        if identities.find(w, identity_id, Action.DOCUMENT_WRITE).person_id != person_id:
            raise NotFoundError("identity")
    words = (_("Kopie toevoegen"), _("Kopie opslaan"), _("De kopie is opgeslagen."))
    taken = _taken(form, as_pixels=True)

    def save(w: Work) -> list[Problem]:
        assert isinstance(taken, Taken)  # noqa: S101 - otherwise the form has an error and nothing is saved
        id_copies.add(w, identity_id, Side(form.side.data), taken)
        return []

    return _changed(person, form, words, save)


@bp.route("/residence", methods=["GET", "POST"])
@needs(Action.DOCUMENT_WRITE)
def residence(person_id: UUID) -> Any:
    """What the residence document says about work."""
    form, person = ResidenceForm(), _person(person_id)
    if not form.is_submitted():
        form.id.data = uuid4()
    words = (
        _("Verblijfsdocument vastleggen"),
        _("Verblijfsdocument opslaan"),
        _("Het verblijfsdocument is vastgelegd."),
    )

    def save(w: Work) -> list[Problem]:
        note = WorkNote(form.note.data)
        given = NewResidence(_id(form), _day(form.since), note, _day(form.expires_on))
        return work_papers.record_residence(w, person_id, given)

    return _changed(person, form, words, save)


@bp.route("/permit", methods=["GET", "POST"])
@needs(Action.DOCUMENT_WRITE)
def permit(person_id: UUID) -> Any:
    """A TWV or GVVA."""
    form, person = PermitForm(), _person(person_id)
    _choose_employer(form, person)
    with store().look(current_actor(), now()) as w:
        found = [(str(hirer_id), f"{name} ({number})") for hirer_id, name, number in hirers.choices(w)]
    form.hirer_id.choices = options([("", _("Elke inlener")), *found])
    words = (_("Vergunning vastleggen"), _("Vergunning opslaan"), _("De vergunning is vastgelegd."))

    def save(w: Work) -> list[Problem]:
        hirer_id = UUID(form.hirer_id.data) if form.hirer_id.data else None
        student = StudentScheme(form.student.data) if form.student.data else None
        given = NewPermit(
            _id(form), PermitKind(form.kind.data), _day(form.since), _day(form.until), UUID(form.employer_id.data),
            hirer_id, student, form.work.data or "",
        )  # fmt: skip
        return work_papers.record_permit(w, person_id, given)

    return _changed(person, form, words, save)


@bp.post("/permits/<uuid:permit_id>/withdraw")
@needs(Action.DOCUMENT_WRITE)
def permit_withdraw(person_id: UUID, permit_id: UUID) -> Any:
    """The permit counts no longer."""
    with store().work(current_actor(), now()) as w:
        if work_papers.withdraw_permit(w, permit_id) != person_id:
            raise NotFoundError("permit")
    flash(_("De vergunning telt niet meer mee."))
    return redirect(url_for("dossiers.show", person_id=person_id), 303)


@bp.route("/protection", methods=["GET", "POST"])
@needs(Action.DOCUMENT_WRITE)
def protection(person_id: UUID) -> Any:
    """Temporary protection and its notification."""
    form, person = ProtectionForm(), _person(person_id)
    _choose_employer(form, person)
    words = (_("Tijdelijke bescherming vastleggen"), _("Bescherming opslaan"), _("De bescherming is vastgelegd."))

    def save(w: Work) -> list[Problem]:
        given = NewProtection(
            _id(form), _day(form.since), UUID(form.employer_id.data), form.has_status_document.data,
            form.notified_on.data, form.expires_on.data,
        )  # fmt: skip
        return work_papers.record_protection(w, person_id, given)

    return _changed(person, form, words, save)


@bp.route("/documents/new", methods=["GET", "POST"])
@needs(Action.DOCUMENT_WRITE)
def document_new(person_id: UUID) -> Any:
    """Take in a document, or a new version of one."""
    form, person = DocumentForm(), _person(person_id)
    _choose_employer(form, person)
    kept = frozenset[Paper]().union(*(dossier_documents.kept(each.kind) for each in person.employments))
    form.kind.choices = options((each, PAPERS[each]) for each in PAPERS if each in kept)
    if not form.is_submitted():
        form.kind.data = request.args.get("kind", "")
        form.renews_id.data = request.args.get("renews", None, UUID)
    words = (_("Document toevoegen"), _("Document opslaan"), _("Het document is opgeslagen."))
    taken = _taken(form, as_pixels=False)

    def save(w: Work) -> list[Problem]:
        assert isinstance(taken, Taken)  # noqa: S101 - otherwise the form has an error and nothing is saved
        given = Document(
            _id(form), Paper(form.kind.data), UUID(form.employer_id.data), form.valid_from.data, form.valid_until.data,
            form.renews_id.data,
        )  # fmt: skip
        return dossier_documents.put(w, person_id, given, taken)

    return _changed(person, form, words, save)


def _identity_page(form: IdentityForm, person: PersonRow, row: IdentityRow | None, title: str) -> Any:
    words = (title, _("Identiteitsbewijs opslaan"), _("Het identiteitsbewijs is vastgelegd."))
    read = _read_zone(form) if form.is_submitted() else None

    def save(w: Work) -> list[Problem]:
        version = None if row is None else int(form.version.data) if str(form.version.data).isdecimal() else -1
        given = _identity(form, read)
        problems = identities.save(w, person.id, given, version)
        for _field, doubt in sentences([] if problems else identities.doubts(w, person.id, given)):
            flash(doubt, "attention")
        return problems

    return _changed(person, form, words, save)


def _read_zone(form: IdentityForm) -> Mrz | None:
    """What the zone says; it fills in what was left empty, and what is wrong with it stands at its field."""
    if not (form.mrz.data or "").strip():
        return None
    read, problems = read_mrz(form.mrz.data, today())
    form.zone = [message(each, chosen_language()) for each in problems]
    if read:
        form.number.data = form.number.data or read.number
        form.expires_on.data = form.expires_on.data or read.expires_on
        form.kind.data = form.kind.data or (kind_of(read) or DocumentKind.PASSPORT).value
    return read


def _identity(form: IdentityForm, read: Mrz | None) -> Identity:
    return Identity(
        id=_id(form),
        kind=DocumentKind(form.kind.data),
        number=form.number.data or "",
        issuer=form.issuer.data,
        expires_on=_day(form.expires_on),
        seen=Seen(form.seen.data) if form.seen.data else None,
        seen_on=form.seen_on.data,
        mrz=read,
        is_difference_accepted=form.is_difference_accepted.data,
    )


def _taken(form: CopyForm | DocumentForm, *, as_pixels: bool) -> Taken | Refused | None:
    """The upload, re-made outside any transaction; a refusal becomes the error of its field."""
    upload = form.file.data
    if not form.is_submitted() or not upload:
        return None
    clamd = current_app.extensions["one_payroll_config"].clamd
    found = intake.take_in(upload.stream.read(), upload.filename or "", as_pixels=as_pixels, clamd=clamd)
    if isinstance(found, Refused):
        form.refused = intake.message(found, chosen_language())
    return found


def _changed(person: PersonRow, form: Form, words: tuple[str, str, str], save: Save) -> Any:
    """The form, or what it saved; everything typed stays when it could not be saved."""
    title, button, done = words
    stale = False
    if form.validate_on_submit():
        try:
            with store().work(current_actor(), now()) as w:
                problems = save(w)
        except StaleError:
            problems, stale = [], True
        if not problems and not stale:
            flash(done)
            return redirect(url_for("dossiers.show", person_id=person.id), 303)
        form.add_problems(sentences(problems))
        form.differs = any(each.values.get("problem") for each in problems)
    shown = [each for each in form if not isinstance(each, HiddenField) and _is_offered(form, each.name)]
    page = render_template(
        "dossiers/form.html", person=person, form=form, shown=shown, title=title, button=button, stale=stale
    )
    return page if not form.is_submitted() else (page, 409 if stale else 422)


def _is_offered(form: Form, name: str) -> bool:
    return name != "is_difference_accepted" or getattr(form, "differs", False) or form[name].data


def _choose_employer(form: Any, person: PersonRow) -> None:
    at = {str(each.employer_id) for each in person.employments}
    with store().look(current_actor(), now()) as w:
        form.employer_id.choices = options(each for each in employer_choices(w, Action.DOCUMENT_WRITE) if each[0] in at)
    if not form.is_submitted():
        form.id.data, form.employer_id.data = uuid4(), str(current_employer())


def _person(person_id: UUID) -> PersonRow:
    with store().look(current_actor(), now()) as w:
        return sight.person(w, person_id, Action.DOCUMENT_WRITE)


def _may(found: Any, action: Action) -> bool:
    return any(may(current_actor(), action, each.employer_id) for each in found)


def _id(form: Any) -> UUID:
    return form.id.data or uuid4()


def _day(field: Any) -> date:
    day: date = field.data
    return day
