"""What a test has truly committed is gone when the next one begins."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import TransactionTestCase

from matrix import services
from matrix.importers import read_matrix
from tests.emptying import KEPT, empty_tables, filled_tables
from tests.matrix.conftest import SMALL, aspect, stage
from tests.world import build_world


@pytest.mark.django_db(transaction=True)
def test_no_row_is_left_not_even_of_a_table_that_protects_its_rows() -> None:
    world = build_world()
    services.load_catalogue(read_matrix(SMALL.encode()), version="klein")
    services.rate(world.school_a, aspect("S1.1"), stage(2), seen=None, actor=world.user("lead_a"))
    assert {"accounts_user", "schools_school", "matrix_rating"} <= set(filled_tables())
    empty_tables()
    assert filled_tables() == []


@pytest.mark.django_db(transaction=True)
def test_so_ends_every_test_that_commits() -> None:
    build_world()
    TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]  # not in the stubs
    assert set(filled_tables()) <= KEPT


@pytest.mark.django_db
def test_permissions_are_kept() -> None:
    assert ContentType.objects.count() > 50
    assert Permission.objects.count() > 200
