"""The demo world looks like real life on whatever day it is built."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from annualreviews.models import AnnualReview
from core.free_days import is_free
from gutersloh_portal.demo import days
from gutersloh_portal.demo.days import has_lessons, school_day, school_days
from invitations.models import PollDate
from matrix.models import JointRound
from needs.models import PlanningRound
from planning.models import Budget
from procurement.models import Delivery, FundCall, Invoice, Order
from roundtables.models import Agreement, Meeting, Milestone, MilestoneProposal
from schools.models import ConceptVersion, Training
from standards.models import StandardVersion

DAYS: tuple[tuple[Any, str], ...] = (
    (Meeting, "starts_at"),
    (Milestone, "due_on"),
    (Milestone, "first_due_on"),
    (Agreement, "due_on"),
    (MilestoneProposal, "due_on"),
    (PollDate, "starts_at"),
    (JointRound, "closes_at"),
    (PlanningRound, "due_on"),
    (AnnualReview, "starts_at"),
    (Training, "held_on"),
    (ConceptVersion, "discussed_on"),
    (ConceptVersion, "adopted_on"),
    (StandardVersion, "decided_on"),
    (Budget, "decided_on"),
    (Order, "ordered_on"),
    (Delivery, "delivered_on"),
    (Invoice, "date"),
    (FundCall, "called_on"),
)

# as the ministry has announced them
HOLIDAYS = {
    "autumn 2026": ((2026, 10, 17), (2026, 10, 31)),
    "Christmas 2026": ((2026, 12, 23), (2027, 1, 6)),
    "Easter 2027": ((2027, 3, 22), (2027, 4, 3)),
    "Whitsun 2027": ((2027, 5, 18), (2027, 5, 18)),
    "summer 2027": ((2027, 7, 19), (2027, 8, 31)),
    "autumn 2027": ((2027, 10, 23), (2027, 11, 6)),
    "Christmas 2027": ((2027, 12, 24), (2028, 1, 8)),
    "Easter 2028": ((2028, 4, 10), (2028, 4, 22)),
    "summer 2028": ((2028, 7, 10), (2028, 8, 22)),
    "autumn 2029": ((2029, 10, 15), (2029, 10, 27)),
    "summer 2030": ((2030, 6, 24), (2030, 8, 6)),
}


@pytest.mark.parametrize("name", HOLIDAYS)
def test_nobody_meets_in_the_holidays(name: str) -> None:
    first, last = (date(*parts) for parts in HOLIDAYS[name])
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert [day for day in days if has_lessons(day)] == []


def test_the_days_of_the_demo_world_have_lessons_whenever_it_is_built(monkeypatch) -> None:
    for number in range(800):
        today = date(2026, 6, 1) + timedelta(days=number)
        monkeypatch.setattr(timezone, "localdate", lambda today=today: today)
        past, coming, polled = school_day(-60), school_day(18), school_days(120, 128, 136)
        assert past < today < coming < polled[0] < polled[1] < polled[2]
        assert not any(is_free(day) or not has_lessons(day) for day in (past, coming, *polled))


def in_germany(moment: datetime) -> date:
    """What closes at midnight closes with the day before."""
    return timezone.localtime(moment - timedelta(microseconds=1)).date()


def days_of_the_demo() -> Iterator[tuple[str, date]]:
    """Every day on which somebody of the demo world meets, decides, delivers or must be ready."""
    for model, name in DAYS:
        for value in model._base_manager.exclude(**{name: None}).values_list(name, flat=True):
            yield f"{model.__name__}.{name}", in_germany(value) if isinstance(value, datetime) else value


@pytest.mark.slow
@pytest.mark.django_db
def test_the_whole_demo_world_is_dated_by_lessons(monkeypatch) -> None:
    """Lessons on Wednesdays alone: a day that was reckoned without asking for lessons is seen nearly always."""
    monkeypatch.setattr(days, "has_lessons", lambda day: day.weekday() == 2)
    call_command("seed_demo", verbosity=0)
    found = list(days_of_the_demo())
    assert {name for name, _day in found} == {f"{model.__name__}.{name}" for model, name in DAYS}
    assert [(name, day.isoformat()) for name, day in found if day.weekday() != 2] == []
