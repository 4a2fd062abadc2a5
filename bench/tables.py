"""Ten years of thirteen round tables: 1,560 milestones, their pages against the bare view of the same run."""

from __future__ import annotations

import random
import statistics
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench import world
from bench.measures import paces
from bench.results import Result, against
from roundtables.models import Agreement, Meeting, Milestone, RoundTableSeries
from schools.access import Role
from schools.models import Membership, Municipality

TOWNS, YEARS, MEETINGS, STEPS = 13, 10, 2, 6
AREA = "05777"
STATES = ("open", "in_progress", "moved", "done")
LEFT_OPEN = 0.03  # of what is past


def _history() -> Milestone:
    """13 municipalities × 10 years × 2 meetings × 6 milestones and as many agreements; once. A milestone of it."""
    known = Milestone.unscoped.filter(series__municipality__ags__startswith=AREA)
    if not known.exists():
        staff = User.objects.get(email=world.STAFF)
        Membership.unscoped.create(user=staff, role=Role.MODERATOR, area=AREA)
        for number in range(TOWNS):
            _table(number, staff)
    return known.order_by("due_on")[TOWNS]


def _table(number: int, staff: User) -> None:
    chance = random.Random(number)  # noqa: S311 - invented data
    town = Municipality.objects.create(ags=f"{AREA}{number:03d}", name=f"Gemeinde {number}")
    series = RoundTableSeries.unscoped.create(municipality=town, name=f"Runder Tisch Gemeinde {number}")
    first = timezone.localdate().year - YEARS + 1
    days = [date(first + n // MEETINGS, 3 if n % MEETINGS else 10, 9) for n in range(YEARS * MEETINGS)]
    meetings = Meeting.unscoped.bulk_create(
        _meeting(series, place, day) for place, day in enumerate(sorted(days), start=1)
    )
    about = [(meeting, turn) for meeting in meetings for turn in range(STEPS)]
    Milestone.unscoped.bulk_create(_milestone(*one, chance, staff) for one in about)
    Agreement.unscoped.bulk_create(
        Agreement(
            series=series,
            meeting=meeting,
            text=f"Vereinbarung {turn} des Treffens {meeting.number}",
            responsible="Stadt, Schulverwaltung",
            due_on=meeting.starts_at.date() + timedelta(days=60),
            is_done=chance.random() < 0.8,
        )
        for meeting, turn in about
    )


def _meeting(series: RoundTableSeries, number: int, day: date) -> Meeting:
    starts = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    return Meeting(
        series=series, number=number, starts_at=starts, ends_at=starts + timedelta(hours=2), state="draft"
    )


def _milestone(meeting: Meeting, turn: int, chance: random.Random, staff: User) -> Milestone:
    due = meeting.starts_at.date() + timedelta(days=30 * (turn + 1))
    past = due < timezone.localdate() and chance.random() > LEFT_OPEN
    state = "done" if past else chance.choice(STATES)
    return Milestone(
        series=meeting.series,
        meeting=meeting,
        text=f"Schritt {turn} aus dem Treffen {meeting.number}: Räume prüfen und Netz messen",
        responsible="Stadt, Schulverwaltung",
        due_on=due,
        first_due_on=due,
        state=state,
        done_on=due if state == "done" else None,
        evidence="Protokoll" if state == "done" else "",
        state_reason="Lieferung" if state == "moved" else "",
        created_by=staff,
    )


def milestones_10y() -> list[Result]:
    """List, school year, one milestone and the register, each against the bare view."""
    milestone = _history()
    addresses = [
        reverse("roundtables:milestone_list"),
        reverse("roundtables:milestone_timeline"),
        reverse("roundtables:milestone_detail", args=[milestone.pk]),
        reverse("roundtables:register"),
    ]
    times, baseline = paces([(world.STAFF, address) for address in addresses])
    tell = partial(against, baseline=baseline * 1000, unit="ms", aim=3)
    single = [tell(f"milestones_10y {address}", value * 1000) for address, value in times.items()]
    return [tell("milestones_10y", statistics.median(times.values()) * 1000), *single]
