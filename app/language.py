"""Dutch first, English second; and how days, weeks, hours and amounts look in both."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, g, request, session
from flask_babel import Babel, format_decimal, get_locale

LANGUAGES = ("nl", "en")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def init_app(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "nl")
    Babel(app, locale_selector=chosen_language, timezone_selector=lambda: "Europe/Amsterdam")
    app.jinja_env.filters.update(
        amount=amount, hours=hours, day=day, week=week, moment=moment, percentage=percentage, number=number
    )
    app.jinja_env.globals.update(language=chosen_language)


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


def percentage(value: Decimal | None) -> str:
    return "" if value is None else f"{number(value)}%"


def hours(minutes: int | None) -> str:
    """`38:30` from minutes; empty for None."""
    return "" if minutes is None else f"{minutes // 60}:{minutes % 60:02}"


def day(value: date | None) -> str:
    """`ma 16 nov 2026`."""
    return "" if value is None else format_date(value, "EEE d MMM y", locale=str(get_locale() or "nl")).replace(".", "")


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
