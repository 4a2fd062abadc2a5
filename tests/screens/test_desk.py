"""The moderator's desk: the way through the agenda, notes and results of an item, and what the wall shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from roundtables import services as tables
from roundtables.models import AgendaItem, Agreement, Meeting, Milestone
from screens import services
from screens.models import Wall
from tests.counting import page_queries
from tests.roundtables.conftest import DUE, Table
from tests.screens.test_wall import running

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"screens:{name}", args=args)


def desk_text(table: Table, client: Client | None = None) -> str:
    answer = (client or table.world.client_for("staff")).get(at("desk", table.meeting.pk))
    assert answer.status_code == 200
    return answer.content.decode()


def press(table: Table, name: str, **data: Any) -> str:
    """The desk after a button."""
    client = table.world.client_for("staff")
    answer = client.post(at(name, table.meeting.pk), data)
    assert answer["Location"].startswith(at("desk", table.meeting.pk))
    return desk_text(table, client)


def test_the_way_through_the_agenda_and_back(table: Table) -> None:
    items = running(table)
    assert f"Beginnen mit: {items[0].title}" in desk_text(table)
    text = press(table, "item", punkt=items[0].pk)
    assert f"Weiter zu: {items[1].title}" in text
    assert "Zurück zu:" not in text
    text = press(table, "item", punkt=items[1].pk)
    assert f"Zurück zu: {items[0].title}" in text
    assert f'data-clock-minutes="{items[1].minutes}"' in text
    text = press(table, "item", punkt=items[-1].pk)
    assert "Das ist der letzte Punkt der Tagesordnung." in text
    assert Wall.unscoped.get().item == items[-1]


def test_the_way_back_leads_to_the_item_that_was_left(table: Table) -> None:
    items = running(table)
    press(table, "item", punkt=items[0].pk)
    text = press(table, "item", punkt=items[4].pk)
    assert f"Zurück zu: {items[0].title}" in text
    assert f"Zurück zu: {items[3].title}" not in text
    press(table, "item", punkt=items[4].pk)  # the same once more: nothing was left
    text = press(table, "item", punkt=items[0].pk)
    assert f"Zurück zu: {items[4].title}" in text
    tables.remove_agenda_item(items[4], actor=table.user())
    assert "Zurück zu:" not in desk_text(table)


def test_documents_open_at_the_current_item(table: Table) -> None:
    items, staff = running(table), table.user()
    for item, title in ((items[0], "Plan"), (items[1], "Liste")):
        tables.add_document(item, title=title, url=f"https://example.org/{title}", actor=staff)
    assert "https://example.org/" not in desk_text(table)
    text = press(table, "item", punkt=items[0].pk)
    assert 'href="https://example.org/Plan"' in text
    assert "https://example.org/Liste" not in text


def test_an_item_of_another_meeting_is_none_of_this_one(table: Table) -> None:
    running(table)
    other = table.plan(table.meeting.ends_at)
    text = press(table, "item", punkt=other.agenda.first().pk)
    assert "Dieser Punkt steht nicht mehr auf der Tagesordnung." in text
    assert not Wall.unscoped.exists()


def test_the_wall_is_switched_from_the_desk(table: Table) -> None:
    running(table)
    text = press(table, "show", show="picture")
    assert 'value="picture" aria-pressed="true"' in text
    assert text.count('aria-pressed="true"') == 1
    assert "Wand hell stellen" in press(table, "dark", dark="1")
    press(table, "topic", thema="G1")
    wall = Wall.unscoped.get()
    assert (wall.show, wall.is_dark, wall.meeting.joined_topic.code) == ("picture", True, "G1")
    assert "keine solche Ansicht" in press(table, "show", show="teilnehmer")


def test_notes_come_back_to_the_desk_and_two_texts_are_kept(table: Table) -> None:
    item = running(table)[0]
    services.go_to_item(item, actor=table.user())
    client = table.world.client_for("staff")
    answer = client.post(at("notes", item.pk), {"notes": "Erste Fassung", "version": 0})
    assert answer["Location"] == at("desk", table.meeting.pk) + "#desk-notes"
    assert "Erste Fassung" in desk_text(table)
    answer = table.world.client_for("moderator").post(
        at("notes", item.pk), {"notes": "Zweite Fassung", "version": 0}
    )
    assert answer.status_code == 409
    assert "Erste Fassung" in answer.content.decode()
    assert "Zweite Fassung" in answer.content.decode()


def test_a_result_is_recorded_for_the_item_and_leads_back(table: Table) -> None:
    item = running(table)[0]
    services.go_to_item(item, actor=table.user())
    client, address = table.world.client_for("staff"), at("result", table.meeting.pk, "vereinbarung")
    assert f"{address}?punkt={item.pk}" in desk_text(table)
    form = client.get(f"{address}?punkt={item.pk}").context["form"]
    assert form["agenda_item"].value() == item.pk
    told = {"text": "Wir fragen nach", "agenda_item": item.pk, "submission_id": form["submission_id"].value()}
    told["consensus"] = form["consensus"].value()
    for _click in range(2):
        answer = client.post(address, told)
        assert answer["Location"] == at("desk", table.meeting.pk) + "#desk-results"
    assert Agreement.unscoped.get().agenda_item == item
    assert "Wir fragen nach" in desk_text(table)
    assert client.post(address, {}).status_code == 422


@pytest.mark.parametrize("kind", ["vereinbarung", "meilenstein"])
def test_nothing_is_due_before_the_table_met(table: Table, kind: str) -> None:
    running(table)
    client, address = table.world.client_for("staff"), at("result", table.meeting.pk, kind)
    form = client.get(address).context["form"]
    told = {name: form[name].value() or "" for name in form.fields} | {"text": "Netz", "responsible": "Stadt"}
    begins = min(timezone.localdate(table.meeting.starts_at), timezone.localdate())
    refused = client.post(address, told | {"due_on": str(begins - timedelta(days=1))})
    assert refused.status_code == 422
    assert f"Dieser Termin liegt vor dem {begins:%d.%m.%Y}." in refused.content.decode()
    assert client.post(address, told | {"due_on": str(begins)}).status_code == 302


def test_what_belongs_to_another_item_does_not_stand_under_this_one(table: Table) -> None:
    first, second = running(table)[:2]
    tables.record_agreement(table.meeting, text="Zum ersten", agenda_item=first, actor=table.user())
    services.go_to_item(second, actor=table.user())
    assert "Zum ersten" not in desk_text(table)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("planned", "Das Treffen hat noch nicht begonnen"),
        ("draft", "Das Treffen ist beendet"),
        ("cancelled", "Dieses Treffen wurde abgesagt"),
    ],
)
def test_a_meeting_that_does_not_run_says_so(table: Table, state: str, word: str) -> None:
    Meeting.unscoped.filter(pk=table.meeting.pk).update(state=state)
    text = desk_text(table)
    assert word in text
    assert "Beginnen mit:" not in text
    assert ('id="desk"' in text) == (state != "cancelled")


def test_the_page_of_the_meeting_leads_to_the_desk_while_it_runs(table: Table) -> None:
    def links(actor: str) -> bool:
        text = table.world.client_for(actor).get(table.meeting.get_absolute_url()).content.decode()
        return f'href="{at("desk", table.meeting.pk)}"' in text

    assert not links("staff")
    running(table)
    assert links("staff")
    assert not links("lead_a")


def test_a_running_meeting_is_ended_at_the_desk(table: Table) -> None:
    end = f'href="{reverse("roundtables:meeting_close", args=[table.meeting.pk])}"'
    assert end not in desk_text(table)
    running(table)
    assert end in desk_text(table)


def test_the_end_is_asked_with_what_is_open_and_can_be_taken_back(table: Table) -> None:
    first, second = [item for item in running(table) if item.kind in {"exchange", "work", "decision"}][:2]
    tables.record_agreement(table.meeting, text="Steht", agenda_item=first, actor=table.user())
    client, close = (
        table.world.client_for("staff"),
        reverse("roundtables:meeting_close", args=[table.meeting.pk]),
    )
    asked = client.get(close)
    texts = [one.text for one in asked.context["left_open"]]
    assert texts[0] == "Die Anwesenheit ist nicht eingetragen."
    assert f"Zu „{second.title}“ ist nichts festgehalten." in texts
    assert f"Zu „{first.title}“ ist nichts festgehalten." not in texts
    assert texts[1] in asked.text
    tables.save_notes(second, notes="Besprochen", version=0, actor=table.user())
    tables.record_all_present(table.meeting, actor=table.user())
    texts = [one.text for one in client.get(close).context["left_open"]]
    assert not [text for text in texts if second.title in text or "Anwesenheit" in text]
    assert f'href="{at("desk", table.meeting.pk)}"' in asked.text  # back without ending
    assert Meeting.unscoped.get(pk=table.meeting.pk).state == "running"
    assert client.post(close).status_code == 302
    go_on = f'action="{reverse("roundtables:meeting_start", args=[table.meeting.pk])}"'
    for read in (desk_text(table), client.get(table.meeting.get_absolute_url()).text):
        assert go_on in read
        assert "Treffen fortsetzen" in read
    client.post(reverse("roundtables:meeting_start", args=[table.meeting.pk]))
    assert Meeting.unscoped.get(pk=table.meeting.pk).state == "running"
    client.post(close)
    tables.open_correction(table.meeting, actor=table.user())
    read = desk_text(table, client)
    assert "Das Protokoll ist zur Korrektur offen" in read
    assert "Treffen fortsetzen" not in read + client.get(table.meeting.get_absolute_url()).text


def test_the_desk_asks_the_same_for_many_rows(table: Table) -> None:
    item = running(table)[0]
    services.go_to_item(item, actor=table.user())
    client, address = table.world.client_for("staff"), at("desk", table.meeting.pk)

    def more(count: int) -> int:
        for number in range(count):
            tables.record_agreement(table.meeting, text=f"v{number}", agenda_item=item, actor=table.user())
            AgendaItem.unscoped.create(meeting=table.meeting, title=f"t{number}", minutes=5, order=50)
        return page_queries(client, address)

    assert more(1) == more(3)


def test_the_sentence_is_saved_while_it_is_typed_and_becomes_a_result(table: Table) -> None:
    item = running(table)[0]
    services.go_to_item(item, actor=table.user())
    client, pk = table.world.client_for("staff"), table.meeting.pk
    answer = client.post(at("sentence_autosave", pk), {"sentence": "Bis Sommer", "version": 0})
    assert answer.json()["version"] == 1
    late = {"sentence": "Bis Herbst", "version": 0}
    assert client.post(at("sentence_autosave", pk), late).status_code == 409
    answer = client.post(at("sentence", pk), late)
    assert answer.status_code == 409
    assert answer.context["theirs"] == "Bis Sommer"
    assert answer.context["form"]["version"].value() == 1
    assert "Bis Herbst" in answer.content.decode()
    told = {"sentence": "Bis Ostern", "version": 1, "als": "leitlinie", "punkt": item.pk}
    answer = client.post(at("sentence", pk), told)
    assert answer["Location"] == at("result", pk, "leitlinie") + f"?satz=1&punkt={item.pk}"
    form = client.get(answer["Location"]).context["form"]
    assert (form["text"].value(), form["agenda_item"].value()) == ("Bis Ostern", item.pk)
    assert client.get(at("result", pk, "leitlinie")).context["form"]["text"].value() is None


def test_a_proposal_becomes_a_milestone_at_the_desk(table: Table) -> None:
    running(table)
    assert "Kein Vorschlag wartet" in desk_text(table)
    school, aspect = table.world.school_a, table.aspects["S4.2"]
    told = {"text": "WLAN messen", "target_stage": 3, "due_on": DUE}
    proposal = tables.propose_milestone(school, aspect, actor=table.user("lead_a"), **told)
    address = at("proposal", table.meeting.pk, proposal.pk)
    assert f'href="{address}"' in desk_text(table)
    client = table.world.client_for("staff")
    form = client.get(address).context["form"]
    names = ("text", "owner", "responsible", "target_stage", "school", "aspects", "submission_id")
    typed = {name: form[name].value() for name in names} | {"due_on": DUE.isoformat()}
    answer = client.post(address, typed)
    assert answer["Location"] == at("desk", table.meeting.pk) + "#desk-proposals"
    row = Milestone.unscoped.get()
    assert (row.text, row.owner, row.responsible, row.target_stage, row.due_on) == (
        "WLAN messen",
        "school",
        str(school),
        3,
        DUE,
    )
    assert f'href="{address}"' not in desk_text(table, client)


def recorded(table: Table, **told: Any) -> Any:
    """The answer to the form that the sentence leads to, filled in with `told`."""
    client, address = table.world.client_for("staff"), at("result", table.meeting.pk, "vereinbarung")
    form = client.get(f"{address}?satz=1").context["form"]
    names = ("submission_id", "sentence", "text", "consensus")
    return client.post(address, {name: form[name].value() for name in names} | told)


def test_a_recorded_sentence_leaves_its_box_and_the_wall_shows_what_is_agreed(table: Table) -> None:
    running(table)
    services.write_sentence(table.meeting, text="Bis Sommer", version=0, actor=table.user())
    before = Meeting.unscoped.get(pk=table.meeting.pk).revision
    assert (
        recorded(table, text="Bis zum Sommer 2027")["Location"]
        == at("desk", table.meeting.pk) + "#desk-results"
    )
    wall = Wall.unscoped.get()
    assert (wall.sentence, wall.sentence_version, wall.show) == ("", 2, "results")
    assert Agreement.unscoped.get().text == "Bis zum Sommer 2027"
    assert wall.meeting.revision > before


def test_a_sentence_that_was_not_recorded_stays(table: Table) -> None:
    running(table)
    services.write_sentence(table.meeting, text="Bis Sommer", version=0, actor=table.user())
    assert recorded(table, text="").status_code == 422
    assert recorded(table, submission_id="", text="x" * 2001).status_code == 422
    client, address = table.world.client_for("staff"), at("result", table.meeting.pk, "vereinbarung")
    client.post(address, {"text": "Etwas anderes", "consensus": "agreed"})
    assert (Agreement.unscoped.get().text, Wall.unscoped.get().sentence) == ("Etwas anderes", "Bis Sommer")


def test_recording_that_fails_leaves_no_result_and_a_full_box(table: Table) -> None:
    running(table)
    services.write_sentence(table.meeting, text="Bis Sommer", version=0, actor=table.user())

    def fail() -> Any:
        tables.record_agreement(table.meeting, text="Bis Sommer", actor=table.user())
        raise DomainError("nein")

    with pytest.raises(DomainError):
        services.record_sentence(table.meeting, fail, version=1)
    assert (Agreement.unscoped.count(), Wall.unscoped.get().sentence) == (0, "Bis Sommer")


def test_a_sentence_that_somebody_wrote_on_stays_when_its_first_part_is_recorded(table: Table) -> None:
    running(table)
    services.write_sentence(table.meeting, text="Bis Sommer", version=0, actor=table.user())
    services.write_sentence(table.meeting, text="Bis Sommer und mehr", version=1, actor=table.user())
    assert recorded(table, sentence=1, text="Bis Sommer").status_code == 302
    assert Wall.unscoped.get().sentence == "Bis Sommer und mehr"


def test_a_sentence_that_is_too_long_is_told_and_kept(table: Table) -> None:
    running(table)
    client, text = table.world.client_for("staff"), "x" * 2001
    answer = client.post(at("sentence", table.meeting.pk), {"sentence": text, "version": 0})
    assert answer.status_code == 422
    assert text in answer.content.decode()
    answer = client.post(at("sentence_autosave", table.meeting.pk), {"sentence": text, "version": 0})
    assert "höchstens 2000 Zeichen" in answer.json()["message"]


def test_the_desk_lies_with_the_round_tables(table: Table) -> None:
    running(table)
    assert 'aria-current="true">Runde Tische<' in desk_text(table)
