"""The Träger's pages: rules of a round, overview, one list, decisions with their reasons, the table for outside."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from core.fingerprint import fingerprint
from core.models import AuditEntry
from needs.models import NeedItem, NeedStep, PlanningRound
from needs.selectors import round_picture
from needs.services import lists, rounds
from tests.counting import page_queries
from tests.needs.conftest import YEAR, draft, sent, values
from tests.world import World

TRAEGER, SCHOOL = "99001", "990012"


def url(name: str, *args: Any) -> str:
    return reverse(f"needs:{name}", args=[TRAEGER, YEAR, *args])


@pytest.fixture
def staff(world: World) -> Client:
    return world.client_for("staff")


def decision(
    *items: NeedItem, state: str = "recognised", reason: str = "Passt zum Standard"
) -> dict[str, Any]:
    return {"items": [f"{item.pk}.{item.version}" for item in items], "state": state, "reason": reason}


def test_a_closed_round_waits_for_no_list(world):
    told = {"year": YEAR, "price_limit": 800, "is_strict": True, "actor": world.user("staff")}
    client = world.client_for("staff")
    pages = [
        reverse("needs:round_detail", args=[world.authority.number, YEAR]),
        reverse("needs:round_list", args=[world.authority.number, YEAR, world.school_a.school_number]),
    ]
    for is_open in (True, False):
        rounds.save_round(world.authority, is_open=is_open, **told)
        for page in pages:
            assert ("Noch nicht abgeschickt" in client.get(page).content.decode()) is is_open, page


def test_the_years_of_a_round_come_to_an_end(world: World, staff: Client) -> None:
    told = {"year": YEAR, "price_limit": 800, "is_strict": True, "actor": world.user("staff")}
    rounds.save_round(world.authority, is_open=True, due_on=date(YEAR, 12, 31), **told)
    current = PlanningRound.current_year(world.authority.pk)
    known = {current, YEAR, max(current, YEAR) + 1}
    for asked, shown in ((YEAR, set()), (max(known), set()), (YEAR + 50, {YEAR + 50})):
        page = staff.get(reverse("needs:round_detail", args=[TRAEGER, asked]))
        assert page.context["years"] == sorted(known | shown, reverse=True)


def test_rules_of_a_round_are_set_and_a_second_editor_is_told(world: World, staff: Client) -> None:
    form = staff.get(url("round_update")).context["form"]
    told = {"due_on": "2027-04-15", "price_limit": "1.000,00", "seen": form["seen"].value()}
    assert staff.post(url("round_update"), told)["Location"] == url("round_detail")
    planning = PlanningRound.unscoped.get()
    assert (planning.due_on, planning.price_limit, planning.is_open, planning.is_strict) == (
        date(2027, 4, 15), 1000, False, False,
    )  # fmt: skip
    seen = staff.get(url("round_update")).context["form"]["seen"].value()
    rounds.save_round(world.authority, year=YEAR, price_limit=500, is_strict=True, actor=world.user("head"))
    assert staff.post(url("round_update"), told | {"seen": seen}).status_code == 422
    assert PlanningRound.unscoped.get().price_limit == 500


def test_the_overview_counts_sent_lists_alone(world: World, staff: Client) -> None:
    sent(world)
    draft(world, world.school_b, "lead_b", quantity=999)
    picture = staff.get(url("round_detail")).context["picture"]
    rows = {row.school: (row.items, row.waiting, row.amount) for row in picture.rows}
    assert rows == {world.school_a: (1, 1, 6300), world.school_b: (0, 0, 0)}
    assert [(row.state, row.items, row.amount) for row in picture.states] == [("reported", 1, 6300)]
    page = html.fromstring(staff.get(url("round_list", "990024")).content)
    assert "999" not in page.text_content()  # a token in an attribute may well hold it


def test_the_discussion_begins_with_a_button(world: World, staff: Client) -> None:
    sent(world)
    assert url("round_start") in staff.get(url("round_detail")).content.decode()
    assert url("round_start") not in world.client_for("it").get(url("round_detail")).content.decode()
    staff.post(url("round_start"))
    assert PlanningRound.unscoped.get().started_at
    assert url("round_start") not in staff.get(url("round_detail")).content.decode()


def test_a_decision_is_read_by_the_school_with_its_reason(world: World, staff: Client) -> None:
    item = sent(world, started=True)
    page = staff.get(url("round_list", SCHOOL)).content.decode()
    assert f"{url('round_decide', SCHOOL)}?position={item.pk}" in page
    address = f"{url('round_decide', SCHOOL)}?position={item.pk}"
    assert staff.post(address, decision(item, reason=" ")).status_code == 422
    assert staff.post(address, decision(item))["Location"] == url("round_list", SCHOOL)
    lead = world.client_for("lead_a")
    for name, key in (("need_list", YEAR), ("item_detail", item.pk)):
        read = lead.get(reverse(f"needs:{name}", args=[SCHOOL, key])).content.decode()
        assert "anerkannt" in read
        assert "Passt zum Standard" in read


def test_the_traeger_corrects_a_price_without_a_decision(world: World, staff: Client) -> None:
    item = sent(world, started=True)
    address = reverse("needs:item_price", args=[SCHOOL, item.pk])
    assert address in staff.get(url("round_list", SCHOOL)).content.decode()
    told = {"price": "399,50", "reason": "Preis des Rahmenvertrags", "seen": fingerprint(item)}
    assert staff.post(address, told | {"reason": " "}).status_code == 422
    assert staff.post(address, told).status_code == 302
    assert staff.post(address, told | {"price": "1"}).status_code in {409, 422}  # somebody else was faster
    state = item.state
    item.refresh_from_db()
    assert (item.state, str(item.price)) == (state, "399.50")
    step = NeedStep.unscoped.latest("pk")
    assert (step.from_state, step.to_state, str(step.old_price)) == (state, state, "420.00")
    read = (
        world.client_for("lead_a").get(reverse("needs:item_detail", args=[SCHOOL, item.pk])).content.decode()
    )
    for words in ("Preis korrigiert", "von 420,00\xa0€ auf 399,50", "Preis des Rahmenvertrags"):
        assert words in read, words
    assert AuditEntry.objects.filter(verb="needs.price_corrected").exists()
    assert world.client_for("lead_a").get(address).status_code == 403


def test_no_price_is_corrected_before_the_discussion_begins(world: World, staff: Client) -> None:
    item = sent(world)
    address = reverse("needs:item_price", args=[SCHOOL, item.pk])
    told = {"price": "1", "reason": "Zu früh", "seen": fingerprint(item)}
    assert staff.post(address, told).status_code == 422
    item.refresh_from_db()
    assert str(item.price) == "420.00"


def test_several_needs_are_decided_together_or_none(world: World, staff: Client) -> None:
    items = [draft(world), draft(world, quantity=3)]
    sent(world)
    rounds.start_round(world.authority, year=YEAR, actor=world.user("staff"))
    items = list(NeedItem.unscoped.order_by("pk"))
    rounds.decide(
        items[0], state="rejected", reason="Nein", version=items[0].version, actor=world.user("staff")
    )
    items[0].refresh_from_db()
    steps = NeedStep.unscoped.count()
    told = staff.post(url("round_decide", SCHOOL), decision(*items))
    assert told.status_code == 422
    assert "15 × Tablet im Klassensatz" in str(told.context["form"].non_field_errors())
    assert NeedStep.unscoped.count() == steps
    staff.post(url("round_decide", SCHOOL), decision(*items[1:]))
    assert sorted(NeedItem.unscoped.values_list("state", flat=True)) == [
        "recognised",
        "recognised",
        "rejected",
    ]


def test_who_decides_on_what_has_changed_is_told(world: World, staff: Client) -> None:
    item = sent(world, started=True)
    old = decision(item)
    rounds.decide(item, state="deferred", reason="Später", version=item.version, actor=world.user("head"))
    told = staff.post(url("round_decide", SCHOOL), old)
    assert told.status_code == 422
    assert "inzwischen" in str(told.context["form"].errors["items"])
    assert NeedItem.unscoped.get().state == "deferred"


def test_nobody_decides_before_the_discussion_begins(world: World, staff: Client) -> None:
    item = sent(world)
    assert staff.post(url("round_decide", SCHOOL), decision(item)).status_code == 422
    assert NeedItem.unscoped.get().state == "reported"


def test_the_table_for_outside_holds_the_sent_needs(world: World, staff: Client) -> None:
    sent(world, reason="=1+1")
    draft(world, world.school_b, "lead_b", reason="Entwurf von B")
    content = staff.get(url("round_export", "csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert [(row["Schulnummer"], row["Anzahl"], row["Summe"]) for row in rows] == [
        ("990012", "15", "6300,00")
    ]
    assert rows[0]["Pädagogische Begründung"] == "'=1+1"
    assert staff.get(url("round_export", "xlsx")).content[:2] == b"PK"
    assert staff.get(url("round_export", "pdf")).status_code == 404


def test_a_person_of_school_and_traeger_finds_no_draft_in_the_round(world: World) -> None:
    draft(world)
    lead = world.user("lead_a")
    picture = round_picture(user=lead, authority=world.authority, year=YEAR)
    assert (picture.items, picture.sent) == (0, [])


@pytest.mark.parametrize("name", ["round_detail", "round_list", "round_decide"])
def test_pages_of_the_round_ask_as_much_for_three_needs_as_for_one(
    world: World, staff: Client, name: str
) -> None:
    sent(world, started=True)
    address = url(name, *([SCHOOL] if name != "round_detail" else []))
    one = page_queries(staff, address)
    for school, actor in ((world.school_b, "lead_b"),):
        draft(world, school, actor)
        lists.send_list(school, year=YEAR, actor=world.user(actor))
    need_list = NeedItem.unscoped.filter(need_list__school=world.school_a).get().need_list
    for _more in range(2):
        NeedItem.unscoped.create(need_list=need_list, state="reported", submission_id=uuid4(), **values())
    assert page_queries(staff, address) == one
