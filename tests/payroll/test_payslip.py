"""Golden cases of the payslip, the example of the contract, and its face."""

import io
import json
import re
import runpy
import sys
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import payroll
from payroll.__main__ import main
from payroll.face import as_json, calculated, explanations
from payroll.given import read
from payroll.law import law_on, years
from payroll.payslip import payslip
from payroll.terms import MissingTerm
from tests.payroll.payslips import EXAMPLE, bruto, given, made, merged

CASES = tomllib.loads((Path(__file__).parents[1] / "golden/payslip/cases.toml").read_text())["case"]
CONTRACT = Path(__file__).parents[3] / "shared/cases/PAYSLIP.md"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_golden_case_is_met_to_the_cent(case):
    (given,) = read([merged(EXAMPLE, case["given"])])
    (slip,) = calculated([given])
    result = as_json(slip, "nl", is_student=given.employee.scholier_student)
    assert {name: result["totals"][name] for name in case["totals"]} == case["totals"]
    assert case.get("to_date", result["to_date"]).items() <= result["to_date"].items()
    assert case.get("reserveringen", result["reserveringen"]) == result["reserveringen"]
    amounts = {line["code"]: line["amount"] for line in result["lines"]}
    assert case.get("lines", {}).items() <= amounts.items()
    assert [problem["code"] for problem in result["problems"]] == case.get("problems", [p.code for p in slip.problems])
    assert sum(line.amount for line in slip.lines) == slip.totals.te_betalen


def run(monkeypatch, capsys, text, *arguments):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    status = main(["payslip", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.skipif(not CONTRACT.exists(), reason="the shared knowledge base is not beside this checkout")
def test_the_face_gives_what_the_contract_prints(monkeypatch, capsys):
    given, expected = re.findall(r"```json\n(.*?)```", CONTRACT.read_text(), re.DOTALL)
    status, out, err = run(monkeypatch, capsys, given)
    (result,) = json.loads(out)
    wanted = json.loads(expected)
    assert (status, err) == (0, "")
    assert {n: v for n, v in result.items() if n != "lines"} == {n: v for n, v in wanted.items() if n != "lines"}
    line = wanted["lines"][0]
    assert {name: result["lines"][0][name] for name in line if name != "because"} == {
        name: value for name, value in line.items() if name != "because"
    }
    assert set(result["lines"][0]["because"]) == set(line["because"])


def test_a_wrong_input_gives_no_figure_and_exit_status_2(monkeypatch, capsys):
    wrong = merged(EXAMPLE, {"lines": [{"component": "uurloon", "hours": "-1", "rate": "18.00"}]})
    status, out, err = run(monkeypatch, capsys, json.dumps([EXAMPLE, wrong]))
    assert (status, out, err) == (2, "", "[1].lines[0].hours: must not be below 0\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "input: is not JSON in UTF-8 (line 1)"),
        ("{}", "input: must be a list"),
        ("[" * 100000, "input: is not JSON in UTF-8"),
        ("[" + "9" * 5000 + "]", "input: is not JSON in UTF-8"),
        ('[{"id": NaN}]', "input: NaN is not a number of JSON"),
        ('[{"id": "a", "id": "a"}]', 'input: field "id" is given twice'),
    ],
)
def test_what_is_not_a_json_list_is_refused(monkeypatch, capsys, text, message):
    assert run(monkeypatch, capsys, text) == (2, "", message + "\n")


@pytest.mark.parametrize(
    ("year", "missing"),
    [
        (2021, "2021: there is no law"),
        (2022, "2022.aow.ages"),
        *((year, f"{year}.premies.maximum") for year in years()[1:] if not law_on(date(year, 1, 1)).has("premies")),
    ],
)
def test_a_year_without_figures_is_refused_by_the_name_of_the_figure(monkeypatch, capsys, year, missing):
    period = {"kind": "month", "start": f"{year}-06-01", "end": f"{year}-06-30"}
    other = merged(EXAMPLE, {"period": period, "contract": {"pensioen": "none"}, "lines": [bruto("2000.00")]})
    status, out, err = run(monkeypatch, capsys, json.dumps([other]))
    assert (status, out) == (2, "")
    assert err.startswith(f"[0].period.paid_on: {missing}")


def test_the_scheme_of_another_year_is_refused_at_the_contract(monkeypatch, capsys):
    old = merged(EXAMPLE, {"contract": {"pensioen": "stipp_plus"}})
    assert run(monkeypatch, capsys, json.dumps([old])) == (
        2,
        "",
        "[0].contract.pensioen: 2026.stipp.plus_employee: this figure is not known\n",
    )


def test_unverified_figures_are_named_once_on_standard_error(monkeypatch, capsys):
    old = merged(
        EXAMPLE,
        {
            "employee": {"zvw": "withheld"},
            "contract": {"pensioen": "none"},
            "period": {"start": "2024-10-01", "end": "2024-10-31"},
        },
    )
    status, _, err = run(monkeypatch, capsys, json.dumps([old, old]))
    assert status == 0
    assert Counter(err.splitlines())["unverified: 2024 premies.zvw_withheld"] == 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_the_output_is_utf_8_whatever_the_terminal_speaks(monkeypatch, encoding):
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps([EXAMPLE]).encode())))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding=encoding))
    assert main(["payslip"]) == 0
    text = printed.getvalue().decode("utf-8")
    assert "€" in text
    assert json.loads(text)[0]["id"] == "example"


def test_a_name_that_breaks_lines_still_makes_one_line(monkeypatch, capsys):
    broken = json.dumps([merged(EXAMPLE, {"employee": {"b\ns\x1bn": 1}})])
    assert run(monkeypatch, capsys, broken)[2] == "[0].employee.b\\ns\\x1bn: is not a known field\n"
    twice = run(monkeypatch, capsys, '[{"a\\nb": 1, "a\\nb": 2}]')[2]
    assert twice == 'input: field "a\\nb" is given twice\n'


@pytest.mark.parametrize("arguments", [("--lang", "de"), ("--lan", "nl"), ("year",), ("ye\nar",)])
def test_wrong_arguments_are_refused_in_one_line(monkeypatch, capsys, arguments):
    status, out, err = run(monkeypatch, capsys, "[]", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_an_unverified_rule_is_named_too(monkeypatch, capsys):
    _, _, err = run(monkeypatch, capsys, json.dumps([merged(EXAMPLE, {"contract": {"paww": True}})]))
    assert err == "unverified: rule paww (SPAWW-rekenregels)\n"


def test_the_package_is_a_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["payroll", "loonstrook"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(Path(payroll.__file__).with_name("__main__.py"), run_name="__main__")
    assert ended.value.code == 2


def test_a_reader_that_is_gone_is_no_error(monkeypatch):
    class Gone(io.StringIO):
        def write(self, _text):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "argv", ["payroll", "bijzonder-tarief", "--year", "2026", "--colour", "wit"])
    monkeypatch.setattr(sys, "stdout", Gone())
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(Path(payroll.__file__).with_name("__main__.py"), run_name="__main__")
    assert ended.value.code == 0


def test_an_unknown_face_is_refused(capsys):
    assert (main([]), capsys.readouterr().err) == (2, "face: must be one of table, bijzonder-tarief, payslip\n")


def test_an_expat_percentage_above_the_maximum_of_the_year_is_refused(monkeypatch, capsys):
    greedy = merged(EXAMPLE, {"employee": {"expat_percentage": "31"}})
    _, _, err = run(monkeypatch, capsys, json.dumps([greedy]))
    assert err == "[0].employee.expat_percentage: must be at most 30 in 2026\n"


def test_an_empty_list_gives_an_empty_list(monkeypatch, capsys):
    assert run(monkeypatch, capsys, "[]")[:2] == (0, "[]\n")


def test_english_labels_and_sentences_are_there_too(monkeypatch, capsys):
    _, out, _ = run(monkeypatch, capsys, json.dumps([EXAMPLE]), "--lang", "en")
    first = json.loads(out)[0]["lines"][0]
    assert first["label"] == "Hourly wage"
    assert first["because"]["text"] == "130 hours x 18.00 per hour = 2,340.00. BW 7:616."


def test_every_total_explains_itself_in_both_languages():
    slip = made()
    for lang in ("nl", "en"):
        explained = explanations(slip, lang)
        assert set(as_json(slip, lang)["totals"]) <= set(explained)
        assert all(one["text"].count(one["article"]) == 1 for one in explained.values())


def test_the_face_lays_out_what_the_contract_says_and_explains_the_totals_when_asked(monkeypatch, capsys):
    plain = json.loads(run(monkeypatch, capsys, json.dumps([EXAMPLE]))[1])
    assert set(plain[0]) == {"id", "lines", "totals", "reserveringen", "to_date", "problems"}
    explained = json.loads(run(monkeypatch, capsys, json.dumps([EXAMPLE]), "--explain", "--lang", "en")[1])
    assert explained[0]["explanations"]["whk"]["article"].startswith("Whk decision of the tax administration")


def test_an_explanation_names_the_parameter_and_its_date():
    text = explanations(made(), "nl")["awf"]["text"]
    assert "2.337,84 x 7,74 % = 180,94" in text
    assert "AWf-premie hoog 7,74 % (sinds 1 januari 2026)" in text


def test_a_special_reward_without_a_jaarloon_is_never_taxed_by_a_guess():
    one = given(
        lines=[bruto("2000.00"), {"component": "bijzondere_beloning", "amount": "9.00"}],
        jaarloon_bijzonder_tarief="1.00",
    )
    with pytest.raises(MissingTerm, match="jaarloon_bijzonder_tarief"):
        payslip(replace(one, jaarloon_bijzonder_tarief=None), law_on(one.period.paid_on))


def test_the_law_that_made_a_payslip_is_kept_with_it():
    assert len(made().law_fingerprint) == 64
    assert made().totals.loonkosten == Decimal("3464.59")
