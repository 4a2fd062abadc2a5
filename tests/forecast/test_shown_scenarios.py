"""Two scenarios side by side at a round table."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse

from forecast import services
from forecast.models import Scenario
from tests.forecast.conftest import THIS_YEAR


def made(world, name, changes, authority=None, actor="staff"):
    values = {"name": name, "base_year": THIS_YEAR, "note": "", "changes": changes}
    return services.create_scenario(
        authority or world.authority, values=values, submission_id=uuid4(), actor=world.user(actor)
    )


def test_two_scenarios_are_shown_against_each_other(world, stock, price):
    stock(due=THIS_YEAR, quantity=10)
    price("400.00")
    one, other = (
        made(world, "Länger", {"lives": {"DEV_TABLET_POOL": 5}}),
        made(world, "Teurer", {"price_index": "10"}),
    )
    staff = world.client_for("staff")
    page = staff.get(one.get_absolute_url(), {"mit": other.pk})
    address = f"{reverse('forecast:scenario_share', args=[one.pk])}?mit={other.pk}"
    assert f'action="{address}"' in page.content.decode()
    assert staff.post(address).status_code == 302
    services.change_scenario(
        other,
        values={"name": "Neu", "base_year": THIS_YEAR, "note": "", "changes": {}},
        version=0,
        actor=world.user("staff"),
    )
    shown = world.client_for("lead_b").get(reverse("forecast:scenario_shown", args=[one.pk]))
    assert shown.context["answer"]["names"] == ["Teurer", "Länger"]
    assert "Die Preise ändern sich um 10 % je Jahr." in shown.content.decode()
    again = staff.get(one.get_absolute_url()).context["again_url"]
    staff.post(again)
    assert Scenario.unscoped.get(pk=one.pk).shown["names"] == ["Neu", "Länger"]


def test_a_foreign_scenario_is_shown_to_nobody(world, stock):
    one = made(world, "Eigenes", {})
    foreign = made(world, "Fremdes", {"price_index": "10"}, world.school_c.authority, "staff_c")
    address = f"{reverse('forecast:scenario_share', args=[one.pk])}?mit={foreign.pk}"
    assert world.client_for("staff").post(address).status_code == 302
    assert Scenario.unscoped.get(pk=one.pk).shown["names"] == ["Plan", "Eigenes"]
