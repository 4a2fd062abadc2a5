"""Carry-over: what a meeting leaves behind stands on the agenda of the next one, once, with its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from roundtables import selectors, services
from roundtables.models import AgendaItem, Agreement, Meeting, ParkedItem
from tests.roundtables.conftest import page, seal


@pytest.fixture
def held(table) -> Meeting:
    """A meeting of two months ago with something of each kind left over; its minutes are a draft."""
    staff = table.user()
    starts = table.meeting.starts_at - timedelta(days=67)
    Meeting.unscoped.filter(pk=table.meeting.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    meeting = Meeting.unscoped.get(pk=table.meeting.pk)
    services.start_meeting(meeting, actor=staff)
    due = timezone.localdate(starts) + timedelta(days=10)
    services.record_agreement(meeting, text="Brief schreiben", responsible="IT", due_on=due, actor=staff)
    done = services.record_agreement(meeting, text="Schon getan", responsible="IT", actor=staff)
    services.settle_agreement(done, is_done=True, actor=staff)
    services.record_agreement(meeting, text="Handys", consensus="postponed", actor=staff)
    services.park(meeting, text="Versicherung", reason="Antwort fehlt", actor=staff)
    back = services.park(meeting, text="Kam zurück", reason="Zeit", actor=staff)
    services.save_notes(services.take_back(back, actor=staff), notes="geklärt", version=0, actor=staff)
    services.add_agenda_item(meeting, title="Beamer", minutes=15, kind="work", lead="Schule", actor=staff)
    spoken = services.add_agenda_item(meeting, title="Netz", minutes=15, kind="work", actor=staff)
    services.record_guideline(meeting, text="Erst messen", agenda_item=spoken, actor=staff)
    return services.close_meeting(meeting, actor=staff)


def carried(meeting: Meeting) -> dict[str, AgendaItem]:
    return {item.title: item for item in meeting.agenda.exclude(origin="")}


def following(table: Any, days: int = 30) -> Meeting:
    return table.plan(timezone.now() + timedelta(days=days))


def test_all_that_waits_comes_with_its_reason_before_the_end(table, held):
    meeting = following(table)
    found = carried(meeting)
    assert set(found) == {"Offene Vereinbarung: Brief schreiben", "Vertagt: Handys", "Versicherung", "Beamer"}
    day = f"{timezone.localdate(held.starts_at):%d.%m.%Y}"
    due = f"{timezone.localdate(held.starts_at) + timedelta(days=10):%d.%m.%Y}"
    assert [item.reason for item in found.values()] == [
        f"Vereinbart im 1. Treffen am {day} und noch nicht abgehakt. Sollte bis {due} erledigt sein.",
        f"Vertagt im 1. Treffen am {day}.",
        f"Geparkt im 1. Treffen am {day}: Antwort fehlt",
        f"Im 1. Treffen am {day} nicht behandelt.",
    ]
    assert (found["Beamer"].minutes, found["Beamer"].kind, found["Beamer"].lead) == (15, "work", "Schule")
    assert meeting.agenda.last().is_closing
    orders = [item.order for item in meeting.agenda.all()]
    assert orders == sorted(set(orders))


def test_what_is_not_yet_due_on_the_day_is_not_called_late(table, held):
    due = timezone.localdate() + timedelta(days=90)
    Agreement.unscoped.filter(text="Brief schreiben").update(due_on=due)
    [item] = [item for title, item in carried(following(table)).items() if "Brief" in title]
    assert f"Soll bis {due:%d.%m.%Y} erledigt sein." in item.reason


def test_never_twice_and_what_was_taken_off_stays_off(table, held):
    staff, meeting = table.user(), following(table)
    before = meeting.agenda.count()
    assert services.carry_over(meeting, actor=staff) == 0
    services.remove_agenda_item(carried(meeting)["Versicherung"], actor=staff)
    services.remove_agenda_item(carried(meeting)["Vertagt: Handys"], actor=staff)
    seal(held, actor=staff)
    assert meeting.agenda.count() == before - 2
    assert ParkedItem.unscoped.get(text="Versicherung").taken_at is None  # waits again
    item = carried(meeting)["Beamer"]
    item.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save(force_insert=True)


def test_a_cancelled_meeting_hands_all_of_it_on(table, held):
    staff, meeting = table.user(), following(table)
    later = following(table, days=60)
    assert carried(later) == {}
    services.cancel_meeting(meeting, actor=staff)
    assert set(carried(later)) == {
        "Offene Vereinbarung: Brief schreiben",
        "Vertagt: Handys",
        "Versicherung",
        "Beamer",
    }


def test_a_meeting_planned_before_gets_it_once_this_one_is_over(table):
    staff, meeting = table.user(), following(table)
    services.start_meeting(table.meeting, actor=staff)
    services.park(table.meeting, text="Später", reason="Zeit", actor=staff)
    assert carried(meeting) == {}
    services.close_meeting(table.meeting, actor=staff)
    assert set(carried(meeting)) == {"Später"}
    services.record_agreement(table.meeting, text="Im Entwurf", responsible="IT", actor=staff)
    seal(table.meeting, actor=staff)
    assert set(carried(meeting)) == {"Später", "Offene Vereinbarung: Im Entwurf"}


def test_what_is_ticked_off_leaves_the_planned_agenda(table, held):
    staff, meeting = table.user(), following(table)
    services.settle_agreement(held.agreements.get(text="Brief schreiben"), is_done=True, actor=staff)
    assert "Offene Vereinbarung: Brief schreiben" not in carried(meeting)


def test_the_third_meeting_hears_only_of_what_is_still_open(table, held):
    staff, second = table.user(), following(table)
    services.start_meeting(second, actor=staff)
    for item in second.agenda.exclude(origin__in=["", "parked"]):
        services.save_notes(item, notes="besprochen", version=0, actor=staff)
    services.close_meeting(second, actor=staff)
    third = carried(following(table, days=90))
    assert set(third) == {"Offene Vereinbarung: Brief schreiben", "Versicherung"}
    assert "Im 2. Treffen" in third["Versicherung"].reason
    assert "Antwort fehlt" in third["Versicherung"].reason


def test_nothing_comes_from_another_table(table, held):
    staff = table.user()
    other = services.create_series(table.world.municipality, name="Ein anderer", actor=staff)
    start = timezone.now() + timedelta(days=40)
    foreign = services.plan_meeting(other, starts_at=start, ends_at=start + timedelta(hours=1), actor=staff)
    assert carried(foreign) == {}


def test_parked_topics_stand_on_the_page_and_in_the_minutes(table, held):
    client = table.world.client_for("lead_a")
    read = client.get(held.get_absolute_url()).text
    assert ("Versicherung" in read, "wartet auf das nächste Treffen" in read) == (True, True)
    assert selectors.minutes_content(held)["parked"] == [{"text": "Versicherung", "reason": "Antwort fehlt"}]
    meeting = following(table)
    read = client.get(held.get_absolute_url()).text
    assert "Auf der Tagesordnung von Treffen 2" in read
    assert "Antwort fehlt" in client.get(page("minutes_detail", held.pk)).text
    assert "Geparkt im 1. Treffen" in client.get(meeting.get_absolute_url()).text
    assert "Geparkt im 1. Treffen" in client.get(page("minutes_detail", meeting.pk)).text


def test_minutes_of_earlier_years_are_still_read(table, held):
    sealed = seal(held, actor=table.user())
    old = dict(sealed.sealed_content)
    for name in ("parked", "correction"):
        del old[name]
    old["agenda"] = [{key: value for key, value in line.items() if key != "reason"} for line in old["agenda"]]
    sealed.sealed_content, sealed.checksum = old, selectors.seal_of(old)
    content = selectors.minutes_content(sealed)
    assert (content["parked"], content["correction"], content["agenda"][0]["reason"]) == ([], None, "")
    assert content["seal"]["intact"] is True
