"""What leaves the house: data and copies for hirers, masked copies for others, and the register that knows all of it."""

import hashlib
import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

import factories
from app.auth import sessions
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.disclosures import DisclosureKind, DisclosureRow, Ground
from app.db.dossiers import IdentityCopyRow, Side
from app.db.organisation import HirerRow
from app.db.people import PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import SYSTEM
from app.permissions import STEP_UP, Action, NotAllowedError
from app.services import disclosures, dossiers, hand_overs, hirer_data, masked_copies
from app.services.disclosures import View
from app.services.hirer_data import Asked
from app.services.problems import NotFoundError, RefusedError
from documents.redaction import Area, proposed_areas
from page import get_page, post, post_page
from payroll.law import law_on
from staffing.identity import DocumentKind

TODAY = date(2026, 11, 16)


@pytest.fixture
def worker(store, agency):
    """An EEA worker at work, with papers."""
    return employed(store, agency)


@pytest.fixture
def third_country(store, agency):
    """A worker of a third country at work, with papers."""
    return employed(store, agency, "0339")


def employed(store, agency, nationality="0001", **values):
    with store.work(SYSTEM, factories.AT) as w:
        made = factories.employ(w, agency, **values)
        made.papers = factories.papers(w, agency, made.person)
        person = w.session.get(PersonRow, made.person)
        person.nationality = nationality
        w.record("person:edited", person)
    return made


def placement_changed(store, placement_id, **values):
    with store.work(SYSTEM, factories.AT) as w:
        row = w.session.get(PlacementRow, placement_id)
        for name, value in values.items():
            setattr(row, name, value)
        w.record("placement:changed", row)


def register(store):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.scalars(select(DisclosureRow).order_by(DisclosureRow.decided_at)).all()


def tags(store, tag):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.scalar(select(func.count()).where(AuditRow.tag.endswith(tag)))


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join("\n".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


@pytest.fixture
def consultant(client_for):
    return client_for(Role.CONSULTANT)


def at(worker, rest):
    return f"/placements/{worker.placement}/{rest}"


# --- data for the hirer ------------------------------------------------------------------------------------------


def test_the_file_for_the_hirer_is_a_recorded_attachment_with_the_fixed_data(consultant, store, agency, worker):
    page = get_page(consultant, at(worker, "hirer-data"), planted=[worker.bsn, worker.papers.number])
    assert "Het BSN gaat niet mee" in page.text
    answer = post(consultant, at(worker, "hirer-data"), {"week": ""})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert re.fullmatch(r'attachment; filename="inlener-plaatsing-\d+\.pdf"', answer.headers["Content-Disposition"])
    text = text_of(answer.data)
    assert worker.papers.number in text
    assert worker.bsn not in text
    assert "Eerste Uitzend BV" in text
    assert "KvK 80000000" in text
    (row,) = register(store)
    assert (row.kind, row.ground, row.placement_id, row.hirer_id) == (
        DisclosureKind.HIRER_DATA, Ground.INTEREST, worker.placement, agency.hirer,
    )  # fmt: skip
    assert row.sha256 == hashlib.sha256(answer.data).hexdigest()
    assert row.decided_by == agency.accounts[Role.CONSULTANT, "own"]
    assert "bsn" not in row.fields
    assert "document_number" in row.fields
    assert tags(store, "disclosure:hirer_data") == 1


def test_the_bsn_goes_along_once_the_hirer_recorded_its_liability(consultant, store, agency, worker):
    answer = post(
        consultant, f"/hirers/{agency.hirer}/edit", hirer_form(store, agency, liability_recorded_on="01-12-2099")
    )
    assert "ligt in de toekomst" in answer.text
    answer = post(
        consultant, f"/hirers/{agency.hirer}/edit", hirer_form(store, agency, liability_recorded_on="02-11-2026")
    )
    assert answer.status_code == 303
    assert "ma 2 nov 2026" in get_page(consultant, f"/hirers/{agency.hirer}").text
    get_page(consultant, at(worker, "hirer-data"), planted=[worker.bsn])
    assert worker.bsn in text_of(post(consultant, at(worker, "hirer-data"), {}).data)
    (row,) = register(store)
    assert (row.ground, "bsn" in row.fields) == (Ground.IW_34, True)


def hirer_form(store, agency, **changes):
    with store.look(SYSTEM, factories.AT) as w:
        row = w.session.get(HirerRow, agency.hirer)
        names = ("name", "kvk", "btw", "sector", "street", "postcode", "city", "version")
        return {"id": str(row.id)} | {name: str(getattr(row, name)) for name in names} | changes


def test_hours_go_along_only_for_a_week_that_is_asked_and_approved(consultant, store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        factories.hours_week(w, agency, worker.placement)
    week = factories.MONDAY.isoformat()
    assert "40,00" in get_page(consultant, at(worker, f"hirer-data?week={week}")).text
    text = text_of(post(consultant, at(worker, "hirer-data"), {"week": week}).data)
    assert "Totaal: 40,00 uur" in text
    assert "Totaal" not in text_of(post(consultant, at(worker, "hirer-data"), {"week": ""}).data)
    assert post(consultant, at(worker, "hirer-data"), {"week": "2026-11-02"}).status_code == 404
    assert post(consultant, at(worker, "hirer-data"), {"week": "geen"}).status_code == 404


def test_nothing_goes_to_the_hirer_of_a_provisional_placement(consultant, store, worker):
    placement_changed(store, worker.placement, state=PlacementState.PROVISIONAL)
    assert "nog voorlopig" in get_page(consultant, at(worker, "hirer-data")).text
    assert post(consultant, at(worker, "hirer-data"), {}).status_code == 303
    assert register(store) == []


# --- the copy of Wav art. 15 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("nationality", sorted(law_on(TODAY).eea_nationalities))
@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_no_copy_of_an_eea_or_swiss_national_leaves_for_a_hirer(store, agency, nationality):
    made = employed(store, agency, nationality)
    actor = agency.actor(Role.CONSULTANT, stepped_up=True)
    with pytest.raises(RefusedError, match="hand_over_exempt"):
        hand_overs.hand_over(store, actor, factories.AT, made.placement)
    with store.look(actor, factories.AT) as w:
        assert hand_overs.waiting(w, agency.own) == []
        assert not [
            line
            for line in dossiers.of_placement(w, w.session.get(PlacementRow, made.placement), TODAY)
            if line.fix == "hand_over"
        ]
        name = w.session.get(HirerRow, agency.hirer).name
    for receiver in (name, name.upper().replace(" BV", " B.V."), f"t.a.v. Jan, {name}"):
        with pytest.raises(RefusedError):
            masked_copies.make(store, actor, factories.AT, asked(agency, made, receiver=receiver))
    assert register(store) == []


def test_the_screen_of_an_eea_worker_offers_the_data_and_no_copy(consultant, store, worker):
    page = get_page(consultant, at(worker, "hand-over"))
    assert "geen kopie" in page.text
    assert "Kopie voor de inlener maken" not in page.text
    assert post(consultant, at(worker, "hand-over"), {"is_confirmed": "y"}).status_code == 303
    assert register(store) == []


def test_the_copy_of_a_third_country_worker_is_handed_over_once_with_its_mark_below(
    consultant, store, agency, third_country
):
    page = get_page(consultant, at(third_country, "hand-over"))
    assert "Wav art. 15 Inlener" in page.text
    assert post(consultant, at(third_country, "hand-over"), {}).status_code == 422
    answer = post(consultant, at(third_country, "hand-over"), {"is_confirmed": "y"})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="kopie-wav-15-plaatsing-')
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        (picture,) = [Image.open(io.BytesIO(each.Resources.XObject.Im0.read_raw_bytes())) for each in pdf.pages]
    source = Image.open(io.BytesIO(factories.PICTURE))
    assert (picture.width, picture.height > source.height) == (source.width, True)
    assert min(low for low, _ in picture.crop((0, source.height + 8, *picture.size)).getextrema()) < 80, "no mark"
    (row,) = register(store)
    assert (row.kind, row.ground, row.fields) == (DisclosureKind.HAND_OVER, Ground.WAV_15, ["copy"])
    assert row.sha256 == hashlib.sha256(answer.data).hexdigest()
    assert (tags(store, "disclosure:hand_over"), tags(store, "identity:copy")) == (1, 1)
    again = post(consultant, at(third_country, "hand-over"), {"is_confirmed": "y"})
    assert again.status_code == 303
    said = get_page(consultant, at(third_country, "hand-over")).text
    assert re.search(r"al overhandigd: op .*2026.* door Medewerker \d+", said)
    assert len(register(store)) == 1


def test_two_who_hand_over_at_the_same_moment_give_one_copy(store, agency, third_country):
    actor = agency.actor(Role.CONSULTANT, stepped_up=True)

    def attempt(_):
        try:
            return hand_overs.hand_over(store, actor, factories.AT, third_country.placement)
        except RefusedError as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(attempt, range(4)))
    assert sorted(map(str, found))[1:] == ["hand_over_done"] * 3
    assert len(register(store)) == 1


def test_the_database_itself_refuses_a_second_hand_over_and_every_change(store, agency, third_country):
    hand_overs.hand_over(store, agency.actor(Role.CONSULTANT), factories.AT, third_country.placement)
    with store.look(SYSTEM, factories.AT) as w:
        row = dict(w.session.execute(select(DisclosureRow.__table__)).mappings().one())
    for change in (
        insert(DisclosureRow.__table__).values(row | {"id": factories.uuid4()}),
        update(DisclosureRow.__table__).values(receiver="Iemand anders"),
        delete(DisclosureRow.__table__),
    ):
        with store.look(SYSTEM, factories.AT) as w, pytest.raises(IntegrityError):
            w.session.connection().execute(change)
    with store.look(SYSTEM, factories.AT) as w:
        other = row | {"id": factories.uuid4(), "kind": DisclosureKind.HIRER_DATA}
        w.session.connection().execute(insert(DisclosureRow.__table__).values(other))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": PlacementState.PROVISIONAL}, "hand_over_provisional"),
        ({"started_on": TODAY + timedelta(days=1)}, "hand_over_early"),
    ],
)
def test_the_copy_goes_when_the_work_starts_and_not_before(consultant, store, agency, third_country, changes, code):
    placement_changed(store, third_country.placement, **changes)
    with pytest.raises(RefusedError, match=code):
        hand_overs.hand_over(store, agency.actor(Role.CONSULTANT), factories.AT, third_country.placement)
    get_page(consultant, at(third_country, "hand-over"))


def test_before_the_work_starts_the_controlelijst_says_when_the_copy_is_due(store, agency, third_country):
    placement_changed(store, third_country.placement, started_on=TODAY + timedelta(days=3))
    with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
        row = w.session.get(PlacementRow, third_country.placement)
        for on in (TODAY, row.started_on):
            found = [line.code for line in dossiers.of_placement(w, row, on) if line.fix == "hand_over"]
            assert found == ["hand_over_at_start"], on
        assert hand_overs.waiting(w, agency.own) == []


def test_a_copy_without_its_front_is_not_handed_over(consultant, store, agency, third_country):
    with store.work(SYSTEM, factories.AT) as w:
        row = w.session.get(IdentityCopyRow, third_country.papers.copy)
        row.side = Side.BACK
        w.record("identity:turned", row)
    assert "niet volledig" in get_page(consultant, at(third_country, "hand-over")).text
    with pytest.raises(RefusedError, match="hand_over_no_copy"):
        hand_overs.hand_over(store, agency.actor(Role.CONSULTANT), factories.AT, third_country.placement)


def test_front_and_back_as_last_taken_in_are_one_file(store, agency, third_country):
    with store.work(SYSTEM, factories.AT + timedelta(hours=1)) as w:
        for side, colour in ((Side.BACK, "navy"), (Side.FRONT, "teal")):
            row = IdentityCopyRow(
                person_id=third_country.person, identity_id=third_country.papers.identity, side=side, page=1,
                sha256="1" * 64, is_scanned=False, recorded_at=w.at, recorded_by=None,
            )  # fmt: skip
            made = io.BytesIO()
            Image.new("RGB", (300, 200), colour).save(made, "JPEG")
            w.seal_bytes(row, "content_sealed", made.getvalue())
            w.add("identity:copied", row)
    _number, content = hand_overs.hand_over(store, agency.actor(Role.CONSULTANT), factories.AT, third_country.placement)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        colours = [
            Image.open(io.BytesIO(each.Resources.XObject.Im0.read_raw_bytes())).getpixel((9, 9)) for each in pdf.pages
        ]
    assert [max(range(3), key=colour.__getitem__) for colour in colours] in ([1, 2], [2, 2])
    assert colours[0][1] > 100
    assert colours[1][1] < 40


def test_the_task_stands_on_the_controlelijst_and_on_vandaag_until_it_is_done(
    consultant, store, agency, third_country, worker
):
    def shown():
        placement = get_page(consultant, f"/placements/{third_country.placement}").text
        return "Dat is nog niet gebeurd" in placement, "heeft de kopie op" in placement, waiting(consultant)

    assert shown() == (True, False, 1)
    assert f"/placements/{third_country.placement}/hand-over" in get_page(consultant, "/hand-overs/").text
    hand_overs.hand_over(store, agency.actor(Role.CONSULTANT), factories.AT, third_country.placement)
    assert shown() == (False, True, 0)
    assert "Geen kopie te overhandigen" in get_page(consultant, "/hand-overs/").text


def waiting(client):
    lines = get_page(client, "start.index").text.split('class="task-count">')
    return next(int(each.partition("<")[0]) for each in lines if "Kopie te overhandigen" in each)


# --- a masked copy for others ------------------------------------------------------------------------------------


def asked(agency, worker, **changes):
    given = {
        "person_id": worker.person, "copy_id": worker.papers.copy, "employer_id": agency.own, "receiver": "Verhuurder Jansen",
        "reason": "huurcontract", "ground": Ground.CONTRACT, "areas": [],
    }  # fmt: skip
    return masked_copies.Asked(**(given | changes))


def masking(worker, rest=""):
    return f"/flex-workers/{worker.person}/dossier/copies/{worker.papers.copy}/masked{rest}"


OTHERS = {
    "receiver": "Verhuurder Jansen",
    "reason": "huurcontract",
    "ground": "contract",
    "is_confirmed": "y",
    "drawn": "",
}


def black(picture, area):
    """Within the blocks of a JPEG that hold nothing but mask."""
    inside = (area.left + 8, area.top + 8, area.right - 8, area.bottom - 8)
    return all(high < 12 for _low, high in picture.crop(inside).getextrema())


def always_black():
    return proposed_areas(DocumentKind.PASSPORT, 600, 400).values()


def test_the_form_names_what_is_black_and_shows_a_preview_without_it(consultant, store, worker):
    page = get_page(consultant, masking(worker))
    assert [each.text for each in page.all("div") if each.get("data-area-fixed")] == ["Foto", "Machineleesbare zone"]
    (image,) = page.all("img")
    answer = consultant.get(image.get("src"), base_url="https://localhost")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    shown = Image.open(io.BytesIO(answer.data))
    assert shown.size == (600, 400)
    assert all(black(shown, area) for area in always_black())
    assert not black(shown, Area(300, 0, 600, 60))
    assert tags(store, "identity:preview") == 1


@pytest.mark.parametrize("asked_for", ["0-0-1-1", "0-80-208-304", "x", ""])
def test_no_address_gives_a_preview_with_its_photo_or_zone(consultant, worker, asked_for):
    answer = consultant.get(masking(worker, f"/preview?areas={asked_for}"), base_url="https://localhost")
    assert all(black(Image.open(io.BytesIO(answer.data)), area) for area in always_black())


def test_the_copy_that_is_made_has_no_pixel_left_under_its_mask(consultant, store, worker):
    answer = post(consultant, masking(worker), OTHERS | {"drawn": "300-0-600-60"})
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg"), answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    made = Image.open(io.BytesIO(answer.data))
    assert made.width == 600
    assert made.height > 400
    assert all(black(made, area) for area in (*always_black(), Area(300, 0, 600, 60)))
    assert not black(made, Area(300, 80, 600, 300))
    (row,) = register(store)
    assert (row.kind, row.receiver, row.reason, row.ground) == (
        DisclosureKind.MASKED_COPY, "Verhuurder Jansen", "huurcontract", Ground.CONTRACT,
    )  # fmt: skip
    assert row.sha256 == hashlib.sha256(answer.data).hexdigest()
    assert "Verhuurder Jansen" in get_page(consultant, f"/flex-workers/{worker.person}/dossier").text


@pytest.mark.parametrize("areas", [[], [Area(0, 0, 1, 1)]])
def test_no_masked_copy_has_its_photo_or_zone_whatever_is_asked(store, agency, worker, areas):
    actor = agency.actor(Role.CONSULTANT, stepped_up=True)
    made = masked_copies.make(store, actor, factories.AT, asked(agency, worker, areas=areas))
    assert all(black(Image.open(io.BytesIO(made)), area) for area in always_black())


@pytest.mark.parametrize("changes", [{"page": 2}, {"side": Side.BACK}])
def test_a_page_of_which_nobody_knows_what_to_hide_is_neither_shown_nor_made(
    consultant, store, agency, worker, changes
):
    with store.work(SYSTEM, factories.AT) as w:
        row = w.session.get(IdentityCopyRow, worker.papers.copy)
        for name, value in changes.items():
            setattr(row, name, value)
        w.record("identity:turned", row)
    page = get_page(consultant, masking(worker))
    assert "kan niet afgedekt worden" in page.text
    assert not page.all("img")
    assert consultant.get(masking(worker, "/preview"), base_url="https://localhost").status_code == 409
    assert post(consultant, masking(worker), OTHERS | {"drawn": "0-0-600-400"}).status_code == 303
    assert (register(store), tags(store, "identity:preview"), tags(store, "identity:copy")) == ([], 0, 0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_confirmed": ""}, "verplicht"),
        ({"receiver": ""}, "verplicht"),
        ({"drawn": "0-80-9000-304"}, "buiten de bladzijde"),
        ({"ground": "wav_15"}, "ground"),
    ],
)
def test_a_masked_copy_that_cannot_be_made_says_why_and_keeps_what_was_typed(consultant, store, worker, changes, said):
    given = OTHERS | {"drawn": "300-0-600-60"} | changes
    page = post_page(consultant, masking(worker), given, status=422)
    assert said in page.text
    assert f'value="{given["drawn"]}"' in page.text
    assert register(store) == []


@pytest.mark.parametrize("drawn", ["x", "1-2-3", "0-0-0-" + "9" * 5000, ".".join(["0-0-9-9"] * 21)])
def test_areas_that_no_screen_sends_are_refused(consultant, worker, drawn):
    assert post(consultant, masking(worker), OTHERS | {"drawn": drawn}).status_code == 400


def test_a_hirer_is_no_receiver_of_a_masked_copy(consultant, store, agency, worker):
    with store.look(SYSTEM, factories.AT) as w:
        hirer = w.session.get(HirerRow, agency.hirer)
    for receiver in (hirer.name, hirer.name.upper(), f"Planning van {hirer.name}", f"KvK {hirer.kvk}"):
        page = post_page(consultant, masking(worker), OTHERS | {"receiver": receiver}, status=422)
        assert "Dit is een inlener" in page.text, receiver
    assert register(store) == []


# --- the register ------------------------------------------------------------------------------------------------


def test_the_register_shows_filters_counts_and_exports_what_went_out(consultant, store, agency, worker, third_country):
    actor = agency.actor(Role.CONSULTANT)
    hirer_data.made(store, actor, factories.AT, Asked(worker.placement, None, "nl"))
    hand_overs.hand_over(store, actor, factories.AT + timedelta(days=1), third_country.placement)
    masked_copies.make(store, actor, factories.AT + timedelta(days=2), asked(agency, worker))
    page = get_page(consultant, "/disclosures/", planted=[worker.bsn, worker.papers.number])
    counts = [int(each) for each in re.findall(r'class="count">(\d+)<', page.text)]
    assert counts == [3, 1, 1, 1]
    assert register(store)[1].sha256 in page.text
    one = get_page(consultant, "/disclosures/?what=hand_over")
    assert "Verhuurder" not in one.text
    of_a_day = get_page(consultant, "/disclosures/?since=18-11-2026&until=18-11-2026")
    assert [int(each) for each in re.findall(r'class="count">(\d+)<', of_a_day.text)] == [1, 0, 0, 1]
    get_page(consultant, "/disclosures/?since=geen", status=422)
    export = consultant.get("/disclosures/export/csv?what=masked_copy", base_url="https://localhost")
    rows = export.text.strip().splitlines()
    assert len(rows) == 2
    assert "huurcontract" in rows[1]
    assert tags(store, "disclosure:export") == 1
    placement = get_page(consultant, f"/placements/{third_country.placement}")
    assert "Kopie voor de inlener (Wav art. 15)" in placement.text


def test_the_register_takes_as_many_queries_for_one_row_as_for_many(store, agency, query_count):
    actor = agency.actor(Role.CONSULTANT)

    def counted():
        with store.look(actor, factories.AT) as w, query_count() as queries:
            for row in disclosures.page(w, View(agency.own))[0].rows:
                assert row.person.number
        return int(queries)

    def disclose():
        made = employed(store, agency)
        hirer_data.made(store, actor, factories.AT, Asked(made.placement, None, "nl"))

    disclose()
    few = counted()
    for _ in range(5):
        disclose()
    assert counted() == few


def test_who_has_no_right_gets_nothing_and_another_employer_finds_nothing(
    client_for, store, agency, worker, third_country
):
    pages = ("/disclosures/", "/hand-overs/", at(worker, "hirer-data"), at(third_country, "hand-over"), masking(worker))
    accountant, elsewhere = client_for(Role.ACCOUNTANT), client_for(Role.CONSULTANT, "other")
    for address in pages:
        assert accountant.get(address, base_url="https://localhost").status_code == 403, address
    for address in pages[2:]:
        assert elsewhere.get(address, base_url="https://localhost").status_code == 404, address
        assert post(elsewhere, address, OTHERS).status_code == 404, address
    with pytest.raises(NotAllowedError):
        hirer_data.made(store, agency.actor(Role.ACCOUNTANT), factories.AT, Asked(worker.placement, None, "nl"))
    with pytest.raises(NotFoundError):
        hand_overs.hand_over(store, agency.actor(Role.CONSULTANT, "other"), factories.AT, third_country.placement)
    with store.look(agency.actor(Role.ACCOUNTANT), factories.AT) as w, pytest.raises(NotAllowedError):
        disclosures.page(w, View(agency.own))
    assert register(store) == []


def test_handing_out_asks_for_proof_of_who_it_is(app, agency, third_country):
    client = app.test_client()
    token = sessions.login(agency.store, agency.accounts[Role.CONSULTANT, "own"], stepped_up=False)
    client.set_cookie(sessions.SECURE_COOKIE, token, secure=True, httponly=True)
    assert Action.DISCLOSURE_WRITE in STEP_UP
    for rest in ("hand-over", "hirer-data"):
        answer = post(client, at(third_country, rest), {"is_confirmed": "y"})
        assert (answer.status_code, answer.location.startswith("/sign-in/again")) == (303, True), answer.location
    assert register(agency.store) == []
