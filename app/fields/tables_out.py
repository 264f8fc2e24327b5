"""A list as CSV or XLSX, row by row; cells that a spreadsheet would run are escaped (ASVS 1.2.10)."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from flask import Response, stream_with_context

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
KINDS: Final = ("csv", "xlsx")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """The download `name`.csv or `name`.xlsx; `rows` is read while it is sent."""
    content, mimetype = (_csv(head, rows), "text/csv; charset=utf-8") if kind == "csv" else (_xlsx(head, rows), _XLSX)
    disposition = f'attachment; filename="{name}.{kind}"'
    return Response(stream_with_context(content), mimetype=mimetype, headers={"Content-Disposition": disposition})


def escaped(value: Any) -> Any:
    """Text that starts like a formula gets a quote in front; numbers and dates are what they are."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    write = csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow
    yield "\ufeff"
    write(head)
    for row in rows:
        write([_plain(each) for each in row])
        if buffer.tell() > 65_536:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return str(value).replace(".", ",") if isinstance(value, Decimal) else escaped(value)


def _xlsx(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            _fill(book, head, rows)
        file.seek(0)
        yield from iter(lambda: file.read(65_536), b"")


def _fill(book: Any, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet, bold, day = (
        book.add_worksheet(),
        book.add_format({"bold": True}),
        book.add_format({"num_format": "dd-mm-yyyy"}),
    )
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, head, bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            else:
                sheet.write(number, column, escaped(value))
