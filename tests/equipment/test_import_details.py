"""Building, invoice and price in a Träger's list: read as at a school, paired as at a school."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment import selectors
from equipment.models import BulkLine, StockBatch
from tests.equipment.bulk_files import commit, counted, everything, file_of, read, undo
from tests.equipment.conftest import make_stock
from tests.equipment.test_inventory import upload as upload_at_school

HEADER = "Schulnummer;Kennung;Typ;Anzahl;Gebäude;Rechnungsdatum;Stückpreis brutto;Status"


def test_amounts_are_read_once_the_whole_column_is_known(world):
    lines = [
        "990012;;PRN;1;A;05/06/2024;1.234;",
        "990012;;PRN;1;B;15/06/2024;12,50;",
        "990012;;PRN;1;C;;399 €;",
    ]
    upload = read(world, *lines, header=HEADER)
    assert upload.ignored["read_as"] == "UTF-8, Semikolon, Dezimalkomma, Datum TT/MM/JJJJ"
    done = commit(upload, world)
    assert done.outcome["created"] == 3
    found = StockBatch.unscoped.order_by("building").values_list("building", "invoice_date", "price")
    assert list(found) == [
        ("A", date(2024, 6, 5), Decimal("1234.00")),
        ("B", date(2024, 6, 15), Decimal("12.50")),
        ("C", None, Decimal("399.00")),
    ]
    assert undo(done, world).undone_at
    assert everything() == []


def test_what_may_mean_two_things_is_refused_with_its_line(world):
    upload = read(
        world,
        "990012;;PRN;1;A;;1.234;",
        "990012;;PRN;1;B;;12,50;",
        "990012;;PRN;1;C;;12.50;",
        header=HEADER,
    )
    assert [(one["line"], one["column"], one["text"]) for one in upload.problems] == [
        (2, "Stückpreis brutto", "„1.234“ kann 1234 oder 1,234 bedeuten.")
    ]
    assert counted(upload)["create"] == 2


SAID = st.fixed_dictionaries(
    {
        "building": st.sampled_from(["", "A", "b", "B"]),
        "price": st.sampled_from(["", "0", "1,50"]),
        "date": st.sampled_from(["", "12.05.2024"]),
        "state": st.sampled_from(["", "in Betrieb", "defekt", "ausgemustert"]),
        "quantity": st.integers(1, 2),
    }
)
STORED = st.fixed_dictionaries(
    {
        "building": st.sampled_from(["", "A", "B"]),
        "price": st.sampled_from([None, Decimal(0), Decimal("1.50")]),
        "invoice_date": st.sampled_from([None, date(2024, 5, 12)]),
        "state": st.sampled_from(["in_use", "broken", "retired"]),
        "quantity": st.integers(1, 2),
    }
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(SAID, min_size=1, max_size=4),
    st.lists(
        STORED,
        max_size=3,
        unique_by=lambda one: (one["building"], one["price"], one["invoice_date"], one["state"]),
    ),
    st.booleans(),
)
def test_a_school_and_its_authority_pair_alike(world, said, stored, has_key):
    StockBatch.unscoped.all().delete()
    batches = [make_stock(world.school_a, "PRN", **one) for one in stored]
    lines = [
        f"990012;{batches[0].pk if has_key and batches and not at else ''};PRN;{one['quantity']};{one['building']};"
        f"{one['date']};{one['price']};{one['state']}"
        for at, one in enumerate(said)
    ]
    at_school = upload_at_school(world, file_of(*lines, header=HEADER).read())
    steps = selectors.inventory_plan(school=world.school_a, rows=at_school.rows)
    upload = read(world, *lines, header=HEADER)
    found = BulkLine.unscoped.filter(upload=upload).order_by("line")
    assert [(one.line, one.action, one.batch, one.fault, one.other_line) for one in found] == [
        (step.line, step.action, step.batch.pk if step.batch else None, step.fault, step.other_line)
        for step in steps
    ]
