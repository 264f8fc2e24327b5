"""Payslips: the list of a week, each one from top to bottom with every "waarom?", and as PDF."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask_babel import lazy_gettext

from app.auth import current_actor, current_employer, needs, now, store
from app.auth.doors import current_week
from app.auth.limits import limited_export
from app.db.pay import FINAL, PayslipRow, RunState
from app.fields import waarom
from app.language import chosen_language
from app.permissions import Action
from app.services import payslip_downloads, payslips
from app.services.payslips import Shown

bp = Blueprint("payslips", __name__, url_prefix="/payslips")

# What stands beside the lines, from top to bottom: the wage, what the employer pays, what is reserved.
GROUPS: Final = (
    (
        lazy_gettext("Loon"),
        ("bruto", "loon_lh", "loon_sv", "loonheffing_tabel", "loonheffing_bijzonder", "arbeidskorting"),
    ),
    (lazy_gettext("Betalen"), ("netto", "te_betalen", "verloonde_uren")),
    (
        lazy_gettext("Werkgever"),
        ("pensioen_werkgever", "zvw_werkgever", "awf", "aof", "wko", "whk", "sfu", "loonkosten"),
    ),
)
NAMES: Final = {
    "bruto": lazy_gettext("Brutoloon"),
    "loon_lh": lazy_gettext("Loon voor de loonheffing"),
    "loon_sv": lazy_gettext("Loon voor de premies"),
    "loonheffing_tabel": lazy_gettext("Loonheffing volgens de tabel"),
    "loonheffing_bijzonder": lazy_gettext("Loonheffing bijzonder tarief"),
    "arbeidskorting": lazy_gettext("Verrekende arbeidskorting"),
    "netto": lazy_gettext("Nettoloon"),
    "te_betalen": lazy_gettext("Te betalen"),
    "verloonde_uren": lazy_gettext("Verloonde uren"),
    "pensioen_werkgever": lazy_gettext("Pensioen, deel werkgever"),
    "zvw_werkgever": lazy_gettext("Werkgeversheffing Zvw"),
    "awf": lazy_gettext("AWf-premie"),
    "aof": lazy_gettext("Aof-premie"),
    "wko": lazy_gettext("Wko-opslag"),
    "whk": lazy_gettext("Whk-premie"),
    "sfu": lazy_gettext("SFU-premie"),
    "loonkosten": lazy_gettext("Loonkosten"),
    "vakantiebijslag": lazy_gettext("Vakantiebijslag"),
}  # fmt: skip
ALWAYS: Final = frozenset({"bruto", "netto", "te_betalen", "loonkosten"})


@bp.get("/")
@needs(Action.PAYSLIP_READ)
def index() -> str:
    """The payslips of the chosen week."""
    with store().work(current_actor(), now()) as w:
        page = payslips.page(w, current_employer(), current_week(), request.args.get("page", 1, type=int))
    return render_template("payslips/index.html", page=page, week=current_week(), number_of=payslips.number_of)


@bp.get("/<uuid:payslip_id>")
@needs(Action.PAYSLIP_READ)
def show(payslip_id: UUID) -> str:
    """One payslip, as a worker reads it; every amount opens."""
    with store().work(current_actor(), now()) as w:
        shown = payslips.show(w, payslip_id)
    slip = shown.slip
    page: str = render_template(
        "payslips/show.html",
        slip=slip,
        run=slip.pay_run,
        number=payslips.number_of(slip, slip.pay_run),
        person=slip.employment.person,
        lines=[_line(shown, line) for line in shown.lines],
        groups=[(name, [_total(slip, code) for code in codes if _is_shown(slip, code)]) for name, codes in GROUPS],
        reserves=[_reserve(slip, code, amount) for code, amount in slip.reserveringen.items()],
        problems=[(bool(one["blocking"]), waarom.problem_text(one)) for one in slip.problems],
        hours=shown.hours,
        is_final=slip.pay_run.state in FINAL,
        is_provisional=slip.pay_run.state == RunState.CALCULATED,
        line_label=waarom.line_label,
    )
    return page


@bp.get("/<uuid:payslip_id>/pdf")
@needs(Action.PAYSLIP_READ)
def download(payslip_id: UUID) -> Response:
    """The PDF of an approved payslip."""
    with store().work(current_actor(), now()) as w:
        number, content = payslip_downloads.pdf(w, payslip_id, chosen_language())
    return _attachment(content, "application/pdf", f"loonstrook-{number}.pdf")


@bp.get("/of-run/<uuid:run_id>")
@needs(Action.PAYSLIP_READ)
@limited_export
def download_all(run_id: UUID) -> Response:
    """All PDFs of an approved run in one ZIP, sent while they are made."""
    content = payslip_downloads.run_zip(store(), current_actor(), now, (run_id, chosen_language()))
    return _attachment(stream_with_context(content), "application/zip", "loonstroken.zip")


def _attachment(content: Any, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=mimetype, headers=headers)


def _line(shown: Shown, line: Any) -> dict[str, Any]:
    behind = shown.behind(line.code)
    return {
        "label": waarom.line_label(line.code),
        "section": line.section,
        "quantity": line.quantity,
        "rate": line.rate,
        "amount": line.amount,
        "why": waarom.why(line.because, shown.slip.paid_on, behind),
    }


def _total(slip: PayslipRow, code: str) -> dict[str, Any]:
    why = waarom.why(slip.explanations.get(code), slip.paid_on)
    return {"name": NAMES[code], "amount": Decimal(slip.totals[code]), "why": why, "is_hours": code == "verloonde_uren"}


def _is_shown(slip: PayslipRow, code: str) -> bool:
    return code in ALWAYS or Decimal(slip.totals[code]) != 0


def _reserve(slip: PayslipRow, code: str, amount: str) -> dict[str, Any]:
    why = waarom.why(slip.explanations.get(f"reserveringen.{code}"), slip.paid_on)
    return {"name": NAMES.get(code, code), "amount": Decimal(amount), "why": why}
