"""What leaves the house, in a real browser: a rectangle dragged over the preview, the copy for the hirer, the register."""

import io
import re

import pytest
from PIL import Image

import factories
from app.db.accounts import Role
from app.db.people import PersonRow
from app.db.work import SYSTEM

pytestmark = pytest.mark.browser


@pytest.fixture
def worker(live):
    """A third-country worker at work, with papers."""
    with live.store.work(SYSTEM, factories.AT) as w:
        made = factories.employ(w, live.agency)
        made.papers = factories.papers(w, live.agency, made.person)
        person = w.session.get(PersonRow, made.person)
        person.nationality = "0339"
        w.record("person:edited", person)
    return made


def test_what_is_drawn_by_mouse_and_by_keyboard_is_black_in_the_copy(page_for, accessible, worker):
    page = page_for(Role.CONSULTANT)
    page.goto(f"/flex-workers/{worker.person}/dossier/copies/{worker.papers.copy}/masked")
    page.wait_for_function("document.querySelector('[data-areas-picture]').naturalWidth > 0")
    assert page.locator("[data-area-fixed]").all_inner_texts() == ["Foto", "Machineleesbare zone"]
    frame = page.locator("[data-areas-picture]").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] * 0.6, frame["y"] + frame["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.9, frame["y"] + frame["height"] * 0.3, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Vlak toevoegen").click()
    for key in (*["ArrowUp"] * 10, *["Shift+ArrowRight"] * 10):
        page.keyboard.press(key)
    page.get_by_role("button", name="Vlak toevoegen").click()
    page.keyboard.press("Delete")
    accessible(page)
    dragged, typed = [[int(each) for each in key.split("-")] for key in page.input_value("[name=drawn]").split(".")]
    assert all(abs(at - asked) <= 3 for at, asked in zip(dragged, (360, 40, 540, 120), strict=True))
    assert all(abs(at - asked) <= 3 for at, asked in zip(typed, (240, 140, 420, 180), strict=True))
    page.fill("[name=receiver]", "Verhuurder Jansen")
    page.fill("[name=reason]", "huurcontract")
    page.select_option("[name=ground]", "contract")
    page.check("[name=is_confirmed]")
    with page.expect_download() as download:
        page.get_by_role("button", name="Afgedekte kopie maken").click()
    made = Image.open(io.BytesIO(download.value.path().read_bytes()))
    for box in ((376, 56, 520, 104), (256, 156, 400, 168)):
        assert max(high for _low, high in made.crop(box).getextrema()) < 12
    page.goto("/disclosures/")
    assert "Verhuurder Jansen" in page.inner_text("main")
    accessible(page)


def test_the_copy_for_the_hirer_is_made_once_and_the_page_says_so(page_for, accessible, worker):
    page = page_for(Role.CONSULTANT)
    page.goto(f"/placements/{worker.placement}")
    page.get_by_role("link", name=re.compile("Dat is nog niet gebeurd")).click()
    accessible(page)
    page.check("[name=is_confirmed]")
    with page.expect_download() as download:
        page.get_by_role("button", name="Kopie voor de inlener maken").click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"
    page.reload()
    assert "Dat gebeurt één keer per plaatsing" in page.inner_text("main")
    page.goto(f"/placements/{worker.placement}/hirer-data")
    accessible(page)
    page.goto("/hand-overs/")
    accessible(page)
