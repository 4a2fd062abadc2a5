"""At the desk: who is there, in which function, and what has to wait."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from roundtables import services as tables
from roundtables.models import AgendaItem, ParkedItem
from roundtables.selectors import minutes_content
from tests.roundtables.conftest import Table
from tests.screens.test_desk import at, desk_text
from tests.screens.test_wall import running

pytestmark = pytest.mark.django_db


def test_one_tap_says_that_somebody_is_represented(table: Table) -> None:
    running(table)
    person = table.meeting.participants.get(name="Sven Aufsicht")
    answer = table.world.client_for("staff").post(at("attendance", person.pk), {"attendance": "deputy"})
    assert answer["Location"] == at("desk", table.meeting.pk) + "#desk-people"
    assert "1 von 2 anwesend" in desk_text(table)
    told = {row["name"]: row["attendance_label"] for row in minutes_content(table.meeting)["attendance"]}
    assert told["Sven Aufsicht"] == "vertreten"


def test_a_guest_is_added_at_the_desk(table: Table) -> None:
    running(table)
    address = at("guest", table.meeting.pk)
    assert f'href="{address}"' in desk_text(table)
    told = {
        "guest-name": "Nora Neu",
        "guest-body": "Volkshochschule",
        "guest-function": "advise",
    }
    answer = table.world.client_for("staff").post(address, told)
    assert answer["Location"] == at("desk", table.meeting.pk) + "#desk-people"
    assert "Nora Neu" in desk_text(table)


def test_functions_hold_for_one_meeting(table: Table) -> None:
    running(table)
    client, address = table.world.client_for("staff"), at("functions", table.meeting.pk)
    sven, lea = (table.meeting.participants.get(name=name) for name in ("Sven Aufsicht", "Lea Anger"))
    form = client.get(address).context["form"]
    told = {name: form[name].value() for name in form.fields} | {f"function-{sven.pk}": "coordinate"}
    assert client.post(address, told).status_code == 302
    sven.refresh_from_db()
    lea.refresh_from_db()
    assert (sven.function, lea.function) == ("coordinate", "decide")
    assert table.series.members.get(name="Sven Aufsicht").function == "advise"
    assert AuditEntry.objects.filter(verb="roundtables.function_changed").count() == 1
    late = client.post(address, told | {f"function-{sven.pk}": "guest"})
    assert late.status_code == 422
    assert "Sven Aufsicht" in late.content.decode()
    sven.refresh_from_db()
    assert sven.function == "coordinate"


def test_what_nobody_wants_otherwise_is_no_conflict(table: Table) -> None:
    sven = table.meeting.participants.get(name="Sven Aufsicht")
    assert tables.set_functions(table.meeting, {sven.pk: ("advise", "guest")}, actor=table.user()) == 1
    assert tables.set_functions(table.meeting, {sven.pk: ("advise", "guest")}, actor=table.user()) == 0
    assert tables.set_functions(table.meeting, {sven.pk: ("advise", "advise")}, actor=table.user()) == 0
    with pytest.raises(Conflict):
        tables.set_functions(table.meeting, {sven.pk: ("advise", "decide")}, actor=table.user())


def test_a_topic_is_parked_once_and_comes_back_as_an_item(table: Table) -> None:
    running(table)
    client, address = table.world.client_for("staff"), at("park", table.meeting.pk)
    told = {
        "text": "WLAN auf dem Schulhof",
        "reason": "Erst die Klassenräume.",
        "submission_id": str(uuid4()),
    }
    for _click in range(2):
        answer = client.post(address, told)
        assert answer["Location"] == at("desk", table.meeting.pk) + "#desk-parked"
    parked = ParkedItem.unscoped.get()
    text = desk_text(table)
    assert "WLAN auf dem Schulhof" in text
    assert "Erst die Klassenräume." in text
    for _click in range(2):
        client.post(at("unpark", parked.pk))
    item = AgendaItem.unscoped.get(title="WLAN auf dem Schulhof")
    assert item.notes == "Erst die Klassenräume."
    assert "Der Themenspeicher ist leer." in desk_text(table)
    tables.save_notes(item, notes="", version=0, actor=table.user())
    tables.remove_agenda_item(item, actor=table.user())
    parked.refresh_from_db()
    assert (parked.agenda_item, parked.taken_at) == (None, None)
    verbs = AuditEntry.objects.filter(verb__in=["roundtables.topic_parked", "roundtables.parked_topic_taken"])
    assert verbs.count() == 2


def test_nothing_is_parked_without_its_reason(table: Table) -> None:
    running(table)
    told = {"text": "WLAN auf dem Schulhof", "submission_id": str(uuid4())}
    answer = table.world.client_for("staff").post(at("park", table.meeting.pk), told)
    assert answer.status_code == 422
    assert "WLAN auf dem Schulhof" in answer.content.decode()
    with pytest.raises(DomainError, match="warum dieses Thema wartet"):
        tables.park(table.meeting, text="WLAN", reason=" ", actor=table.user())
    with pytest.raises(IntegrityError), transaction.atomic():
        ParkedItem.unscoped.create(meeting=table.meeting, text="WLAN", reason="")
