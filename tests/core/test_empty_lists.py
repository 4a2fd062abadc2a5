"""A list with nothing in it asks for no filter and offers nothing to choose; a filter that finds nothing stays."""

from __future__ import annotations

import pytest
from django.urls import reverse

LISTS = [
    ("nobody", "roundtables:milestone_list", "state=late"),
    ("nobody", "roundtables:register", "state=late"),
    ("nobody", "matrix:snapshot_list", "side=school"),
    ("nobody", "schools:school_list", "q=Anger"),
    ("adviser", "reports:adviser_page", "q=gibt es nicht"),
]


@pytest.mark.parametrize(("actor", "name", "query"), LISTS)
def test_a_filter_stands_where_there_is_something_to_find(world, actor, name, query):
    client, address = world.client_for(actor), reverse(name)
    empty = client.get(address).content.decode()
    asked = client.get(f"{address}?{query}").content.decode()
    has_rows = actor != "nobody"
    assert ('class="empty"' in empty, 'class="filter-bar"' in empty) == (not has_rows, has_rows)
    assert ('class="empty"' in asked, 'class="filter-bar"' in asked) == (True, True)


def test_reports_are_chosen_where_there_is_one(world):
    page = world.client_for("adviser").get(reverse("reports:adviser_page")).content.decode()
    assert "Grundschule Am Anger" in page
    assert "als ZIP" not in page
