"""Words of buttons without a frame begin where the text does, and nothing of a date poll is cut on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page

from invitations import services as invitations
from invitations.models import DatePoll
from tests.roundtables.conftest import Table, table

__all__ = ["table"]  # the fixture
pytestmark = pytest.mark.django_db(transaction=True)
BEGIN = """
(element) => {
  const words = document.createRange();
  words.selectNodeContents(element);
  return Math.round(words.getBoundingClientRect().left);
}
"""
CUT = """
() => [...document.querySelectorAll(".table-region")]
  .filter((region) => region.scrollWidth > region.clientWidth)
  .map((region) => region.getAttribute("aria-label"))
"""


def begin(place: Locator) -> int:
    found: int = place.evaluate(BEGIN)
    return found


@pytest.fixture
def poll(table: Table) -> DatePoll:
    starts = [timezone.now() + timedelta(days=number) for number in (20, 21, 22, 23, 24)]
    dates = [(one, one + timedelta(hours=2)) for one in starts]
    return invitations.open_poll(table.series, actor=table.user(), dates=dates, place="Aula")


@pytest.mark.parametrize("width", [360, 1280])
def test_ending_a_poll_begins_where_its_heading_does(
    signed_in_page: Callable[..., Page], poll: DatePoll, width: int
) -> None:
    page = signed_in_page("staff", width=width)
    page.goto(f"/terminumfragen/{poll.pk}/")
    label = page.get_by_role("button", name="Umfrage ohne Termin beenden").locator(".kern-label")
    assert abs(begin(label) - begin(page.get_by_role("heading", level=1))) <= 1
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_removing_a_member_begins_where_its_name_does_or_beside_the_links(
    signed_in_page: Callable[..., Page], table: Table, width: int
) -> None:
    page = signed_in_page("staff", width=width)
    page.goto(f"/runde-tische/{table.series.pk}/")
    for person in page.locator("#members .person").all():
        links = [begin(one) for one in person.locator(".cluster > .kern-link").all()]
        remove = begin(person.get_by_role("button").locator(".kern-label"))
        assert abs(remove - links[0]) <= 1 or remove > links[-1]
