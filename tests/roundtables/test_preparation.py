"""The preparation of a meeting: what it offers and why, and that nothing is offered twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from matrix.models import Snapshot
from roundtables import services
from roundtables.models import AgendaItem, AgendaProposal, Meeting
from roundtables.selectors import preparation_of
from schools.models import School
from tests.roundtables.conftest import Table, page
from tests.roundtables.test_voices import say


def offered(table: Table) -> dict[str, str]:
    groups = preparation_of(table.meeting, user=table.user())
    return {one.key: one.reason for group in groups for one in group.offers}


def fill(table: Table) -> None:
    """One thing of each kind."""
    world, staff, now = table.world, table.user(), timezone.now()
    table.release(world.school_a, {"S4.2": 1}, at=now - timedelta(days=400))
    table.release(world.authority, {"T2.3": 3}, at=now)
    services.record_milestone(
        table.meeting,
        text="WLAN im Altbau",
        responsible="Schulträger",
        due_on=timezone.localdate() + timedelta(days=3),
        owner="authority",
        actor=staff,
    )
    services.park(table.meeting, text="Beamer im Flur", reason="keine Zeit", actor=staff)
    services.propose_item(
        world.school_a, title="Lizenzen", reason="Sie laufen ab", actor=world.user("lead_a")
    )


def test_each_kind_is_offered_with_its_reason(table: Table) -> None:
    fill(table)
    found = offered(table)
    assert {key.partition(":")[0] for key in found} == {
        "views",
        "waits",
        "milestone",
        "parked",
        "wish",
        "aged",
    }
    assert all(found.values())
    shown = table.world.client_for("moderator").get(page("preparation", table.meeting.pk)).content.decode()
    for words in ("WLAN im Altbau", "keine Zeit", "Sie laufen ab", "Schulträger auf 3", "älter als ein Jahr"):
        assert words in shown


def test_each_offer_leads_to_where_it_comes_from(table: Table) -> None:
    fill(table)
    say(Snapshot.unscoped.get(school=table.world.school_a), code="S4.2", actor=table.user())
    offers = [one for group in preparation_of(table.meeting, user=table.user()) for one in group.offers]
    kinds = {one.origin for one in offers}
    assert kinds == {"views", "waits", "milestone", "parked", "wish", "aged", "difference"}
    for actor in ("staff", "moderator"):
        client = table.world.client_for(actor)
        shown = client.get(page("preparation", table.meeting.pk)).text
        for one in offers:
            address, _sign, anchor = one.source_url.partition("#")
            answer = client.get(address)
            assert (answer.status_code, one.source != "") == (200, True), (actor, one)
            assert not anchor or f'id="{anchor}"' in answer.text, (actor, one.source_url)
            assert f'href="{escape(one.source_url)}"' in shown


def test_what_is_taken_stands_there_with_its_reason_and_is_not_offered_again(table: Table) -> None:
    fill(table)
    moderator = table.world.client_for("moderator")
    while mine := [key for key in offered(table) if not key.startswith("wish")]:
        for _twice in range(2):
            moderator.post(page("offer_take", table.meeting.pk), {"offer": mine[0]})
    items = table.meeting.agenda.exclude(origin="")
    assert sorted(items.values_list("origin", flat=True)) == ["aged", "milestone", "parked", "views", "waits"]
    assert not items.filter(reason="").exists()
    assert table.meeting.agenda.last().is_closing
    assert not offered(table).keys() - {key for key in offered(table) if key.startswith("wish")}
    assert AgendaItem.unscoped.get(origin="parked").parked_as.taken_at


def test_what_has_a_door_of_its_own_stands_there_with_its_reason_too(table: Table) -> None:
    world, moderator = table.world, table.world.client_for("moderator")
    long = "Die Lizenzen laufen ab. " * 40
    for title, reason in (("Lizenzen", "Sie laufen ab."), ("Alle Lizenzen", long)):
        services.propose_item(world.school_a, title=title, reason=reason, actor=world.user("lead_a"))
    prepared = page("preparation", table.meeting.pk)
    for row in AgendaProposal.unscoped.all():
        address = page("suggestion_take", table.meeting.pk, row.pk)
        assert moderator.post(address, {"back": "preparation"})["Location"] == prepared
    short, whole = table.meeting.agenda.get(title="Lizenzen"), table.meeting.agenda.get(title="Alle Lizenzen")
    assert (short.reason, short.notes) == ("Grund der Schule: Sie laufen ab.", "")
    assert whole.reason.endswith("…")
    assert long.strip() in whole.notes


def test_an_aspect_waits_for_the_other_side(table: Table) -> None:
    now = timezone.now()
    table.release(table.world.school_a, {"S4.2": 2}, at=now)
    table.release(table.world.authority, {"T2.3": 1}, at=now)
    waits = [key for key in offered(table) if key.startswith("waits")]
    assert waits == [f"waits:{table.aspects['S4.2'].pk}"]


def test_and_the_other_way_round(table: Table) -> None:
    now = timezone.now()
    table.release(table.world.school_a, {"S4.2": 1}, at=now)
    table.release(table.world.school_b, {"S4.2": 2}, at=now)  # as far as the Träger: nobody waits
    table.release(table.world.authority, {"T2.3": 2}, at=now)
    waits = {key: reason for key, reason in offered(table).items() if key.startswith("waits")}
    assert waits == {f"waits:{table.aspects['T2.3'].pk}": "Wartet auf S4.2 Geräte: Grundschule Am Anger."}
    client = table.world.client_for("moderator")
    shown = client.get(page("preparation", table.meeting.pk)).text
    assert "Nächste Stufe wartet auf die Schulen: T2.3 Beschaffung" in shown
    client.post(page("offer_take", table.meeting.pk), {"offer": next(iter(waits))})
    assert table.meeting.agenda.get(origin="waits").reason == "Wartet auf S4.2 Geräte: Grundschule Am Anger."
    assert not [key for key in offered(table) if key.startswith("waits")]


def test_each_school_waits_for_its_own_traeger(table: Table) -> None:
    now, world = timezone.now(), table.world
    School.unscoped.filter(pk=world.school_b.pk).update(authority=world.authority_c)
    table.release(world.school_a, {"S4.2": 2}, at=now)
    table.release(world.school_b, {"S4.2": 2}, at=now)
    table.release(world.authority, {"T2.3": 1}, at=now)
    table.release(world.authority_c, {"T2.3": 3}, at=now)
    own, theirs = table.aspects["S4.2"].pk, table.aspects["T2.3"].pk
    waits = {key: reason for key, reason in offered(table).items() if key.startswith("waits")}
    assert waits == {
        f"waits:{own}": f"Wartet auf T2.3 Beschaffung von {world.authority}: Grundschule Am Anger.",
        f"waits:{theirs}": f"{world.authority_c} wartet auf S4.2 Geräte: Gesamtschule Birkenweg.",
    }
    shown = world.client_for("lead_a").get(table.meeting.get_absolute_url()).text
    assert f"S4.2 wartet auf T2.3 von {world.authority}" in shown
    assert f"T2.3 von {world.authority_c} wartet auf S4.2" in shown


def test_many_offers_of_a_kind_are_folded(table: Table) -> None:
    for number in range(8):
        services.park(table.meeting, text=f"Thema {number}", reason="keine Zeit", actor=table.user())
    shown = table.world.client_for("moderator").get(page("preparation", table.meeting.pk)).text
    before, folded = shown.split("und 2 weitere")
    assert ("Thema 5" in before, "Thema 6" in before, "Thema 7" in folded) == (True, False, True)


def test_nothing_to_offer_says_so(table: Table) -> None:
    client = table.world.client_for("moderator")
    assert "Nichts drängt" in client.get(page("preparation", table.meeting.pk)).content.decode()
    client.post(page("offer_take", table.meeting.pk), {"offer": "milestone:1"})
    assert not table.meeting.agenda.exclude(origin="").exists()
    Meeting.unscoped.filter(pk=table.meeting.pk).update(state="draft")
    table.meeting.refresh_from_db()
    fill_after = preparation_of(table.meeting, user=table.user())
    assert fill_after == ()


@pytest.mark.parametrize("actor", ["moderator", "staff"])
def test_more_rows_ask_no_more_queries(table: Table, actor: str) -> None:
    client, counts = table.world.client_for(actor), []
    for _number in range(2):
        fill(table)
        client.get(page("preparation", table.meeting.pk))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(page("preparation", table.meeting.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]
