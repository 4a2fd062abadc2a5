"""Files that tests upload: workbooks, OpenDocument sheets, archives with something wrong in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(*rows: Iterable[Any], change: Any = None) -> bytes:
    """A workbook with these rows; `change` may do something to it before it is saved."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods_cell(value: Any) -> str:
    """Text, number, or (attributes, text) for a cell as it stands in the file."""
    if isinstance(value, tuple):
        attributes, text = value
        words = "".join(f" {name}={quoteattr(str(one))}" for name, one in attributes.items())
        return f"<table:table-cell{words}><text:p>{escape(text)}</text:p></table:table-cell>"
    if isinstance(value, int | float):
        return ods_cell(({"office:value-type": "float", "office:value": value}, str(value)))
    return ods_cell(({"office:value-type": "string"}, value)) if value else "<table:table-cell/>"


def ods_row(*values: Any, times: int = 1) -> str:
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(map(ods_cell, values))}</table:table-row>"


def ods_table(*rows: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    return f"<table:table{named}>{''.join(rows)}</table:table>"


def ods(*tables: str, styles: str = "", before: str = "") -> bytes:
    """An OpenDocument sheet of these tables; `before` stands before its root element."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return archive({"mimetype": SPREADSHEET, "content.xml": content})


def archive(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def repacked(content: bytes, **parts: Any) -> bytes:
    """The archive with parts exchanged or added: keyword "xl__styles" is the part "xl/styles.xml"."""
    found: dict[str, str | bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        found = {name: packed.read(name) for name in packed.namelist()}
    for name, part in parts.items():
        found[name.replace("__", "/") + ".xml"] = part
    return archive(found)
