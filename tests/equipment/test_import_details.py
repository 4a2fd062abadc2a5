"""Building, invoice and price in a Träger's list: read as at a school, paired as at a school."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from equipment import selectors
from equipment.models import StockBatch
from tests.equipment.bulk_files import commit, counted, everything, read, undo

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


def test_the_preview_leaves_out_nothing_that_is_stored(world):
    upload = read(world, "990012;;PRN;1;Altbau;15.08.2024;;", header=HEADER)
    user = world.user("it")
    lines = selectors.bulk_lines(user=user, upload=upload, action="create")
    ((_school, row),) = selectors.bulk_rows(lines, user=user, upload=upload)
    assert (row.place, row.changes) == ("Altbau", ["Rechnungsdatum: 15.08.2024"])


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
