"""Lists, forms, the hours grid, explanations and revealed values, driven by keyboard alone on the gallery of components."""

import pytest

from app.db.accounts import Role

pytestmark = pytest.mark.browser


@pytest.fixture
def gallery(live, page_for):
    page = page_for(Role.PAYROLL_CLERK)
    page.goto("/gallery")
    return page


def cell(page, row, column):
    return page.locator(f'[data-row="{row}"][data-column="{column}"]')


def test_axe_finds_nothing_in_the_components(gallery, accessible):
    gallery.locator(".waarom summary").first.click()
    accessible(gallery)


def test_axe_finds_nothing_in_the_components_in_the_dark(page_for, accessible):
    page = page_for(Role.PAYROLL_CLERK, color_scheme="dark")
    page.goto("/gallery")
    accessible(page)


def test_j_and_k_walk_a_list_x_ticks_and_enter_opens(gallery):
    gallery.locator("h1").click()
    for key in ("j", "j", "k", "x"):
        gallery.keyboard.press(key)
    assert gallery.locator("tr.is-current [data-row-select]").is_checked()
    gallery.keyboard.press("Enter")
    gallery.wait_for_url("**/payslips/0")


def test_an_amount_explains_itself_by_keyboard_and_escape_closes(gallery):
    summary = gallery.locator(".waarom summary").first
    summary.focus()
    gallery.keyboard.press("Enter")
    assert gallery.get_by_text("38 uur x 16,50 per uur = 627,00").first.is_visible()
    gallery.keyboard.press("Escape")
    assert not gallery.get_by_text("38 uur x 16,50 per uur = 627,00").first.is_visible()
    assert summary.evaluate("element => element === document.activeElement")


def test_leaving_with_unsaved_changes_asks_first(gallery):
    asked = []
    gallery.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    gallery.locator("#naam").fill("Nieuwe naam")
    gallery.goto("/help")
    assert asked == ["beforeunload"]


def test_ctrl_s_saves_the_form(gallery):
    gallery.locator("#naam").fill("Nieuwe naam")
    with gallery.expect_request(lambda request: request.method == "POST" and request.url.endswith("/hirers")):
        gallery.keyboard.press("Control+s")


def test_a_revealed_value_hides_again(gallery):
    gallery.clock.install()
    gallery.route(
        "**/reveal",
        lambda route: route.fulfill(
            body='<p data-revealed data-hide-after="30">111222333</p>', content_type="text/html"
        ),
    )
    gallery.locator(".reveal summary").click()
    gallery.locator(".reveal button").click()
    gallery.get_by_text("111222333").wait_for()
    gallery.clock.run_for(31_000)
    assert gallery.get_by_text("111222333").count() == 0
    assert gallery.locator("[data-masked-value]").first.inner_text() == "•••• ••• 82"


def test_progress_goes_on_by_itself_and_ends_on_the_finished_page(page_for):
    page = page_for(Role.PAYROLL_CLERK)
    states = iter(
        [
            {"done": 600, "total": 1204, "state": "running", "text": "600 van 1.204"},
            {"done": 1204, "total": 1204, "state": "done", "text": ""},
        ]
    )
    page.route("**/jobs/x", lambda route: route.fulfill(json=next(states)))
    page.goto("/gallery")
    page.get_by_text("600 van 1.204").wait_for()
    page.wait_for_url("**/help")


def test_the_grid_moves_adds_up_copies_and_takes_a_block_from_a_sheet(page_for):
    page = page_for(Role.PAYROLL_CLERK)
    page.goto("/grid")
    cell(page, 0, 0).click()
    page.keyboard.type("7:30")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("7,5")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+d")
    assert [cell(page, row, 0).input_value() for row in range(3)] == ["7:30", "7,5", "7,5"]
    assert page.locator('[data-total-of="column:0"]').inner_text() == "22:30"
    page.keyboard.press("ArrowRight")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "1\\t2\\n0:15\\n");
        document.querySelector('[data-row="0"][data-column="0"]').dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }"""
    )
    assert [cell(page, 0, 0).input_value(), cell(page, 0, 1).input_value(), cell(page, 1, 0).input_value()] == [
        "1",
        "2",
        "0:15",
    ]
    assert page.locator('[data-total-of="all"]').inner_text() == "10:45"
