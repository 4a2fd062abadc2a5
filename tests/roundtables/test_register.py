"""The register of agreements and guidelines, and three focus topics at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.errors import DomainError
from roundtables import services
from roundtables.models import FocusTopic, Meeting
from tests.roundtables.conftest import page, seal


def shown(client, **query):
    return [line.row.text for line in client.get(page("register"), query).context["lines"]]


@pytest.fixture
def filled(table):
    staff, today = table.user(), timezone.localdate()
    late = {"due_on": today - timedelta(days=1), "responsible": "Dezernat"}
    carried = {"consensus": "reserved", "reservation": "Nur so", "reserved_by": "Grundschule Am Anger"}
    for text, extra in (
        ("Spät", late),
        ("Vorbehalt", carried),
        ("Vertagt", {"consensus": "postponed", "due_on": today - timedelta(days=1)}),
        ("Fertig", late),
    ):
        row = services.record_agreement(table.meeting, text=text, actor=staff, **extra)
        if text == "Fertig":
            services.settle_agreement(row, is_done=True, actor=staff)
    old = services.record_guideline(table.meeting, text="Alt", actor=staff)
    services.replace_guideline(old, text="Neu", adopted_on=old.adopted_on + timedelta(days=1), actor=staff)
    return table


def test_state_kind_and_search(filled):
    client = filled.world.client_for("lead_a")
    assert shown(client) == ["Neu", "Fertig", "Vertagt", "Vorbehalt", "Spät", "Alt"]
    assert shown(client, state="open") == ["Neu", "Vorbehalt", "Spät"]
    assert shown(client, state="late") == ["Spät"]
    assert shown(client, state="done") == ["Fertig", "Alt"]
    assert shown(client, state="reserved") == ["Vorbehalt"]
    assert shown(client, state="postponed") == ["Vertagt"]
    assert shown(client, kind="guidelines") == ["Neu", "Alt"]
    assert shown(client, kind="agreements", q="dezernat") == ["Fertig", "Spät"]
    assert shown(client, table=filled.series.pk, q="vor") == ["Vorbehalt"]
    assert shown(client, kind="?", state="'; drop", table="999") == shown(client)
    late = client.get(page("register"), {"state": "late"}).content.decode()
    assert "überfällig" in late
    assert f'href="{filled.meeting.get_absolute_url()}#agreements-' in late


def test_only_what_one_may_see(filled):
    for actor in ("nobody", "staff_c", "lead_c"):
        assert shown(filled.world.client_for(actor)) == []


def test_it_comes_in_pages(filled):
    for number in range(60):
        services.record_agreement(filled.meeting, text=f"Nummer {number}", actor=filled.user())
    client = filled.world.client_for("staff")
    assert [len(shown(client, page=page)) for page in (1, 2, 3)] == [25, 25, 16]


DAYS = {"from_on": date(2027, 1, 1), "until_on": date(2027, 6, 30)}


def focus(table, text, **extra):
    return services.record_focus_topic(table.meeting, text=text, actor=table.user(), **(DAYS | extra))


def test_the_fourth_focus_topic_at_a_time_needs_a_word(table):
    for text in ("Eins", "Zwei", "Drei"):
        focus(table, text)
    with pytest.raises(DomainError, match="bereits an 3"):
        focus(table, "Vier", from_on=date(2027, 6, 30), until_on=None)
    later = focus(table, "Danach", from_on=date(2027, 7, 1), until_on=None)
    with pytest.raises(DomainError, match="bereits an 3"):
        services.change_result(
            later, actor=table.user(), seen=later.fingerprint(), aspects=[], from_on=date(2027, 6, 1)
        )
    fourth = focus(table, "Vier", word="Der Rat hat es so bestellt.")
    services.change_result(
        fourth, actor=table.user(), seen=fourth.fingerprint(), aspects=[], text="Vier, neu"
    )
    assert FocusTopic.unscoped.count() == 5
    shown = table.world.client_for("lead_a").get(table.meeting.get_absolute_url()).content.decode()
    assert "Warum noch einer: Der Rat hat es so bestellt." in shown


def test_the_form_keeps_what_was_typed_for_the_fourth(table):
    for text in ("Eins", "Zwei", "Drei"):
        focus(table, text)
    client = table.world.client_for("staff")
    told = {"text": "Vierter Schwerpunkt", "from_on": "2027-03-01"}
    refused = client.post(page("result_create", table.meeting.pk, "themenschwerpunkt"), told)
    assert refused.status_code == 422
    assert "Vierter Schwerpunkt" in refused.content.decode()
    assert "bereits an 3 Themenschwerpunkten" in refused.content.decode()


def test_a_focus_topic_ends_with_a_day_and_a_reason_after_the_seal_too(table):
    now, staff, today = timezone.now(), table.user(), timezone.localdate()
    times = {"starts_at": now - timedelta(days=9), "ends_at": now - timedelta(days=9, hours=-2)}
    Meeting.unscoped.filter(pk=table.meeting.pk).update(**times)
    meeting = Meeting.unscoped.get(pk=table.meeting.pk)
    one, *_rest = (
        services.record_focus_topic(meeting, text=text, lead="Medienberatung", actor=staff)
        for text in ("Netz", "Geräte", "Lernen")
    )
    services.start_meeting(meeting, actor=staff)
    services.close_meeting(meeting, actor=staff)
    seal(meeting, actor=staff)
    client, url = table.world.client_for("staff"), page("focus_end", one.pk)
    assert url in client.get(table.series.get_absolute_url()).text
    assert url not in table.world.client_for("lead_a").get(table.series.get_absolute_url()).text
    yesterday = today - timedelta(days=1)
    refused = client.post(url, {"until_on": yesterday.isoformat(), "end_reason": ""})
    assert (refused.status_code, FocusTopic.unscoped.get(pk=one.pk).until_on) == (422, None)
    told = {"until_on": yesterday.isoformat(), "end_reason": "Alle Häuser sind am Netz"}
    assert client.post(url, told).status_code == 302
    shown = table.world.client_for("lead_a").get(table.series.get_absolute_url()).text
    assert "Beendete Themenschwerpunkte (1)" in shown
    assert "Warum er endet: Alle Häuser sind am Netz" in shown
    assert "Alle Häuser sind am Netz" in client.get(meeting.get_absolute_url()).text
    assert (client.post(url, told).status_code, client.get(url).status_code) == (422, 200)
    later = table.plan(now + timedelta(days=9))
    services.record_focus_topic(later, text="Vierter, dritter zugleich", actor=staff)  # there is room again
    with pytest.raises(DomainError, match="bereits an 3"):
        services.record_focus_topic(later, text="Einer zu viel", actor=staff)


@pytest.mark.parametrize(
    ("days", "words"), [(-60, "Das Ende liegt vor dem Anfang"), (60, "endet ohnehin früher")]
)
def test_the_end_lies_within_the_time_of_the_topic(table, days, words):
    today = timezone.localdate()
    row = focus(table, "Netz", from_on=today, until_on=today + timedelta(days=30))
    with pytest.raises(DomainError, match=words):
        services.end_focus_topic(row, on=today + timedelta(days=days), reason="x", actor=table.user())
    services.end_focus_topic(row, on=today + timedelta(days=5), reason="Erledigt", actor=table.user())
    with pytest.raises(DomainError, match="bereits beendet"):
        services.end_focus_topic(row, on=today, reason="x", actor=table.user())
