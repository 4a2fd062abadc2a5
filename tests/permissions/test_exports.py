"""No table that leaves the portal holds a live formula, whatever people typed (trust A07).

Every free text of the full world is made to begin like a formula. Then every address is asked, and whatever
answers with a table is read cell by cell; `tests/architecture/test_one_home.py` sees to it that tables are
written nowhere else than in `core.exports`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Left
from django.test import Client
from django.urls import reverse

from core.exports import CSV_TYPE, FORMATS
from reports.builders.proof_of_use import ProofOfUse, table_of
from reports.models import ReportJob
from tests.permissions.addresses import POLICED, arguments_of
from tests.permissions.conftest import rolled_back
from tests.permissions.crawler import body_of
from tests.permissions.marks import FullWorld

pytestmark = pytest.mark.usefixtures("unkept", "unrendered")

QUERIES = {"forecast:wave_export": "?nach=schule"}  # grouped so that it says what people typed
READERS = ("lead_a", "staff", "admin")
LIVE = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"-?[0-9.]+(?:,[0-9]+)?")
BEGINNINGS = ["=", "+", "-", "@", "\t", "\r", "'="]
WITHOUT_FREE_TEXT = {
    "matrix:catalogue_example",  # the administrator's alone
    "equipment:bulk_template_export",  # the names of the columns and no line
}


def poison() -> None:
    """Each marked text of every table begins like a formula, field by field in another way."""
    fields = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    for beginning, (model, field) in zip(cycle(BEGINNINGS), fields, strict=False):
        text = Concat(Value(beginning), F(field.name))
        rows = model._base_manager.filter(**{f"{field.name}__startswith": "MK-"})
        with suppress(IntegrityError), transaction.atomic():  # sealed minutes and releases never change
            rows.update(**{field.name: Left(text, field.max_length or 10_000)})


def tables(client: Client, full: FullWorld) -> Iterator[tuple[str, str, bytes]]:
    """(name of the address, type, content) of all that answers with a table about school A and its Träger."""
    for name in POLICED:
        known = arguments_of(name, full.places["A"])
        if known is None:
            continue
        for kind in FORMATS if known.get("kind") in FORMATS else [""]:
            with rolled_back():
                url = reverse(name, kwargs=known | ({"kind": kind} if kind else {}))
                response = client.get(url + QUERIES.get(name, ""))
                found, content = response.headers.get("Content-Type", ""), body_of(response)
                if found in FORMATS.values():
                    yield name, found, content


def cells_of(kind: str, content: bytes) -> Iterator[tuple[str, Any]]:
    """(type as openpyxl says it, value)."""
    if kind == CSV_TYPE:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        yield from (("csv", cell) for row in rows for cell in row)
        return
    book = openpyxl.load_workbook(io.BytesIO(content))
    yield from ((cell.data_type, cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def is_live(kind: str, value: Any) -> bool:
    if kind != "csv":
        return kind == "f"
    return bool(LIVE.match(value)) and not NUMBER.fullmatch(value)


def test_no_table_holds_a_live_formula(full: FullWorld, clients: dict[str, Client]) -> None:
    poison()
    seen, marked, live = set(), set(), set()
    for actor in READERS:
        for name, kind, content in tables(clients[actor], full):
            seen.add((name, kind))
            for told, value in cells_of(kind, content):
                if "MK-" in str(value):
                    marked.add((name, kind))
                if is_live(told, value):
                    live.add((name, value))
    assert live == set()
    assert {name for name in POLICED if name.endswith("_export")} <= {name for name, _kind in seen}
    assert {name for name, _kind in seen - marked} <= WITHOUT_FREE_TEXT <= set(POLICED)


def test_the_table_of_a_proof_of_use_holds_no_live_formula(full: FullWorld) -> None:
    """It leaves in a ZIP that the worker packs."""
    poison()
    job = ReportJob(
        kind="proof",
        requested_by=full.user("staff"),
        authority=full.world.authority,
        params={"grant": full.places["A"].grant},
    )
    snapshot = ProofOfUse().collect(job, lambda _percent: None)
    cells = list(cells_of(CSV_TYPE, table_of(snapshot)))
    assert [value for told, value in cells if is_live(told, value)] == []
    assert any("MK-" in value for _told, value in cells)
