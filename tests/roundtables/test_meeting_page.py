"""The page of a meeting in the order of the work: agenda and results first, what is looked up folded below."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roundtables import services
from roundtables.models import AgendaItem
from tests.roundtables.conftest import page, utc


def sections(html: str) -> list[str]:
    known = "since|agenda|results|attendance|picture|topic|next-date"
    return re.findall(rf'<section[^>]* id="({known})"', html)


def folded(html: str) -> set[str]:
    """The sections of which only the heading shows."""
    closed = r'<section class="fold" id="([\w-]+)"[^>]*>\s*<details class="kern-accordion">'
    return set(re.findall(closed, html))


@pytest.fixture
def moderator(table):
    return table.world.client_for("moderator")


def test_agenda_and_results_come_before_what_is_looked_up(table, moderator):
    html = moderator.get(page("meeting_detail", table.meeting.pk)).content.decode()
    assert sections(html) == ["agenda", "results", "attendance", "picture", "topic", "next-date"]
    assert folded(html) == {"picture", "topic"}


def test_a_chosen_topic_is_open(table, moderator):
    html = moderator.get(page("meeting_detail", table.meeting.pk), {"thema": "G1"}).content.decode()
    assert folded(html) == {"picture"}
    swapped = moderator.get(page("meeting_detail", table.meeting.pk), headers={"HX-Request": "true"})
    assert folded(swapped.content.decode()) == {"picture"}


def test_an_agenda_item_leads_to_its_result_and_shows_it(table, moderator):
    item = AgendaItem.unscoped.order_by("order")[2]
    address = page("result_create", table.meeting.pk, "vereinbarung") + f"?punkt={item.pk}"
    assert f'href="{address}#result-form"' in (
        moderator.get(page("meeting_detail", table.meeting.pk)).content.decode()
    )
    opened = moderator.get(address)
    assert opened.context["form"]["agenda_item"].value() == item.pk
    other = page("result_create", table.meeting.pk, "meilenstein") + f"?punkt={item.pk}"
    assert f'href="{other}#result-form"' in opened.content.decode()  # another kind keeps the item

    row = services.record_agreement(
        table.meeting, text="Wartung klären", agenda_item=item, actor=table.user()
    )
    html = moderator.get(page("meeting_detail", table.meeting.pk)).content.decode()
    entry = html[html.index(f'id="item-{item.pk}"') :]
    entry = entry[: entry.index("</li>\n")]
    assert f'<a class="kern-link" href="#agreements-{row.pk}">Wartung klären</a>' in entry


@pytest.mark.parametrize("nonsense", ["kaputt", "-1", "9" * 30, ""])
def test_an_item_that_is_none_is_no_choice(table, moderator, nonsense):
    address = page("result_create", table.meeting.pk, "vereinbarung")
    assert moderator.get(address, {"punkt": nonsense}).status_code == 200


def test_the_newest_releases_are_read_once(table, moderator):
    """Matrix, joined topic and different views show the same ones."""
    table.release(table.world.school_a, {"S4.2": 2}, at=utc(2026, 9, 1))
    with CaptureQueriesContext(connection) as caught:
        moderator.get(page("meeting_detail", table.meeting.pk))
    asked = [query["sql"] for query in caught if "DISTINCT ON" in query["sql"]]
    newest = [sql for sql in asked if 'FROM "matrix_snapshot"' in sql and '"matrix_voice"' not in sql]
    assert len(newest) == 2  # the releases, and what the process does not know of them yet
