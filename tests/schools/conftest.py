"""Fixtures of the Medienkonzept: who writes, what there is, which day it is."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.translation import override

from schools.services import concept as services
from tests.schools import concepts


@pytest.fixture
def concept_day(monkeypatch):
    """20 November 2026, and messages in German as a person reads them."""
    monkeypatch.setattr(timezone, "localdate", lambda _moment=None: concepts.TODAY)
    with override("de"):
        yield


@pytest.fixture
def lead(world):
    return world.user("lead_a")


@pytest.fixture
def concept(world):
    return services.ensure_concept(world.school_a)


@pytest.fixture
def filled(world):
    return concepts.fill(world)
