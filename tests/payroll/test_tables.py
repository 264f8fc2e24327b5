"""The faces `table` and `bijzonder-tarief` of `python -m payroll`."""

import csv
import subprocess
import sys
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import product
from pathlib import Path

import pytest

from payroll.herleiding import COLOURS, RESIDENCES
from payroll.law import law_on, years
from payroll.period import PeriodKind
from payroll.tables import main

GOLDEN = Path(__file__).parents[1] / "golden"
TABLE = ["table", "--year", "2026", "--period", "month", "--colour", "wit", "--residence", "nl"]
COLUMNS = [
    f"{age}_{name}" for age in ("under_aow", "aow1945", "aow1946") for name in ("without", "with", "arbeidskorting")
]


def golden(name):
    with (GOLDEN / name).open() as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture
def face(capsys):
    def run(*argv):
        status = main(argv)
        out, err = capsys.readouterr()
        return status, list(csv.DictReader(StringIO(out))), err.splitlines()

    return run


def test_the_whole_table_is_printed_one_row_per_step(face):
    status, rows, notes = face(*TABLE)
    assert (status, len(rows), notes) == (0, 2465, [])
    assert list(rows[0]) == ["tabelloon", *COLUMNS]
    assert (rows[0]["tabelloon"], rows[-1]["tabelloon"]) == ("4.50", "11092.50")


@pytest.mark.parametrize(("year", "name"), [("2022", "wit_mnd_nl_2022.csv"), ("2026", "wit_mnd_nl_2026_rows.csv")])
def test_the_printed_table_meets_every_cell_of_the_official_one(face, year, name):
    _, rows, _ = face("table", "--year", year, "--period", "month", "--colour", "wit", "--residence", "nl")
    printed = {row["tabelloon"]: row for row in rows}
    columns = {"zonder_lhk": "without", "met_lhk": "with", "verrekende_arbeidskorting": "arbeidskorting"}
    for row in golden(f"loonheffing/{name}"):
        for theirs, ours in columns.items():
            if theirs in row:
                assert printed[row["tabelloon"]][f"under_aow_{ours}"] == row[theirs]


def test_2022_has_no_columns_of_aow_age_and_says_so(face):
    status, rows, notes = face("table", "--year", "2022", "--period", "week", "--colour", "wit")
    assert (status, list(rows[0])) == (0, ["tabelloon", *COLUMNS[:3]])
    assert any("2022.loonheffing.brackets.aow_1945: this figure is not known" in note for note in notes)


def test_2027_is_printed_and_named_provisional_as_long_as_it_is(face):
    status, rows, notes = face("table", "--year", "2027", "--period", "4weeks", "--colour", "groen")
    assert (status, len(rows)) == (0, law_on(date(2027, 1, 1)).loonheffing.lmax // 54)
    is_provisional = law_on(date(2027, 1, 1)).provisional
    assert notes == ["2027: the figures of this year are provisional"] * is_provisional
    assert {row["under_aow_arbeidskorting"] for row in rows} == {"0.00"}


def test_unverified_figures_are_named_once(face):
    _, _, notes = face("table", "--year", "2024", "--period", "month", "--colour", "wit", "--residence", "be")
    named = [note.partition(":")[0] for note in notes]
    assert named == [
        "2024.loonheffing.lmax",
        "2024.loonheffing.ark_aow.o",
        "2024.loonheffing.ark_aow.m",
        "2024.residences.be.ark",
    ]


@pytest.mark.parametrize("year", years()[1:])
def test_every_table_rises_from_row_to_row_and_credits_never_raise_tax(face, year):
    kinds = list(PeriodKind)
    for place, (colour, residence) in enumerate(product(COLOURS, RESIDENCES)):
        kind = kinds[place % len(kinds)]
        _, rows, _ = face("table", "--year", str(year), "--period", kind, "--colour", colour, "--residence", residence)
        last = {}
        for row in rows[:: max(1, len(rows) // 40)]:
            for column, cell in ((name, known) for name, known in row.items() if known):
                assert not column.endswith(("without", "tabelloon")) or Decimal(cell) > last.get(column, -1)
                last[column] = Decimal(cell)
                if column.endswith("_with"):
                    assert last[column] <= last[column.removesuffix("_with") + "_without"]


@pytest.mark.parametrize("colour", COLOURS)
def test_the_printed_special_rewards_of_2026_are_the_official_rows(face, colour):
    status, rows, notes = face("bijzonder-tarief", "--year", "2026", "--colour", colour)
    expected = [
        {key.replace("without_lhk", "without"): cell for key, cell in row.items()}
        for row in golden(f"bijzonder_tarief/{colour}_bb_nl_2026.csv")
    ]
    assert (status, rows, notes) == (0, expected, [])


def test_derived_special_rewards_are_named_unverified(face):
    _, rows, notes = face("bijzonder-tarief", "--year", "2025", "--colour", "groen", "--residence", "nl")
    assert [row["from_year_wage"] for row in rows][:3] == ["0", "8566", "19928"]
    assert any(note.startswith("2025.bijzonder_tarief.bound_shift: not verified") for note in notes)


def test_a_table_has_all_its_columns_and_empty_cells_where_nobody_knows_the_figure(face):
    status, rows, notes = face(*TABLE, "--residence", "suriname_aruba")
    nobody_knows = [f"aow{year}_{name}" for year in (1945, 1946) for name in ("with", "arbeidskorting")]
    assert (status, [name for name, cell in rows[0].items() if not cell]) == (0, nobody_knows)
    assert rows[998]["aow1946_without"] == "1049.75"
    assert any("residences.suriname_aruba.ouk: this figure is not known" in note for note in notes)


def test_special_rewards_have_all_columns_and_empty_cells_where_nobody_knows_the_figure(face):
    status, rows, notes = face("bijzonder-tarief", "--year", "2026", "--colour", "wit", "--residence", "suriname_aruba")
    nobody_knows = [f"aow{year}_{name}" for year in (1945, 1946) for name in ("standard", "offset")]
    assert (status, [name for name, cell in rows[0].items() if not cell]) == (0, nobody_knows)
    assert rows[-1]["aow1946_without"] == "49.5"
    assert any("residences.suriname_aruba.ouk: this figure is not known" in note for note in notes)


def test_special_rewards_of_2022_have_no_columns_of_aow_age_and_say_so(face):
    status, rows, notes = face("bijzonder-tarief", "--year", "2022", "--colour", "wit")
    assert (status, list(rows[0])[-1]) == (0, "under_aow_offset")
    assert (
        notes[0]
        == "2022.loonheffing.ahk_aow: this figure is not known; the columns of aow1945 that need it are left out"
    )


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["table", "--year", "2021", *TABLE[3:]], [f"year: is '2021', must be one of {', '.join(map(str, years()))}"]),
        (["table", "--year", "2026"], ["colour: is missing, must be one of wit, groen", "period: is missing, must be one of day, week, 4weeks, month, quarter"]),
        ([*TABLE, "--residence", "fr"], ["residence: is 'fr', must be one of nl, be, landenkring, derde_land, suriname_aruba"]),
        ([*TABLE, "--herleiding", "EK"], ["--herleiding: is not known to table", "EK: is not known to table"]),
        ([*TABLE, "a\nb"], ["a\\nb: is not known to table"]),
        (["table", "--year"], ["year: expected one argument"]),
        (["bijzonder-tarief", "--year", "2026", "--colour", "rood"], ["colour: is 'rood', must be one of wit, groen"]),
    ],
)  # fmt: skip
def test_a_wrong_input_gives_no_figure_but_the_field_and_what_is_wrong(face, argv, said):
    assert face(*argv) == (2, [], said)


def test_a_reader_that_has_enough_gets_no_error():
    command = [sys.executable, "-m", "payroll", *TABLE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout.readline().startswith(b"tabelloon,")
        started.stdout.close()
        assert started.stderr.read() == b""
