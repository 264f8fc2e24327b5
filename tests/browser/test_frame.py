"""The frame in a real browser: keyboard, dark mode, narrow windows, no script, axe."""

import pytest

import factories
from app.db.accounts import Role
from app.db.hours import HoursState
from app.db.work import SYSTEM

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/help", "/search", "/sign-in"])
def test_axe_finds_nothing_in_either_colour_scheme(page_for, accessible, address, scheme):
    page = page_for(None if address == "/sign-in" else Role.ADMINISTRATOR, color_scheme=scheme)
    page.goto(address)
    accessible(page)


def test_the_start_screen_fits_at_200_percent_zoom(page_for, accessible):
    page = page_for(Role.PAYROLL_CLERK, viewport={"width": 683, "height": 384})
    page.goto("/")
    accessible(page)


def test_slash_goes_to_search_and_question_mark_to_help(page_for):
    page = page_for(Role.PAYROLL_CLERK)
    page.goto("/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("?")
    assert page.url.endswith("/")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    page.wait_for_url("**/help")


def test_the_first_tab_stop_leads_past_the_navigation(page_for):
    page = page_for(Role.PAYROLL_CLERK)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_week_language_and_navigation_work_without_script(page_for):
    page = page_for(Role.PAYROLL_CLERK, java_script_enabled=False)
    page.goto("/")
    before = page.locator("#switch-week").input_value()
    page.get_by_role("button", name="Een week terug").click()
    assert page.locator("#switch-week").input_value() < before
    page.get_by_role("button", name="Menu inklappen").click()
    assert page.get_by_role("button", name="Menu uitklappen").is_visible()
    page.get_by_role("button", name="Switch to English").click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_nothing_shifts_while_the_page_loads(page_for, live):
    with live.store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, live.agency)
        factories.hours_week(w, live.agency, worker.placement, state=HoursState.SUBMITTED)
    page = page_for(Role.PAYROLL_CLERK)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift += e.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") == 0
