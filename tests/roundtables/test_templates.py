"""Templates of a table: saved out of an agenda, used for new meetings, taken over into one that is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import DomainError
from roundtables import services
from roundtables.models import AgendaTemplate, Meeting
from roundtables.selectors.templates import template_choices
from tests.roundtables.conftest import Table, page


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.agenda.values_list("title", flat=True))


def test_a_saved_agenda_is_what_the_next_meeting_begins_with(table: Table) -> None:
    staff, meeting = table.world.client_for("staff"), table.meeting
    services.add_agenda_item(
        meeting, title="Aus der Medienberatung", minutes=12, kind="exchange", actor=table.user()
    )
    parked = services.park(meeting, text="Geparkt", reason="später", actor=table.user())
    services.take_back(parked, actor=table.user())
    form = staff.get(page("agenda_save", meeting.pk))
    assert form.context["form"].initial["variant"] == "first"
    staff.post(page("agenda_save", meeting.pk), {"variant": "regular"})
    second = table.plan(meeting.starts_at + timedelta(days=90))
    assert titles(second) == [title for title in titles(meeting) if title != "Geparkt"]
    item = second.agenda.get(title="Aus der Medienberatung")
    assert (item.minutes, item.kind, item.notes) == (12, "exchange", "")
    assert second.agenda.last().is_closing


def test_a_template_saved_after_midnight_is_of_that_day(table: Table) -> None:
    services.save_template(table.meeting, variant="first", actor=table.user())
    late = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)  # half past midnight here
    AgendaTemplate.unscoped.update(saved_at=late)
    assert "eigene Vorlage vom 2. März 2027" in template_choices(table.series)[0][1]


@pytest.mark.parametrize(
    ("variant", "word"),
    [
        ("first", "Die Vorlage ist gespeichert. Sie steht beim Planen eines Treffens zur Wahl."),
        ("regular", "Die Vorlage ist gespeichert. Treffen, die ab jetzt geplant werden, beginnen damit."),
    ],
)
def test_what_is_said_of_a_saved_template_comes_true(table: Table, variant: str, word: str) -> None:
    staff, mine = table.world.client_for("staff"), "Ein eigener Punkt"
    services.add_agenda_item(table.meeting, title=mine, minutes=5, kind="exchange", actor=table.user())
    answer = staff.post(page("agenda_save", table.meeting.pk), {"variant": variant}, follow=True)
    assert word in answer.text
    assert "Das nächste Treffen" not in " ".join(map(str, answer.context["messages"]))
    planned = table.plan(table.meeting.starts_at + timedelta(days=90))
    assert (mine in titles(planned)) == (variant == "regular")
    chosen = table.plan(table.meeting.starts_at + timedelta(days=120), template=variant)
    assert mine in titles(chosen)


def test_the_first_meeting_has_a_variant_of_its_own(table: Table) -> None:
    services.save_template(table.meeting, variant="first", actor=table.user())
    other = services.create_series(table.world.municipality, name="Zweiter Tisch", actor=table.user())
    assert titles(table.plan(table.meeting.starts_at)) != titles(table.meeting)
    assert not other.templates.exists()


def test_a_template_adds_what_is_missing_and_replaces_what_nobody_touched(table: Table) -> None:
    staff, meeting = table.world.client_for("staff"), table.meeting
    first = meeting.agenda.first()
    assert first
    services.save_notes(first, notes="Das bleibt", version=0, actor=table.user())
    url = page("agenda_fill", meeting.pk)
    before = titles(meeting)
    staff.post(url, {"template": "standard-first"})
    assert titles(meeting) == before  # nothing was missing
    staff.post(url, {"template": "standard-regular", "replace": "on"})
    now = titles(meeting)
    assert first.title in now
    assert now[0] == "Begrüßung und Ziele des Treffens"
    assert now[-1] == "Nächste Termine und Themen, Rückmeldung zum Treffen"
    assert len(now) == 10
    assert list(meeting.agenda.values_list("order", flat=True)) == list(range(1, 11))
    services.start_meeting(meeting, actor=table.user())
    assert staff.post(url, {"template": "standard-first"}).status_code == 422


def test_unknown_names_are_refused(table: Table) -> None:
    with pytest.raises(DomainError):
        services.save_template(table.meeting, variant="gibt-es-nicht", actor=table.user())
    with pytest.raises(DomainError):
        services.fill_agenda(table.meeting, template="x", replace=False, actor=table.user())
