"""The dossier as the people of the agency keep it: documents, identity, the right to work, and who gets to see what."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

import factories
import hostile_uploads
from app.auth import doors
from app.db.accounts import MailRow, Role
from app.db.audit import AuditRow
from app.db.dossiers import HOLDS, DocumentRow, IdentityCopyRow, IdentityRow, Paper, PermitRow, ResidenceRow
from app.db.keyring import DataKeyRow, UnreadableValueError
from app.db.people import LoonheffingsverklaringRow, PersonRow, ToldHow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import SYSTEM
from app.permissions import NotAllowedError
from app.services import (
    bank_account_changes,
    bank_accounts,
    dossier_documents,
    dossiers,
    expiries,
    hours,
    id_copies,
    mail,
    placements,
    sight,
    work_papers,
)
from app.services.bank_accounts import BankAccount
from app.services.bsns import RevealReason
from app.services.hours import Entry
from app.services.intake import Refused, message, take_in
from app.services.problems import NotFoundError, RefusedError
from app.services.work_papers import NewPermit, NewProtection
from page import get_page, post, post_page
from staffing.work_permit import PermitKind, StudentScheme, WorkNote


def digit(text):
    values = (
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(each) * weight
        for each, weight in zip(text.replace("<", "0"), (7, 3, 1) * 15, strict=False)
    )
    return str(sum(values) % 10)


def zone(number="SPECI2014", expires="310501"):
    """A passport of the worker of the factories."""
    parts = [number + digit(number), "960302" + digit("960302"), expires + digit(expires), "<" * 14 + "0"]
    checked = "".join(parts)
    return f"P<NLDWERKER<<WIL{'<' * 28}\n{parts[0]}NLD{parts[1]}M{parts[2]}{parts[3]}{digit(checked)}"


ZONE = zone()


def picture():
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(content, "PNG")
    return content.getvalue()


def upload(name="scan.png", content=None):
    return (io.BytesIO(content or picture()), name)


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


@pytest.fixture
def third_country(store, agency, worker):
    """The same worker, of a third country."""
    with store.work(SYSTEM, factories.AT) as w:
        person = w.session.get(PersonRow, worker.person)
        person.nationality = "0339"
        w.record("person:edited", person)
    return worker


@pytest.fixture
def clerk(client_for):
    return client_for(Role.PAYROLL_CLERK)


def at(person_id, rest=""):
    return f"/flex-workers/{person_id}/dossier{rest}"


def form(agency, **changes):
    given = {"id": str(factories.uuid4()), "kind": "certificate", "employer_id": str(agency.own), "file": upload()}
    return given | changes


def rows(store, kind, order=None):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.scalars(select(kind).order_by(order if order is not None else kind.recorded_at)).all()


def tags(store, tag):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.scalar(select(func.count()).where(AuditRow.tag == tag))


def test_a_document_is_taken_in_renewed_and_handed_out_as_a_recorded_attachment(clerk, store, agency, worker):
    first = form(agency, valid_until="01-12-2026")
    assert post(clerk, at(worker.person, "/documents/new"), first).status_code == 303
    (old,) = rows(store, DocumentRow)
    renewal = form(agency, renews_id=str(old.id), valid_until="01-12-2028")
    assert post(clerk, at(worker.person, "/documents/new"), renewal).status_code == 303
    page = get_page(clerk, at(worker.person))
    assert (page.text.count("vervangen"), "niet gescand" in page.text) == (1, True)
    answer = clerk.get(at(worker.person, f"/documents/{old.id}"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="certificate-{old.id}.jpg"'
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.data[:2] == b"\xff\xd8"
    assert tags(store, "web:document:file") == 1


def test_a_document_with_wage_bsn_or_policy_is_had_only_with_a_reason_that_is_recorded(
    client_for, clerk, store, agency, worker
):
    with store.work(SYSTEM, factories.AT) as w:
        held = factories.papers(w, agency, worker.person)
    place = at(worker.person, f"/documents/{held.document}")
    officer = client_for(Role.PRIVACY_OFFICER)
    before = revealed(officer)
    assert f'href="{place}"' not in get_page(clerk, at(worker.person)).text
    assert clerk.get(place, base_url="https://localhost").status_code == 409
    for reason in ({}, {"reason": "nieuwsgierig"}):
        assert post(clerk, place, reason).status_code == 400
    assert (tags(store, "web:document:file"), tags(store, "web:document:reveal")) == (0, 0)
    answer = post(clerk, place, {"reason": "worker_asks"})
    assert (answer.data, answer.headers["Content-Disposition"]) == (
        b"picture", f'attachment; filename="contract-{held.document}.jpg"',
    )  # fmt: skip
    with store.look(SYSTEM, factories.AT) as w:
        row = w.session.scalars(select(AuditRow).where(AuditRow.tag == "web:document:reveal")).one()
    assert (row.chain, row.fields["reason"]) == (str(agency.own), "worker_asks")
    assert revealed(officer) == before + 1


def revealed(client):
    lines = get_page(client, "start.index").text.split('class="task-count">')
    return next(int(each.partition("<")[0]) for each in lines if "voluit getoond" in each)


@pytest.mark.parametrize("kind", Paper)
def test_every_kind_of_document_says_whether_it_is_closed(store, agency, worker, kind):
    with store.work(SYSTEM, factories.AT) as w:
        made = factories.paper(w, worker.person, kind).id
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        if HOLDS[kind]:
            with pytest.raises(RefusedError, match="document_closed"):
                dossier_documents.file(w, made)
        else:
            assert dossier_documents.file(w, made)[1] == b"what the paper says"


def test_a_replayed_upload_makes_one_document(clerk, store, agency, worker):
    given = form(agency)
    for _ in range(2):
        assert post(clerk, at(worker.person, "/documents/new"), given | {"file": upload()}).status_code == 303
    assert len(rows(store, DocumentRow)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file": ("x.pdf", b"%PDF-1.4 broken")}, "beschadigd"),
        ({"file": ("x.exe", b"MZ\0\0")}, "PDF"),
        ({"file": ("", b"")}, "verplicht"),
        ({"kind": "a1"}, "tot en met welke dag"),
        ({"valid_from": "01-12-2026", "valid_until": "01-11-2026"}, "vóór de eerste"),
    ],
)
def test_a_document_that_cannot_be_kept_says_why_at_its_field(clerk, store, agency, worker, changes, said):
    name, content = changes.get("file") or ("scan.png", picture())
    given = form(agency) | changes | {"file": (io.BytesIO(content), name)}
    page = post_page(clerk, at(worker.person, "/documents/new"), given, status=422)
    assert said in page.text
    assert rows(store, DocumentRow) == []


def test_a_contract_with_one_employer_does_not_exist_for_another(store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        held = factories.papers(w, agency, worker.person)
        factories.employ(w, agency, employer="other", person=worker.person)
    other = agency.actor(Role.PAYROLL_CLERK, "other")
    with store.work(other, factories.AT) as w, pytest.raises(NotFoundError):
        dossier_documents.file(w, held.document)
    with store.look(other, factories.AT) as w:
        assert list(dossier_documents.listed(w, worker.person)) == []


def test_the_zone_fills_in_what_was_not_typed_and_agrees(clerk, store, agency, worker):
    given = {"id": str(factories.uuid4()), "mrz": ZONE, "kind": "passport", "issuer": "6030", "seen": "physically"}
    answer = post(clerk, at(worker.person, "/identities/new"), given | {"seen_on": "16-11-2026"})
    assert answer.status_code == 303, answer.text
    (row,) = rows(store, IdentityRow)
    assert (row.expires_on, row.seen, row.mrz) == (date(2031, 5, 1), "physically", "agrees")
    page = get_page(clerk, at(worker.person), planted=["SPECI2014"])
    assert "••••••014" in page.text


def test_what_the_zone_says_otherwise_is_shown_and_kept_only_when_accepted(clerk, store, worker):
    given = {"id": str(factories.uuid4()), "mrz": ZONE, "kind": "passport", "number": "NX0000001", "issuer": "6030"}
    page = post_page(clerk, at(worker.person, "/identities/new"), given, status=422)
    assert "Toch vastleggen" in page.text
    assert post(clerk, at(worker.person, "/identities/new"), given | {"is_difference_accepted": "y"}).status_code == 303
    assert [row.mrz for row in rows(store, IdentityRow)] == ["differs"]


def test_the_form_calls_optional_what_may_be_left_empty_and_nothing_else(clerk, agency, store, worker):
    text = get_page(clerk, at(worker.person, "/identities/new")).text
    for label in ("Documentnummer", "Geldig tot en met"):
        assert f">{label}</label>" in text
    assert text.count("Leeg laten kan alleen als de zone hierboven is ingevuld.") == 2
    page = post_page(clerk, at(worker.person, "/identities/new"), {"kind": "passport", "issuer": "6030"}, status=422)
    assert "Vul in tot en met welke dag dit geldt" in page.text
    with store.work(SYSTEM, factories.AT) as w:
        held = factories.papers(w, agency, worker.person)
    assert (
        "Leeg: het nummer blijft zoals het is."
        in get_page(clerk, at(worker.person, f"/identities/{held.identity}")).text
    )


def test_a_zone_with_a_wrong_check_digit_is_refused_at_its_field(clerk, store, worker):
    given = {
        "id": str(factories.uuid4()),
        "mrz": ZONE[:-1] + str((int(ZONE[-1]) + 1) % 10),
        "kind": "passport",
        "issuer": "6030",
    }
    assert "mrz-error" in post_page(clerk, at(worker.person, "/identities/new"), given, status=422).text
    assert rows(store, IdentityRow) == []


def test_a_driving_licence_is_refused_by_name(clerk, store, worker):
    given = {
        "id": str(factories.uuid4()),
        "kind": "driving_licence",
        "number": "1",
        "issuer": "6030",
        "expires_on": "01-01-2031",
    }
    assert "rijbewijs" in post_page(clerk, at(worker.person, "/identities/new"), given, status=422).text.lower()


def test_a_copy_becomes_pixels_and_is_handed_out_as_a_file_with_a_reason(clerk, store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        held = factories.papers(w, agency, worker.person)
    new = at(worker.person, f"/identities/{held.identity}/copies/new")
    for _ in range(2):
        assert post(clerk, new, {"side": "back", "file": upload()}).status_code == 303
    assert len(rows(store, IdentityCopyRow)) == 2
    page = at(worker.person, f"/copies/{held.copy}")
    assert post(clerk, page, {"reason": "because"}).status_code == 400
    answer = post(clerk, page, {"reason": "check_document"})
    assert (answer.data, answer.headers["Content-Disposition"]) == (
        factories.PICTURE,
        f'attachment; filename="kopie-{held.copy}.jpg"',
    )
    assert tags(store, "web:identity:copy") == 1


def test_only_who_may_read_copies_gets_one(store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        held = factories.papers(w, agency, worker.person)
    with store.work(agency.actor(Role.ACCOUNTANT), factories.AT) as w, pytest.raises(NotAllowedError):
        id_copies.page(w, held.copy, RevealReason.CHECK_DOCUMENT)
    with store.work(agency.actor(Role.PAYROLL_CLERK, "other"), factories.AT) as w, pytest.raises(NotFoundError):
        id_copies.page(w, held.copy, RevealReason.CHECK_DOCUMENT)


def test_a_copy_moved_to_another_row_or_person_cannot_be_opened(store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        second = factories.employ(w, agency)
        mine, theirs = factories.papers(w, agency, worker.person), factories.papers(w, agency, second.person)
    with store.work(SYSTEM, factories.AT) as w:
        row, other = w.session.get(IdentityCopyRow, mine.copy), w.session.get(IdentityCopyRow, theirs.copy)
        row.content_sealed = other.content_sealed
        w.record("identity:moved", row)
        with pytest.raises(UnreadableValueError):
            w.open_bytes(row, "content_sealed")


def test_rotating_the_keys_of_copies_gives_everybody_a_new_key_and_all_stays_readable(store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        held = factories.papers(w, agency, worker.person)
    assert factories.rotate(store, "idcopy") == 2
    with store.look(SYSTEM, factories.AT) as w:
        assert w.open_bytes(w.session.get(IdentityCopyRow, held.copy), "content_sealed") == factories.PICTURE
        assert w.open(w.session.get(IdentityRow, held.identity), "number_sealed") == held.number
        of_person = select(func.count()).where(DataKeyRow.key_class == f"idcopy:{worker.person}")
        assert w.session.scalar(of_person) == 1, "the old one is destroyed in the same transaction"


def residence(w, person, note, expires_on=date(2028, 1, 1), since=date(2026, 1, 1)):
    row = ResidenceRow(person_id=person, note=note, expires_on=expires_on, since=since, recorded_at=factories.AT)
    w.add("residence:since", row)
    w.session.flush()


def complete(w, agency, worker, note=WorkNote.FREE, expires_on=date(2028, 1, 1)):
    factories.papers(w, agency, worker.person)
    residence(w, worker.person, note, expires_on)


def day_of_work(day, hours=8):
    return [Entry(day=day, component="uurloon", minutes=hours * 60)]


def provisional(store, worker):
    with store.work(SYSTEM, factories.AT) as w:
        row = w.session.get(PlacementRow, worker.placement)
        row.state = PlacementState.PROVISIONAL
        w.record("placement:provisional", row)
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.get(PlacementRow, worker.placement).version


def test_a_placement_of_a_third_country_worker_waits_for_papers_and_says_why(
    clerk, client_for, store, agency, third_country
):
    version = provisional(store, third_country)
    page = get_page(clerk, f"/placements/{third_country.placement}")
    assert "Plaatsing activeren" not in page.text
    consultant = client_for(Role.CONSULTANT)
    answer = post(consultant, f"/placements/{third_country.placement}/activate", {"version": version})
    assert "wet" in get_page(consultant, answer.location).text
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        found = placements.activate(w, third_country.placement, version)
        assert {"id_missing", "right_to_work"} <= {each.values["line"].code for each in found}
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        assert placements.activate(w, third_country.placement, version) == []


def test_no_hours_after_the_residence_document_expires_and_the_refusal_says_why(store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country, expires_on=date(2026, 11, 11))
    key = (third_country.placement, factories.MONDAY, 1)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        saved = hours.save(w, key, day_of_work(date(2026, 11, 11)), version=0)
        w.session.flush()
        assert saved.lines
    late = [*day_of_work(date(2026, 11, 11)), *day_of_work(date(2026, 11, 12))]
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w, pytest.raises(RefusedError) as refused:
        hours.save(w, key, late, version=1)
    assert (refused.value.code, refused.value.values["day"]) == ("work_forbidden", date(2026, 11, 12))


def test_a_student_works_sixteen_hours_a_week_at_all_hirers_together(store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country, note=WorkNote.STUDENT)
        permit = w.session.scalars(select(PermitRow)).one()
        permit.student = StudentScheme.WEEKLY
        w.record("permit:corrected", permit)
        second = factories.employ(w, agency, person=third_country.person)
    consultant = agency.actor(Role.CONSULTANT)
    two_days = [*day_of_work(factories.MONDAY), *day_of_work(factories.MONDAY + timedelta(1))]
    with store.work(consultant, factories.AT) as w:
        hours.save(w, (third_country.placement, factories.MONDAY, 1), two_days, version=0)
    with store.work(consultant, factories.AT) as w, pytest.raises(RefusedError) as refused:
        hours.save(w, (second.placement, factories.MONDAY, 1), day_of_work(factories.MONDAY, 1), version=0)
    assert refused.value.code == "student_hours"


def student(w, agency, worker, *permits):
    """The worker as a student with these permits: (choice, first day, last day)."""
    complete(w, agency, worker, note=WorkNote.STUDENT)
    taken = w.session.scalars(select(PermitRow)).one()
    taken.is_withdrawn = True
    w.record("permit:withdrawn", taken)
    for scheme, since, until in permits:
        given = NewPermit(factories.uuid4(), PermitKind.TWV, since, until, agency.own, None, scheme)
        assert work_papers.record_permit(w, worker.person, given) == []


def test_a_permit_of_a_student_without_a_choice_is_refused_on_its_form_and_stops_the_work(
    clerk, store, agency, third_country
):
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country, note=WorkNote.STUDENT)
    given = {"id": str(factories.uuid4()), "kind": "twv", "employer_id": str(agency.own), "hirer_id": "", "student": ""}
    days = {"since": "2026-01-05", "until": "2026-12-31"}
    page = post_page(clerk, at(third_country.person, "/permit"), given | days, status=422)
    assert "kies de studentenregeling" in page.text
    key = (third_country.placement, factories.MONDAY, 1)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w, pytest.raises(RefusedError) as refused:
        hours.save(w, key, day_of_work(factories.MONDAY), version=0)
    assert refused.value.values["line"].right.code == "student_scheme_unknown"


def enter(store, agency, placement, monday, daily):
    days = [entry for n in range(5) for entry in day_of_work(monday + timedelta(n), daily)]
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        return hours.save(w, (placement, monday, 1), days, version=0)


MAY, JULY = date(2026, 5, 4), date(2026, 7, 6)


@pytest.mark.parametrize("order", [(MAY, JULY), (JULY, MAY)])
def test_a_student_works_some_hours_a_week_or_the_summer_in_full_and_never_both_in_a_year(
    store, agency, third_country, order
):
    with store.work(SYSTEM, factories.AT) as w:
        weekly = (StudentScheme.WEEKLY, date(2026, 1, 1), date(2026, 5, 31))
        student(w, agency, third_country, weekly, (StudentScheme.SUMMER, date(2026, 6, 1), date(2026, 8, 31)))
        second = factories.employ(w, agency, person=third_country.person)
    daily = {MAY: 3, JULY: 8}
    enter(store, agency, third_country.placement, order[0], daily[order[0]])
    with pytest.raises(RefusedError) as refused:
        enter(store, agency, second.placement, order[1], daily[order[1]])
    assert refused.value.values["problem"].code == "student_both"
    if order[0] == MAY:
        assert enter(store, agency, second.placement, JULY, 3)


def test_the_choice_of_one_year_says_nothing_of_the_next(store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        student(w, agency, third_country, (StudentScheme.SUMMER, JULY, JULY + timedelta(30)))
        later = NewPermit(
            factories.uuid4(),
            PermitKind.TWV,
            date(2027, 1, 1),
            date(2027, 12, 31),
            agency.own,
            None,
            StudentScheme.WEEKLY,
        )
        assert work_papers.record_permit(w, third_country.person, later) == []
    assert enter(store, agency, third_country.placement, JULY, 8)
    assert enter(store, agency, third_country.placement, date(2027, 2, 1), 3)


def test_a_second_permit_of_the_same_choice_covers_its_own_days_and_no_others(store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        halves = ((date(2026, 1, 1), date(2026, 5, 6)), (date(2026, 5, 7), date(2026, 12, 31)))
        student(w, agency, third_country, *((StudentScheme.SUMMER, *days) for days in halves))
    with pytest.raises(RefusedError) as refused:
        enter(store, agency, third_country.placement, MAY, 8)
    assert refused.value.values["problem"].figures["count"] == "5"


def test_a_dutch_worker_without_papers_costs_the_anoniementarief_in_euro_and_is_not_stopped(
    clerk, store, agency, worker
):
    page = get_page(clerk, f"/placements/{worker.placement}")
    assert (
        "Zolang dit ontbreekt geldt het anoniementarief. Wat dat kost: bij een week van 40 uur tegen € 16,50 wordt € 343,20 ingehouden"
        in page.text
    )
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        assert hours.save(w, (worker.placement, factories.MONDAY, 1), day_of_work(factories.MONDAY), version=0)


def test_what_the_missing_bsn_of_an_active_worker_costs_is_said_by_their_own_verklaring(clerk, store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        factories.papers(w, agency, worker.person)
        person = w.session.get(PersonRow, worker.person)
        person.bsn_sealed, person.bsn_index = None, None
        w.record("person:bsn", person)
    pages = f"/placements/{worker.placement}", f"/flex-workers/{worker.person}", at(worker.person)
    for path in pages:
        assert "(met loonheffingskorting)" in get_page(clerk, path).text
    with store.work(SYSTEM, factories.AT) as w:
        said = w.session.scalars(select(LoonheffingsverklaringRow)).one()
        said.has_loonheffingskorting = False
        w.record("loonheffingsverklaring:corrected", said)
    for path in pages:
        text = get_page(clerk, path).text
        assert text.count("(zonder loonheffingskorting)") == 1
    assert "€ 343,20 ingehouden in plaats van € 235,73" in get_page(clerk, pages[0]).text


def test_each_line_of_the_controlelijst_leads_to_a_page_that_mends_it(clerk, store, agency, third_country):
    page = get_page(clerk, at(third_country.person))
    links = [each.get("href") for each in page.all("a") if "dossier/" in each.get("href", "")]
    assert at(third_country.person, "/identities/new") in links
    for link in set(links):
        get_page(clerk, link)


def test_the_controlelijst_takes_a_fixed_number_of_queries(store, agency, worker, query_count):
    def counted():
        with store.look(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
            person = sight.person(w, worker.person)
            with query_count() as asked:
                dossiers.of_person(w, dossiers.gather(w, person, person.employments), w.today)
        return int(asked)

    with store.work(SYSTEM, factories.AT) as w:
        factories.papers(w, agency, worker.person)
    once = counted()
    with store.work(SYSTEM, factories.AT) as w:
        factories.papers(w, agency, worker.person)
        factories.papers(w, agency, worker.person)
        factories.employ(w, agency, person=worker.person)
        factories.employ(w, agency, person=worker.person)
    assert counted() == once


def unplaced(store, agency, worker, recorded_at):
    """Somebody whose copy came in then, and who was never placed."""
    provisional(store, worker)
    with store.work(SYSTEM, recorded_at) as w:
        held = factories.papers(w, agency, worker.person)
        copy = w.session.get(IdentityCopyRow, held.copy)
        copy.recorded_at = recorded_at
        w.record("identity:dated", copy)
    return held


def test_the_copy_of_somebody_never_placed_is_gone_after_four_weeks_with_its_key_and_is_recorded(store, agency, worker):
    held = unplaced(store, agency, worker, factories.AT - timedelta(days=28))
    clerk = agency.actor(Role.PAYROLL_CLERK)
    with store.work(clerk, factories.AT) as w, pytest.raises(NotFoundError):
        id_copies.page(w, held.copy, RevealReason.CHECK_DOCUMENT)  # hidden, whatever the scheduler did
    assert id_copies.destroy_overdue(store, factories.AT) == 1
    assert rows(store, IdentityCopyRow) == []
    with store.look(SYSTEM, factories.AT) as w:
        key = select(func.count()).where(DataKeyRow.key_class == f"idcopy:{worker.person}")
        assert w.session.scalar(key) == 0
        (gone,) = w.session.scalars(select(AuditRow).where(AuditRow.tag == "job:identity:copy_destroyed")).all()
        assert gone.subject == f"identity_copy:{held.copy}"
    assert id_copies.destroy_overdue(store, factories.AT) == 0


def test_a_copy_of_somebody_placed_or_within_four_weeks_stays_readable(store, agency, worker):
    held = unplaced(store, agency, worker, factories.AT - timedelta(days=27))
    with store.work(SYSTEM, factories.AT) as w:
        placed = factories.employ(w, agency)
        kept = factories.papers(w, agency, placed.person)
    assert id_copies.destroy_overdue(store, factories.AT) == 0
    with store.work(SYSTEM, factories.AT + timedelta(days=300)) as w:
        assert id_copies.page(w, kept.copy, RevealReason.CHECK_DOCUMENT)[1] == factories.PICTURE
    assert {row.id for row in rows(store, IdentityCopyRow)} == {held.copy, kept.copy}


def test_the_expiry_watch_lists_what_expires_and_leads_to_the_dossier(clerk, store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country, expires_on=date(2027, 1, 10))
    with store.look(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        found = expiries.found(w, [agency.own], w.today)
    assert [(each.kind, each.due.stage) for each in found] == [("residence_document", 60)]
    page = get_page(clerk, "/expiries/")
    assert at(third_country.person) in [each.get("href") for each in page.all("a")]
    assert "/expiries/" in get_page(clerk, "/").text


def test_the_watch_is_silent_about_a_renewed_permit_and_names_who_what_and_where(clerk, store, agency, third_country):
    today = doors.today()  # pages live on the real clock
    since, until = today - timedelta(4), today + timedelta(400)
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country, note=WorkNote.WITH_TWV, expires_on=until)
        old = w.session.scalars(select(PermitRow)).one()
        old.until = today - timedelta(5)
        w.record("permit:corrected", old)
        hirer = w.session.get(PlacementRow, third_country.placement).hirer.name
        name = w.session.get(PersonRow, third_country.person).last_name
    text = " ".join(get_page(clerk, "/expiries/?stage=0").words)
    assert f"{name}, Wil Tewerkstellingsvergunning (TWV) {hirer} " in text
    with store.work(SYSTEM, factories.AT) as w:
        cook = NewPermit(factories.uuid4(), PermitKind.TWV, since, today + timedelta(30), agency.own, None, None, "Kok")
        assert work_papers.record_permit(w, third_country.person, cook) == []
    with store.look(SYSTEM, factories.AT) as w:
        assert len(expiries.found(w, [agency.own], today)) == 2, "another function renews nothing"
    assert "Tewerkstellingsvergunning (TWV) Kok" in " ".join(get_page(clerk, "/expiries/?stage=30").words)
    with store.work(SYSTEM, factories.AT) as w:
        whole = NewPermit(factories.uuid4(), PermitKind.TWV, since, until, agency.own)
        assert work_papers.record_permit(w, third_country.person, whole) == []
    with store.look(SYSTEM, factories.AT) as w:
        assert [each.detail for each in expiries.found(w, [agency.own], today)] == []


def test_protection_without_a_day_of_its_own_is_watched_to_its_end_by_law(store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        given = NewProtection(factories.uuid4(), date(2026, 1, 5), agency.own, True, date(2026, 1, 5))
        assert work_papers.record_protection(w, third_country.person, given) == []
    with store.look(SYSTEM, factories.AT) as w:
        assert expiries.found(w, [agency.own], date(2026, 12, 3)) == []
        found = expiries.found(w, [agency.own], date(2026, 12, 4))
    assert [(each.kind, each.expires_on) for each in found] == [("protection", date(2027, 3, 4))]


def test_an_identity_document_of_an_eu_citizen_is_not_asked_again(store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        factories.papers(w, agency, worker.person, expires_on=date(2026, 12, 1))
    with store.look(SYSTEM, factories.AT) as w:
        assert expiries.found(w, [agency.own], w.today) == []


def test_the_digest_goes_once_to_who_keeps_dossiers_and_names_nobody(store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country, expires_on=date(2027, 1, 10))
    assert expiries.send_digest(store, "payroll.example", factories.AT) == 3
    with store.look(SYSTEM, factories.AT) as w:
        mails = w.session.scalars(select(MailRow)).all()
    assert len(mails) == 3
    assert all("https://payroll.example/expiries/" in mail.body and "Werker" not in mail.body for mail in mails)


def test_another_iban_waits_for_a_second_person_and_one_more_payment_and_the_worker_is_told(store, agency, worker):
    clerk, approver = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR)
    with store.work(SYSTEM, factories.AT - timedelta(days=31)) as w:
        person = w.session.get(PersonRow, worker.person)
        person.email = "werker@example.nl"
        w.record("person:edited", person)
    given = BankAccount(factories.uuid4(), next(factories._ibans), "W", date(2026, 11, 16))
    with store.work(clerk, factories.AT) as w:
        assert bank_accounts.change(w, worker.person, given) == []
    with store.work(clerk, factories.AT) as w:
        again = bank_accounts.change(
            w, worker.person, BankAccount(factories.uuid4(), next(factories._ibans), "W", given.since)
        )
        assert [each.code for each in again] == ["change_waits"]
    assert [mail.recipient for mail in rows(store, MailRow, MailRow.asked_at)] == ["werker@example.nl"]
    with store.work(clerk, factories.AT) as w, pytest.raises(RefusedError, match="own_change"):
        bank_account_changes.decide(w, given.id, is_approved=True)
    with store.work(approver, factories.AT) as w:
        assert len(bank_account_changes.listed(w)) == 1
        with pytest.raises(RefusedError, match="worker_not_told"):
            bank_account_changes.decide(w, given.id, is_approved=True)
    assert mail.send_waiting(store, lambda message: None, "loon@example.nl", factories.AT) == 1
    with store.work(approver, factories.AT) as w:
        bank_account_changes.decide(w, given.id, is_approved=True)
    later = factories.AT + timedelta(days=30)
    with store.work(SYSTEM, later) as w:
        assert bank_accounts.reveal(w, worker.person, RevealReason.SOLVE_PROBLEM) == worker.iban
    with store.work(SYSTEM, factories.AT) as w:
        bank_account_changes.apply(w, {worker.person})
        assert bank_accounts.reveal(w, worker.person, RevealReason.SOLVE_PROBLEM) == worker.iban
    with store.work(SYSTEM, factories.AT + timedelta(days=1)) as w:
        assert bank_accounts.reveal(w, worker.person, RevealReason.SOLVE_PROBLEM) == given.iban


def test_a_permit_for_other_work_stops_hours_and_says_so(store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country, note=WorkNote.WITH_TWV)
        permit = w.session.scalars(select(PermitRow)).one()
        permit.work = "Kok"
        w.record("permit:corrected", permit)
    key = (third_country.placement, factories.MONDAY, 1)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w, pytest.raises(RefusedError) as refused:
        hours.save(w, key, day_of_work(factories.MONDAY), version=0)
    assert "ander werk" in refused.value.values["line"].message
    with store.work(SYSTEM, factories.AT) as w:
        permit = w.session.scalars(select(PermitRow)).one()
        permit.work = "order-picker"
        w.record("permit:corrected", permit)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w:
        assert hours.save(w, key, day_of_work(factories.MONDAY), version=0)


def test_hours_that_the_law_forbids_are_refused_in_the_grid_and_stay_typed(client_for, store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country, note=WorkNote.STUDENT)
        permit = w.session.scalars(select(PermitRow)).one()
        permit.student = StudentScheme.WEEKLY
        w.record("permit:corrected", permit)
    address = f"/hours/{third_country.placement}/{factories.MONDAY}/1"
    days = {
        f"line-{n}-{name}": value
        for n in range(3)
        for name, value in (("day", str(factories.MONDAY + timedelta(n))), ("component", "uurloon"), ("hours", "7:45"))
    }
    page = post_page(client_for(Role.CONSULTANT), address, days | {"version": "0", "action": "save"}, status=422)
    assert "hoogstens 16 uur per week" in page.text
    assert page.text.count('value="7:45"') == 3
    assert 'aria-invalid="true"' in page.text


HOSTILE = (
    "launch.pdf", "javascript in OpenAction in object streams.pdf", "zip behind the end.pdf", "bomb in the contents.pdf", "a page of miles.pdf",
    "30000 by 30000.png", "pdf behind.png", "huge.heic", "50 percent of x.heic", "program.pdf", "x.exe", "../../etc/passwd\0.jpg",
)  # fmt: skip


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_hostile_upload_gives_the_form_back_with_a_reason_and_what_was_typed(client_for, store, agency, worker):
    client = client_for(Role.CONSULTANT)
    here = f"/flex-workers/{worker.person}/dossier/documents/new"
    for name in HOSTILE:
        upload = hostile_uploads.named(name)
        refused = take_in(upload.content, upload.name)
        assert isinstance(refused, Refused), name
        given = {"id": str(factories.uuid4()), "kind": "certificate", "employer_id": str(agency.own)}
        page = post_page(client, here, given | {"file": (io.BytesIO(upload.content), upload.name)}, status=422)
        assert message(refused, "nl") in page.text, name
        chosen = [each.get("value") for each in page.all("option") if each.get("selected") is not None]
        assert "certificate" in chosen, name
    assert rows(store, DocumentRow) == []


def with_expired_twv(w, agency, worker):
    complete(w, agency, worker, note=WorkNote.WITH_TWV)
    permit = w.session.scalars(select(PermitRow)).one()
    permit.until = date(2026, 6, 1)
    w.record("permit:corrected", permit)


def listed(store, agency, worker):
    with store.look(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        person = sight.person(w, worker.person)
        return dossiers.of_person(w, dossiers.gather(w, person, person.employments), w.today)


def test_the_list_of_a_worker_says_what_the_placements_say_and_leads_to_each_fix(clerk, store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        with_expired_twv(w, agency, third_country)
        hirer = w.session.get(PlacementRow, third_country.placement).hirer.name
    for path in (at(third_country.person), f"/flex-workers/{third_country.person}"):
        page = get_page(clerk, path)
        assert "wordt bij de plaatsing beoordeeld" not in page.text
        links = {" ".join("".join(each.itertext()).split()): each.get("href") for each in page.all("a")}
        expired = next(text for text in links if "was geldig tot en met ma 1 jun 2026" in text)
        assert links[expired] == at(third_country.person, "/permit")
        assert expired.startswith(hirer)
        late = next(text for text in links if "kopie van het identiteitsbewijs krijgen" in text)
        assert links[late] == f"/placements/{third_country.placement}/hand-over"


def test_the_copies_that_the_right_to_work_rests_on_are_one_click_from_their_upload(
    clerk, store, agency, third_country
):
    with store.work(SYSTEM, factories.AT) as w:
        complete(w, agency, third_country, note=WorkNote.WITH_TWV)
        identity = w.session.scalars(select(IdentityRow)).one()
    links = [each.get("href") for each in get_page(clerk, at(third_country.person)).all("a")]
    for_sticker = at(third_country.person, f"/identities/{identity.id}/copies/new?side=back")
    for_permit = at(third_country.person, "/documents/new?kind=twv")
    assert {for_sticker, for_permit} <= set(links)
    assert 'selected value="back"' in get_page(clerk, for_sticker).text
    post(clerk, for_sticker, {"side": "back", "file": upload()})
    post(clerk, at(third_country.person, "/documents/new"), form(agency, kind="twv"))
    text = get_page(clerk, at(third_country.person)).text
    assert "De kopie van de TWV is er." in text
    assert "De kopie van de verblijfssticker of het verblijfsdocument is er." in text


def test_what_two_placements_have_in_common_is_said_once_and_each_hirer_gets_a_copy(store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        with_expired_twv(w, agency, third_country)
        factories.employ(w, agency, person=third_country.person)
    codes = [line.right.code if line.right else line.code for line in listed(store, agency, third_country)]
    assert (codes.count("permit_expired"), codes.count("hand_over_missing")) == (1, 2)
    assert listed(store, agency, third_country)[0].level == "problem"


def test_a_mail_to_an_address_that_was_just_changed_does_not_count_as_told(store, agency, worker):
    """Else who wants the wage on an own account changes the address first."""
    clerk, approver = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR)
    with store.work(clerk, factories.AT) as w:
        person = w.session.get(PersonRow, worker.person)
        person.email = "ander@example.nl"
        w.record("person:edited", person)
    given = BankAccount(factories.uuid4(), next(factories._ibans), "W", date(2026, 11, 16))
    with store.work(clerk, factories.AT) as w:
        assert bank_accounts.change(w, worker.person, given) == []
    assert mail.send_waiting(store, lambda message: None, "loon@example.nl", factories.AT) == 1
    with store.work(approver, factories.AT) as w:
        with pytest.raises(RefusedError, match="worker_not_told"):
            bank_account_changes.decide(w, given.id, is_approved=True)
        bank_account_changes.decide(w, given.id, is_approved=True, told_how=ToldHow.CALLED)
