"""The table of the round tables, walls on it, and its telephones."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from roundtables import services as tables
from screens import services
from tests.roundtables.conftest import Table, table  # noqa: F401 - a fixture


@pytest.fixture
def running(table: Table) -> Table:  # noqa: F811 - the fixture
    """The meeting has begun and telephones are let in."""
    cache.clear()
    tables.start_meeting(table.meeting, actor=table.user())
    services.open_entrance(table.meeting, actor=table.user())
    return table
