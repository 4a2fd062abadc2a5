"""What pages read: since last time, the released picture, milestones, and queries that do not grow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roundtables import selectors, services
from roundtables.models import Agreement, Meeting, Milestone
from tests.counting import page_queries
from tests.world import make_school


def page(name, *args):
    return reverse(f"roundtables:{name}", args=args)


@pytest.fixture
def second(table) -> Meeting:
    """The first meeting was a month ago; this one is next week."""
    now = timezone.now()
    Meeting.unscoped.filter(pk=table.meeting.pk).update(
        starts_at=now - timedelta(days=30), ends_at=now - timedelta(days=30) + timedelta(hours=2)
    )
    table.meeting.refresh_from_db()
    return table.plan(now + timedelta(days=7))


def step(table, text, days):
    due = timezone.localdate() + timedelta(days=days)
    return services.record_milestone(
        table.meeting, text=text, responsible="IT", due_on=due, actor=table.user()
    )


def test_a_result_is_named_in_whole_words():
    long = Agreement(
        text="Die Stadt richtet ein Postfach für Meldungen der Schulen ein und gibt " + "Rückmeldung " * 3
    )
    assert str(long).endswith(" und gibt …")
    assert str(Agreement(text="Kurz")) == "Kurz"


def test_first_meeting_has_no_last_time(table):
    since = selectors.since_last_time(table.meeting)
    assert (since.previous, since.is_empty) == (None, True)


def test_since_last_time(table, second):
    staff, today = table.user(), timezone.localdate()
    step(table, "offen", 30)
    step(table, "spät", -1)
    services.move_milestone(step(table, "fertig", 10), state="done", evidence="Abnahme", actor=staff)
    services.move_milestone(
        step(table, "früher fertig", 10),
        state="done",
        evidence="Abnahme",
        done_on=today - timedelta(days=60),
        actor=staff,
    )
    services.move_milestone(
        step(table, "verschoben", 10),
        state="moved",
        reason="Lieferung",
        due_on=today + timedelta(days=90),
        actor=staff,
    )
    services.move_milestone(step(table, "verworfen", 5), state="dropped", reason="Doppelt", actor=staff)
    services.record_agreement(table.meeting, text="Anrufen", responsible="IT", actor=staff)
    since = selectors.since_last_time(second)
    found = {
        name: [row.text for row in getattr(since, name)] for name in ("done", "late", "moved", "dropped")
    }
    assert found == {
        "done": ["fertig"],
        "late": ["spät"],
        "moved": ["verschoben"],
        "dropped": ["verworfen"],
    }
    assert [row.text for row in since.open_agreements] == ["Anrufen"]
    assert since.previous == table.meeting


def test_cancelled_meetings_are_no_last_time(table, second):
    cancelled = table.plan(timezone.now() + timedelta(days=1))
    services.cancel_meeting(cancelled, actor=table.user())
    assert selectors.since_last_time(second).previous == table.meeting


def test_changed_stages_in_words(table, second):
    now, world = timezone.now(), table.world
    table.release(world.school_a, {"S1.1": 2, "S4.2": 3}, at=now - timedelta(days=40))
    table.release(world.school_a, {"S1.1": 3, "S4.2": 3}, at=now - timedelta(days=20))
    table.release(world.school_a, {"S1.1": 3, "S4.2": 2}, at=now - timedelta(days=2))
    table.release(world.school_b, {"S1.1": 1}, at=now - timedelta(days=2))  # first release: no comparison
    table.release(world.authority, {"T2.3": 1}, at=now - timedelta(days=50))
    table.release(world.authority, {"T2.3": 1, "T1.1": 4}, at=now - timedelta(days=1))
    table.release(world.school_c, {"S1.1": 1}, at=now - timedelta(days=50))  # another municipality
    table.release(world.school_c, {"S1.1": 4}, at=now - timedelta(days=1))
    told = sorted((change.subject, change.sentence) for change in selectors.since_last_time(second).stages)
    assert told == [
        ("Grundschule Am Anger", "S1.1 Leitbild: von Stufe 2 auf 3"),
        ("Grundschule Am Anger", "S4.2 Geräte: von Stufe 3 auf 2 zurück"),
        ("Stadt Musterstadt", "T1.1 Strategie: erstmals eingeschätzt, Stufe 4"),
    ]


def test_the_same_step_at_several_schools_is_one_sentence(table, second):
    now, world = timezone.now(), table.world
    before, after = now - timedelta(days=40), now - timedelta(days=2)
    table.release(world.school_a, {"S1.1": 1, "S4.2": 3}, at=before)
    table.release(world.school_b, {"S1.1": 1, "S4.2": 2}, at=before)
    table.release(world.school_a, {"S1.1": 2, "S4.2": 2}, at=after)
    table.release(world.school_b, {"S1.1": 2}, at=after)
    table.release(world.authority, {"T2.3": 2}, at=after)  # its first
    since = selectors.since_last_time(second)
    assert [move.sentence for move in since.moves] == [
        "S1.1 Leitbild: an 2 Schulen von Stufe 1 auf 2 (Gesamtschule Birkenweg; Grundschule Am Anger)",
        "S4.2 Geräte: an einer Schule von Stufe 3 auf 2 zurück (Grundschule Am Anger)",
        "S4.2 Geräte: an einer Schule keine Stufe mehr, vorher Stufe 2 (Gesamtschule Birkenweg)",
    ]
    assert since.newcomers == ("Stadt Musterstadt",)
    read = table.world.client_for("lead_b").get(second.get_absolute_url()).text
    assert "S1.1 Leitbild: an 2 Schulen von Stufe 1 auf 2" in read
    assert "Zum ersten Mal freigegeben: Stadt Musterstadt" in read
    table.release(world.authority, {"T2.3": 3}, at=now - timedelta(days=1))
    assert selectors.since_last_time(second).newcomers == ("Stadt Musterstadt",)


def test_a_step_of_the_traeger_names_it(table, second):
    now, world = timezone.now(), table.world
    table.release(world.authority, {"T2.3": 2}, at=now - timedelta(days=40))
    table.release(world.authority, {"T2.3": 1, "T1.1": 2}, at=now - timedelta(days=2))
    told = [move.sentence for move in selectors.since_last_time(second).moves]
    assert told == [
        "T1.1 Strategie: von Stadt Musterstadt erstmals eingeschätzt, Stufe 2",
        "T2.3 Beschaffung: Stadt Musterstadt von Stufe 2 auf 1 zurück",
    ]


def test_picture_shows_stages_of_the_municipality_alone(table):
    now, world = timezone.now(), table.world
    table.release(world.school_a, {"S1.1": 2, "S4.2": 3}, at=now, reason="NUR FÜR UNS")
    table.release(world.school_c, {"S1.1": 1}, at=now)
    table.release(world.authority, {"T2.3": 1}, at=now, reason="NUR FÜR UNS")
    picture = selectors.picture_of(table.series, selectors.newest_releases(table.series), topic_code="G4")
    rows = {row.name: [cell.stage for cell in row.cells] for row in picture.school.rows}
    assert rows == {"Grundschule Am Anger": [2, 3], "Gesamtschule Birkenweg": [None, None]}
    assert (picture.school.released, picture.authority.released) == (1, 1)
    assert [(wait.code, wait.other, wait.schools) for wait in picture.topic.waits] == [
        ("S4.2", "T2.3", ("Grundschule Am Anger",))
    ]
    for actor in ("lead_b", "staff", "supervision"):
        response = world.client_for(actor).get(page("meeting_detail", table.meeting.pk))
        assert "NUR FÜR UNS" not in response.content.decode()


def test_own_milestones(table):
    world, staff = table.world, table.user()
    due = timezone.localdate() + timedelta(days=5)

    def record(text, **extra):
        services.record_milestone(table.meeting, text=text, responsible="x", due_on=due, actor=staff, **extra)

    record("Anger", owner="school", school=world.school_a)
    record("Birke", owner="school", school=world.school_b)
    record("alle Schulen", owner="school")
    record("Träger", owner="authority")
    record("beide", owner="both")

    def mine(actor):
        user = world.user(actor)
        return sorted(row.text for row in Milestone.visible_to(user).mine(user).open())

    assert mine("lead_a") == ["Anger", "alle Schulen", "beide"]
    assert mine("staff") == ["Träger", "beide"]
    assert mine("moderator") == ["Anger", "Birke", "Träger", "alle Schulen", "beide"]
    assert mine("lead_c") == mine("supervision") == mine("nobody") == []
    of_school = sorted(row.text for row in selectors.milestones_of(world.school_b))
    assert of_school == ["Birke", "alle Schulen", "beide"]
    assert list(selectors.milestones_of(world.school_c)) == []


def fill(table, count):
    staff, now = table.user(), timezone.now()
    for number in range(count):
        step(table, f"Schritt {number}", 10)
        services.record_guideline(
            table.meeting, text=f"Regel {number}", aspects=[table.aspects["S4.2"]], actor=staff
        )
        services.record_agreement(table.meeting, text=f"Anruf {number}", actor=staff)
        services.add_guest(table.meeting, name=f"Gast {number}", body="Kreis", actor=staff)
        services.create_series(table.world.municipality, name=f"Tisch {number} {now}", actor=staff)


def test_query_counts_do_not_grow_with_rows(table):
    client = table.world.client_for("staff")
    addresses = [
        page("series_list"),
        page("milestone_list"),
        page("milestone_timeline"),
        page("register"),
        page("series_detail", table.series.pk),
        page("guideline_list", table.series.pk),
        page("meeting_detail", table.meeting.pk),
        page("minutes_detail", table.meeting.pk),
    ]
    fill(table, 1)
    one = {address: page_queries(client, address) for address in addresses}
    fill(table, 2)
    three = {address: page_queries(client, address) for address in addresses}
    assert three == one


def add_schools(table, numbers):
    now, world = timezone.now(), table.world
    for number in numbers:
        school = make_school(f"198{number:03d}", f"Schule {number}", world.municipality, world.authority)
        table.release(school, {"S1.1": 1, "S4.2": 2}, at=now - timedelta(days=40))
        table.release(school, {"S1.1": 2, "S4.2": 2}, at=now)


def test_query_counts_do_not_grow_with_schools(table, second):
    client = table.world.client_for("staff")
    address = page("meeting_detail", second.pk) + "?thema=G4"
    add_schools(table, range(8))
    ten = page_queries(client, address)
    add_schools(table, range(8, 108))
    response = client.get(address)
    assert len(response.context["page"].picture.school.rows) == 110
    assert page_queries(client, address) == ten
