"""The pages of orders and deliveries: what is offered, who reads money, and that they cost no more with more rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.money import gross
from equipment.models import FundingSource
from needs.models import NeedItem
from procurement.models import Delivery, Invoice, Order, OrderLine
from procurement.selectors import next_number, school_lines
from tests.counting import page_queries
from tests.permissions.marks import pdf_saying
from tests.procurement.conftest import (
    BILLED,
    CAME,
    DAY,
    announced,
    bill,
    budgeted,
    confirmed,
    line_of,
    ordered,
    price,
    receipt,
)
from tests.world import World


def url(name: str, *args: Any) -> str:
    return reverse(f"procurement:{name}", args=args)


@pytest.fixture
def staff(world: World) -> Client:
    return world.client_for("staff")


def test_an_order_from_the_form(world: World, staff: Client) -> None:
    item, entry = budgeted(world, quantity=15), price(world)
    page = url("order_create", "99001")
    form = staff.get(page).context["form"]
    assert form.fields["number"].initial == f"{timezone.localdate().year}-001"
    told = {
        "items": [f"{item.pk}.{item.version}"],
        f"price_{item.type_id}": str(entry.pk),
        "number": "  2027-  4 ",
        "ordered_on": f"{DAY}",
        "fund": FundingSource.objects.get(code="DP2").pk,
        "note": "Kommt im Mai.",
    }
    answer = staff.post(page, told)
    order = Order.unscoped.get()
    assert answer["Location"] == url("order_detail", order.pk)
    assert (order.number, order.supplier, order.note) == ("2027- 4", "Rechner & Co", "Kommt im Mai.")
    item.refresh_from_db()
    assert item.decision == f"Bestellt am {DAY:%d.%m.%Y}, Bestellung 2027- 4. Kommt im Mai."


def test_a_wrong_order_keeps_what_was_typed(world: World, staff: Client) -> None:
    item, entry = budgeted(world), price(world, valid_from=date(2026, 1, 1))
    told = {
        "items": [f"{item.pk}.{item.version}"],
        f"price_{item.type_id}": str(entry.pk),
        "number": "17",
        "ordered_on": "2025-03-05",
        "fund": FundingSource.objects.get(code="DP2").pk,
    }
    answer = staff.post(url("order_create", "99001"), told)
    assert (answer.status_code, Order.unscoped.count()) == (422, 0)
    page = answer.content.decode()
    assert "Der Preis für Tablet 10 ist am 05.03.2025 nicht gültig." in page
    assert answer.context["form"]["number"].value() == "17"


def test_needs_without_a_price_are_named_and_not_offered(world: World, staff: Client) -> None:
    first = budgeted(world)
    second = budgeted(world, world.school_b, lead="lead_b")
    answer = staff.get(url("order_create", "99001"))
    assert "gibt es keinen Preis" in answer.content.decode()
    price(world)
    price(world, "PRES_DISPLAY", supplier="Andere")  # nobody needs one: no supplier to choose
    answer = staff.get(url("order_create", "99001"))
    assert answer.context["suppliers"] == ["Rechner & Co"]
    assert set(answer.context["form"].by_key.values()) == {first, second}


def test_the_proposed_number_follows_the_highest(world: World) -> None:
    year = timezone.localdate().year
    ordered(world, budgeted(world), number=f"{year}-014")
    assert next_number(user=world.user("staff"), authority=world.authority) == f"{year}-015"


def test_a_delivery_from_announcement_to_stock(world: World, staff: Client) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=15)))
    told = {"quantity": "10", "delivered_on": f"{CAME}", "invoice_number": "R-77"}
    answer = staff.post(url("delivery_create", line.pk), told)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"invoice_date", "price"}
    told |= {"invoice_date": f"{BILLED}", "price": "499,68"}
    assert staff.post(url("delivery_create", line.pk), told).status_code == 302
    delivery = Delivery.unscoped.get()
    school = world.client_for("member_a")
    page = url("delivery_confirm", "990012", delivery.pk)
    assert school.get(page).context["form"]["good"].value() == 10
    counted = {"good": "16", "delivered_on": f"{CAME}", "room": "Raum 3"}
    answer = school.post(page, counted)
    assert (answer.status_code, "Bestellt sind nur 15 Stück." in answer.content.decode()) == (422, True)
    assert school.post(page, counted | {"good": "10"})["Location"] == url("school_orders", "990012")
    assert NeedItem.unscoped.get().batch.quantity == 10
    assert "schon bestätigt" in school.get(page).content.decode()


def test_an_invoice_that_comes_later_proposes_the_price_as_ordered(world: World, staff: Client) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=15)))
    told = {"quantity": "10", "delivered_on": f"{CAME}"}
    assert staff.post(url("delivery_create", line.pk), told).status_code == 302
    form = staff.get(url("delivery_invoice", Delivery.unscoped.get().pk)).context["form"]
    assert form["price"].value() == gross(line.price, line.vat_rate) > line.price
    assert form["invoice_number"].value() is None


def test_schools_and_contractors_read_no_money(world: World) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=15)))
    announced(world, line, 5, bill())
    for actor in ("lead_a", "it"):
        page = world.client_for(actor).get(url("school_orders", "990012")).content.decode()
        assert "15 × Tablet 10" in page
        assert "€" not in page
        assert "R-77" not in page
    assert world.client_for("it").get(url("order_detail", line.order_id)).status_code == 404


def test_an_invoice_is_checked_kept_and_given_out(world: World, staff: Client) -> None:
    announced(world, line_of(ordered(world, budgeted(world))), 5, bill())
    invoice = Invoice.unscoped.get()
    page, file = url("invoice_upload", invoice.pk), url("invoice_download", invoice.pk)
    assert staff.get(file).status_code == 404
    for name, content in (
        ("a.html", b"<b>"),
        ("a.pdf", b"%PDF-kaputt"),
        ("a.png", b"%PDF-1.7"),
        ("a.svg", b"<svg>"),
    ):
        answer = staff.post(page, {"file": SimpleUploadedFile(name, content)})
        assert (answer.status_code, answer.context["form"].errors.keys()) == (422, {"file"}), name
    content = pdf_saying("Rechnung")
    assert staff.post(page, {"file": SimpleUploadedFile("../../R 77.pdf", content)}).status_code == 302
    invoice.refresh_from_db()
    first = invoice.file.name
    assert (invoice.file_name, len(first)) == ("R 77.pdf", len("invoices/") + 32 + len(".pdf"))
    given: Any = staff.get(file)
    assert (b"".join(given.streaming_content), given["Content-Type"]) == (content, "application/pdf")
    assert "sandbox" in given["Content-Security-Policy"]
    picture = SimpleUploadedFile("foto.PNG", b"\x89PNG\r\n\x1a\n1234")
    assert staff.post(page, {"file": picture}).status_code == 302
    invoice.refresh_from_db()
    assert invoice.file_name == "foto.png"
    assert world.client_for("it").get(file).status_code == 404


def twin_of(item: NeedItem) -> NeedItem:
    """Another budgeted need of the same list."""
    twin = NeedItem.unscoped.select_related("need_list__school", "type").get(pk=item.pk)
    twin.pk, twin._state.adding = None, True
    twin.submission_id = None
    twin.save()
    return twin


def several(world: World, rows: int) -> Order:
    """An order of `rows` lines with two deliveries each, and as many needs that wait."""
    first = budgeted(world)
    items = [first, *(twin_of(first) for _number in range(2 * rows - 1))]
    order = ordered(world, *items[:rows])
    for line in OrderLine.unscoped.filter(order=order).select_related("order"):
        confirmed(world, announced(world, line, 1, bill(f"R-{line.pk}")))
        announced(world, line, 1)
    return order


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(world: World, rows: int) -> None:
    price(world)
    order = several(world, rows)
    staff, school = world.client_for("staff"), world.client_for("lead_a")
    pages = [
        (staff, url("order_list", "99001")),
        (staff, url("order_detail", order.pk)),
        (school, url("school_orders", "990012")),
    ]
    counts = [page_queries(client, page) for client, page in pages]
    assert counts == [12, 8, 5]


def test_what_is_to_be_counted_stands_first(world: World) -> None:
    items = [first := budgeted(world), twin_of(first)]
    price(world)
    _other, second = (line_of(ordered(world, item, number=f"2027-00{n}")) for n, item in enumerate(items, 1))
    asked: dict[str, Any] = {"user": world.user("lead_a"), "school": world.school_a}
    assert [row.line.order.number for row in school_lines(**asked)] == ["2027-001", "2027-002"]
    announced(world, second, 1)
    assert [row.line.order.number for row in school_lines(**asked)] == ["2027-002", "2027-001"]


def test_the_start_page_asks_for_what_is_open(world: World) -> None:
    item = budgeted(world, quantity=2)
    price(world)
    assert "Bestellen, was im Haushalt steht" in world.client_for("staff").get("/").content.decode()
    assert "Bestellen, was" not in world.client_for("it").get("/").content.decode()
    delivery = announced(world, line_of(ordered(world, item)), 2)
    school, it = world.client_for("lead_a"), world.client_for("it")
    assert "Gelieferte Ware zählen und bestätigen" in school.get("/").content.decode()
    told = it.get("/").content.decode()
    assert "Gelieferte Ware zählen und bestätigen" in told
    assert str(world.school_a) in told
    assert url("school_orders", "990012") in told
    assert "Gelieferte Ware" not in world.client_for("staff").get("/").content.decode()  # may, but must not
    confirmed(world, delivery, receipt(2))
    assert "Gelieferte Ware" not in school.get("/").content.decode()
    assert "Gelieferte Ware" not in it.get("/").content.decode()
    assert "Bestellen, was" not in world.client_for("staff").get("/").content.decode()


def test_more_than_ordered_is_told_to_whoever_reads_it(world: World, staff: Client) -> None:
    line = line_of(ordered(world, budgeted(world, quantity=10)))
    page, school = url("delivery_create", line.pk), world.client_for("member_a")
    own, told = url("line_receive", "990012", line.pk), {"delivered_on": f"{CAME}"}

    def said(client: Client, page: str, field: str, pieces: int) -> str:
        answer = client.post(page, told | {field: f"{pieces}"})
        assert answer.status_code == 422
        return str(answer.context["form"].errors[field][0])

    office = "Ist mehr gekommen, erhöhen Sie zuerst die bestellte Menge, oder lassen Sie den Überschuss zurückgehen."
    there = "bitten Sie den Schulträger, die bestellte Menge zu erhöhen"
    assert said(staff, page, "quantity", 11) == f"Bestellt sind nur 10 Stück. {office}"
    assert there in said(school, own, "good", 11)
    announced(world, line, 7)
    assert said(staff, page, "quantity", 4) == f"Nur 3 von 10 Stück sind noch offen. {office}"
    announced(world, line, 2)
    assert said(staff, page, "quantity", 2) == f"Nur 1 von 10 Stück ist noch offen. {office}"
    announced(world, line, 1)
    assert (
        said(staff, page, "quantity", 1) == f"Alles Bestellte ist schon gekommen oder angekündigt. {office}"
    )
    assert there in said(school, own, "good", 1)
