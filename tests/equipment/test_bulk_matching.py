"""Whatever the list and the stock: the database's words for the matching say what `equipment.matching` says."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment.models import BulkImport, BulkLine, EquipmentType, FundingSource, StockBatch
from equipment.selectors import inventory_plan
from equipment.services.bulk_sql import compare
from tests.permissions.conftest import rolled_back

# few values, so that lines and batches meet
VALUES: dict[str, Any] = {
    "building": st.sampled_from(["", "Haus", "HAUS"]),
    "room": st.sampled_from(["A", "a", "Büro", "BÜRO"]),
    "purchase_year": st.sampled_from([None, 2024]),
    "funding_source": st.sampled_from(["", "EIG"]),
    "invoice_number": st.sampled_from(["", "R1", "r1"]),
    "invoice_date": st.sampled_from([None, "2024-05-01"]),
    "price": st.sampled_from([None, "1.00"]),
    "condition": st.sampled_from(["", "good", "fair"]),
    "state": st.sampled_from(["", "in_use", "broken", "retired"]),
    "serials": st.sampled_from(["", "S1"]),
}
ALWAYS = {"type": st.sampled_from(["PRN", "PRN", "NET_AP"]), "quantity": st.integers(1, 2)}
SCHOOLS = st.sampled_from([0, 0, 0, 1])
BATCHES = st.lists(st.tuples(SCHOOLS, st.fixed_dictionaries(ALWAYS | VALUES)), max_size=6)
KEYS = st.sampled_from([None, None, None, 0, 1, -1])  # a batch of the stock, or none that exists


@st.composite
def listed(draw: Any) -> tuple[list[str], list[tuple[int, int | None, dict[str, Any]]]]:
    """The columns of a file, and its lines."""
    columns = sorted(draw(st.sets(st.sampled_from(sorted(VALUES)))))
    lines = st.fixed_dictionaries(ALWAYS | {name: VALUES[name] for name in columns})
    return columns, draw(st.lists(st.tuples(SCHOOLS, KEYS, lines), min_size=1, max_size=6))


def test_the_database_pairs_lines_and_batches_as_the_plan_does(world) -> None:
    schools = [world.school_a, world.school_b]
    types = dict(EquipmentType.objects.values_list("code", "pk"))
    funds = dict(FundingSource.objects.values_list("code", "pk")) | {"": None}

    def row_of(school: int, values: dict[str, Any]) -> dict[str, Any]:
        found = {"school": schools[school], **values, "type_id": types[values["type"]]}
        if "funding_source" in values:
            found["funding_source_id"] = funds[found.pop("funding_source")]
        return {name: value for name, value in found.items() if name != "type"}

    def store(school: int, values: dict[str, Any]) -> int | None:
        """None where the stock has such a line already."""
        said = values | {"condition": values["condition"] or "good", "state": values["state"] or "in_use"}
        try:
            with transaction.atomic():
                return StockBatch.unscoped.create(**row_of(school, said)).pk
        except IntegrityError:
            return None

    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(batches=BATCHES, given_list=listed())
    def check(batches: list[Any], given_list: Any) -> None:
        columns, lines = given_list
        with rolled_back():
            stock = [pk for school, values in batches if (pk := store(school, values))]
            upload = BulkImport.unscoped.create(
                authority=world.authority,
                uploaded_by=world.users["it"],
                ordered_by=world.users["it"],
                columns=["quantity", "type", *columns],
            )
            rows: dict[int, list[dict[str, Any]]] = {0: [], 1: []}
            for number, (school, place, values) in enumerate(lines, start=2):
                key = None if place is None else dict(enumerate(stock)).get(place, 999_999_999)
                rows[school].append({"line": number, "key": key, "values": values})
                BulkLine.unscoped.create(upload=upload, line=number, key=key, **row_of(school, values))
            met = sorted(schools[index].pk for index, told in rows.items() if told)
            compare(upload, met, progress=lambda _percent: None)
            found = BulkLine.unscoped.order_by("line").values_list(
                "line", "action", "batch", "fault", "other_line"
            )
            planned = [
                (step.line, step.action, step.batch and step.batch.pk, step.fault, step.other_line)
                for index, told in rows.items()
                for step in inventory_plan(school=schools[index], rows=told)
            ]
            assert list(found) == sorted(planned)

    check()
