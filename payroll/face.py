"""`python -m payroll payslip [--lang nl|en] [--explain]`: a JSON list of inputs in, a JSON list of payslips out.

The layout is that of cases/PAYSLIP.md; `--explain` adds `explanations`, why each total is what it is.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import NoReturn

from payroll.given import GivenError, read
from payroll.law import LawError, MissingFigure, definitive_law_on, law_on
from payroll.payslip import Payslip, Totals, payslip
from payroll.terms import PayInput, PensionToDate, QuarterToDate, ToDate
from payroll.wage_line import WageLine
from payroll.words import LANGUAGES, Because, label, message, sentence

REFUSED = 2
NOT_EURO = {"awf_tarief", "verloonde_uren"}
FIELD_OF = {
    "stipp": "contract.pensioen",
    "residences": "employee.residence",
    "untaxed": "lines",
    "expat": "employee.expat_percentage",
}


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Raise GivenError in the form `field: what is wrong`."""
        raise GivenError([message.removeprefix("argument --")])


def main(argv: Sequence[str]) -> int:
    """Run the face and return the exit status: 0, or 2 with a line per problem and nothing on standard output."""
    try:
        asked = _asked(argv)
        given = read(parsed(sys.stdin.buffer.read()))
        made = calculated(given)
    except GivenError as wrong:
        sys.stderr.writelines(f"{problem}\n" for problem in wrong.problems)
        return REFUSED
    students = [one.employee.scholier_student for one in given]
    result = [as_json(slip, asked.lang, is_student=student) for slip, student in zip(made, students, strict=True)]
    if asked.explain:
        result = [
            one | {"explanations": explanations(slip, asked.lang)} for one, slip in zip(result, made, strict=True)
        ]
    sys.stdout.buffer.write(f"{json.dumps(result, ensure_ascii=False, indent=1)}\n".encode())
    sys.stderr.writelines(f"{note}\n" for note in dict.fromkeys(unverified(made)))
    return 0


def _asked(argv: Sequence[str]) -> Namespace:
    parser = _Parser(prog="python -m payroll payslip", allow_abbrev=False)
    parser.add_argument("--lang", choices=LANGUAGES, default="nl")
    parser.add_argument("--explain", action="store_true", help="add `explanations`: why each total is what it is")
    return parser.parse_args(argv)


def parsed(content: bytes) -> object:
    """Return the JSON value of some bytes; raise GivenError when they are not JSON, or name a field twice.

    >>> parsed(b'[{"id": "a", "id": "b"}]')
    Traceback (most recent call last):
    payroll.given.GivenError: input: field "id" is given twice
    """
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refuse)
    except GivenError:
        raise
    except (ValueError, RecursionError) as error:  # also bytes that are not UTF-8 and numbers of thousands of digits
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise GivenError([f"input: is not JSON in UTF-8{where}"]) from error


def calculated(given: Sequence[PayInput]) -> tuple[Payslip, ...]:
    """Return the payslip of each input; raise GivenError naming each figure that is missing."""
    made, wrong = [], []
    for place, one in enumerate(given):
        try:
            made.append(_calculated(one))
        except LawError as unknown:
            wrong.append(f"[{place}].{_field(unknown)}: {unknown}")
        except GivenError as refused:
            wrong += [f"[{place}].{problem}" for problem in refused.problems]
    if wrong:
        raise GivenError(wrong)
    return tuple(made)


def _calculated(one: PayInput) -> Payslip:
    law = law_on(one.period.paid_on)
    percent = one.employee.expat_percentage
    if percent and percent > law.expat.maximum:
        raise GivenError([f"employee.expat_percentage: must be at most {law.expat.maximum} in {law.year}"])
    made = payslip(one, law)
    definitive_law_on(one.period.paid_on)
    return made


def _field(unknown: LawError) -> str:
    table = unknown.path.split(".")[1] if isinstance(unknown, MissingFigure) else ""
    return FIELD_OF.get(table, "period.paid_on")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in pairs:
        if name in made:
            raise GivenError([f'input: field "{name}" is given twice'])
        made[name] = value
    return made


def _refuse(constant: str) -> object:
    raise GivenError([f"input: {constant} is not a number of JSON"])


def as_json(slip: Payslip, lang: str, *, is_student: bool = False) -> dict[str, object]:
    """Return a payslip as cases/PAYSLIP.md lays it out."""
    return {
        "id": slip.id,
        "lines": [_line(line, lang) for line in slip.lines],
        "totals": totals_json(slip.totals),
        "reserveringen": {name: euro(amount) for name, amount in slip.reserveringen.items()},
        "to_date": to_date_json(slip.to_date, is_student=is_student),
        "problems": [{"code": p.code, "message": message(p, lang), "blocking": p.blocking} for p in slip.problems],
    }


def explanations(slip: Payslip, lang: str) -> dict[str, object]:
    """Return why each total and reserve is what it is; the lines say it themselves."""
    return {name: because_json(why, lang) for name, why in slip.because_of.items()}


def totals_json(totals: Totals) -> dict[str, str]:
    """Return the totals as texts."""
    made = {}
    for one in fields(Totals):
        value = getattr(totals, one.name)
        made[one.name] = (
            euro(value) if one.name not in NOT_EURO else plain(value) if isinstance(value, Decimal) else value
        )
    return made


def to_date_json(to_date: ToDate, *, is_student: bool) -> dict[str, object]:
    """Return the cumulatives to give back with the next period; the quarter only for who is taxed by it."""
    made: dict[str, object] = {name: euro(getattr(to_date, name)) for name in ("loon_sv", "cap", "grondslag")}
    made["stipp"] = _part_json(to_date.stipp)
    if is_student:
        made["quarter"] = _part_json(to_date.quarter)
    return made


def _part_json(part: PensionToDate | QuarterToDate) -> dict[str, str]:
    values = {one.name: getattr(part, one.name) for one in fields(part)}
    return {name: plain(value) if name == "hours" else euro(value) for name, value in values.items()}


def _line(line: WageLine, lang: str) -> dict[str, object]:
    return {
        "code": line.code,
        "label": label(line.code, lang),
        "quantity": None if line.quantity is None else plain(line.quantity),
        "rate": None if line.rate is None else at_least_cents(line.rate),
        "amount": euro(line.amount),
        "because": because_json(line.because, lang),
    }


def because_json(because: Because, lang: str) -> dict[str, object]:
    """Return an explanation with its sentence, the same text as on the screen."""
    return {
        "key": because.key,
        "figures": dict(because.figures),
        "article": because.article(lang),
        "text": sentence(because, lang),
    }


def unverified(slips: Sequence[Payslip]) -> Iterator[str]:
    """Yield what these payslips use that no source confirms: figures by their path, rules by their sentence."""
    for slip in slips:
        for because in (*slip.because_of.values(), *(line.because for line in slip.lines)):
            for one in because.parameters:
                if not one.is_verified:
                    yield f"unverified: {one.since.year} {one.path}" if one.since else f"unverified: {one.path}"
            if because.is_unverified_rule:
                yield f"unverified: rule {because.rule} ({because.article('nl')})"


def euro(amount: Decimal) -> str:
    """Return euro with two decimals.

    >>> euro(Decimal("-0")), euro(Decimal("12.5"))
    ('0.00', '12.50')
    """
    return f"{amount + 0:.2f}"


def plain(number: Decimal) -> str:
    """Return a number without needless zeros.

    >>> plain(Decimal("130.00")), plain(Decimal("7.25"))
    ('130', '7.25')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def at_least_cents(rate: Decimal) -> str:
    """Return a rate with two decimals, or more when it has more.

    >>> at_least_cents(Decimal("18")), at_least_cents(Decimal("18.1250"))
    ('18.00', '18.125')
    """
    text = plain(rate)
    return text if len(text.partition(".")[2]) > 2 else euro(rate)
