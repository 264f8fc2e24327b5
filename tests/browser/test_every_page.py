"""Every page in a real browser: axe finds nothing, nothing is wider than 1366 pixels, no script or style is refused."""

import pytest

from app.db.accounts import Role
from site_map import addresses, stand_ins

pytestmark = pytest.mark.browser
WHO = (Role.ADMINISTRATOR, Role.PAYROLL_CLERK)  # between them they enter every page


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_accessible_and_fits_the_window(live, page_for, accessible, half):
    """Each page once, as the first who may enter it."""
    values, _ = stand_ins(live.store, live.agency)
    pages, wrong = [page_for(role) for role in WHO], []
    for address, _ in addresses(live.app, values)[half::2]:
        page = next((each for each in pages if enters(each, address)), None)
        if page is None:  # a file, a redirect, or a page that is switched off
            continue
        page.goto(address)
        try:
            accessible(page)
        except AssertionError as error:
            wrong.append(str(error).splitlines()[0])
    assert not wrong, "\n".join(wrong)


def enters(page, address):
    answer = page.request.get(address, max_redirects=0)
    return answer.ok and answer.headers["content-type"].startswith("text/html")
