"""The pages of the budget table: taking from the ranking, one line, the way to the decision, export."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from needs.models import NeedItem
from planning.models import Budget, BudgetLine
from tests.counting import page_queries
from tests.planning.conftest import TRAEGER, recognised
from tests.planning.test_budgets import FISCAL, add, decide, free, request
from tests.world import World


@pytest.fixture
def staff(world: World) -> Client:
    return world.client_for("staff")


def url(name: str, *args: Any) -> str:
    return reverse(f"planning:{name}", args=[TRAEGER, FISCAL, *args])


def seen(client: Client, page: str) -> str:
    return str(client.get(page).context["form"]["seen"].value())


def test_needs_are_taken_by_tick(world: World, staff: Client) -> None:
    one, two = recognised(world, {"priority": "A"}, {"priority": "B", "price": None})
    page = staff.get(url("budget_pick"), {"bis": "10.000,00"}).content.decode()
    assert f'value="{one.pk}" aria-label="{one}, Grundschule Am Anger" checked' in page
    assert "Preis fehlt" in page
    assert "ist keine Zahl" in staff.get(url("budget_pick"), {"bis": "viel"}).content.decode()
    for wrong in ({}, {"items": [two.pk]}, {"items": ["x"]}):
        assert staff.post(url("budget_pick"), wrong).status_code == 422
    assert staff.post(url("budget_pick"), {"items": [one.pk]}).status_code == 302
    assert BudgetLine.unscoped.get().item_id == one.pk


def test_a_free_line_is_typed_in_german(world: World, staff: Client) -> None:
    told = {
        "text": "Wartung",
        "accounting": "consumptive",
        "account": "5255",
        "net": "1.234,56",
        "vat_rate": "19,0",
    }
    assert staff.post(url("line_create"), told | {"net": "0"}).status_code == 422
    assert staff.post(url("line_create"), told | {"net": "viel"}).status_code == 422
    assert staff.post(url("line_create"), told).status_code == 302
    line = BudgetLine.unscoped.get()
    assert (line.net, line.gross) == (Decimal("1234.56"), Decimal("1469.13"))
    page = url("line_update", line.pk)
    mark = seen(staff, page)
    assert staff.post(page, told | {"text": "Wartung neu", "seen": mark}).status_code == 302
    late = staff.post(page, told | {"text": "Anders", "seen": mark})
    assert (late.status_code, "Wartung neu" in late.content.decode()) == (422, True)
    assert staff.post(url("line_delete", line.pk)).status_code == 302
    assert BudgetLine.unscoped.count() == 0


def test_the_way_to_the_decision(world: World, staff: Client) -> None:
    (item,) = recognised(world)
    (line,) = add(world, item)
    free(world)
    page = url("budget_request")
    assert staff.post(page, {"requested_on": "2026-03-01", "seen": "alt"}).status_code == 422
    assert staff.post(page, {"requested_on": "2026-03-01", "seen": seen(staff, page)}).status_code == 302
    page = url("line_approve", line.pk)
    mark = seen(staff, page)
    assert staff.post(page, {"approved": "5.000,00", "seen": mark}).status_code == 422
    assert staff.post(page, {"approved": "9.999,00", "reason": "Mehr", "seen": mark}).status_code == 422
    told = {"approved": "5.000,00", "reason": "Zwölf statt fünfzehn"}
    assert staff.post(page, told | {"seen": mark}).status_code == 302
    assert staff.post(page, told | {"reason": "Anders", "seen": mark}).status_code == 422
    page = url("budget_decide")
    assert "Zwölf statt fünfzehn" in staff.get(page).content.decode()
    told = {"outcome": "decided", "decided_on": "2026-05-12", "paper": "V/1", "seen": seen(staff, page)}
    assert staff.post(page, told | {"outcome": "rejected"}).status_code == 422
    assert staff.post(page, told).status_code == 302
    assert NeedItem.unscoped.get(pk=item.pk).state == "budgeted"
    shown = staff.get(url("budget_detail")).content.decode()
    for text in ("Beschlossen am 12. Mai 2026", "Vorlage V/1", "5.000,00", "6.190,00", "8.687,00"):
        assert text in shown
    school = world.client_for("lead_a").get(reverse("needs:item_detail", args=["990012", item.pk]))
    assert "5.000,00 von 7.497,00\xa0€ brutto. Zwölf statt fünfzehn" in school.content.decode()


def test_both_sides_of_the_books_stand_in_one_table_above_what_they_come_to(
    world: World, staff: Client
) -> None:
    free(world, text="Wartung", accounting="consumptive", net=Decimal("100.00"))
    free(world, text="Leitungen", accounting="investive", net=Decimal("1000.00"))
    page = staff.get(url("budget_detail")).content.decode()
    table = page[page.index('id="budget"') : page.index("</table>")]
    said = re.sub(r"\s+", " ", strip_tags(table.replace("<", " <")))
    for words in (
        "Konsumtiv zusammen 100,00 19,00 119,00",
        "Investiv zusammen 1.000,00 190,00 1.190,00",
        "Alles zusammen 1.100,00 209,00 1.309,00",
    ):
        assert words in said


def test_handing_in_can_be_taken_back(world: World, staff: Client) -> None:
    free(world)
    request(world)
    assert staff.post(url("budget_withdraw")).status_code == 302
    assert Budget.unscoped.get().state == "draft"


def test_the_file_says_what_the_page_says_and_computes_nothing(world: World, staff: Client) -> None:
    (item,) = recognised(world)
    add(world, item)
    free(world, text="=HYPERLINK(1)", net=Decimal("99.99"))
    request(world)
    decide(world)
    content = staff.get(url("budget_export", "csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))[1:]
    assert [row[0] for row in rows] == [f"{item}, Grundschule Am Anger", "'=HYPERLINK(1)"]
    gross = sum(Decimal(row[7].replace(",", ".")) for row in rows)
    assert gross == Decimal("7497.00") + Decimal("118.99")
    assert staff.get(url("budget_export", "xlsx")).status_code == 200
    assert staff.get(url("budget_export", "pdf")).status_code == 404


def test_the_page_asks_as_much_for_many_lines(world: World, staff: Client) -> None:
    (first, *others) = recognised(world, *[{"priority": "A"}] * 5)
    add(world, first)
    few = page_queries(staff, url("budget_detail"))
    pick = page_queries(staff, url("budget_pick"))
    add(world, *others[:3])
    assert page_queries(staff, url("budget_detail")) == few
    recognised(world, *[{"priority": "A"}] * 4, school=world.school_b, lead="lead_b")
    assert page_queries(staff, url("budget_pick")) == pick
