"""The components, the fields and the page helper itself."""

import pytest

from app.db.accounts import Role
from gallery import add_gallery
from page import get_page

pytestmark = pytest.mark.own_app


@pytest.fixture
def page(app, client_for):
    add_gallery(app)
    return get_page(client_for(Role.ADMINISTRATOR), "/gallery")


def test_every_component_together_makes_a_sound_page(page):
    assert page.h1 == "Verloning 12"


def test_an_error_stands_on_top_and_at_its_field(page):
    assert '<a href="#naam">Naam: Dit is verplicht. Vul het in.</a>' in page.text
    assert 'aria-describedby="naam-hint naam-error" aria-invalid="true"' in page.text


def test_a_comparison_shows_only_what_differs(page):
    assert "Reiskosten" in page.text
    compared = page.text[page.text.index("Vergelijking</caption>") :]
    assert "Netto" not in compared[: compared.index("</table>")]


def test_an_amount_opens_to_its_explanation(page):
    assert "38 uur x 16,50 per uur = 627,00" in page.text
    assert "sinds 1 juli 2026, niet geverifieerd" in page.text
