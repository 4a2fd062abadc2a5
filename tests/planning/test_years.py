"""The planning year: thirteen phases, the Träger's own dates, and the line on the start page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.errors import Conflict, DomainError
from gutersloh_portal.selectors_phase import MorePhases, phase_line_of
from needs.models import PlanningRound
from needs.services.rounds import save_round
from planning.models import PlanningPhase
from planning.phases import BY_NUMBER, PHASES, REPORTING
from planning.selectors.years import YearPicture, phases_now, year_picture
from planning.services.years import reset_phase, save_phase
from tests.counting import page_queries
from tests.planning.conftest import TRAEGER, YEAR
from tests.world import World


def values(**extra: Any) -> dict[str, Any]:
    return {
        "title": "Reihung",
        "begins_on": date(YEAR, 5, 10),
        "ends_on": date(YEAR, 6, 20),
        "school_text": "Sie hören von uns.",
        "authority_text": "Wir reihen.",
        "is_active": True,
    } | extra


def change(world: World, number: int = 6, **extra: Any) -> PlanningPhase:
    return save_phase(
        world.authority, year=YEAR, number=number, values=values(**extra), actor=world.user("staff")
    )


def picture(world: World, actor: str = "staff") -> YearPicture:
    return year_picture(user=world.user(actor), authority=world.authority, year=YEAR)


def due(world: World, day: date | None) -> None:
    save_round(
        world.authority, year=YEAR, price_limit=800, is_strict=True, due_on=day, actor=world.user("staff")
    )


def test_a_year_that_nobody_touched_has_all_phases_in_order(world: World) -> None:
    phases = picture(world).phases
    assert [phase.number for phase in phases] == list(PHASES)
    assert (phases[0].begins_on, phases[0].ends_on) == (date(YEAR - 1, 10, 1), date(YEAR - 1, 11, 30))
    assert (phases[2].begins_on, phases[2].ends_on) == (
        date(YEAR, 1, 1),
        date(YEAR, 3, 1) - timedelta(days=1),
    )
    assert (phases[11].begins_on, phases[11].ends_on) == (date(YEAR + 1, 7, 1), date(YEAR + 1, 8, 31))
    assert all(phase.begins_on <= phase.ends_on for phase in phases)
    assert [phase.begins_on for phase in phases] == sorted(phase.begins_on for phase in phases)
    assert PlanningPhase.unscoped.count() == 0


@pytest.mark.parametrize("day", [date(YEAR, 3, 31), date(YEAR, 4, 15), date(YEAR, 1, 10)])
def test_reporting_ends_when_the_lists_are_due(world: World, day: date) -> None:
    due(world, day)
    reporting = picture(world).phases[REPORTING - 1]
    assert (reporting.ends_on, reporting.begins_on) == (day, min(date(YEAR, 2, 1), day))
    change(world, REPORTING, begins_on=min(date(YEAR, 1, 5), day), ends_on=date(YEAR, 12, 31))
    assert PlanningPhase.unscoped.get().ends_on is None
    assert picture(world).phases[REPORTING - 1].ends_on == day
    assert PlanningRound.unscoped.get().deadline == day


@pytest.mark.parametrize("number", PHASES)
def test_each_side_reads_what_a_phase_means_for_it(number: int) -> None:
    rule = BY_NUMBER[number]
    assert rule.authority
    assert str(rule.school) != str(rule.authority)


def test_a_changed_phase_counts_until_it_is_reset(world: World) -> None:
    change(world)
    phase = picture(world).phases[5]
    assert (phase.title, phase.begins_on, phase.ends_on) == ("Reihung", date(YEAR, 5, 10), date(YEAR, 6, 20))
    reset_phase(world.authority, year=YEAR, number=6, actor=world.user("staff"))
    assert picture(world).phases[5].title == "Priorisierung"


def test_days_in_the_wrong_order_are_refused(world: World) -> None:
    with pytest.raises(DomainError, match="Der letzte Tag liegt vor dem ersten"):
        change(world, begins_on=date(YEAR, 7, 1))
    due(world, date(YEAR, 3, 31))
    with pytest.raises(DomainError, match="Der letzte Tag liegt vor dem ersten"):
        change(world, REPORTING, begins_on=date(YEAR, 4, 1))


def test_two_who_set_the_same_phase_first_are_told(world: World) -> None:
    change(world)
    with pytest.raises(Conflict):
        save_phase(
            world.authority, year=YEAR, number=6, values=values(), actor=world.user("head"), is_new=True
        )


def test_the_other_editor_is_told_on_the_page(world: World) -> None:
    client, url = world.client_for("staff"), reverse("planning:phase_update", args=[TRAEGER, YEAR, 6])
    told = values() | {"seen": ""}
    assert client.post(url, told).status_code == 302
    late = client.post(url, told | {"title": "Anders"})
    assert (late.status_code, "inzwischen" in late.content.decode()) == (422, True)
    assert PlanningPhase.unscoped.get().title == "Reihung"


def test_each_side_reads_its_own_words(world: World) -> None:
    change(world, number=7, school_text="", authority_text="Nur für uns")
    url = reverse("planning:year_detail", args=[TRAEGER, YEAR])
    school, office = world.client_for("lead_a").get(url), world.client_for("head").get(url)
    assert "Nur für uns" not in school.content.decode()
    assert "Nur für uns" in office.content.decode()
    assert reverse("needs:need_list", args=["990012", YEAR]) in school.content.decode()
    assert reverse("needs:round_detail", args=[TRAEGER, YEAR]) in office.content.decode()
    for name in ("procurement:order_list", "procurement:grant_list", "equipment:bulk_create"):
        assert reverse(name, args=[TRAEGER]) in office.content.decode()
        assert reverse(name, args=[TRAEGER]) not in school.content.decode()


def test_a_phase_that_is_off_is_not_shown_to_schools(world: World) -> None:
    change(world, title="Fällt aus", is_active=False)
    url = reverse("planning:year_detail", args=[TRAEGER, YEAR])
    assert "Fällt aus" not in world.client_for("lead_a").get(url).content.decode()
    assert "Fällt aus" in world.client_for("staff").get(url).content.decode()


def running(world: World, actor: str, day: date) -> list[tuple[int, int]]:
    (now,) = phases_now(user=world.user(actor), authorities=[world.authority.pk], day=day)
    return [(phase.year, phase.number) for phase in now.phases]


def test_several_planning_years_run_at_the_same_time(world: World) -> None:
    assert running(world, "lead_a", date(YEAR - 1, 11, 26)) == [
        (YEAR - 1, 9), (YEAR - 1, 10), (YEAR, 1), (YEAR, 2),
    ]  # fmt: skip
    assert running(world, "staff", date(YEAR, 3, 31)) == [(YEAR - 1, 11), (YEAR, 4)]
    due(world, date(YEAR, 3, 15))
    assert running(world, "staff", date(YEAR, 3, 31)) == [(YEAR - 1, 11)]
    change(world, begins_on=date(YEAR, 3, 20), ends_on=date(YEAR, 4, 1))
    assert running(world, "staff", date(YEAR, 3, 31)) == [(YEAR - 1, 11), (YEAR, 6)]
    change(world, is_active=False, begins_on=date(YEAR, 3, 20))
    assert running(world, "staff", date(YEAR, 3, 31)) == [(YEAR - 1, 11)]


def test_the_start_page_says_what_is_on_with_one_query(world: World) -> None:
    today = timezone.localdate()
    save_phase(
        world.authority,
        year=today.year,
        number=3,
        values=values(begins_on=today, ends_on=today, title="Heute"),
        actor=world.user("staff"),
    )
    for actor, text in (("lead_a", "Sie hören von uns."), ("head", "Wir reihen.")):
        user = world.user(actor)
        user.has_perm("planning.view_year", world.authority)  # the memberships are read on every page
        with CaptureQueriesContext(connection) as queries:
            line = phase_line_of(user)
        assert line
        assert (line.title, line.text, len(queries)) == ("Heute", text, 1)
    for actor in ("it", "adviser", "moderator", "admin", "nobody"):
        assert phase_line_of(world.user(actor)) is None


def test_other_phases_that_run_are_counted_and_led_to(world: World) -> None:
    """Of several planning years some phase runs nearly always, and the calendar shows one year at a time."""
    today = timezone.localdate()
    running = {(today.year, 3), (today.year, 6), (today.year + 1, 1)}
    for year in (today.year - 1, today.year, today.year + 1):
        for number in PHASES:
            last = today + timedelta(days=number)
            first = date(year, 1, 1) if number == REPORTING else today  # it ends on the day of the round
            told = values(begins_on=first, ends_on=last, title=f"Phase {number}")
            save_phase(
                world.authority,
                year=year,
                number=number,
                values=told | {"is_active": (year, number) in running},
                actor=world.user("staff"),
            )
    line = phase_line_of(world.user("staff"))
    address = reverse("planning:year_detail", args=[TRAEGER, today.year])
    assert line
    assert (line.title, line.year) == ("Phase 1", today.year + 1)
    assert line.more == (MorePhases(2, today.year, address),)
    page = world.client_for("staff").get("/").content.decode()
    assert f'href="{address}">2 weitere Phasen im Planungsjahr {today.year}</a>' in page


@pytest.mark.parametrize("actor", ["lead_a", "staff"])
def test_every_page_that_a_phase_leads_to_opens(world: World, actor: str) -> None:
    client = world.client_for(actor)
    phases = client.get(reverse("planning:year_detail", args=[TRAEGER, YEAR])).context["phases"]
    urls = {one.url for one in phases if one.url}
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
    assert len(urls) >= 6


def test_queries_do_not_grow_with_changed_phases(world: World) -> None:
    client, url = world.client_for("staff"), reverse("planning:year_detail", args=[TRAEGER, YEAR])
    change(world, 5)
    few = page_queries(client, url)
    for number in (1, 2, 3, 6, 7, 8):
        change(world, number)
    assert page_queries(client, url) == few


@pytest.mark.parametrize("name", ["year_detail", "budget_detail"])
def test_nobody_is_led_on_into_empty_years(world: World, name: str) -> None:
    """A year far off opens by its address and offers the way back, but not its neighbours."""
    client = world.client_for("staff")
    far = timezone.localdate().year + 20
    shown = client.get(reverse(f"planning:{name}", args=[TRAEGER, far])).context["years"]
    assert shown[-1] == far
    assert not {far - 1, far + 1} & set(shown)
    assert len(shown) == 4
