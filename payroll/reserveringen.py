"""What is set aside for the worker: vakantiebijslag (Wml 15; cao art. 20a and 32)."""

from dataclasses import dataclass
from decimal import Decimal

from payroll.gross import Gross
from payroll.money import cents, percentage
from payroll.terms import Contract, VakantiebijslagMode
from payroll.words import Because, resting_on


@dataclass(frozen=True, slots=True)
class Reserve:
    """An amount set aside (euro), by name, and why."""

    name: str
    amount: Decimal
    because: Because


def reserveringen(contract: Contract, wage: Gross) -> tuple[Reserve, ...]:
    """Return what is reserved on the period's wage; special pay and exchange don't change the base.

    >>> from payroll.terms import ContractKind
    >>> reserveringen(Contract(ContractKind.UITZEND), Gross((), (), Decimal(100), Decimal(0), Decimal(0), Decimal(5)))
    ()
    """
    percent = contract.vakantiebijslag_percentage
    if contract.vakantiebijslag is not VakantiebijslagMode.RESERVE or not percent:
        return ()
    amount = cents(percentage(wage.loon, percent))
    figures = {"base": str(wage.loon), "percentage": str(percent), "amount": str(amount)}
    return (Reserve("vakantiebijslag", amount, Because(resting_on("reserve_vakantiebijslag", wage.basis), figures)),)
