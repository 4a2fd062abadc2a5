"""Pages of equipment: who sees what, what a click does, what two people at once do."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from core.fingerprint import fingerprint
from equipment.models import EquipmentType, FundingSource, InventoryImport, StockBatch, TargetValues
from equipment.services.catalogue import load_defaults
from tests.counting import page_queries
from tests.equipment.conftest import make_figures, url
from tests.world import ACTORS, build_world

OK, TO_LOGIN, NO, NOT_FOUND = 200, 302, 403, 404
#             anonymous nobody  lead_a member_a lead_b  lead_c  staff it  head staff_c advis. adv_c superv. moder. admin
SCHOOL_A = (
    TO_LOGIN,
    NOT_FOUND,
    OK,
    OK,
    NOT_FOUND,
    NOT_FOUND,
    OK,
    OK,
    OK,
    NOT_FOUND,
    NO,
    NOT_FOUND,
    NO,
    NO,
    NO,
)
ROW_OF_A = tuple(NOT_FOUND if status == NO else status for status in SCHOOL_A)  # a row nobody else even sees
AUTHORITY_A = (TO_LOGIN, NOT_FOUND, NO, NO, NO, NOT_FOUND, OK, OK, OK, NOT_FOUND, NO, NOT_FOUND, NO, NO, NO)
OFFICE_A = tuple(NO if actor == "it" else found for actor, found in zip(ACTORS, AUTHORITY_A, strict=True))
ADMIN = (TO_LOGIN, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, OK)
MATRIX = {
    "stock_list": SCHOOL_A,
    "stock_create": SCHOOL_A,
    "stock_update": ROW_OF_A,
    "stock_retire": ROW_OF_A,
    "stock_export": SCHOOL_A,
    "inventory_import_create": SCHOOL_A,
    "inventory_import_detail": ROW_OF_A,
    "target_list": AUTHORITY_A,
    "target_update": OFFICE_A,
    "type_list": ADMIN,
    "type_create": ADMIN,
    "type_update": ADMIN,
    "fundingsource_create": ADMIN,
    "fundingsource_update": ADMIN,
}
POSTS = {
    "stock_create": SCHOOL_A,
    "stock_update": ROW_OF_A,
    "stock_retire": ROW_OF_A,
    "inventory_import_create": SCHOOL_A,
    "inventory_import_commit": ROW_OF_A,
    "inventory_import_undo": ROW_OF_A,
    "inventory_import_discard": ROW_OF_A,
    "target_update": OFFICE_A,
    "target_reset": OFFICE_A,
    "type_create": ADMIN,
    "type_update": ADMIN,
    "fundingsource_create": ADMIN,
    "fundingsource_update": ADMIN,
}


@pytest.fixture
def address(world, stock):
    batch = stock(room="Raum 1")
    upload = InventoryImport.unscoped.create(
        school=world.school_a, uploaded_by=world.users["lead_a"], file_name="x.csv", file_hash="0"
    )
    extra = {
        "stock_update": [batch.pk],
        "stock_retire": [batch.pk],
        "stock_export": ["csv"],
        "inventory_import_detail": [upload.pk],
        "inventory_import_commit": [upload.pk],
        "inventory_import_discard": [upload.pk],
        "inventory_import_undo": [upload.pk],
        "target_update": ["02"],
        "target_reset": ["02"],
    }

    def of(name):
        if name.startswith("target"):
            return url(name, "99001", *extra.get(name, []))
        if name.startswith(("type", "fundingsource")):
            model = EquipmentType if name.startswith("type") else FundingSource
            return url(name, *([model.objects.first().pk] if name.endswith("update") else []))
        return url(name, "990012", *extra.get(name, []))

    return of


@pytest.mark.parametrize("actor", ACTORS)
def test_who_may_read(world, address, actor):
    client = world.client_for(actor)
    found = {name: client.get(address(name)).status_code for name in MATRIX}
    assert found == {name: row[ACTORS.index(actor)] for name, row in MATRIX.items()}


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("htmx", [False, True])
def test_who_may_write(world, address, actor, htmx):
    """Empty posts: those who may come as far as the form (422) or the act (302), nobody else does."""
    client = world.client_for(actor)
    headers = {"HX-Request": "true"} if htmx else {}
    before = StockBatch.unscoped.count()
    for name, row in POSTS.items():
        status = client.post(address(name), {}, headers=headers).status_code
        expected = row[ACTORS.index(actor)]
        allowed = {422, 302} if expected == OK else {expected}
        assert status in allowed, name
    assert StockBatch.unscoped.count() == before


@pytest.mark.parametrize("name", ["stock_list", "stock_create"])
def test_a_school_that_does_not_exist(world, name):
    assert world.client_for("lead_a").get(url(name, "000000")).status_code == 404


def test_the_line_of_another_school_is_not_found_below_the_own_address(world, stock):
    foreign = stock(school=world.school_b)
    client = world.client_for("staff")  # may edit both schools
    assert client.get(url("stock_update", "990012", foreign.pk)).status_code == 404


# --- list ---


def test_list_groups_and_sums(world, stock):
    stock(room="Raum 1", quantity=1000)
    stock(room="Raum 2", quantity=234)
    stock("PRN", quantity=2)
    stock("PRN", quantity=9, state="retired")
    context = world.client_for("lead_a").get(url("stock_list", "990012")).context
    found = [(block.type.code, block.total, len(block.lines)) for block in context["blocks"]]
    assert found == [("DEV_TABLET_POOL", 1234, 2), ("PRN", 2, 1)]
    assert context["total"] == 1236


def test_list_shows_german_numbers_and_plain_years(world, stock):
    stock(quantity=1234, purchase_year=2024)
    html = world.client_for("lead_a").get(url("stock_list", "990012")).content.decode()
    assert "1.234" in html
    assert "2.024" not in html


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["DEV_TABLET_POOL", "NET_AP"]),
        ("?group=network", ["NET_AP"]),
        ("?group=network&state=broken", []),
        ("?state=retired", ["PRN"]),
        ("?group=school__authority&state=x'", ["DEV_TABLET_POOL", "NET_AP"]),
    ],
)
def test_filter(world, stock, query, codes):
    for code, state in [("DEV_TABLET_POOL", "in_use"), ("NET_AP", "stored"), ("PRN", "retired")]:
        stock(code, state=state)
    context = world.client_for("lead_a").get(url("stock_list", "990012") + query).context
    assert sorted(block.type.code for block in context["blocks"]) == codes


def test_empty_list_says_what_to_do(world):
    html = world.client_for("lead_a").get(url("stock_list", "990012")).content.decode()
    assert "Noch keine Ausstattung eingetragen" in html
    assert url("inventory_import_create", "990012") in html


@pytest.mark.parametrize("name", ["stock_list", "stock_export", "target_list", "type_list", "preview"])
def test_query_count_does_not_grow(world, stock, name):
    client = world.client_for("admin" if name == "type_list" else "staff")
    make_figures(world.school_a)
    rows = [
        {"line": n + 2, "key": None, "values": {"type": "PRN", "quantity": 1, "room": f"R{n}"}}
        for n in range(3)
    ]
    upload = InventoryImport.unscoped.create(
        school=world.school_a, uploaded_by=world.users["staff"], file_name="x", file_hash="0", rows=rows[:1]
    )
    address = {
        "stock_list": url("stock_list", "990012"),
        "stock_export": url("stock_export", "990012", "xlsx"),
        "target_list": url("target_list", "99001"),
        "type_list": url("type_list"),
        "preview": url("inventory_import_detail", "990012", upload.pk),
    }[name]
    stock("DEV_LOAN", room="Raum 0", fund="EIG")
    with_one = page_queries(client, address)
    stock("DEV_LOAN", room="Raum 1", fund="DP2")
    stock("PRES_DISPLAY", room="Raum 2", fund="DP1")
    upload.rows = rows
    upload.save()
    TargetValues.unscoped.create(authority=world.authority, school_type="02")
    TargetValues.unscoped.create(authority=world.authority, school_type="15")
    assert page_queries(client, address) == with_one


def test_long_lists_have_pages(world, stock):
    type_ = EquipmentType.objects.get(code="PRN")
    StockBatch.unscoped.bulk_create(
        StockBatch(school=world.school_a, type=type_, quantity=2, room=f"Raum {number}")
        for number in range(51)
    )
    context = world.client_for("lead_a").get(url("stock_list", "990012") + "?page=2").context
    (block,) = context["blocks"]
    assert (len(block.lines), block.total) == (1, 102)


# --- add and change ---


def seen(batch):
    """What a form over this line carries that is opened now."""
    return fingerprint(StockBatch.unscoped.get(pk=batch.pk))


def entry(**changed):
    fixed = {
        "type": EquipmentType.objects.get(code="PRN").pk,
        "quantity": "3",
        "room": "Büro",
        "purchase_year": "2024",
        "funding_source": "",
        "condition": "good",
        "state": "in_use",
        "serials": "",
        "submission_id": str(uuid4()),
        "version": "0",
    }
    return fixed | changed


def test_create(world):
    response = world.client_for("member_a").post(url("stock_create", "990012"), entry())
    assert response.status_code == 302
    assert response.url == url("stock_list", "990012")
    batch = StockBatch.unscoped.get()
    assert (batch.school, batch.quantity, batch.room) == (world.school_a, 3, "Büro")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", ""),
        ("type", "999999"),
        ("quantity", "0"),
        ("quantity", "-1"),
        ("quantity", "100001"),
        ("quantity", "x" * 200),
        ("room", "x" * 81),
        ("purchase_year", "24"),
        ("purchase_year", "99999999999999"),
        ("funding_source", "0"),
        ("condition", "schön"),
        ("state", "retired"),
        ("serials", "A\nB\nC\nD"),
        ("submission_id", "keine"),
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(world, field, value):
    response = world.client_for("lead_a").post(url("stock_create", "990012"), entry(**{field: value}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"].data["room"] in {"Büro", value}
    assert not StockBatch.unscoped.exists()


def test_mass_assignment_is_ignored(world):
    extra = {"school": world.school_b.pk, "id": 7, "retired_reason": "x", "changed_at": "2020-01-01"}
    world.client_for("lead_a").post(url("stock_create", "990012"), entry(**extra))
    batch = StockBatch.unscoped.get()
    assert (batch.school, batch.retired_reason, batch.version) == (world.school_a, "", 0)
    assert batch.changed_at > timezone.now() - timedelta(minutes=5)


def test_switched_off_types_are_kept_but_not_offered(world, stock):
    batch = stock("PRN")
    EquipmentType.objects.filter(code="PRN").update(is_active=False)
    client = world.client_for("lead_a")
    fresh = client.post(url("stock_create", "990012"), entry())
    assert fresh.context["form"].errors.keys() == {"type"}
    kept = client.post(url("stock_update", "990012", batch.pk), entry(quantity="4", seen=seen(batch)))
    assert kept.status_code == 302


def test_two_editors_see_both_texts(world, stock):
    batch = stock("PRN", room="Büro", quantity=3, purchase_year=2024)
    address = url("stock_update", "990012", batch.pk)
    opened = seen(batch)
    assert world.client_for("lead_a").post(address, entry(quantity="5", seen=opened)).status_code == 302
    second = world.client_for("it").post(address, entry(quantity="9", seen=opened))
    assert second.status_code == 422
    assert [(one.label, one.theirs, one.mine) for one in second.context["form"].differences] == [
        ("Anzahl", "5", "9")
    ]
    form = second.context["form"]
    batch.refresh_from_db()
    assert (form["quantity"].value(), form["seen"].value()) == ("9", fingerprint(batch))
    assert batch.quantity == 5
    again = entry(quantity="9", seen=form["seen"].value())
    assert world.client_for("it").post(address, again).status_code == 302
    batch.refresh_from_db()
    assert (batch.quantity, batch.version) == (9, 2)


def test_a_form_that_says_not_what_it_showed_overwrites_nothing(world, stock):
    batch = stock("PRN", room="Büro", quantity=3)
    response = world.client_for("lead_a").post(url("stock_update", "990012", batch.pk), entry(quantity="8"))
    assert response.status_code == 422
    batch.refresh_from_db()
    assert batch.quantity == 3


def test_retire(world, stock):
    batch = stock()
    client = world.client_for("lead_a")
    address = url("stock_retire", "990012", batch.pk)
    assert client.post(address, {"reason": " ", "seen": seen(batch)}).status_code == 422
    assert client.post(address, {"reason": "defekt", "seen": seen(batch)}).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.retired_reason) == ("retired", "defekt")
    assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_make_one_line():
    world = build_world()
    load_defaults()
    data, barrier, answers = entry(), threading.Barrier(10), []

    def click():
        client = world.client_for("lead_a")
        try:
            barrier.wait()
            answers.append(client.post(url("stock_create", "990012"), data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 10
    assert StockBatch.unscoped.count() == 1
