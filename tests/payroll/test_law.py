"""The law as data: every year loads, every figure has a source, nothing unknown is taken as 0."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

import payroll.law as law_module
from payroll.law import (
    Certainty,
    LawDataError,
    MissingFigure,
    NoLaw,
    Provisional,
    changes,
    definitive_law_on,
    law_on,
    since,
    tables,
    years,
)
from payroll.law.listing import listing
from payroll.law.loading import Table, build
from payroll.law.overview import listed
from payroll.law.pay_figures import Minimumloon, Paww
from payroll.law.tax_figures import Brackets, Loonheffing, Residence
from payroll.period import PeriodKind
from payroll.tables import main

SHARED = Path(__file__).parents[3] / "shared" / "law"
DAYS = [day for year in years() for day in (date(year, 1, 1), date(year, 12, 31))]
GOOD = {"source": "SPAWW", "certainty": "official"}


def knowledge_base(name):
    if not SHARED.exists():
        pytest.skip("the knowledge base ../shared/law is not beside this checkout")
    return json.loads((SHARED / name).read_text(), parse_float=Decimal)


def test_every_year_from_2022_to_the_last_has_a_law():
    assert years() == tuple(range(2022, years()[-1] + 1))
    assert {2026, 2027} <= set(years())


@pytest.mark.parametrize("day", DAYS)
def test_every_table_of_every_year_has_a_source_and_a_certainty(day):
    for table in tables(law_on(day)):
        assert table.source.strip(), table.path
        assert table.certainty in Certainty
        for name, mark in table.marks.items():
            assert mark.source.strip(), f"{table.path}.{name}"


@pytest.mark.parametrize("year", years())
def test_brackets_start_at_nothing_and_follow_each_other_upward(year):
    brackets = law_on(date(year, 1, 1)).loonheffing.brackets
    for age in ("under_aow", "aow_1945", "aow_1946"):
        if brackets.has(age):
            bounds = [bracket.above for bracket in getattr(brackets, age)]
            assert bounds[0] == 0
            assert bounds == sorted(set(bounds))


@pytest.mark.parametrize("year", years())
def test_the_first_bracket_is_the_sum_of_its_parts(year):
    law = law_on(date(year, 1, 1))
    premies = law.volksverzekeringen
    above_aow = law.loonheffing.tax_rate_b1 + premies.anw + premies.wlz
    assert law.loonheffing.brackets.under_aow[0].rate == above_aow + premies.aow
    if law.loonheffing.brackets.has("aow_1946"):
        assert law.loonheffing.brackets.aow_1946[0].rate == above_aow


@pytest.mark.parametrize("year", years())
def test_the_year_wage_of_the_highest_tabelloon_is_a_whole_number_of_steps(year):
    law = law_on(date(year, 1, 1))
    assert law.loonheffing.lmax % law.tabel.lv == 0


def test_changes_within_a_year_ascend_and_stay_within_it():
    for year in years():
        assert list(changes(year)) == sorted(set(changes(year)))
        assert all(day.year == year for day in changes(year))


def test_a_mid_year_change_holds_from_its_first_day():
    change = date(2026, 7, 1)
    assert law_on(change - timedelta(days=1)).minimumloon.adult == Decimal("14.71")
    assert law_on(change).minimumloon.adult == Decimal("14.99")


def test_days_between_two_changes_share_one_law():
    assert law_on(date(2026, 7, 1)) is law_on(date(2026, 12, 31))


def test_a_day_without_law_is_refused_by_its_year():
    with pytest.raises(NoLaw, match="2021: there is no law"):
        law_on(date(2021, 12, 31))


def test_a_figure_that_is_not_known_is_refused_by_name():
    with pytest.raises(MissingFigure, match=r"2023\.premies: this figure is not known") as refused:
        _ = law_on(date(2023, 1, 1)).premies
    assert refused.value.path == "2023.premies"
    with pytest.raises(MissingFigure, match=r"2024\.whk\.sector_52_wga"):
        _ = law_on(date(2024, 1, 1)).whk.sector_52_wga


def test_a_name_that_is_no_figure_is_a_programming_error():
    with pytest.raises(AttributeError):
        _ = law_on(date(2026, 1, 1)).premies.awf_lwo


def test_a_misspelt_key_fails_the_load():
    with pytest.raises(LawDataError, match="paww: unknown key employe"):
        build(Paww, {**GOOD, "employe": Decimal(1)}, "paww", date(2026, 1, 1))


def test_a_key_inside_an_entry_may_not_be_missing_or_misspelt():
    with pytest.raises(LawDataError, match=r"brackets\.under_aow\.0: must have exactly above, rate"):
        build(Brackets, {**GOOD, "under_aow": [{"above": 0, "rat": 1}]}, "brackets", date(2026, 1, 1))


def test_a_table_without_source_or_certainty_fails_the_load():
    with pytest.raises(LawDataError, match="paww: has no source"):
        build(Paww, {"certainty": "official"}, "paww", date(2026, 1, 1))
    with pytest.raises(LawDataError, match="paww: has no certainty"):
        build(Paww, {"source": "SPAWW"}, "paww", date(2026, 1, 1))


def test_a_mark_on_an_unknown_figure_fails_the_load():
    marks = {"employe": {"source": "x", "certainty": "verify"}}
    with pytest.raises(LawDataError, match=r"paww\.marks: unknown key employe"):
        build(Paww, {**GOOD, "marks": marks}, "paww", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("table", "wrong", "said"),
    [
        (Paww, {"employee": "0.10"}, "paww.employee: must be Decimal, is '0.10'"),
        (Residence, {"ahk": "half"}, "paww.ahk: must be Share, is 'half'"),
        (Loonheffing, {"lmax": Decimal("1.5")}, "paww.lmax: must be int"),
        (Paww, {"certainty": "sure"}, "paww.certainty: must be Certainty"),
    ],
)
def test_a_value_of_the_wrong_kind_fails_the_load(table, wrong, said):
    with pytest.raises(LawDataError, match=said):
        build(table, {**GOOD, **wrong}, "paww", date(2026, 1, 1))


def test_a_dated_figure_is_not_known_before_its_first_day():
    raw = {**GOOD, "adult": [{"since": date(2026, 7, 1), "value": Decimal(15)}]}
    made = build(Minimumloon, raw, "minimumloon", date(2026, 6, 30))
    with pytest.raises(MissingFigure, match=r"minimumloon\.adult"):
        _ = made.adult


@pytest.mark.parametrize("year", years())
def test_the_fingerprint_is_of_the_content_of_the_files(year):
    law_files = files("payroll.law")
    content = law_files.joinpath(f"{year}.toml").read_bytes() + law_files.joinpath("standing.toml").read_bytes()
    assert law_on(date(year, 6, 1)).fingerprint == sha256(content).hexdigest()


def test_caps_per_period_are_floored_and_those_of_the_tables_of_2025_and_2026():
    caps = {
        2025: ("291.78", "1458.92", "5835.69", "6322.00", "18966.00"),
        2026: ("305.41", "1527.09", "6108.38", "6617.41", "19852.25"),
    }
    for year, expected in caps.items():
        law = law_on(date(year, 1, 1))
        assert tuple(str(law.cap(kind)) for kind in PeriodKind) == expected


def test_nobody_below_fifteen_has_a_minimumloon():
    assert law_on(date(2026, 1, 1)).minimumloon.hourly(14) == 0


def test_certainty_is_that_of_the_notes():
    official = law_on(date(2026, 1, 1)).bijzondere_beloningen
    assert {official.mark(name).certainty for name in ("wit", "groen")} == {Certainty.ONE_SOURCE}
    known = {year: law_on(date(year, 1, 1)).cao_ziekte.has("zw_withholding_1") for year in (2024, 2025, 2026)}
    assert known == {2024: False, 2025: False, 2026: True}


def test_unverified_figures_are_named():
    assert "2024.premies.zvw_withheld" in law_on(date(2024, 1, 1)).unverified
    assert "2025.wkr" in law_on(date(2025, 1, 1)).unverified


def test_the_listing_shows_every_figure_once_per_value_with_last_years():
    rows = listing(2026)
    assert len({(row.path, row.since) for row in rows}) == len(rows)
    by_path = {row.path: row for row in rows}
    km = by_path["untaxed.km"]
    assert (km.value, km.unit, km.last_year, km.is_changed) == ("0.25", "EUR", "0.23", True)
    assert by_path["premies.awf_low"].is_changed is False
    assert by_path["loonheffing.brackets.under_aow.2.rate"].unit == "%"
    assert by_path["awf.review_includes_average"].value in {"yes", "no"}


def test_the_first_year_lists_without_last_year_and_an_unknown_year_is_refused():
    assert {row.last_year for row in listing(2022)} == {None}
    with pytest.raises(NoLaw):
        listing(2021)


@pytest.mark.parametrize("year", years())
def test_a_listing_names_certainty_of_the_figure_before_that_of_its_table(year):
    law = law_on(date(year, 1, 1))
    marked = {f"{t.path.partition('.')[2]}.{n}": m for t in tables(law) for n, m in t.marks.items()}
    for row in listing(year):
        if row.path in marked:
            assert row.certainty is marked[row.path].certainty


def _known(table, name):
    return str(getattr(table, name)) if isinstance(table, Table) and table.has(name) else None


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_premies_agree_with_the_knowledge_base(year):
    known = knowledge_base("premium_params.json")
    own, theirs = law_on(date(year, 1, 1)), known["premiums"][str(year)]
    pairs = {
        "awf_low": "awf_low",
        "awf_high": "awf_high",
        "aof_low": "aof_low",
        "aof_high": "aof_high",
        "wko": "wko_surcharge",
    }
    pairs |= {"zvw_levy": "zvw_employer_levy", "zvw_withheld": "zvw_withheld", "ufo": "ufo"}
    assert {name: _known(own.premies, name) for name in pairs} == {name: theirs[key] for name, key in pairs.items()}
    sector = theirs["whk_small_sector_52"]
    assert (_known(own.whk, "sector_52_wga"), _known(own.whk, "sector_52_zw")) == (sector["wga"], sector["zw"])
    for kind, key in zip(PeriodKind, ("day", "week", "four_weeks", "month", "quarter"), strict=True):
        assert str(own.cap(kind)) == known["premium_caps"][str(year)][key]


def test_minimum_wages_agree_with_the_knowledge_base():
    for day, wages in knowledge_base("premium_params.json")["minimum_wage"]["by_date"].items():
        own = law_on(date.fromisoformat(day)).minimumloon
        for age in ("15", "16", "17", "18", "19", "20", "21+"):
            assert str(own.hourly(int(age.strip("+")))) == wages[age]
        assert {age: str(own.hourly(int(age), is_bbl=True)) for age in wages["bbl"]} == wages["bbl"]
        assert str(own.adult * own.vakantiebijslag_times) == wages["holiday_allowance_cap_hour"]


def test_public_holidays_and_nationalities_agree_with_the_knowledge_base():
    known = knowledge_base("premium_params.json")
    for year, days in known["public_holidays"].items():
        if year.isdigit():
            own = law_on(date(int(year), 1, 1)).public_holidays
            assert {name: day.isoformat() for name, day in own.items()} == days
    groups = known["free_movement_nationalities"]
    assert law_on(date(2026, 1, 1)).eea_nationalities == {
        code for name, group in groups.items() if name != "_note" for code in group
    }


@pytest.mark.parametrize("year", years())
def test_loonheffing_figures_agree_with_the_knowledge_base(year):
    theirs = knowledge_base("wage_tax_params.json")["years"].get(str(year))
    if theirs is None:
        pytest.skip(f"the knowledge base has no figures of {year} yet")
    own = law_on(date(year, 1, 1)).loonheffing
    assert own.lmax == theirs["Lmax"]
    assert _known(own, "aok") == (str(theirs["aok"]) if "aok" in theirs else None)
    for name in ("ahk", "ahk_aow", "ouk", "ark", "ark_aow"):
        assert own.has(name) == (name in theirs)
        for key, value in theirs.get(name, {}).items():
            mine = getattr(getattr(own, name), key)
            assert [Decimal(v) for v in (value if isinstance(value, list) else [value])] == list(
                mine if isinstance(mine, tuple) else (mine,)
            )


def test_the_listing_shows_what_was_known_last_year_and_is_no_more():
    gone = {row.path: row for row in listing(2026) if not row.value}
    assert (gone["stipp.plus_employee"].last_year, gone["stipp.plus_employee"].is_changed) == ("4.0", True)


def test_the_maximum_of_the_transitievergoeding_is_that_of_its_year():
    assert law_on(date(2025, 6, 1)).transitievergoeding_max == Decimal(98000)


@pytest.fixture
def law_files(monkeypatch, tmp_path):
    """A copy of the law files that the loader reads instead, and nothing of it remembered afterwards."""
    for entry in files("payroll.law").iterdir():
        if entry.name.endswith(".toml"):
            (tmp_path / entry.name).write_bytes(entry.read_bytes())
    remembered = (law_module.years, law_module._read, law_module._raw, law_module.changes, law_module._law)
    with monkeypatch.context() as redirected:
        redirected.setattr(law_module, "files", lambda _package: tmp_path)
        for each in remembered:
            each.cache_clear()
        yield tmp_path
    for each in remembered:
        each.cache_clear()


def changed(path, old, new):
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_year_is_added_by_a_file_alone(law_files, capsys):
    last, coming = years()[-1], years()[-1] + 1
    law_module.years.cache_clear()
    text = (law_files / f"{last}.toml").read_text().replace(f"year = {last}", f"year = {coming}")
    text = re.sub(rf"= {last}-(\d\d-\d\d)", rf"= {coming}-\1", text)
    (law_files / f"{coming}.toml").write_text(re.sub("provisional = .*", "provisional = true", text))
    assert years()[-1] == coming
    assert law_on(date(coming, 7, 1)).loonheffing.lmax == law_on(date(last, 7, 1)).loonheffing.lmax
    with pytest.raises(Provisional, match=f"{coming}: the figures of this year are provisional"):
        definitive_law_on(date(coming, 1, 1))
    assert all(f"{coming}" in listed(coming, lang) for lang in ("nl", "en"))
    assert main(["table", "--year", str(coming), "--period", "month", "--colour", "wit"]) == 0
    assert f"{coming}: the figures of this year are provisional" in capsys.readouterr().err


def test_a_table_may_not_stand_in_two_files(law_files):
    changed(law_files / "2026.toml", "[sfu]", "[et]\nmaximum = 30\n\n[sfu]")
    with pytest.raises(LawDataError, match=r"2026: et stands in standing\.toml too"):
        law_on(date(2026, 1, 1))


def test_a_file_under_the_name_of_another_year_fails_the_load(law_files):
    changed(law_files / "2026.toml", "year = 2026\n", "year = 2025\n")
    with pytest.raises(LawDataError, match="2026: the file says it is of year 2025"):
        law_on(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("2026", "since = 2026-01-01, value = 14.71", "since = 2026-08-01, value = 14.71", "2026.minimumloon.adult: the days since which it holds must ascend"),
        ("2026", "since = 2026-01-01, value = 14.71", "since = 2026-07-01, value = 14.71", "2026.minimumloon.adult: the days since which it holds must ascend"),
        ("2026", "since = 2026-01-01, value = 304.25", "since = 2026-07-02, value = 304.25", "2026.premies.maximum_dagloon: the days since which it holds must ascend"),
        ("2026", "since = 2026-07-01, value = 14.99", "since = 2027-07-01, value = 14.99", "2026.minimumloon.adult: since 2027-07-01 is not in 2026"),
        ("2026", "since = 2026-01-01, value = 14.71", "since = 2025-01-01, value = 14.71", "2026.minimumloon.adult: since 2025-01-01 is not in 2026"),
        ("2026", "since = 2026-01-01, value = 14.71", 'since = "2026-01-01", value = 14.71', "2026.minimumloon.adult: since must be a day, is '2026-01-01'"),
        ("standing", "since = 2023-01-01, years = 66", "since = 2025-01-01, years = 66", "standing.aow.ages: the days since which it holds must ascend"),
    ],
)  # fmt: skip
def test_days_that_do_not_ascend_or_lie_outside_their_year_fail_the_load(law_files, file, old, new, said):
    changed(law_files / f"{file}.toml", old, new)
    with pytest.raises(LawDataError, match=re.escape(said)):
        law_on(date(2026, 1, 1))


def test_a_figure_says_since_when_it_has_its_value():
    law = law_on(date(2026, 10, 31))
    assert since(law, "minimumloon.adult") == date(2026, 7, 1)
    assert since(law, "premies.awf_low") == date(2026, 1, 1)
    assert since(law_on(date(2026, 6, 30)), "minimumloon.adult") == date(2026, 1, 1)


@pytest.mark.parametrize("path", ["anoniementarief.rate", "bijzonder_tarief.bound_shift", "tabel.lv", "aow.ages"])
def test_a_figure_that_does_not_change_with_the_year_has_no_date(path):
    assert since(law_on(date(2026, 10, 31)), path) is None
    assert {row.since for row in listing(2026) if row.figure == path} == {None}


def test_a_value_that_comes_back_holds_since_it_came_back(law_files):
    minimum = "  { since = 2026-01-01, value = 14.71 },\n  { since = 2026-07-01, value = 14.99 },"
    again = minimum + "\n  { since = 2026-10-01, value = 14.71 },"
    changed(law_files / "2026.toml", minimum, again)
    assert since(law_on(date(2026, 2, 1)), "minimumloon.adult") == date(2026, 1, 1)
    assert since(law_on(date(2026, 11, 1)), "minimumloon.adult") == date(2026, 10, 1)


def test_a_figure_can_become_unknown_during_the_year():
    assert law_on(date(2026, 6, 30)).premies.maximum_dagloon == Decimal("304.25")
    with pytest.raises(MissingFigure, match=r"2026\.premies\.maximum_dagloon: this figure is not known"):
        _ = law_on(date(2026, 7, 1)).premies.maximum_dagloon
    rows = [(row.since, row.value) for row in listing(2026) if row.path == "premies.maximum_dagloon"]
    assert rows == [(date(2026, 1, 1), "304.25"), (date(2026, 7, 1), "")]


@pytest.mark.parametrize("loose", [{"unknown": False}, {"unknown": True, "value": 1}, {}])
def test_unknown_from_a_day_is_said_in_one_way_only(loose):
    with pytest.raises(LawDataError, match=r"minimumloon\.adult: must be"):
        build(Minimumloon, {**GOOD, "adult": [{"since": date(2026, 1, 1), **loose}]}, "minimumloon", date(2026, 1, 1))
