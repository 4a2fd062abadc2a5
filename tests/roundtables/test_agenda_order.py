"""The order of an agenda: by a number, the start times follow."""

from __future__ import annotations

from roundtables.models import AgendaItem
from roundtables.selectors import agenda_lines
from tests.roundtables.conftest import Table, page


def titles(table: Table) -> list[str]:
    return [line.item.title for line in agenda_lines(table.meeting)]


def test_an_item_goes_to_the_number_asked_for_and_the_clock_follows(table: Table) -> None:
    before = titles(table)
    staff, last = table.world.client_for("staff"), agenda_lines(table.meeting)[-1]
    url = page("agenda_order", table.meeting.pk)
    answer = staff.post(url, {"item": last.item.pk, "position": 2})
    assert answer["Location"].endswith(f"#item-{last.item.pk}")
    assert titles(table) == [before[0], before[-1], *before[1:-1]]
    first, second = agenda_lines(table.meeting)[:2]
    assert second.starts_at == first.ends_at
    staff.post(url, {"item": last.item.pk, "position": 99})
    assert titles(table) == before


def test_nonsense_and_items_of_other_meetings_move_nothing(table: Table) -> None:
    other = table.plan(table.meeting.ends_at)
    stranger = AgendaItem.unscoped.filter(meeting=other).first()
    assert stranger
    before = titles(table)
    for told in ({}, {"item": "x", "position": "1"}, {"item": stranger.pk, "position": 1}):
        table.world.client_for("staff").post(page("agenda_order", table.meeting.pk), told)
    assert titles(table) == before


def test_the_page_of_who_runs_it_can_be_dragged_and_no_other(table: Table) -> None:
    url = page("meeting_detail", table.meeting.pk)
    assert 'data-arrange="agenda-order"' in table.world.client_for("staff").get(url).content.decode()
    assert "data-arrange" not in table.world.client_for("lead_a").get(url).content.decode()
