"""What was entered as one sum before follow-up cost had kinds is still there afterwards, as a sum not broken down."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

BEFORE, AFTER = [("forecast", "0002_scenario_shown")], [("forecast", "0003_follow_up_cost_by_kind")]


def step_by_step() -> MigrationExecutor:
    """As a portal migrates that began before its first migrations were squashed."""
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    return executor


@pytest.mark.django_db(transaction=True)
def test_a_sum_that_was_entered_stays():
    try:
        old = step_by_step().migrate(BEFORE).apps
        authority = old.get_model("schools", "SchoolAuthority").unscoped.create(name="Stadt", number="99999")
        type_ = old.get_model("equipment", "EquipmentType").objects.create(code="T", name="Typ", order=1)
        old.get_model("forecast", "FollowUpCost").unscoped.create(
            authority=authority, type=type_, amount=Decimal("12.34")
        )
        new = step_by_step().migrate(AFTER).apps
        found = new.get_model("forecast", "FollowUpCost").unscoped.values_list("kind", "amount")
        assert list(found) == [("undivided", Decimal("12.34"))]
    finally:
        step_by_step().migrate(AFTER)
