"""The profile of a person: what somebody can do and when, each part added, changed and taken out by itself."""

from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField

from app.auth import current_actor, needs, now, store, today
from app.blueprints.flex_workers import REASONS
from app.db.profiles import CertificateKind, Relation, SkillLevel, StudyLevel
from app.db.work import StaleError, Work
from app.fields import version_of
from app.fields.choices import options
from app.fields.profile_forms import (
    CERTIFICATES,
    DAYS,
    FORMS,
    GROUNDS,
    LEVELS,
    RELATIONS,
    SKILL_LEVELS,
    TERM_KINDS,
    EntryForm,
    SkillForm,
    term_name,
)
from app.fields.sentences import sentences
from app.language import day
from app.permissions import Action
from app.services import employments, health_insurances, kinds, profiles, sight, skill_terms
from app.services.profiles import Entry

bp = Blueprint("profiles", __name__, url_prefix="/flex-workers/<uuid:person_id>/profile")
# (new, change, save) of each part.
WORDS: Final[dict[str, tuple[Any, Any, Any]]] = {
    "experience": (
        lazy_gettext("Werkervaring toevoegen"),
        lazy_gettext("Werkervaring wijzigen"),
        lazy_gettext("Werkervaring opslaan"),
    ),
    "education": (
        lazy_gettext("Opleiding toevoegen"),
        lazy_gettext("Opleiding wijzigen"),
        lazy_gettext("Opleiding opslaan"),
    ),
    "certificates": (
        lazy_gettext("Certificaat toevoegen"),
        lazy_gettext("Certificaat wijzigen"),
        lazy_gettext("Certificaat opslaan"),
    ),
    "referees": (
        lazy_gettext("Referent toevoegen"),
        lazy_gettext("Referent wijzigen"),
        lazy_gettext("Referent opslaan"),
    ),
    "skills": (
        lazy_gettext("Vaardigheid toevoegen"),
        lazy_gettext("Vaardigheid wijzigen"),
        lazy_gettext("Vaardigheid opslaan"),
    ),
    "availability": (
        lazy_gettext("Beschikbaarheid toevoegen"),
        lazy_gettext("Beschikbaarheid wijzigen"),
        lazy_gettext("Beschikbaarheid opslaan"),
    ),
    "exceptions": (
        lazy_gettext("Uitzondering toevoegen"),
        lazy_gettext("Uitzondering wijzigen"),
        lazy_gettext("Uitzondering opslaan"),
    ),
}
_ENUMS: Final[dict[tuple[str, str], Any]] = {
    ("education", "level"): StudyLevel,
    ("certificates", "kind"): CertificateKind,
    ("referees", "relation"): Relation,
}
_SHOWN_RIGHTS: Final = (
    Action.PERSON_WRITE, Action.DOCUMENT_READ, Action.DOCUMENT_WRITE, Action.HEALTH_POLICY_REVEAL,
)  # fmt: skip
_TEXTS: Final = frozenset({"remark", "name", "number", "company"})


@bp.get("")
@needs(Action.PROFILE_READ)
def show(person_id: UUID) -> str:
    """Everything of the profile that this actor may see."""
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.PROFILE_READ)
        profile = profiles.gather(w, person_id)
        rights = {each: bool(sight.permitted(w, person.employments, each)) for each in _SHOWN_RIGHTS}
        is_worker = not kinds.is_only_candidate(person.employments)
        sees_insurance = is_worker and rights[Action.DOCUMENT_READ]
        insurance = health_insurances.of_person(w, person_id) if sees_insurance else None
        policy = health_insurances.masked(w, insurance) if insurance else ""
        names = employments.names_of(w, {row.checked_by for row in profile.rows.get("referees", ()) if row.checked_by})
    return render_template(
        "profiles/show.html",
        person=person,
        profile=profile,
        names=names,
        insurance=insurance,
        is_worker=is_worker,
        policy=policy,
        rights={each.value: held for each, held in rights.items()},
        words={
            "levels": LEVELS, "certificates": CERTIFICATES, "relations": RELATIONS, "skills": SKILL_LEVELS,
            "kinds": TERM_KINDS, "new": {part: each[0] for part, each in WORDS.items()}, "days": DAYS, "grounds": GROUNDS,
        },
        term_name=term_name,
        weekdays=lambda bits: [str(DAYS[n]) for n in range(7) if bits >> n & 1],
        reasons=[(code.value, text) for code, text in REASONS],
        today=today(),
    )  # fmt: skip


@bp.route("/<part>/new", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def new(person_id: UUID, part: str) -> Any:
    """Add a row to a part."""
    form = _form(person_id, part)
    if not form.is_submitted():
        form.id.data = uuid4()
        if part in {"availability", "exceptions"}:
            form["since"].data = today()
    return _page((person_id, part, None), form, WORDS[part][0])


@bp.route("/<part>/<uuid:entry_id>", methods=["GET", "POST"])
@needs(Action.PERSON_WRITE)
def edit(person_id: UUID, part: str, entry_id: UUID) -> Any:
    """Change a row."""
    form = _form(person_id, part)
    with store().look(current_actor(), now()) as w:
        row = profiles.find(w, person_id, part, entry_id)
        term = skill_terms.of_person(w, person_id).get(row.term_id) if part == "skills" else None
    if not form.is_submitted():
        form.process(obj=row, **_typed(part, row, term))
        form.version.data = row.version
    return _page((person_id, part, entry_id), form, WORDS[part][1])


@bp.post("/<part>/<uuid:entry_id>/remove")
@needs(Action.PERSON_WRITE)
def remove(person_id: UUID, part: str, entry_id: UUID) -> Any:
    """Take a row out."""
    if part not in FORMS:
        abort(404)
    with store().work(current_actor(), now()) as w:
        profiles.remove(w, person_id, part, entry_id)
    flash(_("Dit is uit het profiel gehaald. In het logboek staat dat het er stond."))
    return redirect(url_for("profiles.show", person_id=person_id), 303)


def _form(person_id: UUID, part: str) -> Any:
    """The form of a part with what can be chosen in it; 404 for a part that is none or a person who is not here."""
    if part not in FORMS:
        abort(404)
    form: Any = FORMS[part]()
    with store().look(current_actor(), now()) as w:
        sight.person(w, person_id, Action.PERSON_WRITE)
        if part == "skills":
            form.offer([row.name for row in skill_terms.known(w)])
        if part == "certificates":
            papers = profiles.certificate_papers(w, person_id)
            shown = [(str(row.id), _("Opgenomen op %(day)s", day=day(row.recorded_at.date()))) for row in papers]
            form.document_id.choices = options([("", _("Nog geen")), *shown])
    return form


def _typed(part: str, row: Any, term: Any) -> dict[str, Any]:
    """How a row stands in its form where that is another word than the column's."""
    found: dict[str, Any] = {name: getattr(row, name).value for at, name in _ENUMS if at == part}
    match part:
        case "skills":
            found = {"term": f"{term.kind.value}:{term.name}", "level": row.level.value if row.level else ""}
        case "availability":
            found = {"days": [str(n) for n in range(7) if row.days >> n & 1]}
        case "exceptions":
            found = {"is_available": "yes" if row.is_available else "no"}
        case "certificates":
            found["document_id"] = str(row.document_id or "")
    return found


def _page(place: tuple[UUID, str, UUID | None], form: EntryForm, title: Any) -> Any:
    """The form, or what it saved; everything typed stays when it could not be saved."""
    person_id, part, entry_id = place
    stale = False
    if form.validate_on_submit() and (not isinstance(form, SkillForm) or form.chosen()):
        try:
            with store().work(current_actor(), now()) as w:
                given = Entry(part, entry_id or form.id.data or uuid4(), _values(w, part, form))
                problems = profiles.save(w, person_id, given, None if entry_id is None else version_of(form))
        except StaleError:
            problems, stale = [], True
        if not problems and not stale:
            flash(_("Het profiel is bijgewerkt."))
            return redirect(url_for("profiles.show", person_id=person_id), 303)
        form.add_problems(sentences(problems))
    with store().look(current_actor(), now()) as w:
        person = sight.person(w, person_id, Action.PERSON_WRITE)
    shown = [each for each in form if not isinstance(each, HiddenField)]
    page = render_template(
        "profiles/form.html",
        person=person, form=form, shown=shown, title=title, button=WORDS[part][2], stale=stale,
        remove=url_for(".remove", person_id=person_id, part=part, entry_id=entry_id) if entry_id else "",
        is_referee=part == "referees",
    )  # fmt: skip
    return page if not form.is_submitted() else (page, 409 if stale else 422)


def _values(w: Work, part: str, form: Any) -> dict[str, Any]:
    """The columns of the part's row."""
    values = {each.name: each.data for each in form if not isinstance(each, HiddenField)}
    values |= {name: _ENUMS[part, name](value) for name, value in values.items() if (part, name) in _ENUMS}
    match part:
        case "skills":
            chosen = form.chosen()
            level = SkillLevel(form.level.data) if form.level.data else None
            return {"term_id": skill_terms.named(w, *chosen), "level": level}
        case "availability":
            values["days"] = sum(1 << int(each) for each in form.days.data)
        case "exceptions":
            values["is_available"] = form.is_available.data == "yes"
        case "certificates":
            values["document_id"] = UUID(form.document_id.data) if form.document_id.data else None
        case "referees":
            values |= {"phone": form.phone.data or None, "email": form.email.data or None}
    return {name: "" if value is None and name in _TEXTS else value for name, value in values.items()}
