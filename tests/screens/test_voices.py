"""Taking part from a telephone: the code, one voice a device, and results of closed questions with enough voices."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from roundtables import services as tables
from screens import selectors, services
from screens.models import Ballot, Entrance, Question
from tests.counting import page_queries
from tests.roundtables.conftest import Table, seal

pytestmark = pytest.mark.django_db


def ask(table: Table, kind: str = "dots", options: list[str] | None = None, **extra: Any) -> Question:
    if kind == "dots":
        options = options or ["Netz", "Geräte", "Support", "Schulung"]
    question = services.prepare_question(
        table.meeting, kind=kind, text="Woran arbeiten wir?", options=options, actor=table.user(), **extra
    )
    return services.open_question(question, actor=table.user())


def door() -> str:
    return reverse("screens:phone", args=[Entrance.unscoped.get().code])


def shown(client: Client) -> str:
    return client.get(door()).content.decode()


def vote(client: Client, question: Question, **choice: Any) -> Any:
    return client.post(door(), {"question": question.pk, **choice})


def test_telephones_come_in_by_the_code_only_while_the_door_is_open(table: Table) -> None:
    cache.clear()
    with pytest.raises(DomainError, match="Beginnen Sie zuerst"):
        services.open_entrance(table.meeting, actor=table.user())
    tables.start_meeting(table.meeting, actor=table.user())
    entrance = services.open_entrance(table.meeting, actor=table.user())
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{6}", entrance.code)
    typed = f" {entrance.code[:3].lower()} {entrance.code[3:].lower()} "
    assert Client().post(reverse("screens:entrance"), {"code": typed})["Location"] == door()
    assert "Sie sind dabei" in shown(Client())
    services.close_entrance(table.meeting, actor=table.user())
    assert Client().get(door()).status_code == 404
    assert services.open_entrance(table.meeting, actor=table.user()).code == entrance.code
    verbs = (
        AuditEntry.objects.filter(verb__startswith="screens.entrance")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["screens.entrance_opened", "screens.entrance_closed", "screens.entrance_opened"]


def test_sealed_minutes_close_the_door(running: Table) -> None:
    tables.close_meeting(running.meeting, actor=running.user())
    assert Client().get(door()).status_code == 200  # the feedback comes at the very end
    seal(running.meeting, actor=running.user())
    assert Client().get(door()).status_code == 404


def test_wrong_codes_are_counted_and_whoever_is_in_stays_in(running: Table) -> None:
    inside, guesser = Client(), Client()
    assert inside.get(door()).status_code == 200
    for turn in range(31):
        guesser.get(reverse("screens:phone", args=[f"AAAA{turn:02}"]))
    assert guesser.get(reverse("screens:phone", args=["ZZZZZZ"])).status_code == 429
    assert guesser.get(door()).status_code == 429  # the right one too: the guess is not worth anything
    forged = Client()
    forged.cookies["dabei"] = "erfunden:unterschrift"
    assert forged.get(door()).status_code == 429
    assert inside.get(door()).status_code == 200


def test_one_question_at_a_time_and_none_twice(running: Table) -> None:
    first = ask(running)
    with pytest.raises(DomainError, match="Eine andere Frage ist offen"):
        ask(running, "check")
    services.close_question(first, actor=running.user())
    with pytest.raises(DomainError, match="schon gestellt"):
        services.open_question(first, actor=running.user())
    with pytest.raises(DomainError, match="bleibt stehen"):
        services.remove_question(first, actor=running.user())
    draft = Question.unscoped.get(state="draft")
    services.remove_question(Question.unscoped.get(pk=draft.pk), actor=running.user())
    assert list(Question.unscoped.all()) == [first]
    with pytest.raises(Conflict, match="inzwischen"):
        services.open_question(draft, actor=running.user())  # asked from a page that still shows it


def test_a_device_has_one_voice_that_it_can_change(running: Table) -> None:
    question, client = ask(running), Client()
    client.get(door())
    assert vote(client, question, choice=["0", "1"]).status_code == 302
    assert "Danke, Ihre Stimme zählt" in shown(client)
    assert vote(client, question, choice=["2"]).status_code == 302
    assert [ballot.choice for ballot in Ballot.unscoped.all()] == [[2]]


def test_what_is_kept_of_a_device_leads_to_nobody(running: Table) -> None:
    client = Client()
    first = ask(running)
    vote(client, first, choice=["0"])
    one = Ballot.unscoped.get().device
    services.close_question(first, actor=running.user())
    vote(client, ask(running, "check"), choice="0")
    other = Ballot.unscoped.get().device
    assert one != other
    assert client.cookies["dabei"].value.split(":")[0] not in {one, other}
    assert {field.name for field in Ballot._meta.get_fields()} == {"id", "question", "device", "choice"}


@pytest.mark.parametrize(
    ("kind", "choice"),
    [
        ("dots", {"choice": ["0", "1", "2", "3"]}),
        ("dots", {}),
        ("dots", {"choice": ["9"]}),
        ("check", {"choice": "7"}),
        ("check", {"choice": "-1"}),
        ("feedback", {"mark_0": "1"}),
        ("feedback", {f"mark_{place}": "5" for place in range(6)}),
    ],
)
def test_a_choice_that_is_not_offered_is_refused(running: Table, kind: str, choice: dict[str, Any]) -> None:
    answer = vote(Client(), ask(running, kind), **choice)
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    assert not Ballot.unscoped.exists()


def test_nothing_is_shown_before_the_end_and_nothing_below_five(running: Table) -> None:
    question = ask(running)
    for _device in range(4):
        vote(Client(), question, choice=["0"])
    told = selectors.current_question(running.meeting)
    assert (told.voices, told.answers) == (4, ())
    services.close_question(question, actor=running.user())
    told = selectors.current_question(running.meeting)
    assert told.is_too_few
    assert told.answers == ()
    assert Question.unscoped.get().sums is None
    assert "Weniger als 5 haben geantwortet" in shown(Client())


def test_five_voices_are_shown_and_forgotten(running: Table) -> None:
    question = ask(running)
    for device in range(5):
        vote(Client(), question, choice=["1"] if device else ["0", "1"])
    services.close_question(question, actor=running.user())
    told = selectors.current_question(running.meeting)
    assert [(answer.text, answer.count) for answer in told.answers][:2] == [("Geräte", 5), ("Netz", 1)]
    assert not Ballot.unscoped.exists()
    late = vote(Client(), question, choice=["0"])
    assert late.status_code == 409
    assert "nicht gezählt" in late.content.decode()


def test_an_agreement_check_stands_in_the_order_of_its_scale_in_shares_of_all(running: Table) -> None:
    question = ask(running, "check")
    for choice in ("2", "2", "2", "2", "0", "1"):
        vote(Client(), question, choice=choice)
    services.close_question(question, actor=running.user())
    told = selectors.current_question(running.meeting)
    assert [(one.text, one.count, one.share) for one in told.answers] == [
        ("Ich trage es mit", 1, 17),
        ("Ich trage es mit Vorbehalt mit", 1, 17),
        ("Ich trage es nicht mit", 4, 67),
    ]
    text = " ".join(shown(Client()).split())
    assert '4 <span class="asked__share">67 %</span>' in text
    assert 'max="100" value="67"' in text


def test_dots_are_told_in_shares_of_all_who_answered(running: Table) -> None:
    question = ask(running)
    for device in range(5):
        vote(Client(), question, choice=["1"] if device else ["0", "1"])
    services.close_question(question, actor=running.user())
    told = selectors.current_question(running.meeting)
    assert [one.share for one in told.answers] == [100, 20, 0, 0]
    assert "Zusammen können es mehr als 100" in shown(Client())


def test_feedback_is_counted_per_statement(running: Table) -> None:
    question = ask(running, "feedback")
    for mark in (1, 2, 3, 4, 4):
        assert vote(Client(), question, **{f"mark_{place}": mark for place in range(6)}).status_code == 302
    services.close_question(question, actor=running.user())
    told = selectors.current_question(running.meeting)
    assert [row.counts for row in told.statements] == [(1, 1, 1, 2)] * 6


def test_the_database_keeps_no_sums_of_too_few(running: Table) -> None:
    question = ask(running)
    with pytest.raises(IntegrityError, match="question_sums_only_of_enough"):
        Question.unscoped.filter(pk=question.pk).update(state="closed", voices=4, sums=[4, 0, 0, 0])


def test_the_telephone_shows_nothing_else_of_the_table(running: Table) -> None:
    running.release(running.world.school_a, {"S4.2": 2}, at=running.meeting.starts_at)
    tables.record_agreement(running.meeting, text="Geheimes", responsible="Stadt", actor=running.user())
    ask(running)
    text = shown(Client())
    people = [user.name for user in running.world.users.values()]
    assert [word for word in ("Geheimes", running.world.school_a.name, *people) if word in text] == []


def test_telephones_hear_of_questions_and_not_of_every_word(running: Table) -> None:
    address = re.search(r'data-live="([^"]+)"', shown(Client())).group(1)
    before = Client().get(address).json()
    services.write_sentence(running.meeting, text="Wort", version=0, actor=running.user())
    assert Client().get(address).json() == before
    question = ask(running)
    assert Client().get(address).json()["revision"] > before["revision"]
    services.close_question(question, actor=running.user())
    assert Client().get(address).json()["revision"] > before["revision"] + 1
    assert Client().get(reverse("screens:phone_revision", args=["1:erfunden"])).status_code == 404


def test_the_moderator_prepares_asks_and_closes_by_the_page(running: Table) -> None:
    client = running.world.client_for("moderator")
    page = reverse("screens:question_list", args=[running.meeting.pk])
    read = client.get(page).text
    assert "Noch keine Frage" in read
    assert read.count(f'href="{reverse("screens:desk", args=[running.meeting.pk])}"') == 2  # trail and button
    create = reverse("screens:question_create", args=[running.meeting.pk, "punkte"])
    assert "G4 Geräteausstattung" in client.get(create).content.decode()
    assert client.post(create, {"text": "Was?", "options": "nur eine"}).status_code == 422
    assert client.post(create, {"text": "Was?", "options": "A\nB\nA"}).status_code == 302
    question = Question.unscoped.get()
    assert question.options == ["A", "B"]
    client.post(reverse("screens:question_open", args=[question.pk]))
    client.post(reverse("screens:question_close", args=[question.pk]))
    assert "Weniger als 5 haben geantwortet" in client.get(page).content.decode()
    assert (
        client.get(reverse("screens:question_create", args=[running.meeting.pk, "umfrage"])).status_code
        == 404
    )


def test_a_form_sent_twice_is_one_question(running: Table) -> None:
    client = running.world.client_for("moderator")
    create = reverse("screens:question_create", args=[running.meeting.pk, "zustimmung"])
    told = {
        "text": "Wir nennen je Schule eine Person.",
        "submission_id": "0d4c1f7e-9a4e-4a7e-8b0d-2f6a1f1b2c3d",
    }
    client.post(create, told)
    client.post(create, told)
    assert Question.unscoped.count() == 1


@pytest.mark.parametrize("show", ["join", "voices"])
def test_the_wall_shows_door_and_result(running: Table, show: str) -> None:
    question = ask(running)
    for _device in range(5):
        vote(Client(), question, choice=["1"])
    services.close_question(question, actor=running.user())
    services.show_on_wall(running.meeting, show, actor=running.user())
    client = running.world.client_for("lead_a")
    text = client.get(reverse("screens:wall", args=[running.meeting.pk])).content.decode()
    wanted = {"join": Entrance.unscoped.get().code, "voices": "5 Stimmen"}
    assert wanted[show] in text


def test_questions_are_asked_for_at_once(running: Table) -> None:
    client, page = (
        running.world.client_for("moderator"),
        reverse("screens:question_list", args=[running.meeting.pk]),
    )

    def more() -> int:
        for _number in range(3):
            services.close_question(ask(running), actor=running.user())
        return page_queries(client, page)

    more()
    assert more() == more()
