"""What was exported is read back as it was, whatever stands in it; and lists that name invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.exports import FORMATS
from core.uploads import read_table
from equipment import matching
from equipment.exporters import stock_table
from equipment.importers import (
    read_inventory,
)
from equipment.models import EquipmentType, FundingSource, StockBatch
from equipment.selectors import inventory_catalogue, inventory_plan
from equipment.services import bulk
from equipment.services.inventory import commit_inventory, upload_inventory
from equipment.services.undo import undo_inventory
from schools.models import School
from tests.equipment import bulk_files
from tests.equipment.conftest import make_stock

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20).map(
    lambda text: " ".join(text.split())
)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2026, 12, 31))
PRICES = st.none() | st.decimals(0, 99_999, places=2)


def file(content: bytes, kind: str = "csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"bestand.{kind}", content)


SERIALS = st.lists(
    st.text(
        st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters=",;|"), min_size=1
    ),
    max_size=4,
)


@st.composite
def stocks(draw: st.DrawFn, types, funds, schools):
    """Up to six lines of these schools. No serial number stands twice, and no line has more of them than pieces."""
    lines, taken = [], set()
    for number in range(draw(st.integers(1, 6))):
        serials = []
        for serial in draw(SERIALS):
            if serial.casefold() not in taken:
                taken.add(serial.casefold())
                serials.append(serial)
        lines.append(
            StockBatch(
                pk=draw(st.integers(1, 10**8)) * 10 + number,
                school=draw(st.sampled_from(schools)),
                type=draw(st.sampled_from(types)),
                quantity=draw(st.integers(max(len(serials), 1), 100_000)),
                building=draw(WORDS),
                room=draw(WORDS),
                purchase_year=draw(st.none() | st.integers(1980, 2026)),
                funding_source=draw(st.none() | st.sampled_from(funds)),
                invoice_number=draw(WORDS),
                invoice_date=draw(DAYS),
                price=draw(PRICES),
                condition=draw(st.sampled_from(StockBatch.Condition.values)),
                state=draw(st.sampled_from(StockBatch.State.values)),
                serials="\n".join(serials),
            )
        )
    return lines


@pytest.mark.parametrize("kind", sorted(FORMATS))
@given(data=st.data())
@hypothesis_settings(max_examples=12, deadline=None)
def test_reading_what_was_exported_gives_the_same(kind, data):
    types = list(EquipmentType.objects.filter(code__in=["PRN", "PRES_DISPLAY"]))
    funds = [FundingSource(code="EIG", name="Eigenmittel")]
    stock = data.draw(stocks(types, funds, [School(school_number="990012")]))
    table = read_table(file(stock_table(stock, kind=kind), kind))
    reading = read_inventory(table, catalogue=CATALOGUE, school_number="990012", this_year=2026)
    assert [problem.text for problem in reading.problems] == []
    assert [(line.key, line.values) for line in reading.lines] == [
        (
            batch.pk,
            {
                "type": batch.type.code,
                "quantity": batch.quantity,
                "building": batch.building,
                "room": batch.room,
                "purchase_year": batch.purchase_year,
                "funding_source": "EIG" if batch.funding_source else "",
                "invoice_number": batch.invoice_number,
                "invoice_date": batch.invoice_date and batch.invoice_date.isoformat(),
                "price": None if batch.price is None else str(batch.price),
                "condition": batch.condition,
                "state": batch.state,
                "serials": batch.serials,
            },
        )
        for batch in stock
    ]


@given(data=st.data())
@hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_list_of_all_schools_gives_the_same(world, data):
    """Read as it is, it changes nothing; where the stock has changed since, it brings back what was exported."""
    with transaction.atomic():
        types = list(EquipmentType.objects.filter(code__in=["PRN", "PRES_DISPLAY"]))
        schools = [world.school_a, world.school_b]
        drawn = data.draw(stocks(types, list(FundingSource.objects.all()[:2]), schools))
        for number, batch in enumerate(drawn):
            batch.room = f"{number} {batch.room}".strip()  # places are told apart
            batch.retired_reason = "Defekt" if batch.state == StockBatch.State.RETIRED else ""
        StockBatch.unscoped.bulk_create(drawn)
        before = bulk_files.everything()
        content = stock_table(
            StockBatch.unscoped.select_related("school", "type", "funding_source").order_by("pk"), kind="csv"
        )

        def read():
            upload = bulk.upload_bulk(file(content), authority=world.authority, actor=world.user("it"))
            return bulk_files.performed(upload)

        same = bulk_files.counted(read())
        assert same == {"create": 0, "update": 0, "unchanged": len(drawn), "faulty": 0}
        StockBatch.unscoped.update(quantity=100_000, condition="poor", price=Decimal("0.07"))
        upload = read()
        assert bulk_files.counted(upload)["faulty"] == 0
        bulk_files.commit(upload, world)
        assert bulk_files.everything() == before
        transaction.set_rollback(True)


CATALOGUE = None


@pytest.fixture(autouse=True)
def catalogue(world):
    global CATALOGUE  # noqa: PLW0603 - hypothesis draws inside a function that takes no fixture
    CATALOGUE = inventory_catalogue()


def test_a_list_does_not_rewrite_why_something_was_retired(world):
    gone = make_stock(world.school_a, "PRN", 2, room="Büro", state="retired", retired_reason="Wasserschaden")
    head = "Kennung;Gerätetyp;Anzahl;Raum;Status\n"
    take(world, f"{head}{gone.pk};PRN;3;Büro;ausgesondert\n")
    gone.refresh_from_db()
    assert (gone.quantity, gone.retired_reason) == (3, "Wasserschaden")
    take(world, f"{head}{gone.pk};PRN;3;Büro;in Betrieb\n")
    gone.refresh_from_db()
    assert (gone.state, gone.retired_reason) == ("in_use", "")


def plan(world, text):
    upload = upload_inventory(file(text.encode()), school=world.school_a, actor=world.user("staff"))
    assert upload.problems == []
    return upload, inventory_plan(school=world.school_a, rows=upload.rows)


HEAD = "Gerätetyp;Anzahl;Raum;Gebäude;Anschaffungsjahr;Rechnungsnummer;Rechnungsdatum;Preis brutto\n"
LIST = HEAD + "PRN;2;Büro;Haus A;2024;R-1;15.08.2024;1.234,50 €\nPRN;3;Büro;Haus A;2024;R-2;01.09.2024;399\n"


def take(world, text):
    upload, steps = plan(world, text)
    return commit_inventory(upload, seen=matching.fingerprint(steps), actor=world.user("staff"))


def test_two_invoices_are_two_lines_and_the_same_list_changes_nothing(world):
    take(world, LIST)
    rows = StockBatch.unscoped.order_by("invoice_number").values_list(
        "building", "invoice_number", "invoice_date", "price"
    )
    assert list(rows) == [
        ("Haus A", "R-1", date(2024, 8, 15), Decimal("1234.50")),
        ("Haus A", "R-2", date(2024, 9, 1), Decimal("399.00")),
    ]
    assert [step.action for step in plan(world, LIST)[1]] == ["unchanged", "unchanged"]


def test_another_invoice_or_building_is_another_line(world):
    make_stock(
        world.school_a, "PRN", 2, room="Büro", purchase_year=2024, invoice_number="R-1", building="Haus A"
    )
    for line in ("PRN;2;Büro;Haus A;2024;R-9;;", "PRN;2;Büro;Haus B;2024;R-1;;"):
        assert [step.action for step in plan(world, HEAD + line)[1]] == ["create"]


def test_what_the_stock_does_not_say_is_filled_in_and_taken_back(world):
    batch = make_stock(world.school_a, "PRN", 2, room="Büro", purchase_year=2024)
    upload = take(world, HEAD + "PRN;2;Büro;Haus A;2024;R-1;15.08.2024;399,00\n")
    batch.refresh_from_db()
    assert (batch.building, batch.invoice_number, batch.price) == ("Haus A", "R-1", Decimal("399.00"))
    undo_inventory(upload, actor=world.user("staff"))
    batch.refresh_from_db()
    assert (batch.building, batch.invoice_number, batch.invoice_date, batch.price) == ("", "", None, None)


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("1.234", "Preis brutto"),
        ("-5", "Preis brutto"),
        ("viel", "Preis brutto"),
        ("31.02.2024", "Rechnungsdatum"),
        ("15.08.1900", "Rechnungsdatum"),
        ("R" * 41, "Rechnungsnummer"),
        ("H" * 81, "Gebäude"),
    ],
)
def test_a_wrong_cell_is_told_with_its_column(world, cell, column):
    columns = HEAD.strip().split(";")
    usual = {"Gerätetyp": "PRN", "Anzahl": "2"} | {column: cell}
    text = HEAD + ";".join(usual.get(name, "") for name in columns)
    upload = upload_inventory(file(text.encode()), school=world.school_a, actor=world.user("staff"))
    (problem,) = upload.problems
    assert (problem["line"], problem["column"], problem["value"]) == (2, column, cell[:80])
    assert problem["remedy"]
