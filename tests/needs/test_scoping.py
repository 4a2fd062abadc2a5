"""Who reads a draft, a sent list and its way; and who may do what with it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core.scoping import ScopedModel
from needs.models import NeedItem, NeedList, NeedStep, PlanningRound
from needs.services import lists, rounds
from schools.access import Role
from schools.models import Membership
from schools.services.successions import record_succession
from tests.needs.conftest import YEAR, draft, sent
from tests.world import World, make_school

SCHOOL, AUTHORITY = {"lead_a", "member_a"}, {"staff", "head"}
RIGHTS = {
    "needs.view_list": SCHOOL,
    "needs.view_item": SCHOOL | AUTHORITY,
    "needs.change_item": SCHOOL,
    "needs.send_list": {"lead_a"},
    "needs.decide_item": {"staff", "head"},
}
MODELS = (NeedList, NeedItem, NeedStep)


def readers(world: World, model: type[ScopedModel]) -> set[str]:
    return {actor for actor in world.users if model.visible_to(world.user(actor)).exists()}


@pytest.mark.parametrize("model", MODELS)
def test_a_draft_is_read_by_its_school_alone(world: World, model: type[ScopedModel]) -> None:
    draft(world)
    assert readers(world, model) == SCHOOL


@pytest.mark.parametrize("model", MODELS)
def test_what_was_sent_is_read_by_the_traeger_until_it_is_withdrawn(
    world: World, model: type[ScopedModel]
) -> None:
    sent(world)
    assert readers(world, model) == SCHOOL | AUTHORITY
    lists.withdraw_list(world.school_a, year=YEAR, actor=world.user("lead_a"))
    assert readers(world, model) == SCHOOL


def test_the_rules_of_a_round_are_read_by_the_traeger_and_its_schools(world: World) -> None:
    rounds.start_round(world.authority, year=YEAR, actor=world.user("staff"))
    assert readers(world, PlanningRound) == SCHOOL | AUTHORITY | {"lead_b"}


@pytest.mark.parametrize("permission", RIGHTS)
def test_rights_about_an_item_of_school_a(world: World, permission: str) -> None:
    item = sent(world)
    may = {actor for actor in world.users if world.user(actor).has_perm(permission, item)}
    assert may == RIGHTS[permission]


def test_rights_about_the_round(world: World) -> None:
    def may(permission: str) -> set[str]:
        return {actor for actor in world.users if world.user(actor).has_perm(permission, world.authority)}

    assert may("needs.view_round") == AUTHORITY
    assert may("needs.change_round") == {"staff", "head"}


def test_somebody_at_two_schools_of_a_traeger_sees_its_round_once(world: World) -> None:
    rounds.start_round(world.authority, year=YEAR, actor=world.user("staff"))
    user = world.user("lead_a")
    second = make_school("990048", "Grundschule Zwei", world.municipality, world.authority)
    Membership.unscoped.create(user=user, role=Role.SCHOOL_LEAD, school=second)
    assert PlanningRound.visible_to(world.user("lead_a")).count() == 1


def test_who_carries_a_school_on_reads_what_it_sent_and_changes_nothing(world: World) -> None:
    old = world.school_b
    draft(world, old, "lead_b", reason="Nie abgeschickt", quantity=3)
    record_succession(old, world.school_a, since=date(2026, 8, 1), actor=world.user("admin"))
    page = reverse("needs:need_list", args=[old.school_number, YEAR])
    item = NeedItem.unscoped.get()
    way = reverse("needs:item_detail", args=[old.school_number, item.pk])
    client = world.client_for("lead_a")
    answer = client.get(page)
    assert (answer.status_code, answer.context["picture"].lines, answer.context["proposals"]) == (200, [], [])
    assert "Bedarf hinzufügen" not in answer.content.decode()
    assert client.get(way).status_code == 404
    lists.send_list(old, year=YEAR, actor=world.user("lead_b"))
    assert "3 × " in client.get(page).content.decode()
    assert "Nie abgeschickt" in client.get(way).content.decode()
    current = reverse("needs:need_list_current", args=[old.school_number])
    assert current in client.get(old.get_absolute_url()).content.decode()
    for name in ("need_list_check", "item_create"):
        assert client.get(reverse(f"needs:{name}", args=[old.school_number, YEAR])).status_code == 403
    for name in ("need_list_send", "need_list_withdraw"):
        assert client.post(reverse(f"needs:{name}", args=[old.school_number, YEAR])).status_code == 403
    assert client.get(reverse("needs:item_update", args=[old.school_number, item.pk])).status_code == 403
    assert world.client_for("lead_c").get(page).status_code == 404
