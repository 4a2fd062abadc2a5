"""What of the scenarios is shown at a round table: one, or two side by side."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse

from forecast import services
from forecast.models import Scenario
from forecast.selectors import shown_scenarios
from roundtables.models import RoundTableSeries
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


def test_from_the_scenario_a_link_leads_back_to_the_table(world, scenario):
    one = scenario()
    services.share_scenario(one, actor=world.user("staff"))
    moderator = world.client_for("moderator")
    series = RoundTableSeries.unscoped.create(municipality=world.municipality, name="Runder Tisch")
    table = reverse("roundtables:series_detail", args=[series.pk])
    address = reverse("forecast:scenario_shown", args=[one.pk])
    link = f"{address}?tisch={series.pk}"
    assert link in moderator.get(table).content.decode()
    assert moderator.get(link).content.decode().count(f'href="{table}"') == 2  # breadcrumb and button
    assert f'href="{table}"' not in moderator.get(address).content.decode()
    assert moderator.get(address, {"tisch": "x/../y"}).status_code == 200


def test_a_foreign_scenario_is_shown_to_nobody(world, stock):
    one = made(world, "Eigenes", {})
    foreign = made(world, "Fremdes", {"price_index": "10"}, world.school_c.authority, "staff_c")
    address = f"{reverse('forecast:scenario_share', args=[one.pk])}?mit={foreign.pk}"
    assert world.client_for("staff").post(address).status_code == 302
    assert Scenario.unscoped.get(pk=one.pk).shown["names"] == ["Plan", "Eigenes"]


def test_what_is_shared_stays_as_it_was_reckoned(world, scenario, stock, price):
    stock(due=THIS_YEAR, quantity=10)
    price("400.00")
    one = scenario()
    address = reverse("forecast:scenario_shown", args=[one.pk])
    assert world.client_for("lead_b").get(address).status_code == 404
    services.share_scenario(one, actor=world.user("staff"))
    stock("NET_AP", due=THIS_YEAR, quantity=5)
    for actor in ("lead_b", "moderator", "staff"):
        answer = world.client_for(actor).get(address).context["answer"]
        assert answer["rows"][0]["other_euro"] == "0,00"  # due a year later: used for five years
        assert answer["rows"][1]["other_pieces"] == "10"
    assert world.client_for("it").get(address).status_code == 404
    services.unshare_scenario(one, actor=world.user("staff"))
    assert world.client_for("lead_b").get(address).status_code == 404


def test_the_page_of_the_table_leads_to_what_is_shown(world, scenario):
    series = RoundTableSeries.unscoped.create(municipality=world.municipality, name="Runder Tisch")
    one, hidden = scenario(), scenario("Noch im Büro")
    services.share_scenario(one, actor=world.user("staff"))
    address = reverse("roundtables:series_detail", args=[series.pk])
    for actor in ("lead_a", "moderator", "supervision", "staff"):
        shown = world.client_for(actor).get(address)
        assert shown.context["scenarios"] == [one]
        assert hidden.name not in shown.content.decode()
    assert shown_scenarios(user=world.user("it"), municipality=world.municipality) == []
