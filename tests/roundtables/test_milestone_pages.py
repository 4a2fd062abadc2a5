"""Milestones and agreements on their pages: report, move, filter, tick off."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.errors import DomainError
from core.models import AuditEntry
from roundtables import services
from schools.models.register import school_year_of
from tests.roundtables.conftest import DUE, page

LATER = DUE + timedelta(days=92)


def test_school_reports_progress_of_its_own_milestone_only(table):
    world = table.world
    own = services.record_milestone(
        table.meeting,
        text="Konzept",
        responsible="Schule",
        due_on=DUE,
        owner="school",
        school=world.school_a,
        actor=table.user(),
    )
    url = page("milestone_update", own.pk)
    client = world.client_for("lead_a")
    form = client.get(url).context["form"]
    assert [value for value, _label in form.fields["state"].choices] == ["open", "in_progress", "done"]
    seen = own.fingerprint()
    done = client.post(url, {"state": "done", "evidence": "Beschluss", "seen": seen})
    own.refresh_from_db()
    assert (done.status_code, own.state, own.done_on) == (302, "done", timezone.localdate())
    assert client.post(url, {"state": "moved", "seen": own.fingerprint()}).status_code == 422
    assert world.client_for("lead_b").get(url).status_code == 403


def test_moving_needs_reason_and_date(table):
    row = services.record_milestone(
        table.meeting, text="Wartung", responsible="IT", due_on=DUE, actor=table.user()
    )
    client = table.world.client_for("staff")
    url = page("milestone_update", row.pk)
    assert client.post(url, {"state": "moved", "seen": row.fingerprint()}).status_code == 422
    values = {"state": "moved", "reason": "Lieferung", "due_on": LATER.isoformat(), "seen": row.fingerprint()}
    assert client.post(url, values).status_code == 302
    again = client.post(url, values | {"reason": "Anders"})
    row.refresh_from_db()
    assert (again.status_code, row.state_reason, row.due_on) == (422, "Lieferung", LATER)
    assert row.first_due_on == DUE
    texts = [step.text for step in client.get(url).context["history"]]
    assert texts[0] == (
        f"Von „offen“ zu „verschoben“. Termin vom {DUE:%d.%m.%Y} auf den {LATER:%d.%m.%Y} verlegt. "
        "Grund: Lieferung."
    )


@pytest.mark.parametrize(
    ("days", "word"),
    [
        (-1, "Das neue Datum liegt in der Vergangenheit. Nennen Sie einen Tag ab heute."),
        (19, "Verschoben wird auf einen späteren Tag: Vereinbart war der {:%d.%m.%Y}."),
        (21, ""),
    ],
)
def test_a_milestone_moves_into_the_future_and_not_before_its_day(table, days, word):
    today = timezone.localdate()
    due, told = today + timedelta(20), {"text": "Wartung", "responsible": "IT"}
    row = services.record_milestone(table.meeting, due_on=due, actor=table.user(), **told)
    new = today + timedelta(days)
    typed = {"state": "moved", "reason": "Lieferung", "due_on": new.isoformat(), "seen": row.fingerprint()}
    answer = table.world.client_for("staff").post(page("milestone_update", row.pk), typed)
    row.refresh_from_db()
    if word:
        assert answer.context["form"].errors["due_on"] == [word.format(due)]
        assert (answer.status_code, row.state, row.due_on) == (422, "open", due)
    else:
        assert (answer.status_code, row.state, row.due_on) == (302, "moved", new)


def test_an_overdue_milestone_moves_from_today_on_and_a_moved_one_comes_nearer_again(table):
    today, staff = timezone.localdate(), table.user()
    row = services.record_milestone(
        table.meeting, text="Wartung", responsible="IT", due_on=today - timedelta(9), actor=staff
    )
    with pytest.raises(DomainError, match="Vergangenheit"):
        services.move_milestone(row, state="moved", reason="Firma", due_on=today - timedelta(1), actor=staff)
    for days in (400, 0):
        moved = services.move_milestone(
            row, state="moved", reason="Firma", due_on=today + timedelta(days), actor=staff
        )
        assert moved.due_on == today + timedelta(days)


def test_the_reason_of_one_state_is_not_that_of_the_next(table):
    row = services.record_milestone(
        table.meeting, text="Wartung", responsible="IT", due_on=DUE, actor=table.user()
    )
    client, url = table.world.client_for("staff"), page("milestone_update", row.pk)

    def send(state, **told):
        row.refresh_from_db()
        status = client.post(url, {"state": state, "seen": row.fingerprint()} | told).status_code
        row.refresh_from_db()
        return status, row.state, row.state_reason

    send("moved", reason="Lieferung", due_on=LATER.isoformat())
    assert "Lieferung" not in client.get(url).context["form"].initial.values()
    assert send("moved") == (302, "moved", "Lieferung")  # nothing new: its reason stays
    assert send("moved", due_on=(LATER + timedelta(days=60)).isoformat()) == (422, "moved", "Lieferung")
    assert send("dropped") == (422, "moved", "Lieferung")
    assert send("dropped", reason="Kein Geld") == (302, "dropped", "Kein Geld")


def test_a_report_that_changes_nothing_says_so_and_leaves_no_trace(table):
    row = services.record_milestone(
        table.meeting, text="Wartung", responsible="IT", due_on=DUE, actor=table.user()
    )
    client, url = table.world.client_for("staff"), page("milestone_update", row.pk)
    before = AuditEntry.objects.count()
    same = client.post(url, {"state": "open", "seen": row.fingerprint()}, follow=True)
    assert "Es hat sich nichts geändert" in same.content.decode()
    assert "Der Meilenstein ist gespeichert" not in same.content.decode()
    links = page("milestone_links", row.pk)
    form = client.get(links).context["form"]
    unbound = client.post(links, {"seen": form["seen"].value()}, follow=True)
    assert "Es hat sich nichts geändert" in unbound.content.decode()
    assert AuditEntry.objects.count() == before
    assert len(client.get(url).context["history"]) == 1
    real = client.post(url, {"state": "in_progress", "seen": row.fingerprint()}, follow=True)
    assert "Der Meilenstein ist gespeichert" in real.content.decode()


def test_a_day_without_its_state_is_asked_about(table):
    row = services.record_milestone(
        table.meeting, text="Wartung", responsible="IT", due_on=DUE, actor=table.user()
    )
    client, url = table.world.client_for("staff"), page("milestone_update", row.pk)
    for name, word in (("due_on", "verschoben"), ("done_on", "erledigt")):
        sent = {"state": "open", name: "2026-01-10", "seen": row.fingerprint()}
        refused = client.post(url, sent)
        assert (refused.status_code, word in str(refused.context["form"].errors["state"])) == (422, True)


def test_milestone_filters_are_allow_listed(table):
    late = date(2020, 3, 1)
    for text, state, due in (("spät", "open", late), ("fertig", "done", DUE), ("offen", "open", DUE)):
        row = services.record_milestone(
            table.meeting, text=text, responsible="IT", due_on=due, actor=table.user()
        )
        if state == "done":
            services.move_milestone(row, state="done", evidence="Abnahme", actor=table.user())
    client = table.world.client_for("staff")

    def shown(**query):
        rows = client.get(page("milestone_list"), query).context["rows"]
        return [row.text for row, _may in rows]

    assert shown() == ["spät", "offen"]
    assert shown(state="") == ["spät", "fertig", "offen"]
    assert shown(state="late") == ["spät"]
    assert shown(state="open_all", year=school_year_of(DUE)) == ["offen"]
    assert shown(state="'; drop", owner="x", year="zzzz", scope="?") == ["spät", "offen"]
    assert shown(scope="mine", owner="both") == ["spät", "offen"]
    assert shown(owner="school") == []


def test_a_list_without_open_steps_leads_to_those_that_are_done(table):
    row = services.record_milestone(
        table.meeting, text="fertig", responsible="IT", due_on=date(2027, 3, 1), actor=table.user()
    )
    services.move_milestone(row, state="done", evidence="Abnahme", actor=table.user())
    text = table.world.client_for("staff").get(page("milestone_list")).content.decode()
    assert "Alles Vereinbarte ist erledigt oder verworfen." in text
    assert f'href="{page("milestone_list")}?state="' in text
    assert 'id="f-state"' in text


def test_a_school_that_is_responsible_is_named_once_in_its_row(table):
    school = table.world.school_a
    for responsible in (school.name, "IT der Stadt"):
        services.record_milestone(
            table.meeting,
            text=f"Schritt: {responsible}",
            responsible=responsible,
            due_on=date(2027, 3, 1),
            owner="school",
            school=school,
            actor=table.user(),
        )
    client = table.world.client_for("staff")
    for address in (page("milestone_list"), page("milestone_timeline")):
        text = client.get(address).content.decode()
        after = [text.split(f"Schritt: {name}")[-1] for name in (school.name, "IT der Stadt")]
        rows = [re.split("</tr>|</li>", row)[0] for row in after]
        assert [row.count(school.name) for row in rows] == [1, 1], address


def test_agreement_is_ticked_off(table):
    row = services.record_agreement(table.meeting, text="Anrufen", responsible="IT", actor=table.user())
    client = table.world.client_for("staff")
    client.post(page("agreement_settle", row.pk), {"done": "1"})
    row.refresh_from_db()
    assert row.is_done is True
    assert table.world.client_for("lead_a").post(page("agreement_settle", row.pk)).status_code == 403
