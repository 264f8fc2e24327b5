"""The controlelijst: what each kind of person needs, what stops and what only costs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.dossier import (
    A1,
    Facts,
    HeldIdentity,
    Level,
    Missing,
    MrzCheck,
    PersonKind,
    blocks_hours,
    blocks_placement,
    controlelijst,
    message,
)
from documents.words import words
from staffing.identity import DocumentKind
from staffing.work_permit import Papers, Permit, PermitKind, Protection, Residence, StudentScheme, Work, WorkNote

TODAY = date(2026, 11, 23)
WORK = Work(employer="agency", hirer="factory", since=TODAY)
PASSPORT = HeldIdentity(
    kind=DocumentKind.PASSPORT, expires_on=date(2030, 1, 1), held_since=date(2026, 11, 16), has_front=True,
    seen_on=date(2026, 11, 16), mrz=MrzCheck.AGREES,
)  # fmt: skip
CARD = replace(PASSPORT, kind=DocumentKind.IDENTITY_CARD, has_back=True)
FREE = Papers(nationality="0339", residence=Residence(WorkNote.FREE, date(2029, 1, 1)))
COMPLETE = Facts(
    kind=PersonKind.FLEX_WORKER, on=TODAY, papers=Papers(nationality="0001"), identity=(PASSPORT,), employed_since=TODAY,
    work=WORK, has_bsn=True, has_loonheffingsverklaring=True, has_bank_account=True, has_signed_contract=True,
)  # fmt: skip
STICKER = replace(PASSPORT, has_back=True, id="passport")
THIRD = replace(COMPLETE, papers=FREE, handed_over_on=TODAY, identity=(STICKER,))
CANDIDATE = Facts(kind=PersonKind.CANDIDATE, on=TODAY, papers=Papers(nationality="0001"))
ZZP = Facts(
    kind=PersonKind.SELF_EMPLOYED, on=TODAY, papers=Papers(nationality="0001"), identity=(PASSPORT,), work=WORK,
    has_bank_account=True, has_kvk=True, has_model_agreement=True,
)  # fmt: skip


def lines(facts, **changes):
    return controlelijst(replace(facts, **changes))


def worse(facts, **changes):
    """Without the warning for the Wet DBA, which holds whatever the papers are."""
    found = [line.code for line in lines(facts, **changes) if line.level is not Level.FINE]
    return [code for code in found if not code.startswith("dba_")]


def line(code, facts, **changes):
    (found,) = [each for each in lines(facts, **changes) if each.code == code]
    return found


@pytest.mark.parametrize("facts", [COMPLETE, THIRD, ZZP, replace(COMPLETE, kind=PersonKind.DIRECT_STAFF)])
def test_a_complete_dossier_is_fine_in_every_line(facts):
    assert worse(facts) == []


@pytest.mark.parametrize("facts", [COMPLETE, replace(COMPLETE, kind=PersonKind.DIRECT_STAFF)])
@pytest.mark.parametrize(
    ("changes", "code", "costs"),
    [
        ({"identity": ()}, "id_missing", True),
        ({"has_bsn": False}, "bsn_missing", True),
        ({"missing": frozenset({Missing.NAME})}, "name_missing", True),
        ({"missing": frozenset({Missing.ADDRESS})}, "address_missing", True),
        ({"missing": frozenset({Missing.BIRTH_DATE})}, "birth_date_missing", False),
        ({"has_loonheffingsverklaring": False}, "loonheffingsverklaring_missing", False),
        ({"has_bank_account": False}, "bank_account_missing", False),
        ({"has_signed_contract": False}, "contract_missing", False),
        ({"needs_health_policy": True}, "health_policy_missing", False),
        ({"a1": A1()}, "a1_missing", False),
        ({"a1": A1(expires_on=TODAY - timedelta(days=1))}, "a1_expired", False),
    ],
)
def test_what_a_dutch_employee_lacks_warns_says_what_it_costs_and_stops_nothing(facts, changes, code, costs):
    found = line(code, facts, **changes)
    assert worse(facts, **changes) == [code]
    assert (found.level, found.costs_anoniementarief) == (Level.WARNING, costs)
    assert not blocks_placement([found])
    assert not blocks_hours([found])


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (replace(PASSPORT, has_front=False), "id_front_missing"), (replace(CARD, has_back=False), "id_back_missing"),
        (replace(PASSPORT, seen_on=None), "id_not_seen"), (replace(PASSPORT, mrz=MrzCheck.DIFFERS), "id_differs"),
        (replace(PASSPORT, expires_on=TODAY - timedelta(days=1)), "id_not_valid_at_start"),
        (replace(PASSPORT, kind=DocumentKind.DRIVING_LICENCE), "driving_licence"),
    ],
)  # fmt: skip
def test_each_flaw_of_the_identity_document_is_the_anoniementarief(held, code):
    assert line(code, COMPLETE, identity=(held,)).costs_anoniementarief


def test_an_account_that_nobody_checked_asks_for_attention_and_stops_nothing():
    lines = controlelijst(replace(COMPLETE, has_unchecked_account=True))
    (line,) = [each for each in lines if each.fix == "bank_account_check"]
    assert (line.code, line.level) == ("bank_account_unchecked", Level.ATTENTION)
    assert not blocks_placement(lines)
    missing = controlelijst(replace(COMPLETE, has_bank_account=False, has_unchecked_account=True))
    assert "bank_account_missing" in {each.code for each in missing}


def test_the_document_that_is_in_order_counts_among_others():
    others = (
        replace(PASSPORT, kind=DocumentKind.DRIVING_LICENCE),
        replace(CARD, has_back=False, expires_on=date(2035, 1, 1)),
    )
    assert worse(COMPLETE, identity=(*others, PASSPORT)) == []


def test_an_unread_zone_asks_attention_only():
    assert worse(COMPLETE, identity=(replace(PASSPORT, mrz=MrzCheck.UNREAD),)) == ["id_unread"]


# --- P8, P10, P11 ------------------------------------------------------------------------------------------------


def test_an_eea_worker_whose_document_expired_in_service_is_not_asked_for_another():
    expired = replace(PASSPORT, expires_on=TODAY - timedelta(days=1))
    changes = {"identity": (expired,), "employed_since": date(2026, 1, 5)}
    assert worse(COMPLETE, **changes) == []
    assert line("id_expired_not_asked", COMPLETE, **changes).level is Level.FINE


def test_a_third_country_worker_has_a_valid_document_always_or_does_not_work():
    changes = {
        "identity": (replace(PASSPORT, expires_on=TODAY - timedelta(days=1)),),
        "employed_since": date(2026, 1, 5),
    }
    found = line("id_expired", THIRD, **changes)
    assert (found.level, found.blocks_placement, found.blocks_hours, found.costs_anoniementarief) == (
        Level.PROBLEM,
        True,
        True,
        True,
    )
    assert blocks_hours(lines(THIRD, identity=()))


def test_the_identity_card_of_a_third_country_does_not_count():
    assert blocks_placement(lines(THIRD, identity=(CARD,)))
    assert worse(COMPLETE, identity=(CARD,)) == []


def test_the_end_of_a_third_country_document_is_seen_coming_and_that_of_an_eea_document_is_not():
    soon = (replace(STICKER, expires_on=TODAY + timedelta(days=60)),)
    assert worse(THIRD, identity=soon) == ["id_expires"]
    assert worse(COMPLETE, identity=soon) == []


def test_a_hirer_gets_a_copy_of_a_third_country_document_and_never_of_another():
    assert worse(THIRD, handed_over_on=None) == ["hand_over_missing"]
    before = {"handed_over_on": None, "on": TODAY - timedelta(days=3)}
    assert line("hand_over_at_start", THIRD, **before).level is Level.ATTENTION
    assert not [each for each in lines(COMPLETE) if each.fix == "hand_over"]
    assert not [each for each in lines(THIRD, work=replace(WORK, hirer="agency")) if each.fix == "hand_over"]


# --- P2, P6 ------------------------------------------------------------------------------------------------------


def test_a_candidate_has_no_bsn_line_and_one_that_is_there_is_a_problem():
    assert not [each for each in lines(CANDIDATE) if each.fix == "bsn"]
    assert line("bsn_of_candidate", CANDIDATE, has_bsn=True).level is Level.PROBLEM


def test_a_candidate_is_asked_for_no_paper():
    assert worse(CANDIDATE) == []


def test_a_candidates_copy_says_its_day_and_is_a_problem_from_then():
    held = (replace(PASSPORT, held_since=TODAY - timedelta(days=27)),)
    assert line("id_copy_until", CANDIDATE, identity=held).figures == {"day": "2026-11-24"}
    assert line("id_copy_overdue", CANDIDATE, identity=held, on=TODAY + timedelta(days=1)).level is Level.PROBLEM


# --- the right to work -------------------------------------------------------------------------------------------


def test_without_the_right_to_work_nothing_goes_on_and_the_sentence_says_why():
    found = line("right_to_work", THIRD, papers=Papers(nationality="0339"))
    assert (found.level, found.blocks_placement, found.blocks_hours, found.costs_anoniementarief) == (
        Level.PROBLEM,
        True,
        True,
        True,
    )
    assert "TWV" in found.message
    assert found.article.startswith("Wav")


def test_without_a_placement_the_right_to_work_waits_for_it():
    papers = Papers(nationality="0339")
    assert worse(THIRD, work=None, papers=papers) == ["right_to_work_at_placement"]
    assert worse(CANDIDATE, papers=papers) == []
    assert worse(THIRD, work=None) == []


@pytest.mark.parametrize(("days", "codes"), [(91, []), (90, ["right_to_work_expires"]), (0, ["right_to_work_expires"])])
def test_the_end_of_a_permit_is_seen_coming(days, codes):
    until = TODAY + timedelta(days=days)
    twv = Permit(kind=PermitKind.TWV, since=TODAY, until=until, employer="agency", student=StudentScheme.WEEKLY)
    papers = Papers(nationality="0339", residence=Residence(WorkNote.STUDENT, date(2029, 1, 1)), permits=(twv,))
    assert worse(THIRD, papers=papers, copies=frozenset({"twv"})) == codes


def test_a_placement_in_the_future_is_judged_on_its_first_day():
    work = replace(WORK, since=date(2029, 1, 2))
    assert blocks_placement(lines(THIRD, work=work))


# --- the self-employed and contacts ------------------------------------------------------------------------------


def test_a_self_employed_person_needs_kvk_and_agreement_and_no_payroll_papers():
    assert worse(ZZP, has_kvk=False, has_model_agreement=False) == ["kvk_missing", "model_agreement_missing"]
    assert not {each.fix for each in lines(ZZP)} & {"loonheffingsverklaring", "bsn", "contract"}
    assert not any(each.costs_anoniementarief for each in lines(ZZP, identity=(), papers=Papers(nationality="0339")))


def test_a_bsn_of_a_self_employed_person_has_no_ground():
    assert worse(ZZP, has_bsn=True) == ["bsn_of_self_employed"]


def test_an_eea_self_employed_person_is_looked_at_and_not_copied():
    assert worse(ZZP, identity=()) == ["id_not_seen"]
    assert line("id_not_seen", ZZP, identity=()).level is Level.ATTENTION


def test_a_contact_needs_no_papers():
    assert controlelijst(Facts(kind=PersonKind.CONTACT, on=TODAY, papers=Papers(nationality=""))) == ()


# --- always ------------------------------------------------------------------------------------------------------

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
some_day = st.none() | days
identities = st.builds(
    HeldIdentity, kind=st.sampled_from(DocumentKind), expires_on=days, held_since=days, has_front=st.booleans(),
    has_back=st.booleans(), seen_on=some_day, mrz=st.sampled_from(MrzCheck),
)  # fmt: skip
ids = st.sampled_from(["agency", "factory"])
papers = st.builds(
    Papers, nationality=st.sampled_from(["", "0001", "0072", "0339", "0034", "nonsense"]),
    residence=st.none() | st.builds(Residence, st.sampled_from(WorkNote), days),
    permits=st.lists(st.builds(Permit, kind=st.sampled_from(PermitKind), since=days, until=days, employer=ids, hirer=st.none() | ids), max_size=2).map(tuple),
    protection=st.none() | st.builds(Protection, employer=ids, notified_on=some_day, has_status_document=st.booleans()),
)  # fmt: skip
works = st.none() | st.builds(Work, employer=ids, hirer=ids, since=days)
claims = {name: st.booleans() for name in Facts.__dataclass_fields__ if name.startswith(("has_", "needs_"))}
facts = st.builds(
    Facts, kind=st.sampled_from(PersonKind), on=days, papers=papers, identity=st.lists(identities, max_size=3).map(tuple),
    missing=st.frozensets(st.sampled_from(Missing)), employed_since=some_day, work=works,
    a1=st.none() | st.builds(A1, expires_on=some_day), handed_over_on=some_day, **claims,
)  # fmt: skip


@settings(deadline=None)  # the law is read from its files the first time
@given(facts)
def test_any_person_on_any_day_has_a_list_with_sentences_worst_first(facts):
    found = controlelijst(facts)
    assert all(message(each, lang) for each in found for lang in ("nl", "en"))
    assert [each.level for each in found] == sorted((each.level for each in found), key=list(Level).index)
    assert found == controlelijst(facts)
    assert len({each.code for each in found if not each.code.startswith("id_copy")}) == len(
        [each for each in found if not each.code.startswith("id_copy")]
    )


@settings(deadline=None)  # the law is read from its files the first time
@given(facts)
def test_what_stops_is_a_problem_with_an_article_and_what_costs_is_never_fine(facts):
    for each in controlelijst(facts):
        if each.blocks_placement or each.blocks_hours:
            assert each.level is Level.PROBLEM
            assert each.article
        if each.costs_anoniementarief:
            assert each.level in {Level.PROBLEM, Level.WARNING}
            assert facts.kind in {PersonKind.FLEX_WORKER, PersonKind.DIRECT_STAFF}


@settings(deadline=None)  # the law is read from its files the first time
@given(facts)
def test_the_law_stops_only_people_from_outside_the_eea(facts):
    if (
        facts.papers.nationality in {"0001", "0072"}
        and facts.on >= date(2022, 1, 1)
        and (not facts.work or facts.work.since >= date(2022, 1, 1))
    ):
        free = facts.on.year <= 2027 and (not facts.work or facts.work.since.year <= 2027)
        assert not (free and (blocks_placement(controlelijst(facts)) or blocks_hours(controlelijst(facts))))


@settings(deadline=None)  # the law is read from its files the first time
@given(facts, identities)
def test_one_more_document_never_makes_a_worker_stop(facts, held):
    if facts.kind is not PersonKind.CANDIDATE and not blocks_hours(controlelijst(facts)):
        assert not blocks_hours(controlelijst(replace(facts, identity=(*facts.identity, held))))


TWV = Permit(kind=PermitKind.TWV, since=date(2026, 1, 1), until=date(2029, 1, 1), employer="agency")
PROTECTED = Protection(employer="agency", notified_on=date(2026, 1, 5), has_status_document=True)


@pytest.mark.parametrize(
    ("papers", "paper"),
    [
        (Papers(nationality="0339", residence=Residence(WorkNote.WITH_TWV, date(2029, 1, 1)), permits=(TWV,)), "twv"),
        (Papers(nationality="0339", permits=(replace(TWV, kind=PermitKind.GVVA),)), "gvva"),
        (Papers(nationality="0034", protection=PROTECTED), "protection"),
    ],
)
def test_a_right_that_rests_on_a_paper_asks_for_its_copy_and_that_of_the_sticker(papers, paper):
    assert {f"{paper}_copy_missing", "residence_copy_missing"} <= set(worse(THIRD, papers=papers, identity=(PASSPORT,)))
    found = line(f"{paper}_copy_missing", THIRD, papers=papers)
    assert (found.level, found.fix, found.blocks_hours) == ("warning", f"{paper}_copy", False)
    assert not [code for code in worse(THIRD, papers=papers, copies=frozenset({paper})) if "copy" in code]


def test_free_to_work_is_not_in_order_with_a_passport_alone():
    found = line("residence_copy_missing", THIRD, identity=(replace(PASSPORT, id="passport"),))
    assert (found.level, found.at) == ("warning", "passport")
    card = replace(CARD, kind=DocumentKind.RESIDENCE_DOCUMENT)
    assert worse(THIRD, identity=(card,)) == []
    assert worse(THIRD, identity=(PASSPORT, replace(card, seen_on=None))) == []
    assert worse(THIRD, identity=(replace(card, has_back=False),)) == ["id_back_missing"]
    assert worse(COMPLETE, identity=(PASSPORT,)) == []


def test_every_line_that_can_be_made_has_words_in_both_languages():
    assert all({"nl", "en"} <= set(entry) for entry in words()["paper"].values())


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2024, 12, 31), "dba_moratorium"),
        (date(2025, 1, 1), "dba_enforced"),
        (date(2026, 1, 1), "dba_fines"),
        (date(2027, 1, 1), "dba_full"),
    ],
)
def test_the_wet_dba_warning_is_that_of_the_day_and_of_the_self_employed_only(day, code):
    facts = Facts(kind=PersonKind.SELF_EMPLOYED, on=day, papers=Papers(nationality="0001"))
    (found,) = [each for each in controlelijst(facts) if each.code.startswith("dba_")]
    assert (found.code, found.level) == (code, Level.ATTENTION)
    assert "Wet DBA" in found.message
    assert "two sources" in found.article
    employee = Facts(kind=PersonKind.FLEX_WORKER, on=day, papers=Papers(nationality="0001"))
    assert not [each for each in controlelijst(employee) if each.code.startswith("dba_")]
