"""The BRP tables that ship with the product, against the published ones."""

import csv
from datetime import date
from pathlib import Path

import pytest

from payroll.law import law_on, years
from staffing import brp

SHARED = Path(__file__).parents[3] / "shared" / "formats" / "codelists"


@pytest.mark.parametrize(
    ("name", "table"), [("brp-32-nationalities.csv", brp.nationalities), ("brp-34-countries.csv", brp.countries)]
)
def test_each_code_in_use_stands_in_the_table_with_its_own_name(name, table):
    if not (SHARED / name).exists():
        pytest.skip(f"{SHARED / name} is not beside this checkout")
    rows = list(csv.reader((SHARED / name).read_text(encoding="utf-8").splitlines()))[1:]
    assert table() == {row[0]: row[1] for row in rows if row[0] != "0000" and not any(row[3:])}


def test_every_nationality_that_is_free_to_work_can_be_chosen():
    for year in years():
        free = law_on(date(year, 1, 1)).nationalities.free_to_work
        assert free <= set(brp.nationalities())
