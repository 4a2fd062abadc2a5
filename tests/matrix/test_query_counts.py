"""Growth, not level: a page needs as many queries for many schools or answers as for few."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matrix.models import Snapshot
from tests.matrix.conftest import stage
from tests.world import make_school

OK = 200


def url(name, *args):
    return reverse(f"matrix:{name}", args=args)


def count(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == OK
    return len(caught)


@pytest.mark.parametrize(("fewer", "more"), [(1, 3), (10, 110)])
def test_pages_need_as_many_queries_for_many_schools(released, matrix_world, fewer, more):
    world = matrix_world
    addresses = [url("heatmap", "99001"), url("topic_list", "99001"), url("topic_detail", "99001", "G2")]
    addresses.append(url("snapshot_list"))

    def grow(numbers):
        first = world.school_a.snapshots.get()
        for number in numbers:
            school = make_school(f"18{number:04d}", f"Schule {number}", world.municipality, world.authority)
            Snapshot.unscoped.create(
                school=school,
                catalogue=first.catalogue,
                number=1,
                school_year=first.school_year,
                taken_by=first.taken_by,
                data=first.data,
            )

    client = world.client_for("staff")
    grow(range(fewer))
    for address in addresses:
        client.get(address)
    few = [count(client, address) for address in addresses]
    grow(range(fewer, more))
    for address in addresses:
        client.get(address)  # reads the new releases, once for all
    assert [count(client, address) for address in addresses] == few


def test_own_pages_need_as_many_queries_for_many_answers(matrix_world, answer):
    client = matrix_world.client_for("lead_a")
    names = ("school_assessment", "school_table", "school_check")
    answer(matrix_world.school_a, "S1.1", stage(1))
    for name in names:
        client.get(url(name, "990012"))
    few = [count(client, url(name, "990012")) for name in names]
    answer(matrix_world.school_a, "S1.2", stage(1))
    answer(matrix_world.school_a, "S2.1", stage(1))
    assert [count(client, url(name, "990012")) for name in names] == few
