"""The wall of a meeting: what it shows, who moves it, and that every write at the table reaches the screens."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from roundtables import services as tables
from roundtables.models import AgendaItem, Meeting, Participant
from screens import services
from screens.models import Wall
from screens.selectors import live_key
from tests.counting import page_queries
from tests.roundtables.conftest import DUE, Table

pytestmark = pytest.mark.django_db


def wall_text(table: Table, actor: str = "lead_a") -> str:
    answer = table.world.client_for(actor).get(reverse("screens:wall", args=[table.meeting.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def running(table: Table) -> list[AgendaItem]:
    tables.start_meeting(table.meeting, actor=table.user())
    return list(table.meeting.agenda.all())


def revision(table: Table) -> int:
    return Meeting.unscoped.values_list("revision", flat=True).get(pk=table.meeting.pk)


def test_an_item_begins_once_the_meeting_has_begun(table: Table) -> None:
    item = table.meeting.agenda.first()
    with pytest.raises(DomainError, match="Beginnen Sie zuerst das Treffen"):
        services.go_to_item(item, actor=table.user())
    first, second = running(table)[:2]
    wall = services.go_to_item(first, actor=table.user())
    begun = wall.item_since
    services.go_to_item(second, actor=table.user())
    back = services.go_to_item(first, actor=table.user())
    assert (back.item, back.show) == (first, "item")
    assert back.item_since > begun
    verbs = AuditEntry.objects.filter(verb="screens.item_begun")
    assert [entry.subject_id for entry in verbs.order_by("pk")] == [
        str(first.pk),
        str(second.pk),
        str(first.pk),
    ]


def test_the_wall_shows_the_current_item_in_the_agenda(table: Table) -> None:
    first, second = running(table)[:2]
    services.go_to_item(first, actor=table.user())
    text = wall_text(table)
    assert first.title in text
    assert second.title in text
    assert f'data-clock-minutes="{first.minutes}"' in text


def test_the_wall_says_that_the_meeting_is_over(table: Table) -> None:
    item = running(table)[0]
    services.go_to_item(item, actor=table.user())
    assert 'aria-current="step"' in wall_text(table)
    tables.close_meeting(table.meeting, actor=table.user())
    text = wall_text(table)
    assert "Das Treffen ist beendet." in text
    assert "data-clock-minutes" not in text
    assert 'aria-current="step"' not in text


def test_a_long_agenda_stands_in_two_columns(table: Table) -> None:
    running(table)
    assert "wall__agenda--long" not in wall_text(table)
    for number in range(8):
        tables.add_agenda_item(
            table.meeting, title=f"Frage {number}", actor=table.user(), minutes=5, kind="exchange"
        )
    assert "wall__agenda--long" in wall_text(table)


def test_a_view_that_does_not_exist_is_refused(table: Table) -> None:
    with pytest.raises(DomainError, match="keine solche Ansicht"):
        services.show_on_wall(table.meeting, "teilnehmer", actor=table.user())
    assert services.show_on_wall(table.meeting, "picture", actor=table.user()).show == "picture"


def test_the_sentence_stands_on_the_wall_while_it_is_typed(table: Table) -> None:
    running(table)
    wall = services.write_sentence(table.meeting, text="Bis Sommer", version=0, actor=table.user())
    assert (wall.show, wall.sentence_version) == ("sentence", 1)
    assert "Bis Sommer" in wall_text(table)
    again = services.write_sentence(table.meeting, text="Bis Sommer", version=0, actor=table.user())
    assert again.sentence_version == 1  # the same text once more is no change, whatever version it began with


def test_two_who_write_the_sentence_are_told(table: Table) -> None:
    running(table)
    services.write_sentence(table.meeting, text="Bis Sommer", version=0, actor=table.user())
    with pytest.raises(Conflict) as conflict:
        services.write_sentence(table.meeting, text="Bis Herbst", version=0, actor=table.user("moderator"))
    assert conflict.value.theirs == "Bis Sommer"
    assert Wall.unscoped.get().sentence == "Bis Sommer"


def test_what_is_agreed_turns_the_cell(table: Table) -> None:
    running(table)
    table.release(table.world.school_a, {"S4.2": 2}, at=timezone.now() - timedelta(days=1))
    services.show_on_wall(table.meeting, "topic", actor=table.user())
    assert "wall-line--agreed" not in wall_text(table)
    tables.record_goal(
        table.meeting,
        text="Alle haben genug Geräte.",
        horizon_year=DUE.year,
        target_stage=3,
        aspects=[table.aspects["S4.2"]],
        actor=table.user(),
    )
    text = wall_text(table)
    assert text.count("wall-line--agreed") == 1
    assert "Verankert" in text


def test_a_result_stands_under_its_own_kind_and_a_reservation_is_seen(table: Table) -> None:
    running(table)
    staff = table.user()
    for text, told in {
        "Alle einig": {},
        "Fast einig": {
            "consensus": "reserved",
            "reserved_by": "Grundschule Am Anger",
            "reservation": "Geld fehlt",
        },
        "Später": {"consensus": "postponed"},
    }.items():
        tables.record_agreement(table.meeting, text=text, responsible="IT", actor=staff, **told)
    services.show_on_wall(table.meeting, "results", actor=staff)
    text = wall_text(table)
    said = re.findall(r'<span class="wall__kind">(.*?)</span>([^<]+)', text)
    assert {words.strip(): re.sub("<.*?>", "", kind) for kind, words in said} == {
        "Alle einig": "Vereinbarung",
        "Fast einig": "Vereinbarung · mit Vorbehalt",
        "Später": "Vereinbarung · vertagt",
    }
    assert "Am Anger" not in text
    assert "Geld fehlt" not in text


def test_a_question_stands_on_the_wall_with_its_answers_and_the_way_in(table: Table) -> None:
    running(table)
    staff = table.user()
    code = services.open_entrance(table.meeting, actor=staff).code
    question = services.prepare_question(table.meeting, kind="check", text="Tragen Sie es mit?", actor=staff)
    services.open_question(question, actor=staff)
    text = wall_text(table)
    for words in ("Tragen Sie es mit?", "Ich trage es nicht mit", code, "/tisch/dabei", "wall__qr"):
        assert words in text, words
    services.close_question(question, actor=staff)
    assert "Ich trage es nicht mit" not in wall_text(table)
    assert code not in wall_text(table)


def test_the_wall_names_nobody(table: Table) -> None:
    """Members, who leads an item, who carries a result out, who keeps the minutes: none of it stands on the wall."""
    items = running(table)
    AgendaItem.unscoped.filter(pk=items[0].pk).update(lead="Petra Leitung")
    tables.add_guest(table.meeting, name="Gerd Gast", body="Verein", actor=table.user())
    tables.record_milestone(
        table.meeting,
        text="Kabel liegen",
        responsible="Mona Kabel",
        due_on=DUE,
        owner="both",
        actor=table.user(),
    )
    tables.record_agreement(
        table.meeting, text="Wir fragen nach", responsible="Rolf Frage", actor=table.user()
    )
    tables.save_notes(table.meeting, notes="Streit mit Egon", version=0, actor=table.user())
    services.go_to_item(items[0], actor=table.user())
    services.write_sentence(table.meeting, text="Wir fragen nach.", version=0, actor=table.user())
    people = {row.name for row in Participant.unscoped.all()} | {
        user.name for user in table.world.users.values()
    }
    people |= {"Petra Leitung", "Mona Kabel", "Rolf Frage", "Egon"}
    text = ""
    for show in Wall.Show.values:
        services.show_on_wall(table.meeting, show, actor=table.user())
        text = wall_text(table)
        assert {name for name in people if name in text} == set()
        assert "<nav" not in text
    assert "Kabel liegen" in text  # the last view has the results, so the walk has met them


def held_before(table: Table) -> Meeting:
    """A meeting of a month ago, from which things have come a long way."""
    now = timezone.now()
    times = {"starts_at": now - timedelta(days=30), "ends_at": now - timedelta(days=30, hours=-2)}
    earlier = table.plan(now - timedelta(days=30))
    Meeting.unscoped.filter(pk=earlier.pk).update(**times)
    return Meeting.unscoped.get(pk=earlier.pk)


def test_the_first_meeting_of_a_table_has_nothing_to_look_back_at(table: Table) -> None:
    services.show_on_wall(table.meeting, "since", actor=table.user())
    assert "Dies ist das erste Treffen dieses Tisches." in wall_text(table)


def test_the_wall_looks_back_without_naming_anybody(table: Table) -> None:
    earlier, staff, now = held_before(table), table.user(), timezone.now()
    services.show_on_wall(table.meeting, "since", actor=staff)
    assert "Seit dem" in wall_text(table)
    assert "hat sich nichts verändert" in wall_text(table)
    for number in range(8):
        row = tables.record_milestone(
            earlier, text=f"Kabel {number}", responsible="Mona Kabel", due_on=DUE, owner="both", actor=staff
        )
        tables.move_milestone(row, state="done", evidence="Zettel von Egon", actor=staff)
    gone = tables.record_milestone(
        earlier, text="Beamer", responsible="Mona Kabel", due_on=DUE, owner="both", actor=staff
    )
    tables.move_milestone(gone, state="dropped", reason="Rolf will nicht", actor=staff)
    tables.record_agreement(earlier, text="Brief schreiben", responsible="Petra Post", actor=staff)
    for school in (table.world.school_a, table.world.school_b):
        table.release(school, {"S4.2": 1}, at=now - timedelta(days=40))
        table.release(school, {"S4.2": 2}, at=now - timedelta(days=2))
    text = wall_text(table)
    for words in ("Erledigt (8)", "Kabel 3", "und 4 weitere", "Verworfen (1)", "Beamer", "Brief schreiben"):
        assert words in text
    assert "S4.2 Geräte: an 2 Schulen von Stufe 1 auf 2<" in text
    people = {user.name for user in table.world.users.values()} | {"Mona Kabel", "Egon", "Rolf", "Petra Post"}
    assert {name for name in people if name in text} == set()
    client = table.world.client_for("lead_a")
    asked = page_queries(client, reverse("screens:wall", args=[table.meeting.pk]))
    tables.record_agreement(earlier, text="Noch ein Brief", responsible="Petra Post", actor=staff)
    assert page_queries(client, reverse("screens:wall", args=[table.meeting.pk])) == asked


def test_every_write_moves_the_revision_on(table: Table) -> None:
    staff = table.user()
    items = running(table)
    milestone = tables.record_milestone(
        table.meeting, text="x", responsible="Stadt", due_on=DUE, owner="both", actor=staff
    )
    agreement = tables.record_agreement(table.meeting, text="y", responsible="Stadt", actor=staff)
    person = table.meeting.participants.first()
    writes: list[Any] = [
        lambda: tables.record_attendance(person, attendance="present", actor=staff),
        lambda: tables.save_notes(items[0], notes="n", version=0, actor=staff),
        lambda: tables.move_agenda_item(items[0], direction="down", actor=staff),
        lambda: tables.record_guideline(table.meeting, text="z", actor=staff),
        lambda: tables.move_milestone(milestone, state="in_progress", actor=staff),
        lambda: tables.settle_agreement(agreement, is_done=True, actor=staff),
        lambda: services.go_to_item(items[1], actor=staff),
        lambda: services.write_sentence(table.meeting, text="w", version=0, actor=staff),
        lambda: services.set_dark(table.meeting, is_dark=True, actor=staff),
        lambda: tables.close_meeting(table.meeting, actor=staff),
    ]
    for write in writes:
        before = revision(table)
        write()
        assert revision(table) > before


def test_a_write_that_fails_moves_nothing(table: Table) -> None:
    @transaction.atomic
    def write() -> None:
        services.set_dark(table.meeting, is_dark=True, actor=table.user())
        Wall.unscoped.create(meeting=table.meeting)  # a second wall of the same meeting

    running(table)
    before = revision(table)
    with pytest.raises(IntegrityError):
        write()
    assert revision(table) == before


def test_screens_ask_for_the_revision_with_the_key_of_their_page(table: Table) -> None:
    address = re.search(r'data-live="([^"]+)"', wall_text(table)).group(1)
    asked = Client()
    assert asked.get(address).json() == {"revision": revision(table)}
    assert asked.get(address.replace(f"/{table.meeting.pk}:", f"/{table.meeting.pk + 1}:")).status_code == 404
    assert asked.get(reverse("screens:revision", args=["12:erfunden"])).status_code == 404


def test_the_question_is_cheap(table: Table) -> None:
    """Sixty devices ask it each second: one query, no session, no person."""
    address = reverse("screens:revision", args=[live_key(table.meeting)])
    with CaptureQueriesContext(connection) as caught:
        answer = Client().get(address)
    assert [query["sql"].split()[:2] for query in caught] == [["SELECT", '"roundtables_meeting"."revision"']]
    assert not answer.cookies


@pytest.mark.parametrize("show", Wall.Show.values)
def test_the_wall_asks_the_same_for_many_rows(table: Table, show: str) -> None:
    def more() -> int:
        for subject in (table.world.school_a, table.world.school_b, table.world.authority):
            table.release(subject, {"S4.2": 2, "T2.3": 1}, at=timezone.now())
        for number in range(3):
            tables.record_agreement(table.meeting, text=f"v{number}", responsible="Stadt", actor=table.user())
        return page_queries(client, address)

    items = running(table)
    services.go_to_item(items[0], actor=table.user())
    services.show_on_wall(table.meeting, show, actor=table.user())
    client, address = table.world.client_for("lead_a"), reverse("screens:wall", args=[table.meeting.pk])
    more()
    assert more() == more()
