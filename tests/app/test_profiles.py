"""The profile as a consultant keeps it: every part typed, changed, taken out, searched by, and seen only by who may."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.dossiers import DocumentRow, Paper
from app.db.people import AccountCheck, BankAccountChangeRow, BankAccountRow, ToldHow
from app.db.profiles import (
    AvailabilityExceptionRow,
    AvailabilityRow,
    CertificateKind,
    CertificateRow,
    HealthInsuranceRow,
    RefereeRow,
    SkillRow,
    SkillTermRow,
    WorkExperienceRow,
)
from app.db.work import SYSTEM, StaleError
from app.fields.profile_forms import FORMS
from app.permissions import NotAllowedError
from app.services import bank_account_changes, bank_accounts, dossiers, expiries, flex_worker_list, profiles, sight
from app.services.bank_accounts import Check
from app.services.flex_worker_list import View
from app.services.problems import NotFoundError
from app.services.profile_filters import Wanted
from app.services.profiles import Entry
from page import get_page, post, post_page

TYPED = {
    "experience": {
        "employer_name": "Bakkerij Bol",
        "function": "Bakker",
        "from_month": "03-2021",
        "remark": "Nachtdienst",
    },
    "education": {
        "school": "ROC",
        "study": "Logistiek",
        "level": "mbo2",
        "from_month": "9/2018",
        "until_month": "2020-06",
    },
    "certificates": {"kind": "vca", "number": "V-1", "obtained_on": "01-05-2020", "valid_until": "01-05-2030"},
    "referees": {"name": "Bea Bol", "phone": "030-1234567", "relation": "manager", "consented_on": "05-01-2026"},
    "skills": {"new_term": "Orderpicken", "level": "good"},
    "availability": {"since": "05-01-2026", "days": ["0", "1", "2"], "hours_per_week": "24"},
    "exceptions": {"since": "24-12-2026", "until": "31-12-2026", "is_available": "no"},
}


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


@pytest.fixture
def consultant(client_for):
    return client_for(Role.CONSULTANT)


def at(worker, part=""):
    return f"/flex-workers/{worker.person}/profile{part}"


def rows(store, kind):
    with store.look(SYSTEM, factories.AT) as w:
        return list(w.session.scalars(select(kind)))


def tags(store):
    with store.look(SYSTEM, factories.AT) as w:
        return list(w.session.scalars(select(AuditRow.tag)))


@pytest.mark.parametrize("part", TYPED)
def test_a_part_is_added_once_changed_and_taken_out_each_recorded(consultant, store, worker, part):
    form = get_page(consultant, at(worker, f"/{part}/new"))
    given = TYPED[part] | {"id": str(factories.uuid4())}
    assert "<form" in form.text
    for _twice in range(2):
        assert post(consultant, at(worker, f"/{part}/new"), given).status_code == 303
    (row,) = rows(store, profiles.PARTS[part])
    assert str(row.id) == given["id"]
    get_page(consultant, at(worker))
    here = at(worker, f"/{part}/{row.id}")
    get_page(consultant, here)
    changed = TYPED[part] | {"id": given["id"], "version": str(row.version)}
    changed |= {"skills": {"term": "language:pl", "new_term": ""}}.get(part, {})
    assert post(consultant, here, changed).status_code == 303
    stale = {"experience": {"function": "Chef"}, "education": {"study": "Zorg"}, "certificates": {"number": "V-2"},
             "referees": {"name": "Bo"}, "skills": {"term": "licence:B"}, "availability": {"days": ["4"]},
             "exceptions": {"is_available": "yes"}}[part]  # fmt: skip
    assert post(consultant, here, changed | stale | {"version": "0"}).status_code == 409
    assert post(consultant, here + "/remove", {}).status_code == 303
    assert rows(store, profiles.PARTS[part]) == []
    assert {"web:profile:added", "web:profile:removed"} <= set(tags(store))


def test_what_is_typed_wrongly_comes_back_with_a_sentence(consultant, worker):
    wrong = {
        "experience": ({"until_month": "02-2021"}, "vóór de eerste"),
        "education": ({"from_month": "13-2021"}, "Deze maand bestaat niet"),
        "certificates": ({"kind": "other"}, "Schrijf op welk certificaat"),
        "referees": ({"phone": ""}, "telefoonnummer of e-mailadres"),
        "skills": ({"term": "licence:B"}, "Kies uit de lijst, of vul"),
        "availability": ({"days": []}, "Dit is verplicht"),
        "exceptions": ({"until": "01-12-2026"}, "vóór de eerste"),
    }
    for part, (values, sentence) in wrong.items():
        page = post_page(consultant, at(worker, f"/{part}/new"), TYPED[part] | values, status=422)
        assert sentence in page.text, part
    assert set(wrong) == set(FORMS)


def test_a_word_is_one_word_however_it_is_written_and_a_person_has_it_once(consultant, store, worker):
    for word, status in (("Heftrúck", 303), ("HEFTRUCK", 422)):
        given = {"new_term": word, "level": "", "id": str(factories.uuid4())}
        assert post(consultant, at(worker, "/skills/new"), given).status_code == status
    assert [term.name for term in rows(store, SkillTermRow)] == ["Heftrúck"]
    assert len(rows(store, SkillRow)) == 1


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.ABSENCE_MANAGER, Role.SUBSIDY_OFFICER, Role.PRIVACY_OFFICER])
def test_who_does_not_mediate_sees_no_profile_and_searches_none(client_for, store, worker, role):
    with store.work(SYSTEM, factories.AT) as w:
        profiled = factories.profile(w, worker.person)
    client = client_for(role)
    get_page(client, at(worker), planted=[profiled.policy], status=403)
    get_page(client, at(worker, "/skills/new"), status=403)
    assert "Profiel" not in get_page(client, "flex_workers.show", person_id=worker.person).text
    listed = get_page(client, f"/flex-workers/?skill={profiled.term}").text
    assert "Orderpicken" not in listed
    assert "Bea Bol" in get_page(client_for(Role.CONSULTANT), at(worker), planted=[profiled.policy]).text


def test_a_row_of_another_person_cannot_be_reached_through_mine(store, agency, worker):
    consultant = agency.actor(Role.CONSULTANT)
    with store.work(SYSTEM, factories.AT) as w:
        other = factories.employ(w, agency)
        profiled = factories.profile(w, other.person)
    with store.work(consultant, factories.AT) as w:
        with pytest.raises(NotFoundError):
            profiles.remove(w, worker.person, "experience", profiled.entry)
        given = Entry("experience", profiled.entry, {"function": "x"})
        with pytest.raises(NotFoundError):
            profiles.save(w, worker.person, given, 1)
    with store.work(agency.actor(Role.ACCOUNTANT), factories.AT) as w, pytest.raises(NotAllowedError):
        profiles.remove(w, other.person, "experience", profiled.entry)


def test_who_saves_second_is_told_so(store, agency, worker):
    consultant = agency.actor(Role.CONSULTANT)
    values = {"employer_name": "A", "function": "B", "from_month": date(2020, 1, 1), "until_month": None, "remark": ""}
    entry = Entry("experience", factories.uuid4(), values)
    with store.work(consultant, factories.AT) as w:
        assert profiles.save(w, worker.person, entry) == []
    with store.work(consultant, factories.AT) as w:
        assert profiles.save(w, worker.person, Entry("experience", entry.id, values | {"function": "C"}), 1) == []
    with pytest.raises(StaleError), store.work(consultant, factories.AT) as w:
        profiles.save(w, worker.person, Entry("experience", entry.id, values | {"function": "D"}), 1)
    assert [row.function for row in rows(store, WorkExperienceRow)] == ["C"]


def test_who_asked_a_reference_is_recorded(consultant, store, agency, worker):
    given = TYPED["referees"] | {"id": str(factories.uuid4()), "checked_on": "06-01-2026"}
    post(consultant, at(worker, "/referees/new"), given)
    assert [row.checked_by for row in rows(store, RefereeRow)] == [agency.accounts[Role.CONSULTANT, "own"]]


def test_the_audit_trail_holds_nothing_of_a_profile_readable(consultant, store, worker):
    for part, given in TYPED.items():
        post(consultant, at(worker, f"/{part}/new"), given | {"id": str(factories.uuid4())})
    with store.look(SYSTEM, factories.AT) as w:
        trail = " ".join(str(row.fields) for row in w.session.scalars(select(AuditRow)))
    for word in ("Bakkerij", "Nachtdienst", "ROC", "Bea Bol", "030-1234567"):
        assert word not in trail


def test_the_expiry_watch_sees_a_certificate_once_and_not_one_that_was_renewed(store, agency, worker):
    own = {"person_id": worker.person, "recorded_at": factories.AT, "recorded_by": None}
    with store.work(SYSTEM, factories.AT) as w:
        paper = DocumentRow(
            kind=Paper.CERTIFICATE, valid_until=date(2026, 12, 24), media_type="application/pdf", sha256="0" * 64,
            is_scanned=False, **own,
        )  # fmt: skip
        w.seal_bytes(paper, "content_sealed", b"what the paper says")
        w.add("document:taken_in", paper)
        w.session.flush()
        ends = {CertificateKind.VCA: date(2026, 12, 24), CertificateKind.BHV: date(2026, 12, 1)}
        for kind, day in ends.items():
            linked = paper.id if kind is CertificateKind.VCA else None
            w.add("profile:added", CertificateRow(kind=kind, valid_until=day, document_id=linked, **own))
        w.add("profile:added", CertificateRow(kind=CertificateKind.BHV, valid_until=date(2029, 1, 1), **own))
    with store.look(SYSTEM, factories.AT) as w:
        found = expiries.found(w, [agency.own], w.today)
    assert [(each.kind, each.expires_on) for each in found] == [("certificate", date(2026, 12, 24))]


def view(agency, **wanted):
    return View(agency.own, factories.AT.date(), wanted=Wanted(**wanted))


def test_the_list_is_searched_by_skill_valid_certificate_and_day(store, agency, worker):
    clerk = agency.actor(Role.CONSULTANT)
    with store.work(SYSTEM, factories.AT) as w:
        profiled = factories.profile(w, worker.person, valid_until=date(2026, 11, 30))
        factories.employ(w, agency)
    monday, holiday, sunday = date(2026, 11, 23), date(2026, 12, 24), date(2026, 11, 22)
    expected = [
        ({}, 2),
        ({"skill": profiled.term}, 1),
        ({"certificate": CertificateKind.VCA}, 1),
        ({"certificate": CertificateKind.BHV}, 0),
        ({"certificate": CertificateKind.VCA, "day": date(2026, 12, 1)}, 0),
        ({"day": monday}, 1),
        ({"day": sunday}, 0),
        ({"day": holiday}, 0),
        ({"day": date(2025, 1, 6)}, 0),
    ]
    with store.look(clerk, factories.AT) as w:
        for wanted, count in expected:
            page, counts = flex_worker_list.page(w, view(agency, **wanted))
            assert (page.total, counts[""], len(page.rows)) == (count, count, count), wanted
        found = flex_worker_list.profile_counts(w, view(agency, skill=profiled.term))
    assert [(term.id, count) for term, count in found.skills] == [(profiled.term, 1)]
    assert found.certificates == [(CertificateKind.VCA, 1)]
    assert dict(found.days)[date(2026, 11, 20)] == 1
    assert dict(found.days)[sunday] == 0
    assert found.without == {"skill": 2, "certificate": 1, "day": 1}


def test_an_exception_can_also_make_somebody_available(store, agency, worker):
    own = {"person_id": worker.person, "recorded_at": factories.AT, "recorded_by": None}
    with store.work(SYSTEM, factories.AT) as w:
        w.add("profile:added", AvailabilityRow(since=date(2026, 1, 1), until=None, days=1, hours_per_week=None, **own))
        saturday = date(2026, 11, 28)
        w.add("profile:added", AvailabilityExceptionRow(since=saturday, until=saturday, is_available=True, **own))
    with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
        assert flex_worker_list.page(w, view(agency, day=saturday))[0].total == 1
        assert flex_worker_list.page(w, view(agency, day=saturday + timedelta(7)))[0].total == 0


def test_the_count_behind_a_day_is_what_the_list_then_shows(store, agency):
    patterns = [(0b0011111, None), (0b1100000, date(2026, 11, 19)), (0b0000001, None), (0, None), (0b0010101, None)]
    exceptions = [None, (16, 18, True), (17, 22, False), (20, 20, True), (1, 30, False), (23, 29, True)]
    with store.work(SYSTEM, factories.AT) as w:
        for number in range(len(patterns) * len(exceptions)):
            days, until = patterns[number % len(patterns)]
            person = factories.employ(w, agency).person
            own = {"person_id": person, "recorded_at": factories.AT, "recorded_by": None}
            if days:
                row = AvailabilityRow(since=date(2026, 1, 1), until=until, days=days, hours_per_week=None, **own)
                w.add("profile:added", row)
            if given := exceptions[number % len(exceptions)]:
                first, last, is_available = given
                since, until = date(2026, 11, first), date(2026, 11, last)
                row = AvailabilityExceptionRow(since=since, until=until, is_available=is_available, **own)
                w.add("profile:added", row)
    with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
        counted = dict(flex_worker_list.profile_counts(w, view(agency)).days)
        shown = {day: flex_worker_list.page(w, view(agency, day=day))[0].total for day in counted}
    assert counted == shown
    assert len(set(counted.values())) > 3


def test_a_day_has_one_pattern_and_one_exception(consultant, worker):
    def add(part, **values):
        given = TYPED[part] | {"id": str(factories.uuid4())} | values
        return post(consultant, at(worker, f"/{part}/new"), given).status_code

    assert add("availability", until="30-11-2026") == 303
    assert add("availability", since="30-11-2026") == 422
    assert add("availability", since="01-12-2025", until="05-01-2026") == 422
    assert add("availability", since="01-12-2025", until="04-01-2026") == 303
    assert add("availability", since="01-12-2026") == 303
    assert add("availability", since="01-01-2030") == 422
    assert add("exceptions") == 303
    assert add("exceptions", since="31-12-2026", until="02-01-2027") == 422
    assert add("exceptions", since="01-01-2027", until="02-01-2027") == 303


def test_the_chips_of_the_list_stand_with_their_counts_and_the_export_follows_them(consultant, store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        profiled = factories.profile(w, worker.person, valid_until=date(2050, 1, 1))
        factories.employ(w, agency)
    page = get_page(consultant, f"/flex-workers/?skill={profiled.term}&certificate=vca")
    assert "VCA basis" in page.text
    assert (
        f"/flex-workers/export/csv?sort=name&skill={profiled.term}&certificate=vca".replace("&", "&amp;") in page.text
    )
    text = consultant.get(f"/flex-workers/export/csv?skill={profiled.term}", base_url="https://localhost").text
    assert text.count("Werker") == 1
    get_page(consultant, "/flex-workers/?skill=x&certificate=x&available=x")
    typed = get_page(consultant, "/flex-workers/?available=23-11-2026")
    assert "1 regel" in typed.text


def test_what_few_can_do_is_a_click_away(consultant, store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        for _ in range(10):
            factories.profile(w, factories.employ(w, agency).person)
    few = get_page(consultant, "/flex-workers/").text
    assert few.count("?skill=") == 8
    assert "skills=all" in few
    every = get_page(consultant, "/flex-workers/?skills=all").text
    assert every.count("skill=") == 10
    assert "Alle vaardigheden tonen" not in every


def test_the_chips_take_as_many_queries_for_20_workers_as_for_100(client_for, store, agency, query_count):
    client = client_for(Role.CONSULTANT)

    def counted():
        with query_count() as queries:
            get_page(client, "/flex-workers/?available=2026-11-23")
        return int(queries)

    def employ(count):
        with store.work(SYSTEM, factories.AT) as w:
            for _ in range(count):
                factories.profile(w, factories.employ(w, agency).person)

    employ(20)
    counted()
    few = counted()
    employ(80)
    assert counted() == few


def test_the_policy_number_asks_a_ground_is_masked_and_shown_with_a_reason(consultant, store, agency, worker):
    here = f"/flex-workers/{worker.person}/health-insurance"
    get_page(consultant, here)
    without = {"id": str(factories.uuid4()), "insurer": "Zorg BV", "number": "998877665"}
    post_page(consultant, here, without, status=422)
    assert rows(store, HealthInsuranceRow) == []
    given = without | {"ground": "collective"}
    for _twice in range(2):
        assert post(consultant, here, given).status_code == 303
    (row,) = rows(store, HealthInsuranceRow)
    assert b"998877665" not in row.number_sealed
    page = get_page(consultant, at(worker), planted=["998877665"])
    assert "••••••665" in page.text
    get_page(consultant, here, planted=["998877665"])
    shown = post_page(consultant, f"{here}/reveal", {"reason": "worker_asks"})
    assert "998877665" in shown.text
    assert "web:health_policy:reveal" in tags(store)
    assert consultant.post(f"{here}/reveal", data={}, base_url="https://localhost").status_code in {400, 403}
    empty = {"id": str(row.id), "version": str(row.version), "ground": "premium_withheld", "insurer": "", "number": ""}
    assert post(consultant, here, empty).status_code == 303
    assert post(consultant, here, empty).status_code == 409
    assert "998877665" in post_page(consultant, f"{here}/reveal", {"reason": "worker_asks"}).text
    with store.look(SYSTEM, factories.AT) as w:
        person = sight.person(w, worker.person)
        codes = {line.code for line in dossiers.gather(w, person, person.employments).lines(w, w.today)}
    assert "health_policy_missing" in codes
    assert post(consultant, f"{here}/remove", {}).status_code == 303
    assert rows(store, HealthInsuranceRow) == []


def codes_of(store, worker):
    with store.look(SYSTEM, factories.AT) as w:
        person = sight.person(w, worker.person)
        return {line.code for line in dossiers.gather(w, person, person.employments).lines(w, w.today)}


def test_an_account_nobody_checked_is_on_the_controlelijst_until_somebody_says_how(client_for, store, agency, worker):
    assert "bank_account_unchecked" in codes_of(store, worker)
    clerk, here = client_for(Role.PAYROLL_CLERK), f"/flex-workers/{worker.person}/bank-account/check"
    get_page(clerk, here)
    (account,) = rows(store, BankAccountRow)
    given = {"id": str(account.id), "checked_how": "bank_card", "checked_on": "16-11-2020"}
    post_page(clerk, here, given | {"checked_on": "01-01-2140"}, status=422)
    post_page(clerk, here, given | {"checked_how": ""}, status=422)
    post_page(clerk, here, given | {"id": str(factories.uuid4())}, status=409)
    assert post(clerk, here, given).status_code == 303
    (account,) = rows(store, BankAccountRow)
    assert account.checked_by == agency.accounts[Role.PAYROLL_CLERK, "own"]
    assert "bank_account_fine" in codes_of(store, worker)
    assert "Bankpas gezien" in get_page(clerk, f"/flex-workers/{worker.person}").text
    assert "web:bank_account:checked" in tags(store)


def test_who_may_not_see_an_account_is_not_asked_to_vouch_for_it(consultant, client_for, store, agency, worker):
    here = f"/flex-workers/{worker.person}/bank-account/check"
    for page in ("", "/dossier"):
        address = f"/flex-workers/{worker.person}{page}"
        assert here not in get_page(consultant, address).text
        assert here in get_page(client_for(Role.PAYROLL_CLERK), address).text
    assert consultant.get(here, base_url="https://localhost").status_code == 403
    (account,) = rows(store, BankAccountRow)
    given = Check(AccountCheck.BANK_CARD, date(2026, 11, 16), None)
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w, pytest.raises(NotAllowedError):
        bank_accounts.check(w, worker.person, account.id, given)


def test_the_check_of_a_new_account_goes_along_with_the_change(consultant, client_for, store, agency, worker):
    given = {
        "id": str(factories.uuid4()), "iban": next(factories._ibans), "holder": "W", "since": "17-11-2026",
        "checked_how": "statement", "checked_on": "",
    }  # fmt: skip
    here = f"/flex-workers/{worker.person}/bank-account"
    assert "Vul allebei in" in post_page(consultant, here, given, status=422).text
    assert post(consultant, here, given | {"checked_on": "16-11-2020"}).status_code == 303
    page = get_page(client_for(Role.ADMINISTRATOR), "/bank-account-changes/")
    assert "Rekeningafschrift gezien" in page.text
    with store.work(agency.actor(Role.ADMINISTRATOR), factories.AT) as w:
        change = rows(store, BankAccountChangeRow)[0]
        bank_account_changes.decide(w, change.id, is_approved=True, told_how=ToldHow.CALLED)
    with store.work(SYSTEM, factories.AT) as w:
        bank_account_changes.apply(w, {worker.person})
    with store.look(SYSTEM, factories.AT + timedelta(days=2)) as w:
        used = bank_accounts.current(w, worker.person)
    assert (used.checked_how, used.checked_on) == ("statement", date(2020, 11, 16))
    assert used.checked_by == agency.accounts[Role.CONSULTANT, "own"]
