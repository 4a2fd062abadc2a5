"""A large list is read column by column; what comes out is what reading line by line finds."""

from __future__ import annotations

import random
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.sheets import check_sheet
from equipment.models import BulkLine, EquipmentType
from equipment.services import bulk_reading
from tests.core.table_files import xlsx
from tests.equipment.bulk_files import read

HEADER = (
    "Schulnummer;Kennung;Gerätetyp-Code;Gerätetyp;Anzahl;Raum;Anschaffungsjahr;Rechnungsdatum;Preis;Zustand;"
    "Status;Seriennummern"
)
POOLS = (
    ("990012", "990024", "990012", "990024", "", "123456"),
    ("", "", "", "7", "x"),
    ("PRN", "PRN", "DEV_TABLET_POOL", "", "WRONG"),
    ("", "PRN", "DEV_TABLET_POOL", "Unfug"),
    ("1", "1", "2", "3 Stk", "0", "viele"),
    ("Raum 1, EG", "R\\2", "a\u00a0b", "a  b", "", "x" * 90),
    ("2024", "", "1850"),
    ("12.05.2024", "05/06/2024", "", "32.1.2024"),
    ("399,00", "1.234", "", "?"),
    ("gut", "", "nie gesehen"),
    ("in Betrieb", "ausgemustert", ""),
    ("", "SN-1", "sn-1", "SN-2", "A,B", "S-3,S-4", "s-5", "A\\B", "A\x0bB", "Ä-ß", "SN-3", "SN-4", "SN-5"),
)
LEFT_OUT = ("id", "upload_id")


def lines_of(seed: int, *, usual: int, odd: float) -> list[str]:
    """Most of them right, each with something of its own; `usual`: how many of each pool are not odd."""
    chance = random.Random(seed)  # noqa: S311 - for repeatable tests
    lines = []
    for number in range(200):
        cells = [chance.choice(pool if chance.random() < odd else pool[:usual]) for pool in POOLS]
        if chance.random() < 0.7:
            cells[-1] = f"S-{number}"
        lines.append(";".join(cells))
    return lines


@pytest.mark.parametrize(("usual", "odd"), [(2, 0.12), (1, 0.03)])
@pytest.mark.parametrize("seed", range(6))
def test_columns_and_lines_say_the_same(world, monkeypatch, seed, usual, odd):
    EquipmentType.objects.filter(code="PRN").update(is_counted_only=seed % 2)
    monkeypatch.setattr(bulk_reading, "AT_ONCE", 17)
    found = []
    for way in (
        bulk_reading._Reader.read_many,
        lambda self, some: "".join(self.read(*line) for line in some),
    ):
        monkeypatch.setattr(bulk_reading._Reader, "read_many", way)
        upload = read(world, *lines_of(seed, usual=usual, odd=odd), header=HEADER)
        assert (upload.state, upload.error) == ("ended", "")
        rows = BulkLine.unscoped.filter(upload=upload).order_by("line").values()
        told = [{name: value for name, value in row.items() if name not in LEFT_OUT} for row in rows]
        found.append(
            (told, upload.problems, upload.faulty_lines, upload.problem_count, upload.ignored, upload.counts)
        )
    assert found[0] == found[1]
    assert found[0][0]
    assert found[0][1]


def test_a_code_suffices_beside_a_name_that_nobody_knows(world, monkeypatch):
    """Such a column is as quick as others: no line of it is read by itself."""
    alone: list[int] = []
    read_one = bulk_reading._Reader.read
    monkeypatch.setattr(
        bulk_reading._Reader, "read", lambda self, *line: alone.append(line[0]) or read_one(self, *line)
    )
    lines = [f"990012;;PRN;Schwarzdrucker {n % 2};1;R {n};;;;;;" for n in range(5)]
    upload = read(world, *lines, "990012;;;Schwarzdrucker 1;1;R;;;;;;", header=HEADER)
    assert [one["value"] for one in upload.problems] == ["Schwarzdrucker 1"]
    assert BulkLine.unscoped.filter(upload=upload, type__code="PRN").count() == 5
    assert alone == [7]


def test_too_long_a_list_is_refused_in_portions_too(world, monkeypatch):
    monkeypatch.setattr(bulk_reading, "MAX_LINES", 3)
    upload = read(world, *(f"990012;;PRN;1;Raum {number};;;;;" for number in range(4)))
    assert upload.state == "failed"
    assert "100.000 Zeilen" in upload.error


def test_an_uploaded_workbook_is_unpacked_once(monkeypatch):
    file = SimpleUploadedFile("a.xlsx", xlsx(["Schulnummer", "Anzahl"], ["990012", 1]))
    opened, unpack = [], zipfile.ZipFile.open

    def counting(self, part, *how, **named):
        opened.append(part.filename)
        return unpack(self, part, *how, **named)

    monkeypatch.setattr(zipfile.ZipFile, "open", counting)
    assert check_sheet(file) == "xlsx"
    assert len(opened) == len(set(opened))
