"""Sealed minutes: what is frozen, who notices tampering, and what the database refuses."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import DomainError
from roundtables import selectors, services
from roundtables.models import Meeting, MinutesAddendum, Participant
from tests.roundtables.conftest import DUE, seal


@pytest.fixture
def sealed(table) -> Meeting:
    staff = table.user()
    services.record_all_present(table.meeting, actor=staff)
    services.record_guideline(table.meeting, text="Wir planen gemeinsam.", actor=staff)
    services.record_milestone(
        table.meeting,
        text="Wartung",
        responsible="IT",
        due_on=DUE,
        actor=staff,
        topic=table.topic,
        aspects=[table.aspects["S4.2"]],
    )
    services.save_notes(table.meeting.agenda.first(), notes="Größe & <Maß>", version=0, actor=staff)
    services.start_meeting(table.meeting, actor=staff)
    services.close_meeting(table.meeting, actor=staff)
    return seal(table.meeting, actor=staff)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.unscoped.get(pk=meeting.pk)


def without_trigger(sql: str, params: list) -> None:
    """What somebody with the database password could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, params)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_the_minutes_hold_what_was_said(table, sealed):
    minutes = selectors.minutes_content(fresh(sealed))
    assert [(row["name"], row["attendance"]) for row in minutes["attendance"]] == [
        ("Lea Anger", "present"),
        ("Sven Aufsicht", "present"),
    ]
    assert [line["number"] for line in minutes["agenda"]] == list(range(1, 9))
    assert minutes["agenda"][0]["notes"] == "Größe & <Maß>"
    milestone = minutes["results"]["milestones"][0]
    assert (milestone["due_on"], milestone["topic"]) == (DUE.isoformat(), "G4 Geräteausstattung")
    assert milestone["aspects"] == [{"code": "S4.2", "name": "Geräte"}]
    assert [row["text"] for row in minutes["guidelines_in_force"]] == ["Wir planen gemeinsam."]
    assert (minutes["addenda"], minutes["seal"]["intact"]) == ([], True)
    assert json.loads(json.dumps(minutes)) == minutes


def test_draft_and_sealed_minutes_are_the_same_text(table):
    staff = table.user()
    services.record_agreement(table.meeting, text="Anrufen", responsible="IT", actor=staff)
    services.start_meeting(table.meeting, actor=staff)
    services.close_meeting(table.meeting, actor=staff)
    services.open_correction(table.meeting, actor=staff)
    Meeting.unscoped.update(review_from=date(2026, 1, 1), review_until=date(2026, 1, 15))
    draft = selectors.minutes_content(fresh(table.meeting))
    sealed = selectors.minutes_content(services.seal_minutes(table.meeting, actor=staff))
    assert draft | {"seal": None} == sealed | {"seal": None}


def test_later_progress_does_not_change_the_sealed_text(table, sealed):
    before = selectors.minutes_content(fresh(sealed))
    services.move_milestone(sealed.milestones.get(), state="done", evidence="Abnahme", actor=table.user())
    services.end_guideline(sealed.guidelines.get(), on=date(2099, 1, 1), actor=table.user())
    assert selectors.minutes_content(fresh(sealed)) == before


def test_only_a_draft_is_sealed_and_only_once(table):
    with pytest.raises(DomainError, match="zuerst das Treffen"):
        services.seal_minutes(table.meeting, actor=table.user())


@pytest.mark.parametrize(
    "act",
    [
        lambda m, u: services.seal_minutes(m, actor=u),
        lambda m, u: services.open_correction(m, actor=u),
        lambda m, u: services.reopen_draft(m, actor=u),
        lambda m, u: services.propose_amendment(m, text="x", actor=u),
        lambda m, u: services.change_meeting(m, place="x", actor=u),
        lambda m, u: services.record_guideline(m, text="x", actor=u),
        lambda m, u: services.change_result(m.milestones.get(), seen="", aspects=[], text="x", actor=u),
        lambda m, u: services.withdraw_result(m.guidelines.get(), actor=u),
        lambda m, u: services.record_attendance(m.participants.first(), attendance="absent", actor=u),
        lambda m, u: services.record_all_present(m, actor=u),
        lambda m, u: services.add_guest(m, name="x", body="y", actor=u),
        lambda m, u: services.save_notes(m, notes="x", version=0, actor=u),
        lambda m, u: services.save_notes(m.agenda.first(), notes="x", version=1, actor=u),
        lambda m, u: services.move_agenda_item(m.agenda.last(), direction="up", actor=u),
        lambda m, u: services.remove_agenda_item(m.agenda.last(), actor=u),
        lambda m, u: services.start_meeting(m, actor=u),
        lambda m, u: services.add_agenda_item(m, title="x", minutes=5, kind="work", actor=u),
    ],
)
def test_nothing_gets_into_sealed_minutes(table, sealed, act):
    before = fresh(sealed)
    with pytest.raises(DomainError, match="endgültig"):
        act(before, table.user())
    after = fresh(sealed)
    assert (after.checksum, after.sealed_content) == (before.checksum, before.sealed_content)
    assert selectors.draft_content(after) == before.sealed_content


@pytest.mark.parametrize(
    "change",
    [
        {"sealed_content": {"agenda": []}},
        {"checksum": "0" * 64},
        {"checksum": "", "state": "draft"},
        {"place": "anderswo"},
        {"sealed_at": None, "state": "draft"},
    ],
)
def test_the_database_refuses_to_change_a_seal(sealed, change):
    with pytest.raises(IntegrityError, match="sealed minutes never change"), transaction.atomic():
        Meeting.unscoped.filter(pk=sealed.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.unscoped.filter(pk=sealed.pk)._raw_delete("default")
    assert selectors.seal_is_intact(fresh(sealed)) is True


def test_an_account_may_still_be_deleted(sealed):
    Meeting.unscoped.filter(pk=sealed.pk).update(sealed_by=None)
    assert fresh(sealed).sealed_by is None


def test_tampering_past_the_trigger_is_noticed(table, sealed):
    content = dict(fresh(sealed).sealed_content, place="anderswo")
    without_trigger(
        "UPDATE roundtables_meeting SET sealed_content = %s WHERE id = %s", [json.dumps(content), sealed.pk]
    )
    assert selectors.seal_is_intact(fresh(sealed)) is False
    assert selectors.broken_seals(table.series.meetings.all()) == [1]
    reader = table.world.client_for("lead_a")
    page = reader.get(f"/runde-tische/treffen/{sealed.pk}/protokoll/")
    assert "passt nicht zu seiner Prüfsumme" in page.content.decode()
    page = reader.get(f"/runde-tische/{table.series.pk}/")
    assert "Die Prüfsumme dieser Treffen passt nicht mehr: 1." in page.content.decode()


def test_an_exchanged_seal_is_noticed_by_the_next_one(table, sealed):
    staff = table.user()
    second = table.plan(table.meeting.starts_at + timedelta(days=90))
    services.start_meeting(second, actor=staff)
    services.close_meeting(second, actor=staff)
    seal(second, actor=staff)
    assert selectors.broken_seals(table.series.meetings.all()) == []
    content = dict(fresh(sealed).sealed_content, place="anderswo")
    without_trigger(
        "UPDATE roundtables_meeting SET sealed_content = %s, checksum = %s WHERE id = %s",
        [json.dumps(content), selectors.seal_of(content), sealed.pk],
    )
    assert selectors.broken_seals(table.series.meetings.all()) == [2]


def test_addendum_is_appended_only_to_sealed_minutes(table):
    with pytest.raises(DomainError, match="noch offen"):
        services.add_addendum(table.meeting, text="Nachtrag", actor=table.user())


def test_the_database_refuses_to_change_an_addendum(table, sealed):
    row = services.add_addendum(sealed, text="Nachtrag", actor=table.user())
    rows = MinutesAddendum.unscoped.filter(pk=row.pk)
    [told] = selectors.minutes_content(fresh(sealed))["addenda"]
    assert told["added_by"] == f"{table.user().name}, {row.office}"
    assert row.office
    for act in (lambda: rows.update(text="anders"), rows.delete):
        with pytest.raises(IntegrityError, match="addenda never change"), transaction.atomic():
            act()


def test_warnings_before_sealing(table):
    staff = table.user()
    Participant.unscoped.filter(name="Lea Anger").update(attendance="present")
    services.record_agreement(table.meeting, text="Ohne alles", actor=staff)
    services.record_milestone(
        table.meeting, text="Vorbei", responsible="IT", due_on=date(2020, 1, 1), actor=staff
    )
    anchors = [warning.anchor for warning in selectors.sealing_warnings(table.meeting)]
    expected = [
        "content",
        "attendance",
        "results-agreements",
        "results-agreements",
        "results-milestones",
        "next-date",
    ]
    assert anchors == expected
