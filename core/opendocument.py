"""The first visible sheet of an ODS file, line by line; bounded, whatever the file claims (trust A09, A10)."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.uploads import broken_workbook, cell_text

logger = logging.getLogger(__name__)

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLE_STYLE = f"{STYLE}table-properties"
MAX_PARTS = 10_000  # elements of one row
NUMBERS = frozenset({"float", "currency", "percentage"})


def ods_lines(file: Any, *, max_rows: int, max_columns: int) -> Iterator[tuple[int, list[str]]]:
    """(line, values as text) of every line that holds something. DomainError for too many or no such file."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open("content.xml") as source:
            yield from _rows(source, max_rows, max_columns)
    except DomainError:
        raise
    except (DefusedXmlException, ParseError, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        logger.info("unreadable ODS: %r", error)
        raise DomainError(broken_workbook("ods")) from error


def _rows(source: Any, max_rows: int, max_columns: int) -> Iterator[tuple[int, list[str]]]:
    line, found = 1, 0
    for row in _row_elements(source):
        repeated = _count(row, "number-rows-repeated")
        values = _values(row, max_columns)
        if any(values):
            found += repeated
            if found > max_rows:
                raise DomainError(_too_large(max_rows))
            for number in range(line, line + repeated):
                yield number, values
        line += repeated


def _row_elements(source: Any) -> Iterator[Element]:
    walk = _Walk()
    for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            walk.enter(element)
        elif walk.leave(element):
            yield element
        if walk.is_done:
            return


class _Walk:
    """Finds the rows of the first table that is shown. What is not needed any more is dropped at once."""

    def __init__(self) -> None:
        self.above: list[Element] = []
        self.hidden: set[str] = set()  # styles of tables
        self.row: Element | None = None
        self.parts = 0
        self.is_done = False

    def enter(self, element: Element) -> None:
        self.above.append(element)
        if self.row is not None:
            self.parts += 1
        elif element.tag == f"{TABLE}table-row":
            self.row, self.parts = element, 0
        if self.parts > MAX_PARTS:
            raise DomainError(_too_many_parts())

    def leave(self, element: Element) -> bool:
        """Whether this is a row to read. Rows of tables inside of a cell are part of their row."""
        self.above.pop()
        if self.row is not None and element is not self.row:
            return False
        is_row, self.row = self.row is not None, None
        if element.tag == TABLE_STYLE and element.get(f"{TABLE}display") == "false":
            self.hidden.add(self.above[-1].get(f"{STYLE}name", ""))
        if element.tag == f"{TABLE}table":
            self.is_done = self._is_shown(element)
        if self.above:
            del self.above[-1][-1]
        return is_row and any(one.tag == f"{TABLE}table" and self._is_shown(one) for one in self.above)

    def _is_shown(self, table: Element) -> bool:
        return table.get(f"{TABLE}style-name") not in self.hidden


def _too_many_parts() -> str:
    return _("The file has more than %(limit)d columns. Leave only the needed ones.") % {"limit": MAX_PARTS}


def _too_large(limit: int) -> str:
    told = {"limit": number_format(limit, force_grouping=True)}
    return _("The sheet has more than %(limit)s lines. Divide it into several files.") % told


def _values(row: Element, max_columns: int) -> list[str]:
    """Cells that a merged one covers are empty. Empty cells at the end, often a thousand, are not spelled out."""
    values: list[str] = []
    blanks = 0
    for cell in row:
        if cell.tag not in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
            continue
        repeated = _count(cell, "number-columns-repeated")
        text = "" if cell.tag.endswith("covered-table-cell") else _text(cell)
        if not text.strip():
            blanks += repeated
            continue
        if len(values) + blanks + repeated > max_columns:
            raise DomainError(
                _("The file has more than %(limit)d columns. Leave only the needed ones.")
                % {"limit": max_columns}
            )
        values += [""] * blanks + [text] * repeated
        blanks = 0
    return values


def _count(element: Element, name: str) -> int:
    text = element.get(f"{TABLE}{name}", "1")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError(name)
    return max(int(text), 1)


def _text(cell: Element) -> str:
    kind = cell.get(f"{OFFICE}value-type", "")
    if kind in NUMBERS:
        return cell_text(float(cell.get(f"{OFFICE}value", "")))
    if kind == "date":
        return cell_text(datetime.fromisoformat(cell.get(f"{OFFICE}date-value", "")))
    if kind == "boolean":
        return cell_text(cell.get(f"{OFFICE}boolean-value") == "true")
    return "\n".join(_spelled(part) for part in cell if part.tag == f"{TEXT}p")


def _spelled(part: Element) -> str:
    """The words of a paragraph, its blanks and its line breaks; notes beside it are left out."""
    found = [part.text or ""]
    for child in part:
        if child.tag == f"{TEXT}s":
            found.append(" " * min(int(child.get(f"{TEXT}c", "1")), 1000))
        elif child.tag in {f"{TEXT}line-break", f"{TEXT}tab"}:
            found.append("\n" if child.tag.endswith("line-break") else "\t")
        elif child.tag in {f"{TEXT}span", f"{TEXT}a"}:
            found.append(_spelled(child))
        found.append(child.tail or "")
    return "".join(found)
