"""Every page of the table for every role: what exists, what may be done, and the way back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from roundtables import services
from roundtables.models import (
    AgendaItem,
    Agreement,
    ExperienceNote,
    FocusTopic,
    GoalPerspective,
    Guideline,
    Meeting,
    Milestone,
    Participant,
    RoundTableSeries,
    SeriesMember,
)
from tests.days import next_easter_monday, spoken
from tests.roundtables.conftest import DUE, page

READERS = ("lead_a", "member_a", "lead_b", "supervision")
# an adviser of a single school reads its releases, not the table; as member or for the area he would
STRANGERS = ("nobody", "it", "lead_c", "staff_c", "adviser_c", "admin", "adviser")
RUNNERS = ("staff", "head", "moderator")


def read_pages(table):
    return [
        page("series_detail", table.series.pk),
        page("guideline_list", table.series.pk),
        page("meeting_detail", table.meeting.pk),
        page("minutes_detail", table.meeting.pk),
        page("meeting_ics", table.meeting.pk),
    ]


def run_pages(table):
    guideline = services.record_guideline(table.meeting, text="Wir sagen du", actor=table.user())
    milestone = services.record_milestone(
        table.meeting, text="Wartung", responsible="IT", due_on=DUE, actor=table.user()
    )
    item = table.meeting.agenda.first()
    focus = services.record_focus_topic(table.meeting, text="Netz", actor=table.user())
    return [
        page("focus_end", focus.pk),
        page("series_update", table.series.pk),
        page("member_create", table.series.pk),
        page("meeting_create", table.series.pk),
        page("guideline_replace", guideline.pk),
        page("guideline_end", guideline.pk),
        page("meeting_update", table.meeting.pk),
        page("guest_create", table.meeting.pk),
        page("agendaitem_create", table.meeting.pk),
        page("agendaitem_update", item.pk),
        page("agendaitem_notes", item.pk),
        page("meeting_notes", table.meeting.pk),
        page("next_meeting_create", table.meeting.pk),
        *(page("result_create", table.meeting.pk, kind) for kind in ("meilenstein", "leitlinie")),
        page("result_update", "meilenstein", milestone.pk),
        page("milestone_update", milestone.pk),
    ]


@pytest.mark.parametrize("actor", [*RUNNERS, *READERS])
def test_people_of_the_table_read_it(table, actor):
    client = table.world.client_for(actor)
    assert [client.get(url).status_code for url in read_pages(table)] == [200] * 5


@pytest.mark.parametrize("actor", STRANGERS)
def test_a_foreign_table_does_not_exist(table, actor):
    client = table.world.client_for(actor)
    urls = [*read_pages(table), *run_pages(table)]
    assert {client.get(url).status_code for url in urls} == {404}


@pytest.mark.parametrize("actor", RUNNERS)
def test_those_who_run_the_table_open_every_form(table, actor):
    client = table.world.client_for(actor)
    answers = {url: client.get(url).status_code for url in run_pages(table)}
    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("actor", READERS)
def test_readers_may_not_write(table, actor):
    client = table.world.client_for(actor)
    answers = {url: client.get(url).status_code for url in run_pages(table)}
    assert set(answers.values()) == {403}, answers


def test_list_pages_open_for_everybody_and_show_own_rows_only(table):
    for actor in (*RUNNERS, *READERS, "nobody", "staff_c"):
        client = table.world.client_for(actor)
        response = client.get(page("series_list"))
        expected = [] if actor in {"nobody", "staff_c"} else [table.series]
        assert list(response.context["object_list"]) == expected
        assert client.get(page("milestone_list")).status_code == 200


def test_a_member_from_elsewhere_reads_the_table(table):
    """Named by e-mail, whatever its letters; without the name the table is not there for them."""
    client = table.world.client_for("lead_c")
    assert client.get(page("series_detail", table.series.pk)).status_code == 404
    services.add_member(
        table.series,
        name="Lena Drossel",
        body="Nachbargemeinde",
        function="guest",
        actor=table.user(),
        email="LEAD.C@example.org",
    )
    assert client.get(page("series_detail", table.series.pk)).status_code == 200


def test_set_up_a_table_by_form(world):
    client = world.client_for("staff")
    form = {"municipality": world.municipality.pk, "name": "Runder Tisch", "meetings_per_year": "2"}
    response = client.post(page("series_create"), form)
    series = RoundTableSeries.unscoped.get()
    assert (response.status_code, response.url) == (302, page("series_detail", series.pk))
    again = client.post(page("series_create"), form)
    assert (again.status_code, RoundTableSeries.unscoped.count()) == (422, 1)


def test_the_form_of_a_table_begins_with_what_is_stored(table):
    services.change_series(
        table.series, reminder_days=7, correction_days=21, delivery="attached", actor=table.user()
    )
    client, url = table.world.client_for("staff"), page("series_update", table.series.pk)
    form = client.get(url).context["form"]
    told = {name: form[name].value() for name in ("reminder_days", "correction_days", "delivery", "seen")}
    assert (told["reminder_days"], told["correction_days"], told["delivery"]) == (7, 21, "attached")
    named = {"name": table.series.name, "meetings_per_year": "2", "is_active": "on"}
    assert client.post(url, told | named | {"reminder_days": "15"}).status_code == 422
    assert client.post(url, told | named | {"reminder_days": "0"}).status_code == 302
    stored = RoundTableSeries.unscoped.get()
    assert (stored.reminder_days, stored.correction_days, stored.delivery) == (0, 21, "attached")


def test_only_own_municipalities_are_offered(world):
    client = world.client_for("staff")
    form = {"municipality": world.municipality_c.pk, "name": "Fremd", "meetings_per_year": "2"}
    assert client.post(page("series_create"), form).status_code == 422
    assert RoundTableSeries.unscoped.count() == 0
    assert world.client_for("lead_a").get(page("series_create")).status_code == 403


def test_member_added_twice_is_one_row_and_removed(table):
    client = table.world.client_for("staff")
    form = {"name": "Max Anger", "body": "Grundschule", "function": "decide", "email": ""}
    for _click in range(2):
        client.post(page("member_create", table.series.pk), form)
    member = SeriesMember.unscoped.get(name="Max Anger")
    client.post(page("member_remove", member.pk))
    assert not SeriesMember.unscoped.filter(name="Max Anger").exists()


HOLIDAY = next_easter_monday()
TUESDAY, SATURDAY = HOLIDAY - timedelta(days=27), HOLIDAY - timedelta(days=9)
MEETING = {"day": str(TUESDAY), "begins": "14:00", "ends": "16:30", "place": "Aula", "template": "regular"}


def test_plan_a_meeting_by_form_double_click(table):
    client = table.world.client_for("staff")
    form = MEETING | {"uid": str(uuid4())}
    first = client.post(page("meeting_create", table.series.pk), form)
    second = client.post(page("meeting_create", table.series.pk), form)
    meeting = Meeting.unscoped.get(number=2)
    assert first.url == second.url == page("meeting_detail", meeting.pk)
    assert f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}" == f"{TUESDAY} 14:00"
    assert meeting.participants.count() == 2
    assert meeting.agenda.count() == 9


def test_a_meeting_on_a_free_day_is_planned_and_the_day_is_named(table):
    client = table.world.client_for("staff")
    told = MEETING | {"uid": str(uuid4()), "day": str(HOLIDAY)}
    response = client.post(page("meeting_create", table.series.pk), told, follow=True)
    hint = "ist in Nordrhein-Westfalen ein Feiertag: Ostermontag."
    assert hint in response.content.decode()
    meeting = Meeting.unscoped.get(number=2)
    change = page("meeting_update", meeting.pk)

    def sent(**values):
        form = client.get(change).context["form"]
        told = MEETING | {"day": str(HOLIDAY), "seen": form["seen"].value()} | values
        return client.post(change, told, follow=True).content.decode()

    assert "ein Feiertag" not in sent(place="Mensa")  # said once, with the day
    assert f"Der {spoken(SATURDAY)} ist ein Samstag." in sent(day=str(SATURDAY))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"day": "2026-03-29", "begins": "02:30", "ends": "04:00"}, "gibt es"),
        ({"day": "2026-10-25", "begins": "02:30", "ends": "04:00"}, "zweimal"),
        ({"ends": "14:00"}, "enden"),
        ({"day": "0026-03-02"}, "vier Ziffern"),
        ({"day": "1926-03-02"}, "Das Jahr muss zwischen"),
        ({"day": "morgen"}, "Datum"),
    ],
)
def test_impossible_times_are_told_in_german_and_nothing_is_lost(table, values, text):
    client = table.world.client_for("staff")
    form = MEETING | {"uid": str(uuid4())} | values
    response = client.post(page("meeting_create", table.series.pk), form)
    assert response.status_code == 422
    assert text in " ".join(
        str(error) for errors in response.context["form"].errors.values() for error in errors
    )
    assert "Aula" in response.content.decode()
    assert Meeting.unscoped.count() == 1


def test_attendance_buttons(table):
    client = table.world.client_for("moderator")
    lea, sven = Participant.unscoped.order_by("name")
    client.post(page("attendance_update", lea.pk), {"attendance": "excused"})
    client.post(page("attendance_all", table.meeting.pk))
    response = client.post(page("attendance_update", sven.pk), {"attendance": "unfug"}, follow=True)
    states = {row.name: row.attendance for row in Participant.unscoped.all()}
    assert states == {"Lea Anger": "excused", "Sven Aufsicht": "present"}
    assert [str(message) for message in response.context["messages"]] == [
        "Diese Angabe zur Anwesenheit gibt es nicht."
    ]


def test_agenda_goes_up_and_down(table):
    client = table.world.client_for("staff")
    first, second = list(AgendaItem.unscoped.all())[:2]
    client.post(page("agendaitem_up", second.pk))
    client.post(page("agendaitem_up", second.pk))
    assert [item.pk for item in AgendaItem.unscoped.all()][:2] == [second.pk, first.pk]
    client.post(page("agendaitem_down", second.pk))
    assert [item.order for item in AgendaItem.unscoped.all()] == list(range(1, 9))
    assert AgendaItem.unscoped.first() == first


ABOUT = {"topic": "", "aspects": "s4.2, T2.3 S4.2", "agenda_item": ""}
RESULTS = {
    "leitlinie": (Guideline, {}),
    "zielperspektive": (GoalPerspective, {"horizon_year": str(DUE.year), "target_stage": "3"}),
    "themenschwerpunkt": (FocusTopic, {"from_on": "2027-01-01"}),
    "meilenstein": (Milestone, {"owner": "both", "responsible": "IT", "due_on": DUE.isoformat()}),
    "vereinbarung": (Agreement, {"consensus": "agreed"}),
    "erfahrung": (ExperienceNote, {}),
}


@pytest.mark.parametrize("kind", RESULTS)
def test_a_result_is_stored_at_once_and_only_once(table, kind):
    model, fields = RESULTS[kind]
    client = table.world.client_for("staff")
    form = {"text": "Das gilt.", "submission_id": str(uuid4())} | ABOUT | fields
    url = page("result_create", table.meeting.pk, kind)
    first, second = client.post(url, form), client.post(url, form)
    row = model.unscoped.get()  # type: ignore[attr-defined]  # each kind of result has it
    assert (first.status_code, first.url) == (302, second.url)
    assert first.url.startswith(page("meeting_detail", table.meeting.pk) + "#")
    assert [aspect.code for aspect in row.aspects.order_by("code")] == ["S4.2", "T2.3"]


def test_a_wrong_entry_comes_back_on_the_meetings_page(table):
    client = table.world.client_for("staff")
    form = {"text": "Wartung klären", "submission_id": str(uuid4())} | ABOUT | {"aspects": "S9.9"}
    response = client.post(page("result_create", table.meeting.pk, "meilenstein"), form)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"aspects", "owner", "responsible", "due_on"}
    assert "Wartung klären" in response.content.decode()
    assert Milestone.unscoped.count() == 0
    assert client.get(page("result_create", table.meeting.pk, "unsinn")).status_code == 404


def test_correct_and_withdraw(table):
    client = table.world.client_for("staff")
    row = services.record_agreement(table.meeting, text="Tipfehler", actor=table.user())
    url = page("result_update", "vereinbarung", row.pk)
    form = {
        "text": "Tippfehler",
        "seen": row.fingerprint(),
        "responsible": "IT",
        "consensus": "agreed",
    } | ABOUT
    assert client.post(url, form).status_code == 302
    stale = client.post(url, form | {"text": "Noch einmal"})
    assert (stale.status_code, Agreement.unscoped.get().text) == (422, "Tippfehler")
    assert "Noch einmal" in stale.content.decode()
    client.post(page("result_withdraw", "vereinbarung", row.pk))
    assert Agreement.unscoped.count() == 0


def test_two_editors_of_a_note_lose_nothing(table):
    client = table.world.client_for("staff")
    item = AgendaItem.unscoped.first()
    url = page("agendaitem_notes", item.pk)
    assert client.post(url, {"notes": "Erste Fassung", "version": 0}).status_code == 302
    response = client.post(url, {"notes": "Zweite Fassung", "version": 0})
    text = response.content.decode()
    assert (response.status_code, "Erste Fassung" in text, "Zweite Fassung" in text) == (409, True, True)
    item.refresh_from_db()
    assert (item.notes, item.notes_version) == ("Erste Fassung", 1)
    chosen = client.post(url, {"notes": "Beides", "version": response.context["form"]["version"].value()})
    item.refresh_from_db()
    assert (chosen.status_code, item.notes) == (302, "Beides")


def test_autosave_answers_json(table):
    client = table.world.client_for("staff")
    url = page("meeting_autosave", table.meeting.pk)
    saved = client.post(url, {"notes": "Alle da.", "version": 0})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    assert client.post(url, {"notes": "Andere", "version": 0}).status_code == 409
    assert client.post(url, {"notes": "x" * 20_001, "version": 1}).status_code == 422
    table.meeting.refresh_from_db()
    assert table.meeting.minutes_note == "Alle da."


def test_a_meeting_that_lies_ahead_says_so_at_each_step_and_is_sealed_only_on_purpose(table):
    client, day = table.world.client_for("staff"), timezone.localtime(table.meeting.starts_at)
    words = f"Das Treffen liegt in der Zukunft (am {day:%d.%m.%Y})."
    assert words in client.get(page("meeting_detail", table.meeting.pk)).text
    client.post(page("meeting_start", table.meeting.pk))
    assert words in client.get(page("meeting_detail", table.meeting.pk)).text
    client.post(page("meeting_close", table.meeting.pk))
    client.post(page("correction_open", table.meeting.pk))
    check = client.get(page("minutes_detail", table.meeting.pk)).text
    assert (words in check, 'name="ahead"' in check) == (True, True)
    assert '<p class="muted">Es ist kein Ergebnis festgehalten.</p>' in check
    refused = client.post(page("minutes_seal", table.meeting.pk), follow=True)
    assert "Bestätigen Sie, dass das Protokoll schon heute" in refused.text
    client.post(page("minutes_seal", table.meeting.pk), {"ahead": "1", "early": "Alle sind einig"})
    table.meeting.refresh_from_db()
    assert table.meeting.state == Meeting.State.SEALED


def test_a_meeting_of_today_says_nothing_of_the_future(table):
    client = table.world.client_for("staff")
    starts = table.meeting.starts_at - timedelta(days=7)
    Meeting.unscoped.filter(pk=table.meeting.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    assert "in der Zukunft" not in client.get(page("meeting_detail", table.meeting.pk)).text


def test_the_way_to_sealed_minutes(table):
    client = table.world.client_for("staff")
    starts = table.meeting.starts_at - timedelta(days=7)
    Meeting.unscoped.filter(pk=table.meeting.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    services.record_agreement(table.meeting, text="Wartung klären", actor=table.user())
    assert client.post(page("meeting_start", table.meeting.pk)).status_code == 302
    client.post(page("meeting_close", table.meeting.pk))
    check = client.get(page("minutes_detail", table.meeting.pk))
    anchors = [warning.anchor for warning in check.context["warnings"]]
    assert anchors == ["attendance", "results-agreements", "results-agreements", "next-date"]
    client.post(page("correction_open", table.meeting.pk))
    client.post(page("minutes_seal", table.meeting.pk), {"early": "Alle sind einig"})
    table.meeting.refresh_from_db()
    assert table.meeting.state == Meeting.State.SEALED
    form = {"text": "Nachtrag der Schule", "submission_id": str(uuid4())}
    for _click in range(2):
        client.post(page("addendum_create", table.meeting.pk), form)
    minutes = client.get(page("minutes_detail", table.meeting.pk)).context["minutes"]
    assert [row["text"] for row in minutes["addenda"]] == ["Nachtrag der Schule"]
    assert minutes["seal"]["intact"] is True
    blocked = client.post(page("result_create", table.meeting.pk, "leitlinie"), {"text": "Zu spät"} | ABOUT)
    assert (blocked.status_code, Guideline.unscoped.count()) == (422, 0)


def test_next_date_from_the_meeting(table):
    client = table.world.client_for("staff")
    form = MEETING | {"uid": str(uuid4())}
    response = client.post(page("next_meeting_create", table.meeting.pk), form)
    assert response.url == page("meeting_detail", table.meeting.pk) + "#next-date"
    assert [row.number for row in client.get(response.url).context["page"].next_meetings] == [2]


def test_cancelled_meeting_takes_no_entries(table):
    client = table.world.client_for("staff")
    client.post(page("meeting_cancel", table.meeting.pk))
    table.meeting.refresh_from_db()
    assert (table.meeting.state, table.meeting.sequence) == (Meeting.State.CANCELLED, 1)
    response = client.get(page("meeting_detail", table.meeting.pk))
    assert response.context["page"].writes is False
    assert client.post(page("meeting_update", table.meeting.pk), MEETING).status_code == 422


def test_topic_is_shown_and_kept(table):
    client = table.world.client_for("staff")
    shown = client.get(page("meeting_detail", table.meeting.pk), {"thema": "G1"})
    assert shown.context["page"].picture.topic.topic.code == "G1"
    client.post(page("meeting_topic", table.meeting.pk), {"thema": "G1"})
    table.meeting.refresh_from_db()
    assert table.meeting.joined_topic.code == "G1"
    assert timedelta(0) == table.meeting.ends_at - table.meeting.starts_at - timedelta(minutes=150)
