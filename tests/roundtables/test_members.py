"""Members by office, their standing deputies, and who sat there instead."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from core.errors import DomainError
from reports.builders.minutes import attendance
from roundtables import services
from roundtables.models import Participant, SeriesMember
from roundtables.selectors import minutes_content
from roundtables.selectors.meeting import attendance_of
from tests.roundtables.conftest import Table, page, seal

pytestmark = pytest.mark.django_db
DEPUTY = {"deputy_name": "Ina Feld", "deputy_office": "Konrektorin", "deputy_email": "ina@example.org"}


def lea() -> SeriesMember:
    return SeriesMember.unscoped.get(name="Lea Anger")


def name_deputy(table: Table, **told: str) -> SeriesMember:
    return services.change_member(lea(), actor=table.user(), **({"office": "Schulleitung"} | DEPUTY | told))


def test_a_member_is_entered_with_office_and_deputy_and_shown_without_the_address(table: Table) -> None:
    client = table.world.client_for("staff")
    form = {"name": "Max Amt", "body": "Stadt", "function": "decide", "office": "Schulverwaltung", **DEPUTY}
    assert client.post(page("member_create", table.series.pk), form).status_code == 302
    html = client.get(page("series_detail", table.series.pk)).content.decode()
    assert "Schulverwaltung, Stadt" in html
    assert "Vertretung: Ina Feld, Konrektorin" in html
    assert "ina@example.org" not in html


def test_office_and_deputy_are_changed_and_the_address_stays_out_of_sight(table: Table) -> None:
    name_deputy(table)
    client = table.world.client_for("moderator")
    url = page("member_update", lea().pk)
    shown = client.get(url)
    assert "ina@example.org" not in shown.content.decode()
    seen = shown.context["form"]["seen"].value()
    form = {"seen": seen, "office": "Rektorin", "deputy_name": "Ina Feld", "deputy_office": "Konrektorin"}
    assert client.post(url, form)["Location"].endswith("#members")
    assert (lea().office, lea().deputy_email) == ("Rektorin", "ina@example.org")
    stale = client.post(url, form | {"office": "Leitung"})
    assert (stale.status_code, lea().office) == (422, "Rektorin")


@pytest.mark.parametrize(
    "told", [{"deputy_name": "Udo Neu"}, {"deputy_name": "", "deputy_office": ""}, {"forget_address": True}]
)
def test_an_address_goes_with_the_person_or_when_told(table: Table, told: dict) -> None:
    name_deputy(table)
    name_deputy(table, **({"deputy_email": ""} | told))
    assert lea().deputy_email == ""


def test_office_and_address_need_a_name(table: Table) -> None:
    client = table.world.client_for("staff")
    url = page("member_update", lea().pk)
    seen = client.get(url).context["form"]["seen"].value()
    answer = client.post(url, {"seen": seen, "deputy_office": "Konrektorin"})
    assert answer.status_code == 422
    assert "Bitte nennen Sie die ständige Vertretung." in answer.content.decode()
    with pytest.raises(DomainError):
        services.change_member(lea(), deputy_email="ina@example.org", actor=table.user())
    with pytest.raises(IntegrityError), transaction.atomic():
        SeriesMember.unscoped.update(deputy_email="ina@example.org")


def test_one_tap_says_who_sat_there(table: Table) -> None:
    name_deputy(table)
    client = table.world.client_for("staff")
    html = client.get(page("meeting_detail", table.meeting.pk)).content.decode()
    assert html.count("vertreten durch Ina Feld") == 1
    assert "ina@example.org" not in html
    row = table.meeting.participants.get(name="Lea Anger")
    client.post(page("attendance_update", row.pk), {"deputy": " Ina\x00 \n Feld "})
    row.refresh_from_db()
    assert (row.attendance, row.deputy_name) == ("deputy", "Ina Feld")
    assert attendance_of(table.meeting).present == 1
    reads = table.world.client_for("lead_a").get(page("meeting_detail", table.meeting.pk)).content.decode()
    assert "vertreten durch Ina Feld" in reads
    client.post(page("attendance_update", row.pk), {"attendance": "present"})
    row.refresh_from_db()
    assert (row.attendance, row.deputy_name) == ("present", "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.unscoped.update(deputy_name="Ina Feld")


def test_office_and_deputy_stand_in_the_minutes_and_under_the_seal(table: Table) -> None:
    name_deputy(table)
    row = table.meeting.participants.get(name="Lea Anger")
    Participant.unscoped.filter(pk=row.pk).update(office="Schulleitung")
    services.record_attendance(row, attendance="deputy", deputy_name="Ina Feld", actor=table.user())
    services.start_meeting(table.meeting, actor=table.user())
    services.close_meeting(table.meeting, actor=table.user())
    sealed = seal(table.meeting, actor=table.user())
    [told] = [one for one in sealed.sealed_content["attendance"] if one["name"] == "Lea Anger"]
    assert (told["office"], told["deputy"]) == ("Schulleitung", "Ina Feld")
    html = table.world.client_for("lead_a").get(page("minutes_detail", sealed.pk)).content.decode()
    assert "Schulleitung, Grundschule Am Anger" in html
    assert "vertreten durch Ina Feld" in html


def test_minutes_of_earlier_years_know_neither(table: Table) -> None:
    services.start_meeting(table.meeting, actor=table.user())
    services.close_meeting(table.meeting, actor=table.user())
    sealed = seal(table.meeting, actor=table.user())
    for row in sealed.sealed_content["attendance"]:
        del row["office"], row["deputy"]
    told = minutes_content(sealed)["attendance"]
    assert {(row["office"], row["deputy"]) for row in told} == {("", "")}
    assert attendance(told)[0] == ["Lea Anger", "Grundschule Am Anger", "entscheidet", "nicht eingetragen"]


def test_the_office_goes_along_into_the_next_meeting(table: Table) -> None:
    name_deputy(table)
    later = services.plan_meeting(
        table.series,
        starts_at=table.meeting.ends_at,
        ends_at=table.meeting.ends_at.replace(hour=23),
        actor=table.user(),
    )
    assert later.participants.get(name="Lea Anger").seat == "Schulleitung, Grundschule Am Anger"
