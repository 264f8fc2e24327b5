"""The screen "wetgeving"."""

from datetime import date

import pytest
from click.testing import CliRunner

from app import cli
from app.db.accounts import Role
from page import get_page, post
from payroll.law import law_on, years

COMING = next((year for year in years() if law_on(date(year, 1, 1)).provisional), None)


def counts(page):
    return {
        link.text.strip(): int("".join(link.itertext()).split()[-1])
        for link in page.all("a")
        if link.get("class") == "chip"
    }


@pytest.mark.parametrize("year", years())
def test_each_year_shows_its_figures_in_words(client_for, year):
    page = get_page(client_for(Role.ACCOUNTANT), "law.show", year=year)
    assert page.h1 == f"Wetgeving {year}"
    assert counts(page)["Alles"] == len([row for row in page.all("tr") if row.get("data-row") is not None])


@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_read_the_law(client_for, role):
    assert get_page(client_for(role), "law.index").h1.startswith("Wetgeving 20")


def test_a_changed_figure_stands_beside_that_of_last_year(client_for):
    page = get_page(client_for(Role.CONSULTANT), "law.show", year=2026)
    row = next(row for row in page.all("tr") if row.get("id") == "untaxed.km")
    text = " ".join(" ".join(row.itertext()).split())
    assert "€ 0,25" in text
    assert "gewijzigd € 0,23" in text
    assert "tabel 13; kilometers bij besluit van 17-05-2026" in page.text


def test_a_figure_that_changes_within_the_year_stands_there_twice(client_for):
    ids = [row.get("id") for row in get_page(client_for(Role.CONSULTANT), "law.show", year=2026).all("tr")]
    assert {"minimumloon.adult", "minimumloon.adult-2026-07-01"} <= set(ids)


def test_a_figure_that_does_not_change_with_the_year_shows_no_date(client_for):
    page = get_page(client_for(Role.CONSULTANT), "law.show", year=2026)
    cells = {row.get("id"): [cell for cell in row if cell.get("class") == "law-since"] for row in page.all("tr")}
    assert [cell.text for cell in cells["anoniementarief.rate"]] == [None]
    assert [cell.text for cell in cells["minimumloon.adult-2026-07-01"]] == ["wo 1 jul 2026"]


@pytest.mark.parametrize("chosen", ["changed", "verify", "provisional"])
def test_a_filter_shows_as_many_rows_as_it_counts(client_for, chosen):
    if chosen == "provisional" and COMING is None:
        pytest.skip("no year is provisional now")
    page = get_page(client_for(Role.CONSULTANT), f"/law/{COMING or years()[-1]}?show={chosen}")
    name = {"changed": "Gewijzigd", "verify": "Te verifiëren", "provisional": "Voorlopig"}[chosen]
    assert counts(page)[name] == len([row for row in page.all("tr") if row.get("data-row") is not None]) > 0


@pytest.mark.skipif(COMING is None, reason="no year is provisional now")
def test_the_coming_year_is_marked_provisional_and_this_one_is_not(client_for):
    client = client_for(Role.CONSULTANT)
    assert "zijn voorlopig en niet allemaal bekend" in get_page(client, "law.show", year=COMING).text
    assert "zijn voorlopig en niet allemaal bekend" not in get_page(client, "law.show", year=2026).text


def test_searching_finds_figures_by_every_word(client_for):
    page = get_page(client_for(Role.CONSULTANT), "/law/2026?text=stipp+werknemer")
    ids = {row.get("id") for row in page.all("tr") if row.get("data-row") is not None}
    assert "stipp.employee" in ids
    assert all(each.startswith("stipp.") for each in ids)
    assert "Niets gevonden" in get_page(client_for(Role.CONSULTANT), "/law/2026?text=xyzzy").text


def test_a_year_without_law_is_not_found(client_for):
    get_page(client_for(Role.CONSULTANT), "/law/2021", status=404)


def test_the_law_reads_in_english_too(client_for):
    client = client_for(Role.CONSULTANT)
    post(client, "/language", {"language": "en", "back": "/"})
    page = get_page(client, "law.show", year=2026, language="en")
    assert "Travel costs per kilometre" in page.text


def test_the_command_lists_a_year_in_dutch_or_english():
    shown = CliRunner().invoke(cli.main, ["law", "show", "2026"])
    assert (shown.exit_code, "StiPP" in shown.output) == (0, True)
    assert "Wage tax tables" in CliRunner().invoke(cli.main, ["law", "show", "2026", "--lang", "en"]).output


@pytest.mark.parametrize("year", ["2021", "dit jaar"])
def test_the_command_refuses_by_the_path_of_the_argument_with_exit_status_2(year):
    refused = CliRunner().invoke(cli.main, ["law", "show", year, "--lang", "de"])
    known = ", ".join(map(str, years()))
    said = f"year: is {year!r}, must be one of {known}\nlang: is 'de', must be one of nl, en\n"
    assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", said)
