"""What every template may use: the language, how days, weeks, hours and amounts look in it, and where we are."""

from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, g, request, session
from flask_babel import Babel, format_decimal, get_locale
from flask_bootstrap import Bootstrap5
from wtforms import Field

from payroll.law.naming import short_day

LANGUAGES = ("nl", "en")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def init_app(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "nl")
    Babel(app, locale_selector=chosen_language, timezone_selector=lambda: "Europe/Amsterdam")
    app.jinja_env.filters.update(
        amount=amount,
        hours=hours,
        day=day,
        month=month,
        week=week,
        moment=moment,
        percentage=percentage,
        number=number,
        whole=whole,
        decimal=Decimal,
    )
    app.jinja_env.globals.update(language=chosen_language, here=here, flat_errors=flat_errors)
    Bootstrap5(app)


def chosen_language() -> str:
    """What the person chose, otherwise Dutch."""
    asked = g.get("language") or session.get("language") or request.cookies.get("language")
    return asked if asked in LANGUAGES else "nl"


def amount(value: Decimal | None) -> str:
    """`1.234,50`, with a thin real minus; empty for None."""
    if value is None:
        return ""
    return str(format_decimal(value, format="#,##0.00")).replace("-", "\u2212")


def number(value: Decimal | None) -> str:
    """As many decimals as the value has."""
    return "" if value is None else str(format_decimal(value, format="#,##0.####")).replace("-", "\u2212")


def whole(value: int | None) -> str:
    """`12.345`."""
    return "" if value is None else str(format_decimal(value, format="#,##0")).replace("-", "\u2212")


def percentage(value: Decimal | None) -> str:
    return "" if value is None else f"{number(value)}%"


def hours(minutes: int | None) -> str:
    """`38:30` from minutes; empty for None."""
    if minutes is None:
        return ""
    sign = "\u2212" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02}"


def day(value: date | None) -> str:
    """`ma 16 nov 2026`."""
    return "" if value is None else short_day(value, str(get_locale() or "nl"))


def month(value: date | None) -> str:
    """`mrt 2021`."""
    return "" if value is None else format_date(value, "MMM y", locale=str(get_locale() or "nl")).replace(".", "")


def week(value: date) -> str:
    """`wk 47 · 2026`, the ISO week of a day."""
    iso = value.isocalendar()
    return f"wk {iso.week} · {iso.year}"


def moment(value: datetime | None) -> str:
    """`ma 16 nov 2026 14:05`, Dutch time."""
    if value is None:
        return ""
    local = value.astimezone(AMSTERDAM)
    return f"{day(local.date())} {local:%H:%M}"


def here(**changes: object) -> str:
    """The address of this page with other query arguments; None takes one away."""
    asked = request.args.to_dict() | {key: str(value) for key, value in changes.items() if value is not None}
    kept = {key: value for key, value in asked.items() if changes.get(key, value) is not None}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def flat_errors(field: Field) -> list[str]:
    """The sentences of a field, those of its parts included."""
    found = field.errors.values() if isinstance(field.errors, dict) else field.errors
    return [str(each) for error in found for each in (error if isinstance(error, list | tuple) else [error])]
