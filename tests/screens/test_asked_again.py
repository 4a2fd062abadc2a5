"""A question asked again: no second result beside the first gives one person's choice away."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from screens import selectors, services
from screens.models import Question
from tests.counting import page_queries
from tests.roundtables.conftest import Table
from tests.screens.test_voices import ask, shown, vote

pytestmark = pytest.mark.django_db


def close(table: Table, question: Question, voices: dict[str, str]) -> Any:
    """The standing of the question after these devices have each chosen one answer."""
    for device, choice in voices.items():
        services.give_voice(question, device=device, choice=[int(choice)])
    services.close_question(question, actor=table.user())
    return selectors.current_question(table.meeting)


def crowd(count: int, choice: str = "0", start: int = 0) -> dict[str, str]:
    return {f"device-{number}": choice for number in range(start, start + count)}


def sums(table: Table, *crowds: dict[str, str], kind: str = "check") -> list[Any]:
    return [close(table, ask(table, kind), voices).question.sums for voices in crowds]


def test_one_newcomer_is_not_told_by_the_difference(running: Table) -> None:
    assert sums(running, crowd(6), crowd(6) | {"late": "2"}) == [[6, 0, 0], None]
    told = selectors.current_question(running.meeting)
    assert (told.is_too_few, told.is_too_alike, told.answers) == (False, True, ())
    assert "fast dieselben Personen" in shown(Client())


def test_nor_is_who_left_or_took_the_place_of_another(running: Table) -> None:
    assert sums(running, crowd(7), crowd(6), crowd(6) | {"other": "1"})[1:] == [None, None]


def test_the_same_people_read_what_the_talk_has_changed(running: Table) -> None:
    assert sums(running, crowd(6), crowd(4) | crowd(2, "1", start=4)) == [[6, 0, 0], [4, 2, 0]]


def test_five_more_are_enough_and_each_shown_result_counts(running: Table) -> None:
    twelve = crowd(12, "1")
    assert sums(running, crowd(6), crowd(11, "1"), twelve) == [[6, 0, 0], [0, 11, 0], None]
    assert sums(running, crowd(11, "2")) == [[0, 0, 11]]  # the crowd of the second time


def test_a_result_that_was_never_shown_hides_no_other(running: Table) -> None:
    assert sums(running, crowd(4), crowd(5)) == [None, [5, 0, 0]]


def prepared(table: Table, text: str, kind: str = "check", options: list[str] | None = None) -> Question:
    return services.prepare_question(table.meeting, kind=kind, text=text, options=options, actor=table.user())


@pytest.mark.parametrize(
    ("kind", "text", "options", "is_again"),
    [
        ("dots", "Woran arbeiten wir", ["Ganz", "Anderes"], True),
        ("dots", "Was drängt?", ["Netz!", "geräte", "Neu"], True),
        ("dots", "Was drängt?", ["Netz", "Neu"], False),
        ("check", "Woran arbeiten wir?", None, False),
        ("feedback", "Woran arbeiten wir?", None, False),
    ],
)
def test_what_counts_as_asked_again(
    running: Table,
    kind: str,
    text: str,
    options: list[str] | None,
    is_again: bool,
) -> None:
    first = ask(running)
    services.close_question(first, actor=running.user())
    draft = prepared(running, text, kind, options)
    assert [one.is_again for one in selectors.questions_of(running.meeting)] == [False, is_again]
    page = running.world.client_for("staff").get(reverse("screens:question_list", args=[running.meeting.pk]))
    assert ("in diesem Treffen noch einmal gestellt" in page.text) is is_again
    assert services.open_question(draft, actor=running.user()).first == (first if is_again else None)


def test_another_sentence_is_another_question_and_feedback_always_the_same(running: Table) -> None:
    one, other = (prepared(running, f"Wir zählen {what}.") for what in ("Geräte", "Stunden"))
    services.open_question(one, actor=running.user())
    services.close_question(one, actor=running.user())
    assert services.open_question(other, actor=running.user()).first is None
    services.close_question(other, actor=running.user())
    marks = [1] * 6
    for number in range(2):
        question = services.open_question(prepared(running, f"{number}", "feedback"), actor=running.user())
        for device in range(5 + number):
            services.give_voice(question, device=str(device), choice=marks)
        services.close_question(question, actor=running.user())
    assert [row.sums is None for row in Question.unscoped.filter(kind="feedback")] == [False, True]


def test_nothing_kept_of_a_crowd_names_a_device(running: Table) -> None:
    first = close(running, ask(running), crowd(5)).question
    again = close(running, ask(running), crowd(5)).question
    assert first.crowd == again.crowd
    kept = {str(getattr(again, field.attname)) for field in Question._meta.concrete_fields}
    assert not any(again.device_key(device) in value for device in crowd(5) for value in kept)


def test_many_questions_are_compared_at_once(running: Table) -> None:
    client = running.world.client_for("staff")
    address = reverse("screens:question_list", args=[running.meeting.pk])

    def more(count: int) -> int:
        for _turn in range(count):
            services.close_question(ask(running), actor=running.user())
            prepared(running, "Woran arbeiten wir?")
        return page_queries(client, address)

    assert more(1) == more(3)


def test_a_device_knows_that_it_has_answered_the_second_time_only_then(running: Table) -> None:
    client, first = Client(), ask(running)
    shown(client)
    vote(client, first, choice=["0"])
    services.close_question(first, actor=running.user())
    ask(running)
    assert "Danke, Ihre Stimme zählt" not in shown(client)


def test_a_question_that_repeats_two_is_compared_with_both(running: Table) -> None:
    """The wording of one and the answers of the other: the first alone, which nobody answered, hides nothing."""
    pairs = [("Was zuerst?", ["Netz", "Geräte"]), ("Woran?", ["Support", "Schulung"])]
    again = ("Was zuerst?", ["Support", "Schulung"])
    told = []
    for voices, (text, options) in zip(
        (crowd(0), crowd(6), crowd(6) | {"late": "1"}), [*pairs, again], strict=True
    ):
        question = services.open_question(prepared(running, text, "dots", options), actor=running.user())
        told.append(close(running, question, voices).question.sums)
    assert told == [None, [6, 0], None]


def test_a_question_that_repeats_two_shows_what_tells_nobody_apart(running: Table) -> None:
    texts = [("Was zuerst?", ["Netz", "Geräte"]), ("Woran?", ["Support", "Schulung"])]
    texts += [("Was zuerst?", ["Support", "Schulung"])] * 2
    told = []
    for voices, (text, options) in zip((crowd(6), crowd(6), crowd(6), crowd(11)), texts, strict=True):
        question = services.open_question(prepared(running, text, "dots", options), actor=running.user())
        told.append(close(running, question, voices).question.sums)
    assert told == [[6, 0], [6, 0], None, [11, 0]]
