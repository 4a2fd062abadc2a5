"""Terminumfrage: asked by mail, answered by link, taken by one click; nobody reads the answers of others."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import Conflict, DomainError
from core.models import AuditEntry, OutboxMail
from core.templatetags.kern import error_links
from invitations import services
from invitations.models import DatePoll, PollAnswer, PollVoter
from roundtables import services as tables
from roundtables.models import Meeting
from tests.counting import page_queries
from tests.invitations.conftest import ask, days, send
from tests.roundtables.conftest import Table
from tests.world import build_world

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
LINK = re.compile(r"/terminumfrage/[\w-]{43}/")


def link_of_lea() -> str:
    [found] = LINK.findall(OutboxMail.objects.get(recipient="lea@example.org").body)
    return str(found)


def lea() -> PollVoter:
    return PollVoter.unscoped.get(member__name="Lea Anger")


def body(poll: DatePoll, *said: str, seen: int = 0) -> dict[str, str]:
    fields = {f"date_{date.pk}": one for date, one in zip(poll.dates.all(), said, strict=True)}
    return fields | {"seen": str(seen)}


def said_by_lea() -> list[str]:
    return list(
        PollAnswer.unscoped.filter(voter=lea()).order_by("date__starts_at").values_list("answer", flat=True)
    )


def page_of(table: Table, name: str, pk: int, actor: str = "staff") -> str:
    response = table.world.client_for(actor).get(reverse(f"invitations:{name}", args=[pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_each_member_with_an_address_is_asked_by_mail(seats: Table, poll: DatePoll) -> None:
    mail = OutboxMail.objects.get()
    assert (mail.recipient, mail.subject) == (
        "lea@example.org",
        "Welcher Termin passt Ihnen? Runder Tisch Musterstadt",
    )
    for date in poll.dates.all():
        assert f"{date.starts_at.astimezone(BERLIN):%H:%M}" in mail.body
    assert "Aula" in mail.body
    page = page_of(seats, "poll_detail", poll.pk)
    assert "Sven Aufsicht, Schulamt" in page
    assert "Bitte fragen Sie sie selbst." in page
    assert lea().token_hash not in mail.body


def test_answered_by_link_without_signing_in_and_changed(guest: Client, poll: DatePoll) -> None:
    link = link_of_lea()
    page = guest.get(link)
    assert page.status_code == 200
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store, private", "noindex, nofollow")
    assert "Sven Aufsicht" not in page.content.decode()
    assert guest.post(link, body(poll, "yes", "maybe", "no")).status_code == 302
    assert said_by_lea() == ["yes", "maybe", "no"]
    assert "Ihre Antwort ist gespeichert" in guest.get(link).content.decode()
    assert guest.post(link, body(poll, "no", "no", "yes", seen=1)).status_code == 302
    assert said_by_lea() == ["no", "no", "yes"]


def test_every_date_wants_an_answer(guest: Client, poll: DatePoll) -> None:
    response = guest.post(link_of_lea(), body(poll, "yes", "", "no"))
    assert response.status_code == 422
    assert "Bitte antworten Sie zu jedem der Termine." in response.content.decode()
    response = guest.post(link_of_lea(), body(poll, "yes", "perhaps", "no"))
    assert response.status_code == 422
    assert said_by_lea() == []


def test_two_windows_are_told_and_the_same_again_is_none(guest: Client, poll: DatePoll) -> None:
    link = link_of_lea()
    guest.post(link, body(poll, "yes", "yes", "yes"))
    assert guest.post(link, body(poll, "yes", "yes", "yes")).status_code == 302
    response = guest.post(link, body(poll, "no", "no", "no"))
    assert response.status_code == 409
    assert "inzwischen schon geantwortet" in response.content.decode()
    assert said_by_lea() == ["yes"] * 3
    with pytest.raises(Conflict):
        services.answer_poll(
            lea(), answers=dict.fromkeys(poll.dates.values_list("pk", flat=True), "no"), seen=0
        )


@pytest.mark.parametrize("token", ["x" * 43, "ä" * 43, "kurz"])
def test_a_guessed_link_opens_nothing(guest: Client, poll: DatePoll, token: str) -> None:
    cache.clear()
    assert guest.get(f"/terminumfrage/{token}/").status_code == 404


def test_the_table_shows_who_says_what_and_what_suits_most(seats: Table, poll: DatePoll) -> None:
    dates = list(poll.dates.values_list("pk", flat=True))
    services.answer_poll(lea(), answers=dict(zip(dates, ("no", "yes", "maybe"), strict=True)), seen=0)
    page = page_of(seats, "poll_detail", poll.pk, "moderator")
    assert page.count("passt den meisten") == 1
    assert "1 von 2 Personen haben geantwortet" in page
    for words in ("Vielleicht", "Lea Anger, Grundschule Am Anger"):
        assert words in page
    for actor in ("lead_a", "supervision", "staff_c"):
        address = reverse("invitations:poll_detail", args=[poll.pk])
        assert seats.world.client_for(actor).get(address).status_code == 404


def take(table: Table, poll: DatePoll, index: int = 1) -> Any:
    date = poll.dates.all()[index]
    return table.world.client_for("moderator").post(reverse("invitations:poll_take", args=[date.pk]))


def test_one_click_plans_the_meeting_and_leads_to_the_invitation(seats: Table, poll: DatePoll) -> None:
    response = take(seats, poll)
    meeting = Meeting.unscoped.latest("pk")
    assert response["Location"] == reverse("invitations:send", args=[meeting.pk])
    assert (meeting.starts_at, meeting.ends_at) == (
        poll.dates.all()[1].starts_at,
        poll.dates.all()[1].ends_at,
    )
    assert (meeting.number, meeting.place, meeting.participants.count()) == (2, "Aula", 2)
    take(seats, poll)
    take(seats, poll, 2)
    assert Meeting.unscoped.count() == 2
    assert DatePoll.unscoped.get().chosen == poll.dates.all()[1]
    assert send(seats, meeting) == 1


def test_one_click_moves_a_planned_meeting_and_its_sequence_grows(seats: Table) -> None:
    send(seats)
    poll = ask(seats, meeting=seats.meeting)
    take(seats, poll)
    moved = Meeting.unscoped.get()
    assert (moved.starts_at, moved.sequence, moved.place) == (poll.dates.all()[1].starts_at, 1, "Aula")
    assert send(seats) == 1


def test_over_is_over(guest: Client, seats: Table, poll: DatePoll) -> None:
    link = link_of_lea()
    client = seats.world.client_for("staff")
    for _twice in range(2):
        client.post(reverse("invitations:poll_end", args=[poll.pk]))
    assert AuditEntry.objects.filter(verb="invitations.poll_ended").count() == 1
    response = guest.get(link)
    assert response.status_code == 410
    assert "Diese Umfrage ist beendet." in response.content.decode()
    assert guest.post(link, body(poll, "yes", "yes", "yes")).status_code == 410
    take(seats, poll)
    assert Meeting.unscoped.count() == 1
    assert "Es wurde kein Termin genommen." in page_of(seats, "poll_detail", poll.pk)


def test_neither_the_past_nor_a_meeting_that_has_begun(seats: Table, monkeypatch: Any) -> None:
    poll = ask(seats, meeting=seats.meeting)
    tables.start_meeting(seats.meeting, actor=seats.user())
    with pytest.raises(DomainError, match="geplantes Treffen"):
        services.take_date(poll.dates.all()[0], actor=seats.user())
    later = ask(seats)
    monkeypatch.setattr(timezone, "now", lambda: later.dates.all()[0].starts_at)
    with pytest.raises(DomainError, match="vorbei"):
        services.take_date(later.dates.all()[0], actor=seats.user())


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (days(20), "zwei bis sechs"),
        (days(*range(20, 27)), "zwei bis sechs"),
        (days(20, 20), "zweimal"),
        (days(-1, 20), "Vergangenheit"),
        ([days(20)[0][::-1], days(21)[0]], "nach seinem Beginn"),
    ],
)
def test_two_to_six_dates_to_come(seats: Table, dates: Any, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        ask(seats, dates=dates)


def lines(*filled: tuple[str, str, str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for number, line in enumerate(filled, start=1):
        told |= dict(zip((f"day_{number}", f"begins_{number}", f"ends_{number}"), line, strict=True))
    return told


def test_the_form_asks_and_a_double_click_asks_once(seats: Table) -> None:
    client = seats.world.client_for("staff")
    address = reverse("invitations:poll_create", args=[seats.series.pk])
    mark = str(client.get(address).context["form"]["submission_id"].value())
    year = timezone.localdate().year + 1
    told = lines((f"{year}-03-20", "14:00", "16:00"), (f"{year}-04-20", "14:00", "16:00"))
    first, response = (
        client.post(address, told | {"submission_id": mark, "place": "Aula", "anyway": "on"})
        for _twice in range(2)
    )
    assert first.status_code == 302
    poll = DatePoll.unscoped.get()
    assert response["Location"] == reverse("invitations:poll_detail", args=[poll.pk])
    assert [one.starts_at.astimezone(BERLIN).hour for one in poll.dates.all()] == [14, 14]
    assert OutboxMail.objects.count() == 1
    series_page = client.get(seats.series.get_absolute_url()).content.decode()
    assert reverse("invitations:poll_detail", args=[poll.pk]) in series_page


def test_a_holiday_among_the_dates_is_said_and_stands_beside_it(seats: Table, guest: Client) -> None:
    client = seats.world.client_for("staff")
    address = reverse("invitations:poll_create", args=[seats.series.pk])
    mark = str(client.get(address).context["form"]["submission_id"].value())
    year = timezone.localdate().year + 1
    told = lines((f"{year}-05-01", "14:00", "16:00"), (f"{year}-05-20", "14:00", "16:00"))
    asked = client.post(address, told | {"submission_id": mark})
    hint = f"Der 1. Mai {year} ist in Nordrhein-Westfalen ein Feiertag: Tag der Arbeit."
    assert (asked.status_code, hint in asked.context["form"].errors["anyway"]) == (422, True)
    assert not DatePoll.unscoped.exists()
    assert not OutboxMail.objects.exists()  # told before anything is sent
    page = client.post(address, told | {"submission_id": mark, "anyway": "on"}, follow=True).text
    assert page.count("(Tag der Arbeit)") == 1
    assert "Uhr (Tag der Arbeit)" in guest.get(link_of_lea()).content.decode()
    assert "16:00 Uhr (Tag der Arbeit)\n" in OutboxMail.objects.get(recipient="lea@example.org").body


def test_the_times_of_the_last_meeting_stand_there_already(seats: Table) -> None:
    client = seats.world.client_for("staff")
    address = reverse("invitations:poll_create", args=[seats.series.pk])
    form = client.get(address).context["form"]
    usual = [
        moment.astimezone(BERLIN).strftime("%H:%M")
        for moment in (seats.meeting.starts_at, seats.meeting.ends_at)
    ]
    names = [f"{name}_{number}" for number in range(1, 7) for name in ("begins", "ends")]
    typed = {name: form[name].value().strftime("%H:%M") for name in names}
    assert list(typed.values()) == usual * 6
    days_to_come = (timezone.localdate() + timedelta(days=20), timezone.localdate() + timedelta(days=21))
    typed |= {f"day_{number}": day.isoformat() for number, day in enumerate(days_to_come, start=1)}
    mark = {"submission_id": str(form["submission_id"].value()), "anyway": "on"}
    assert client.post(address, typed | mark).status_code == 302
    assert DatePoll.unscoped.get().dates.count() == 2  # lines without a day are no dates


def test_a_line_that_is_half_filled_or_upside_down_is_told(seats: Table) -> None:
    client = seats.world.client_for("staff")
    address = reverse("invitations:poll_create", args=[seats.series.pk])
    mark = str(client.get(address).context["form"]["submission_id"].value())
    told = lines(
        ("2027-03-20", "14:00", "16:00"),
        ("2027-03-28", "02:30", "04:00"),  # the clocks go forward
        ("2027-04-20", "", "16:00"),
        ("2027-05-20", "16:00", "14:00"),
    )
    response = client.post(address, told | {"submission_id": mark})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"begins_2", "begins_3", "ends_4"}
    named = [text.partition(":")[0] for _anchor, text in error_links(response.context["form"])]
    assert named == ["Vorschlag 2, Beginn", "Vorschlag 3, Beginn", "Vorschlag 4, Ende"]
    assert not DatePoll.unscoped.exists()


def test_another_tables_meeting_is_no_choice(seats: Table) -> None:
    other = tables.create_series(seats.world.municipality, name="Zweiter Tisch", actor=seats.user())
    with pytest.raises(DomainError, match="dieses Runden Tisches"):
        services.open_poll(other, dates=days(20, 21), meeting=seats.meeting, actor=seats.user())


def test_a_month_after_the_last_date_it_is_forgotten(poll: DatePoll) -> None:
    last = poll.dates.all()[2].ends_at
    services.forget_polls(now=last + timedelta(days=30))
    assert DatePoll.unscoped.exists()
    services.forget_polls(now=last + timedelta(days=31))
    assert not DatePoll.unscoped.exists()
    assert not PollVoter.unscoped.exists()


def test_the_page_asks_the_same_for_many_people_and_polls(seats: Table) -> None:
    client = seats.world.client_for("staff")

    def cost(number: int) -> int:
        for name in range(number):
            tables.add_member(
                seats.series, name=f"M {number}{name}", body="Amt", function="advise", actor=seats.user()
            )
            ask(seats, dates=days(*range(30, 32 + number)))
        poll = DatePoll.unscoped.latest("pk")
        address = reverse("invitations:poll_detail", args=[poll.pk])
        return page_queries(client, address) + page_queries(client, seats.series.get_absolute_url())

    cost(1)
    assert cost(1) == cost(3)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_two_dates_at_once_get_one_meeting() -> None:
    world = build_world()
    staff = world.user("staff")
    series = tables.create_series(world.municipality, name="Runder Tisch", actor=staff)
    poll = services.open_poll(series, dates=days(20, 21), actor=staff)

    def take_one(index: int) -> bool:
        try:
            services.take_date(poll.dates.all()[index], actor=staff)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take_one, (0, 1))) == [False, True]
    assert Meeting.unscoped.count() == 1
