"""Which rules the pay of a contract rests on: an edition of the cao voor uitzendkrachten, those for payroll, or the law alone."""

from payroll.law import Law
from payroll.terms import ContractKind, PayInput

SENT_OUT = frozenset({ContractKind.UITZEND, ContractKind.DETACHERING})


def basis(given: PayInput, law: Law) -> str:
    """Return the edition of the cao on the first day of the period, `payroll` (Waadi 8a), or nothing.

    >>> from payroll.given import read
    >>> from payroll.law import law_on
    >>> (given,) = read([{
    ...     "id": "one", "employer": {"aof": "laag", "whk_wga": "2.92", "whk_zw": "3.71"},
    ...     "employee": {"birth_date": "1990-05-01"}, "contract": {"kind": "uitzend", "fase": "A"},
    ...     "period": {"kind": "week", "start": "2025-12-29", "end": "2026-01-04"}, "lines": []}])
    >>> basis(given, law_on(given.period.paid_on))
    'abu_nbbu'
    """
    if given.contract.kind in SENT_OUT:
        return law.cao.edition_on(given.period.start)
    return "payroll" if given.contract.kind is ContractKind.PAYROLL else ""
