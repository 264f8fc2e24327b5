"""Every page in a real browser: axe finds nothing, nothing is wider than 1366 pixels, no script or style is refused."""

import pytest

from app.db.accounts import Role
from site_map import addresses, stand_ins

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PAYROLL_CLERK])
def test_every_page_is_accessible_and_fits_the_window(live, page_for, accessible, role):
    values, _ = stand_ins(live.store, live.agency)
    page, wrong = page_for(role), []
    for address, _ in addresses(live.app, values):
        answer = page.request.get(address, max_redirects=0)
        if not (answer.ok and answer.headers["content-type"].startswith("text/html")):
            continue
        page.goto(address)
        try:
            accessible(page)
        except AssertionError as error:
            wrong.append(str(error).splitlines()[0])
    assert not wrong, "\n".join(wrong)
