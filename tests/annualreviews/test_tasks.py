"""The talk on the start page: announced to both sides, and to be closed by the Träger alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from annualreviews import services
from gutersloh_portal.selectors_reviews import review_tasks
from tests.annualreviews.test_services import POINT, about
from tests.needs.conftest import YEAR


def titles(world, actor):
    return [(task.title, task.tone) for task in review_tasks(world.user(actor))]


@pytest.fixture
def planned(world):
    def plan(days):
        moment = timezone.now() + timedelta(days=days)
        return services.save_review(
            world.school_a, year=YEAR, values=about(starts_at=moment), actor=world.user("staff")
        )

    return plan


def test_a_talk_within_a_month_is_announced_to_both(world, planned):
    planned(29)
    expected = [("Jahresgespräch vorbereiten", "info")]
    assert titles(world, "lead_a") == titles(world, "staff") == titles(world, "head") == expected
    assert [titles(world, actor) for actor in ("lead_b", "it", "staff_c", "adviser", "admin")] == [[]] * 5


def test_one_farther_away_is_not(world, planned):
    planned(31)
    assert titles(world, "lead_a") == titles(world, "staff") == []


def test_after_it_the_authority_closes_it(world, planned):
    review = planned(-1)
    assert titles(world, "lead_a") == []
    assert titles(world, "staff") == [("Jahresgespräch abschließen", "warning")]
    services.add_point(
        world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=world.user("staff")
    )
    services.close_review(review, actor=world.user("staff"))
    assert titles(world, "staff") == []


def test_one_query_for_all(world, planned, django_assert_num_queries):
    planned(-1)
    user = world.user("staff")
    list(review_tasks(user))
    with django_assert_num_queries(1):
        assert len(list(review_tasks(user))) == 1
