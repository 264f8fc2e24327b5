"""The house rules of design/house.md, held by machine; each check is shown to go red on a planted fault."""

import ast
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Column, Enum, MetaData, String, Table, Uuid

import app.db
from app import create_app
from app.config import Config
from app.db import migrations
from app.db.base import Base
from app.db.types import Moment

ROOT = Path(__file__).parent.parent
ROOMS = ("payroll", "staffing", "subsidies", "documents")
PACKAGES = (*ROOMS, "app")

# --- imports -----------------------------------------------------------------------------------------------------


def contracts(directory):
    lint = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
    ]
    found = subprocess.run(
        lint, cwd=directory, env={"PYTHONPATH": str(directory)}, capture_output=True, text=True, check=False
    )
    return found.returncode, found.stdout + found.stderr


def test_imports_go_downward_only():
    status, output = contracts(ROOT)
    assert status == 0, output


@pytest.mark.parametrize(
    ("file", "fault", "contract"),
    [
        ("payroll/money.py", "import documents", "the rooms import downward only"),
        ("payroll/money.py", "import flask", "the rooms use no shell library"),
        ("app/db/work.py", "import app.services.health", "the shell's floors import downward only"),
        ("app/services/health.py", "from flask import request", "services and rows never see a request"),
    ],
)
def test_an_import_upward_is_noticed(tmp_path, file, fault, contract):
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as planted:
        planted.write(f"\n{fault}\n")
    status, output = contracts(tmp_path)
    assert status != 0
    assert re.search(re.escape(contract) + r"\s+BROKEN", re.sub(r"\x1b\[[0-9;]*m", "", output)), output


# --- purity ------------------------------------------------------------------------------------------------------

IMPURE_MODULES = {
    "logging",
    "os",
    "random",
    "secrets",
    "socket",
    "structlog",
    "time",
    "urllib.request",
    "http",
    "requests",
}
CLOCKS = {"now", "today", "utcnow", "monotonic", "perf_counter"}
YEAR = re.compile(r"(19|20)\d\d(-\d\d-\d\d)?")


def impurities(source: str) -> Iterator[str]:
    """What a room may not have: a float, a clock, a year, the environment, chance, a log."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float()) | ast.Name(id="float"):
                yield f"{node.lineno}: a float"
            case ast.Constant(value=int(number)) if 1990 <= number <= 2100:
                yield f"{node.lineno}: the year {number}"
            case ast.Constant(value=str(text)) if id(node) not in docstrings and YEAR.fullmatch(text):
                yield f"{node.lineno}: the year {text}"
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                yield f"{node.lineno}: the clock ({name})"
            case ast.Call(func=ast.Name(id="uuid4" | "uuid1")):
                yield f"{node.lineno}: chance (uuid)"
            case ast.Import(names=names):
                yield from (f"{node.lineno}: {each.name}" for each in names if each.name in IMPURE_MODULES)
            case ast.ImportFrom(module=str(module)) if module in IMPURE_MODULES:
                yield f"{node.lineno}: {module}"


def test_no_room_has_a_float_a_clock_a_year_or_chance_in_its_code():
    assert [f"{path}:{each}" for path in files(*ROOMS) for each in impurities(path.read_text())] == []


@pytest.mark.parametrize(
    "fault",
    [
        "x = 0.5", "x = float('1')", "x = 2026", "x = date(2026, 1, 1)", "x = '2026-01-01'", "x = date.today()",
        "x = datetime.now()", "import random", "from os import environ", "import logging", "x = uuid4()", "import time",
    ],
)  # fmt: skip
def test_an_impurity_is_noticed(fault):
    assert list(impurities(fault))
    assert not list(impurities(f'"""{fault}, in 2026."""\nx = Decimal("0.5")'))


# --- documentation -----------------------------------------------------------------------------------------------


def undocumented(source: str) -> Iterator[str]:
    """Public functions of a room without a docstring, or not fully annotated."""
    for owner, function in functions(ast.parse(source)):
        if function.name.startswith("_") or owner.startswith("_") or is_overload_or_property(function):
            continue
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        bare = [each.arg for each in arguments if each.annotation is None and each.arg not in {"self", "cls"}]
        if bare or function.returns is None:
            yield f"{function.lineno}: {function.name} is not annotated"
        if not owner and ast.get_docstring(function) is None:
            yield f"{function.lineno}: {function.name} has no docstring"


def functions(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from functions(node, node.name)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield owner, node


def is_overload_or_property(function):
    return any("overload" in ast.unparse(each) for each in function.decorator_list)


def test_every_public_function_of_a_room_is_annotated_and_documented():
    assert [f"{path}:{each}" for path in files(*ROOMS) for each in undocumented(path.read_text())] == []


def test_a_public_function_without_annotation_or_docstring_is_noticed():
    assert len(list(undocumented("def planted(a): return a"))) == 2
    assert list(undocumented('def planted(a: int):\n    """Says."""'))
    assert not list(undocumented('def fine(a: int) -> int:\n    """Says."""\ndef _own(a): ...'))


# --- size --------------------------------------------------------------------------------------------------------


def oversized(source: str) -> Iterator[str]:
    """Beyond the hard stops: a file of 400 lines, a function of 50, more than 4 positional parameters."""
    if source.count("\n") > 400:
        yield f"{source.count(chr(10))} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            positional = [
                each.arg for each in node.args.posonlyargs + node.args.args if each.arg not in {"self", "cls"}
            ]
            library = any("noqa: PLR09" in line for line in source.splitlines()[node.lineno - 2 : node.body[0].lineno])
            if length > 50:
                yield f"{node.lineno}: {node.name} has {length} lines"
            if len(positional) > 4 and not library:
                yield f"{node.lineno}: {node.name} has {len(positional)} positional parameters"


def test_no_file_or_function_is_larger_than_its_hard_stop():
    assert [f"{path}:{each}" for path in files(*PACKAGES) for each in oversized(path.read_text())] == []


def test_the_medians_stay_small():
    sizes = [_written(path) for path in files(*PACKAGES)]
    trees = [ast.parse(path.read_text()) for path in files(*PACKAGES)]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert statistics.median(sizes) <= 90
    assert statistics.median(node.end_lineno - node.lineno + 1 for node in nodes) <= 8


def _written(path):
    """Lines with something on them: the formatter decides about the blank ones."""
    return sum(bool(line.strip()) for line in path.read_text().splitlines())


@pytest.mark.parametrize(
    "fault",
    ["\n" * 401, "def planted():\n" + "    x = 1\n" * 50, "def planted(a, b, c, d, e): ..."],
)
def test_what_is_too_large_is_noticed(fault):
    assert list(oversized(fault))


# --- personal data -----------------------------------------------------------------------------------------------

# Legal persons, and tables of the machinery: nothing in them says anything of a human being.
NOT_OF_PEOPLE = {
    "alarm",
    "branch",
    "data_key",
    "employer",
    "employer_terms",
    "heartbeat",
    "hirer",
    "job",
    "job_claim",
    "key_rotation",
    "number",
    "supplier",
    "supplier_check",
    "skill_term",
}
# Digests, codes, counters, states and days that say nothing without the row's personal columns.
TECHNICAL = {
    "account": {"active", "fs_uniquifier", "fs_webauthn_user_handle", "tf_primary_method", "totp_counter"},
    "audit": {"chain", "seq", "tag", "previous", "digest"},
    "audit_start": {"chain", "seq", "digest"},
    "bank_account_change": {"state"},
    "bank_file": {"message_id", "execution_day", "sha256", "payments", "total"},
    "bank_payment": {"end_to_end_id"},
    "destruction": {"rule", "due_on", "rows"},
    "document": {"is_scanned"},
    "hours_line": {"position"},
    "hours_week": {"seq", "state"},
    "identity_copy": {"side", "page", "is_scanned"},
    "login_session": {"token_digest"},
    "look": {"chain", "seq"},
    "mail": {"subject", "attempts"},
    "moved_row": {"kind", "state"},
    "pay_run": {
        "number", "seq", "state", "period_kind", "period_start", "period_end", "paid_on", "input_digest", "unpayable",
        "law_fingerprint",
    },
    "payslip": {"number", "paid_on", "input_digest", "problem_count", "is_blocked"},
    "payslip_line": {"code", "section", "position"},
    "person_merge": {"undo_until"},
    "placement": {"number", "state"},
    "rate": {"key", "hits"},
    "sign_in_failure": {"key", "failures"},
    "webauthn_key": {"transports", "device_type", "extensions", "usage", "sign_count", "backup_state"},
}  # fmt: skip


def undeclared(metadata: MetaData) -> Iterator[str]:
    """Columns that could hold personal data and say neither why nor that they don't."""
    for table in metadata.sorted_tables:
        if table.name in NOT_OF_PEOPLE:
            continue
        for column in table.columns:
            says_nothing = isinstance(column.type, Uuid | Moment) or column.name in {"since", "version", "is_withdrawn"}
            known = column.info.get("personal") or column.name in TECHNICAL.get(table.name, ())
            if not says_nothing and not known:
                yield f"{table.name}.{column.name}"


def test_every_column_that_can_hold_personal_data_says_why_and_how_long():
    assert app.db.people
    assert list(undeclared(Base.metadata)) == []


def test_a_column_without_an_entry_is_noticed():
    planted = MetaData()
    declared = Column("last_name", String, info=app.db.people.PersonRow.__table__.c.last_name.info)
    shoe = [Column("shoe_size", String), Column("shoe_colour", Enum("red", "blue")), Column("has_laces", Boolean)]
    Table("person", planted, declared, *shoe)
    assert list(undeclared(planted)) == ["person.shoe_size", "person.shoe_colour", "person.has_laces"]


def test_the_list_of_technical_columns_names_only_what_is_there():
    tables = Base.metadata.tables
    gone = [
        f"{table}.{name}" for table, names in TECHNICAL.items() for name in names if name not in tables[table].columns
    ]
    assert gone == []
    assert set(tables) >= NOT_OF_PEOPLE


# --- glossary ----------------------------------------------------------------------------------------------------

# Stems of Dutch statutes and cao's: a word with one of them in an identifier is a Dutch term; and the short terms.
STEMS = re.compile(
    "aangifte|aanzegging|aftrek|afdracht|arbeid|beding|beloning|belasting|beslag|bijslag|bijzonder|dienst|feestdag|gerecht|"
    "groen|grondslag|heffing|herleiding|herziening|houding|inlener|jaar|korting|kosten|landen|leegloop|loon|lonen|minimumloon|"
    "onbepaald|ouder|overwerk|oproep|pensioen|plaatsing|premie|regeling|reis|reserver|scholier|schriftelijk|tarief|"
    "tijdvak|toeslag|transitie|uitkering|uitruil|uitzend|uren|uur|vakantie|vergoeding|verhaal|verklaring|verlof|verloon|"
    "verzekering|verzuim|voorschot|vrijstelling|wacht|waarborg|waardering|werknemer|werkgever|ziek|zwanger"
)
SHORT = re.compile(
    "aof|aok|aow|anoniem|anw|ahk|ark|atw|awf|bbl|bruto|bsn|btw|cao|derde|doorlopend|fase|gebruikelijk|gerichte|"
    "hoog|ingehouden|jgk|kvk|laag|lh|lmax|lv|netto|opnieuw|ouk|paww|regel|regulier|rsin|ruimte|sfu|stipp|sv|"
    "tabel|thuiswerk|ufo|uitbetaling|vcr|voet|vrije|wga|whk|wit|wko|wkr|wlz|zvw|zw"
)


def words(source: str) -> set[str]:
    """The words of every identifier that a file introduces."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                names.add(name)
    spread = {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for name in names}
    return {word for name in spread for word in name.strip("_").split("_") if word}


def glossary() -> set[str]:
    """The words of the terms in README's glossary."""
    section = (ROOT / "README.md").read_text().partition("## Glossary")[2].partition("\n## ")[0]
    return {word for term in re.findall(r"^\| `([^`]+)`", section, re.MULTILINE) for word in term.split("_")}


def missing_terms(source: str, known: set[str]) -> set[str]:
    return {word for word in words(source) if (SHORT.fullmatch(word) or STEMS.search(word)) and word not in known}


def test_the_glossary_has_every_dutch_term():
    known = glossary()
    assert {word for path in files(*PACKAGES) for word in missing_terms(path.read_text(), known)} == set()


def test_a_dutch_term_that_the_glossary_lacks_is_noticed():
    assert missing_terms("planted_ziektewet = 1", glossary()) == {"ziektewet"}
    assert missing_terms("class PlantedLoonstrook: ...", glossary()) == {"loonstrook"}


# --- doors -------------------------------------------------------------------------------------------------------

# Endpoints that are not ours: static files and the pages of Flask-Security, which guards its own.
LIBRARIES = {"static", "bootstrap.static", "security"}


def undeclared_doors(application):
    for rule in application.url_map.iter_rules():
        view = application.view_functions[rule.endpoint]
        is_library = rule.endpoint in LIBRARIES or rule.endpoint.partition(".")[0] in LIBRARIES
        if not is_library and not hasattr(view, "needs"):
            yield f"{rule} ({rule.endpoint})"


@pytest.fixture
def application(tmp_path):
    config = Config(f"sqlite:///{tmp_path}/x.db", tmp_path / "keys", "test")
    migrations.upgrade(config)
    made = create_app(config)
    yield made
    made.extensions["one_payroll"].database.close()


def test_every_route_declares_who_may_enter(application):
    assert list(undeclared_doors(application)) == []


def test_a_route_without_a_door_is_noticed(application):
    application._got_first_request = False
    application.add_url_rule("/planted", "planted", lambda: "")
    assert list(undeclared_doors(application)) == ["/planted (planted)"]


def files(*packages: str) -> list[Path]:
    found = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if "versions" not in path.parts)
