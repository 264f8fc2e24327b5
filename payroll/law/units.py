"""The units of the figures, as type aliases: the figure says itself what it is."""

from decimal import Decimal
from typing import Annotated

Percent = Annotated[Decimal, "%"]
Rate = Annotated[Decimal, "per euro"]
Times = Annotated[Decimal, "x"]
Euro = Annotated[Decimal, "EUR"]
EuroPerHour = Annotated[Decimal, "EUR per hour"]
EuroPerYear = Annotated[int, "EUR per year"]
Hours = Annotated[Decimal, "hours"]
WholeHours = Annotated[int, "hours"]
Days = Annotated[int, "days"]
Weeks = Annotated[int, "weeks"]
Months = Annotated[int, "months"]
Years = Annotated[int, "years"]
