"""Workbooks that pass the looks at the file and claim more room than there is: they end their own process alone."""

from __future__ import annotations

import io
import os
import resource
import struct
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import apart, sheets, uploads
from core.errors import DomainError
from tests.core.table_files import archive, xlsx

SHEET = "xl/worksheets/sheet1.xml"
LIST = (["Schulnummer", "Anzahl"], ["990012", "1"])


def changed(place: str, more: str, content: bytes | None = None) -> bytes:
    """A small list whose sheet stands at `place` and ends with `more`."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content or xlsx(*LIST))) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for part in source.namelist():
            text = source.read(part).decode().replace(SHEET, place)
            packed.writestr(part.replace(SHEET, place), text.replace("</sheetData>", f"{more}</sheetData>"))
    return target.getvalue()


def far_cell_beside_the_looks() -> bytes:
    return changed("xl/other/sheet1.xml", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def cells_that_say_no_place() -> bytes:
    wide = "<c/>" * 60_000 + "<c><v>1</v></c>"
    return changed(SHEET, f'<row>{wide}</row><row r="129999"><c r="A129999"><v>1</v></c></row>')


def two_archives_in_one() -> bytes:
    """The last one is looked at; the library of the reader passes over it, for it claims to be of two disks."""
    harmless = xlsx(*LIST)
    end = harmless.rfind(b"PK\5\6") + 4
    trap = changed(SHEET, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    return trap + harmless[:end] + struct.pack("<H", 1) + harmless[end + 2 :]


@pytest.mark.parametrize(
    "trap",
    [far_cell_beside_the_looks, cells_that_say_no_place, two_archives_in_one],
    ids=lambda one: one.__name__,
)
def test_a_trap_ends_its_own_process_alone(trap: Callable[[], bytes]) -> None:
    content = trap()
    assert len(content) < 50_000
    kind = sheets.check_sheet(SimpleUploadedFile("a.xlsx", content))  # what is looked at is in order
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DomainError, match="weit mehr Platz oder Zeit als eine Liste"):
        sheets.open_sheet(io.BytesIO(content), kind=kind)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024  # KB


def test_relations_without_end_cost_this_process_nothing() -> None:
    """Nothing of a list needs them, and yet the library would make each of them."""
    with zipfile.ZipFile(io.BytesIO(xlsx(*LIST))) as source:
        parts: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    one, rels = '<Relationship Type="x" Target="y" Id="q"/>', "xl/_rels/workbook.xml.rels"
    parts[rels] = (
        bytes(parts[rels]).decode().replace("</Relationships>", one * 1_000_000 + "</Relationships>")
    )
    parts["docProps/more.bin"] = os.urandom(600_000)  # so that it is not packed too well
    trap = SimpleUploadedFile("a.xlsx", archive(parts))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DomainError, match="nicht lesbar"):
        uploads.read_table(trap)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024  # KB


def test_a_reader_that_stops_halfway_is_no_end_of_the_list(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """A process that the system ends must not turn into a shorter list that could be taken over."""
    for last in ("", '[["990012","2"]]\n', '[["990012","'):
        reader = tmp_path / "reader.py"
        said = (
            '{"above":0,"height":9,"rows":9,"columns":2}\n[["Schulnummer","Anzahl"],["990012","1"]]\n' + last
        )
        reader.write_text(f"import sys\nsys.stdin.read()\nsys.stdout.write({said!r})\n", encoding="utf-8")
        monkeypatch.setattr(apart, "READER", reader)
        found = sheets.open_sheet(io.BytesIO(b"x"), kind="xlsx")
        with pytest.raises(DomainError, match="nicht lesbar"):
            list(found.lines)
        with pytest.raises(DomainError, match="nicht lesbar"):
            uploads.read_table(SimpleUploadedFile("a.xlsx", xlsx(*LIST)))


def test_whoever_stops_reading_ends_the_process() -> None:
    found = sheets.open_sheet(
        io.BytesIO(xlsx(*LIST, *(["990012", str(n)] for n in range(5000)))), kind="xlsx"
    )
    assert next(found.lines) == (2, ["990012", "1"])
    found.lines.close()  # type: ignore[attr-defined]
