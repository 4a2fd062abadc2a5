"""Ready-made needs from standard and stock, the school's word to them, and what was delivered as stock."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import DomainError
from core.models import AuditEntry
from equipment.coverage import missing_devices, missing_parts
from equipment.models import EquipmentType, StockBatch, TargetValues, UsefulLife
from needs.models import NeedItem, ProposalAnswer
from needs.selectors import proposals_of
from needs.services import rounds, stock
from schools.models import SchoolYearFigures
from tests.counting import page_queries
from tests.needs.conftest import YEAR, draft, sent
from tests.world import World

SCHOOL = "990012"


@pytest.fixture
def short(world: World) -> World:
    """A school with 90 pupils, 20 tablets of which 12 are too old, and a standard of three pupils per device."""
    SchoolYearFigures.unscoped.create(
        school=world.school_a,
        school_year=2026,
        reference_date=date(2026, 10, 15),
        pupils=90,
        teachers=10,
        teaching_rooms=10,
        presentation_rooms=10,
        wlan_rooms=10,
    )
    TargetValues.unscoped.create(
        authority=world.authority,
        school_type="02",
        pupils_per_device=3,
        wlan_share=100,
        teacher_device_share=0,
    )
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    for quantity, year in ((12, 2020), (8, YEAR)):
        StockBatch.unscoped.create(school=world.school_a, type=tablet, quantity=quantity, purchase_year=year)
    return world


def keys(world: World, year: int = YEAR) -> dict[str, int]:
    found = proposals_of(user=world.user("lead_a"), school=world.school_a, year=year)
    return {one.key: one.quantity for one in found}


def button(client: Client, key: str) -> str:
    """The mark of the button that takes this proposal over, as the page of the list carries it."""
    page = client.get(url("need_list", YEAR)).content.decode()
    _before, _action, form = page.partition(f'action="{url("proposal_accept", YEAR, key)}"')
    found = re.search(r'name="submission_id" value="([0-9a-f-]+)"', form.partition("</form>")[0])
    assert found
    return found[1]


def url(name: str, *args: Any) -> str:
    return reverse(f"needs:{name}", args=[SCHOOL, *args])


@pytest.fixture
def lead(world: World) -> Client:
    return world.client_for("lead_a")


@pytest.mark.parametrize(
    ("pupils", "devices", "target", "missing"),
    [(90, 20, 3, 10), (91, 20, 3, 11), (90, 30, 3, 0), (90, 99, 3, 0), (None, 1, 3, 0), (90, 1, None, 0)],
)
def test_missing_devices(pupils: Any, devices: int, target: Any, missing: int) -> None:
    assert missing_devices(pupils, devices, target) == missing


@pytest.mark.parametrize(
    ("part", "whole", "target", "missing"),
    [(7, 10, 100, 3), (7, 10, 75, 1), (8, 10, 75, 0), (None, 10, 75, 0), (1, None, 75, 0), (1, 10, None, 0)],
)
def test_missing_parts(part: Any, whole: Any, target: Any, missing: int) -> None:
    assert missing_parts(part, whole, target) == missing


def test_gaps_and_replacements_are_proposed(short: World) -> None:
    assert keys(short) == {"luecke-geraete": 10, "ersatz-DEV_TABLET_POOL": 12}


def test_a_gap_by_the_four_targets_speaks_of_no_standard(short: World) -> None:
    found = proposals_of(user=short.user("lead_a"), school=short.school_a, year=YEAR)
    (gap,) = [one for one in found if one.key == "luecke-geraete"]
    assert gap.reason == "Der Zielwert des Schulträgers ist nicht erreicht: Es fehlen 10."


def test_replacements_follow_the_useful_life_that_the_authority_plans_with(short: World) -> None:
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    UsefulLife.unscoped.create(authority=short.authority, type=tablet, years=YEAR + 1 - 2020)
    assert "ersatz-DEV_TABLET_POOL" not in keys(short)
    assert keys(short, YEAR + 1)["ersatz-DEV_TABLET_POOL"] == 12


def test_a_stock_that_nobody_has_recorded_is_not_zero(short: World) -> None:
    StockBatch.unscoped.all().delete()
    SchoolYearFigures.unscoped.update(wlan_rooms=7)
    assert keys(short) == {"luecke-wlan": 3}


def test_a_proposal_taken_over_is_a_draft_and_comes_no_more(short: World, lead: Client) -> None:
    assert "10 × Tablet im Klassensatz" in lead.get(url("need_list", YEAR)).content.decode()
    mark = {"submission_id": button(lead, "luecke-geraete")}
    for _click in range(2):
        answer = lead.post(url("proposal_accept", YEAR, "luecke-geraete"), mark, follow=True)
        assert answer.redirect_chain == [(url("need_list", YEAR), 302)]
        assert "Hinzugefügt: 10 ×" in answer.content.decode()
    item = NeedItem.unscoped.get()
    assert (item.quantity, item.kind, item.state, item.section) == (10, "extension", "draft", 6)
    assert item.reason == ""  # the pedagogical one is the school's alone
    assert keys(short) == {"ersatz-DEV_TABLET_POOL": 12}
    assert "luecke-geraete" in keys(short, YEAR + 1)
    other = {"submission_id": str(uuid4())}  # another page, opened before
    assert lead.post(url("proposal_accept", YEAR, "luecke-geraete"), other).status_code == 404
    assert NeedItem.unscoped.count() == 1


def test_who_deletes_the_draft_is_asked_again(short: World, lead: Client) -> None:
    for _time in range(2):
        mark = {"submission_id": button(lead, "luecke-geraete")}
        lead.post(url("proposal_accept", YEAR, "luecke-geraete"), mark)
        item = NeedItem.unscoped.get()
        assert "luecke-geraete" not in keys(short)
        lead.post(url("item_delete", item.pk), {"version": item.version})
        assert not NeedItem.unscoped.exists()
        assert "luecke-geraete" in keys(short)


def test_a_proposal_is_changed_before_it_is_taken_over(short: World, lead: Client) -> None:
    address = url("item_create", YEAR) + "?vorschlag=ersatz-DEV_TABLET_POOL"
    page = lead.get(address)
    assert "was damit im Unterricht möglich wird" in page.content.decode()
    form = page.context["form"]
    sent_back = {name: form[name].value() for name in ("quantity", "kind", "priority", "section")} | {
        "type": EquipmentType.objects.get(code="DEV_TABLET_POOL").pk
    }
    assert sent_back["quantity"] == 12
    assert lead.post(address, sent_back | {"quantity": 14}).status_code == 302
    assert NeedItem.unscoped.get().quantity == 14
    assert "ersatz-DEV_TABLET_POOL" not in keys(short)


def test_a_rejection_wants_a_word_and_is_remembered_for_the_round(short: World, lead: Client) -> None:
    address = url("proposal_reject", YEAR, "luecke-geraete")
    assert lead.post(address, {"reason": " "}).status_code == 422
    assert lead.post(address, {"reason": "Klassen teilen"}).status_code == 302
    assert ProposalAnswer.unscoped.get().reason == "Klassen teilen"
    assert "luecke-geraete" not in keys(short)
    assert "luecke-geraete" in keys(short, YEAR + 1)
    assert lead.post(address, {"reason": "noch einmal"}).status_code == 404
    assert not NeedItem.unscoped.exists()


def test_a_sent_list_takes_no_proposal(short: World, lead: Client) -> None:
    sent(short)
    lead.post(url("proposal_accept", YEAR, "luecke-geraete"))
    assert NeedItem.unscoped.count() == 1
    assert not ProposalAnswer.unscoped.exists()


def test_the_list_asks_as_much_for_many_proposals_as_for_few(short: World, lead: Client) -> None:
    few = page_queries(lead, url("need_list", YEAR))
    for code in ("DEV_TEACHER", "PRES_DISPLAY"):
        StockBatch.unscoped.create(
            school=short.school_a, type=EquipmentType.objects.get(code=code), quantity=3, purchase_year=2012
        )
    assert page_queries(lead, url("need_list", YEAR)) == few


def delivered(world: World) -> NeedItem:
    item = sent(world, started=True)
    for state in ("recognised", "budgeted", "ordered", "delivered"):
        rounds.decide(item, state=state, reason="so", version=item.version, actor=world.user("staff"))
        item.refresh_from_db()
    return item


def test_what_was_delivered_becomes_a_line_of_the_stock_once(world: World, lead: Client) -> None:
    item = delivered(world)
    assert url("item_stock", item.pk) in lead.get(url("item_detail", item.pk)).content.decode()
    form = lead.get(url("item_stock", item.pk)).context["form"]
    assert (form["type"].value(), form["quantity"].value()) == (item.type_id, 15)
    told = {
        "type": item.type_id,
        "quantity": 14,
        "condition": "good",
        "state": "in_use",
        "submission_id": str(uuid4()),
    }
    for _click in range(2):
        assert lead.post(url("item_stock", item.pk), told).status_code == 302
    item.refresh_from_db()
    assert item.batch == StockBatch.unscoped.get()
    assert item.batch.quantity == 14
    entry = AuditEntry.objects.get(verb="needs.item_stocked")
    assert (entry.subject_id, entry.changes) == (str(item.pk), {"batch": [None, item.batch.pk]})
    again = lead.post(url("item_stock", item.pk), told | {"submission_id": str(uuid4()), "room": "R 1"})
    assert again.status_code == 422
    assert StockBatch.unscoped.count() == 1
    assert url("item_stock", item.pk) not in lead.get(url("item_detail", item.pk)).content.decode()


def test_nothing_is_stock_before_it_was_delivered(world: World) -> None:
    item = sent(world)
    values = {"type": item.type, "quantity": 1}
    with pytest.raises(DomainError, match="geliefert"):
        stock.take_into_stock(item, values=values, submission_id=uuid4(), actor=world.user("lead_a"))
    assert not StockBatch.unscoped.exists()


def test_a_proposal_names_what_stands_in_the_lists_already(short: World, lead: Client) -> None:
    """Of another year it is not taken off, as nobody has recognised it; but nobody asks twice without seeing it."""
    settled = draft(short, quantity=3)
    NeedItem.unscoped.filter(pk=settled.pk).update(state="in_operation")
    draft(short, quantity=7)
    other = draft(short, quantity=5)
    NeedItem.unscoped.filter(pk=other.pk).update(state="deferred")
    draft(short, school=short.school_b, actor="lead_b", quantity=99)
    found = proposals_of(user=short.user("lead_a"), school=short.school_a, year=YEAR)
    told = {one.type.code: one.listed for one in found}
    assert told["DEV_TABLET_POOL"] == (
        f"Schon in Ihren Listen: 7 ({YEAR}, Entwurf), 5 ({YEAR}, zurückgestellt). "
        f"Vorgeschlagen wird nur, was über die Liste {YEAR} hinausgeht."
    )
    assert not any(listed for code, listed in told.items() if code != "DEV_TABLET_POOL")
    assert told["DEV_TABLET_POOL"] in lead.get(url("need_list", YEAR)).content.decode()


@pytest.mark.parametrize(
    ("listed", "left"),
    [
        ({}, {"luecke-geraete": 10, "ersatz-DEV_TABLET_POOL": 12}),
        ({"extension": 7}, {"luecke-geraete": 3, "ersatz-DEV_TABLET_POOL": 12}),
        ({"extension": 10, "replacement": 12}, {}),
        ({"first": 14}, {"ersatz-DEV_TABLET_POOL": 8}),
        ({"replacement": 15, "extension": 1}, {"luecke-geraete": 6}),
        ({"extension": 99}, {}),
    ],
)
def test_what_the_list_of_this_year_holds_is_not_proposed_again(
    short: World, listed: dict[str, int], left: dict[str, int]
) -> None:
    for kind, quantity in listed.items():
        draft(short, kind=kind, quantity=quantity)
    assert keys(short) == left
    whole = {"luecke-geraete": 10, "ersatz-DEV_TABLET_POOL": 12}
    assert keys(short, YEAR + 1) == whole  # of the next year nobody has listed anything
    for key in whole.keys() - left.keys():
        assert short.client_for("lead_a").post(url("proposal_accept", YEAR, key)).status_code == 404


def test_a_need_taken_over_from_a_proposal_is_not_taken_off_the_other_one(short: World, lead: Client) -> None:
    lead.post(
        url("proposal_accept", YEAR, "ersatz-DEV_TABLET_POOL"),
        {"submission_id": button(lead, "ersatz-DEV_TABLET_POOL")},
    )
    assert keys(short) == {"luecke-geraete": 10}


def test_a_proposal_says_whether_it_replaces(short: World, lead: Client) -> None:
    page = lead.get(url("need_list", YEAR)).content.decode()
    assert "10 × Tablet im Klassensatz (Erweiterung)" in page
    assert "12 × Tablet im Klassensatz (Ersatz)" in page
