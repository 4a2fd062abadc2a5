"""Pages of the school's list: draft, check, send, take back; what two people at once do; what a reader finds."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.fingerprint import fingerprint
from needs.models import NeedItem, NeedList
from needs.selectors import list_picture
from needs.services import lists, rounds
from schools.models import CompetenceUse
from tests.counting import page_queries
from tests.needs.conftest import YEAR, draft, sent, values
from tests.world import World

SCHOOL = "990012"


def url(name: str, *args: Any) -> str:
    return reverse(f"needs:{name}", args=[SCHOOL, *args])


def fields(**extra: Any) -> dict[str, Any]:
    """What the form sends for `values()`."""
    told = values() | extra
    return told | {"type": told["type"].pk, "price": "420,00"} | extra


@pytest.fixture
def lead(world: World) -> Client:
    return world.client_for("lead_a")


def test_a_need_begins_at_a_section_of_the_concept(world: World, lead: Client) -> None:
    page = lead.get(reverse("schools:section_update", args=[SCHOOL, 3])).content.decode()
    address = url("item_create_current") + "?abschnitt=3"
    assert address in page
    form = lead.get(address).context["form"]
    assert (str(form["section"].value()), form["quantity"].value()) == ("3", None)
    response = lead.post(url("item_create", YEAR), fields())
    assert response["Location"] == url("need_list", YEAR)
    item = NeedItem.unscoped.get()
    assert (item.section, item.price, item.need_list.year) == (3, values()["price"], YEAR)


@pytest.mark.parametrize("plan", ["9" * 18, "9" * 40, "x", "٣"])
def test_a_need_begins_whatever_vorhaben_the_address_names(lead: Client, plan: str) -> None:
    answer = lead.get(url("item_create_current") + f"?vorhaben={plan}")
    assert answer.status_code == 200
    assert " selected" not in str(answer.context["form"]["plan"]).replace('value="" selected', "")


def test_a_need_begins_at_a_vorhaben_of_the_own_school_alone(world: World, lead: Client) -> None:
    plans = [
        CompetenceUse.unscoped.create(
            school=school, competence="2.3", subject="Kunst", year_group=3, plan="Film"
        )
        for school in (world.school_a, world.school_b)
    ]
    form = lead.get(url("item_create", YEAR), {"vorhaben": plans[0].pk}).context["form"]
    assert form["plan"].value() == plans[0].pk
    refused = lead.post(url("item_create", YEAR), fields(plan=plans[1].pk))
    assert refused.status_code == 422
    assert "plan" in refused.context["form"].errors
    assert not NeedItem.unscoped.exists()


def test_a_draft_needs_four_answers_and_keeps_what_was_typed(world: World, lead: Client) -> None:
    refused = lead.post(url("item_create", YEAR), {"reason": "Lernvideos", "price": "viel"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"type", "quantity", "kind", "priority", "price"}
    page = refused.content.decode()
    assert "Lernvideos" in page
    assert "(freiwillig)" not in page[page.index("Wofür?") : page.index("Teilkompetenz des Medien")]
    bare = {name: fields()[name] for name in ("type", "quantity", "kind", "priority")}
    assert lead.post(url("item_create", YEAR), bare).status_code == 302


def test_the_price_suggests_the_budget_and_the_school_may_say_otherwise(world: World) -> None:
    draft(world, price=900)
    draft(world, price=900, accounting="consumptive")
    picture = list_picture(user=world.user("lead_a"), school=world.school_a, year=YEAR)
    assert sorted((line.accounting, line.is_suggested) for line in picture.lines) == [
        ("consumptive", False), ("investive", True),
    ]  # fmt: skip
    assert (picture.money.total, picture.money.investive, picture.money.unpriced) == (27000, 13500, 0)


def test_what_two_people_change_is_put_side_by_side(world: World, lead: Client) -> None:
    item = draft(world)
    opened = fingerprint(NeedItem.unscoped.get())
    lists.update_item(item, values=values(quantity=20), version=0, actor=world.user("member_a"))
    address = reverse("needs:item_update", args=[SCHOOL, item.pk])
    told = lead.post(address, fields(quantity=30, seen=opened))
    assert told.status_code == 422
    form = told.context["form"]
    assert [(one.theirs, one.mine) for one in form.differences] == [("20", "30")]
    assert NeedItem.unscoped.get().quantity == 20
    again = lead.post(address, fields(quantity=30, seen=form["seen"].value()))
    assert again.status_code == 302
    assert NeedItem.unscoped.get().quantity == 30


def test_deleting_takes_the_version_that_was_seen(world: World, lead: Client) -> None:
    item = draft(world)
    address = reverse("needs:item_delete", args=[SCHOOL, item.pk])
    lead.post(address, {"version": 7})
    assert NeedItem.unscoped.exists()
    lead.post(address, {"version": 0})
    assert not NeedItem.unscoped.exists()


def test_check_page_names_what_is_missing_and_sends_what_was_seen(world: World, lead: Client) -> None:
    item = draft(world, reason="")
    page = lead.get(url("need_list_check", YEAR))
    assert "Die pädagogische Begründung fehlt" in page.content.decode()
    assert url("need_list_send", YEAR) not in page.content.decode()
    lists.update_item(item, values=values(), version=0, actor=None)
    seen = lead.get(url("need_list_check", YEAR)).context["picture"].seen
    draft(world)
    late = lead.post(url("need_list_send", YEAR), {"seen": seen}, follow=True)
    assert "Prüfen Sie sie noch einmal" in late.content.decode()
    assert not NeedList.unscoped.get().is_sent
    seen = lead.get(url("need_list_check", YEAR)).context["picture"].seen
    assert lead.post(url("need_list_send", YEAR), {"seen": seen})["Location"] == url("need_list", YEAR)
    assert NeedList.unscoped.get().is_sent


def test_where_the_traeger_only_warns_an_open_answer_does_not_stop_the_list(
    world: World, lead: Client
) -> None:
    rounds.save_round(world.authority, year=YEAR, price_limit=800, is_strict=False, actor=world.user("staff"))
    draft(world, reason="")
    page = lead.get(url("need_list_check", YEAR))
    assert "Die pädagogische Begründung fehlt" in page.content.decode()
    lead.post(url("need_list_send", YEAR), {"seen": page.context["picture"].seen})
    assert NeedList.unscoped.get().is_sent


def test_a_closed_round_takes_no_list(world: World, lead: Client) -> None:
    rounds.save_round(
        world.authority, year=YEAR, price_limit=800, is_strict=True, is_open=False, actor=world.user("staff")
    )
    draft(world)
    page = lead.get(url("need_list_check", YEAR))
    assert url("need_list_send", YEAR) not in page.content.decode()
    told = lead.post(url("need_list_send", YEAR), {"seen": page.context["picture"].seen}, follow=True)
    assert "keine Listen mehr an" in told.content.decode()
    assert not NeedList.unscoped.get().is_sent


def test_done_and_sent_are_different_words(world: World, lead: Client) -> None:
    item = draft(world)
    page = lead.get(url("need_list", YEAR)).content.decode()
    assert "Noch nicht abgeschickt" in page
    assert "erledigt" in page
    assert "Abgeschickt am" not in page
    lists.send_list(world.school_a, year=YEAR, actor=world.user("lead_a"))
    page = lead.get(url("need_list", YEAR)).content.decode()
    assert "Abgeschickt am" in page
    assert "erledigt" not in page
    fixed = lead.get(reverse("needs:item_update", args=[SCHOOL, item.pk]))
    assert fixed["Location"] == reverse("needs:item_detail", args=[SCHOOL, item.pk])


def test_a_sent_list_is_withdrawn_until_the_traeger_begins(world: World, lead: Client) -> None:
    sent(world)
    assert url("need_list_withdraw", YEAR) in lead.get(url("need_list", YEAR)).content.decode()
    lead.post(url("need_list_withdraw", YEAR))
    assert not NeedList.unscoped.get().is_sent
    lists.send_list(world.school_a, year=YEAR, actor=world.user("lead_a"))
    rounds.start_round(world.authority, year=YEAR, actor=world.user("staff"))
    assert url("need_list_withdraw", YEAR) not in lead.get(url("need_list", YEAR)).content.decode()
    told = lead.post(url("need_list_withdraw", YEAR), follow=True)
    assert "lässt sich nicht mehr zurückziehen" in told.content.decode()


def test_the_way_shows_each_step_with_its_reason(world: World, lead: Client) -> None:
    item = sent(world, started=True)
    rounds.decide(
        item, state="deferred", reason="Erst das WLAN", version=item.version, actor=world.user("staff")
    )
    way = lead.get(reverse("needs:item_detail", args=[SCHOOL, item.pk]))
    assert [step.to_state for step in way.context["way"].steps] == ["draft", "reported", "deferred"]
    assert "Erst das WLAN" in way.content.decode()
    assert "Erst das WLAN" in lead.get(url("need_list", YEAR)).content.decode()


@pytest.mark.parametrize("name", ["need_list", "need_list_check"])
def test_pages_of_the_list_ask_as_much_for_three_needs_as_for_one(
    world: World, lead: Client, name: str
) -> None:
    draft(world)
    one = page_queries(lead, url(name, YEAR))
    for _more in range(2):
        draft(world)
    assert page_queries(lead, url(name, YEAR)) == one
