"""What the start page asks of the school and of the Träger about needs."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from gutersloh_portal.selectors_home import home_of
from gutersloh_portal.selectors_needs import needs_tasks
from gutersloh_portal.task import Task
from needs.models import NeedItem
from needs.services import lists, rounds
from tests.needs.conftest import YEAR, draft, sent
from tests.world import World


def tasks(world: World, actor: str) -> list[Task]:
    return list(needs_tasks(world.user(actor)))


def open_round(world: World, *, days: int, is_open: bool = True) -> None:
    rounds.save_round(
        world.authority,
        year=YEAR,
        price_limit=800,
        is_strict=True,
        due_on=timezone.localdate() + timedelta(days=days),
        is_open=is_open,
        actor=world.user("staff"),
    )


def test_a_school_is_asked_for_its_list_while_the_round_is_open(world: World) -> None:
    assert tasks(world, "lead_a") == []
    open_round(world, days=10)
    (task,) = tasks(world, "lead_a")
    assert task.url == reverse("needs:need_list", args=["990012", YEAR])
    assert (task.tone, task.minutes, task.due_on) == (
        "warning",
        10,
        timezone.localdate() + timedelta(days=10),
    )
    draft(world)
    lists.send_list(world.school_a, year=YEAR, actor=world.user("lead_a"))
    assert tasks(world, "lead_a") == []
    assert len(tasks(world, "lead_b")) == 1


def test_a_closed_round_or_a_past_day_asks_for_nothing(world: World) -> None:
    open_round(world, days=10, is_open=False)
    assert tasks(world, "lead_a") == []
    open_round(world, days=-1)
    assert tasks(world, "lead_a") == []


def test_the_traeger_is_asked_until_all_is_decided(world: World) -> None:
    draft(world)
    assert tasks(world, "staff") == []
    sent(world, started=True)
    (task,) = tasks(world, "staff")
    assert (task.url, task.minutes) == (reverse("needs:round_detail", args=["99001", YEAR]), 4)
    assert tasks(world, "staff_c") == []
    for item in NeedItem.unscoped.all():
        rounds.decide(item, state="deferred", reason="Später", version=item.version, actor=world.user("head"))
    assert tasks(world, "staff") == []


def test_the_school_hears_once_a_list_what_was_decided(world: World) -> None:
    def heard(actor: str) -> list[tuple[str, str]]:
        return [(row.text, row.url) for row in home_of(world.user(actor)).changes if "Bedarf" in row.text]

    draft(world)
    draft(world)
    sent(world, started=True)
    assert heard("lead_a") == []
    for item in NeedItem.unscoped.all():
        rounds.decide(item, state="deferred", reason="Später", version=item.version, actor=world.user("head"))
    count = NeedItem.unscoped.count()
    line = f"Bedarfsmeldung {YEAR}: Der Schulträger hat über {count} Positionen entschieden"
    assert heard("lead_a") == [(line, reverse("needs:need_list", args=["990012", YEAR]))]
    assert heard("lead_b") == heard("staff") == []
