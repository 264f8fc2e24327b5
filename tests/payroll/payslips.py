"""The example of the payslip face, and payslips that differ from it."""

from copy import deepcopy

from payroll.face import calculated
from payroll.given import read

EXAMPLE = {
    "id": "example",
    "employer": {"aof": "laag", "whk_wga": "2.92", "whk_zw": "3.71", "wga_verhaal": "0"},
    "employee": {"birth_date": "1990-05-01", "loonheffingskorting": True, "residence": "nl"},
    "contract": {
        "kind": "uitzend",
        "fase": "A",
        "uitzendbeding": True,
        "schriftelijk": True,
        "pensioen": "stipp",
        "vakantiebijslag_percentage": "8.33",
        "vakantiebijslag": "reserve",
        "hours_per_week": "32.5",
    },
    "colour": "wit",
    "period": {"kind": "month", "start": "2026-10-01", "end": "2026-10-31"},
    "lines": [
        {"component": "uurloon", "hours": "130", "rate": "18.00"},
        {"component": "toeslag", "hours": "10", "rate": "18.00", "percentage": "50"},
        {"component": "reiskosten", "km": "400", "rate": "0.25"},
    ],
}


def merged(base, changes):
    made = deepcopy(base)
    for name, value in changes.items():
        both = isinstance(value, dict) and isinstance(made.get(name), dict)
        made[name] = merged(made[name], value) if both else deepcopy(value)
    return made


def given(**changes):
    return read([merged(EXAMPLE, changes)])[0]


def made(**changes):
    return calculated([given(**changes)])[0]


def hours(count, rate, component="uurloon", **more):
    return {"component": component, "hours": str(count), "rate": str(rate), **more}


def on(days, rate, component="uurloon", **more):
    """Hours with the days they were on: {"2026-10-05": 8}."""
    return hours(sum(days.values()), rate, component, hours_by_day={day: str(n) for day, n in days.items()}, **more)


def bruto(amount):
    return {"component": "bruto", "amount": str(amount)}


WEEK = {"kind": "week", "start": "2026-10-05", "end": "2026-10-11"}
