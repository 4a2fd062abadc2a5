"""A table in Musterstadt with two members, one meeting, and a small matrix."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from matrix.models import Aspect, Catalogue, Field, JoinedTopic, Snapshot, Stage
from roundtables import services
from roundtables.models import Meeting, RoundTableSeries
from tests.days import next_year_day
from tests.world import World

DUE = next_year_day(7, 1)


@dataclass
class Table:
    world: World
    series: RoundTableSeries
    meeting: Meeting
    topic: JoinedTopic
    aspects: dict[str, Aspect]
    catalogue: Catalogue

    def user(self, actor: str = "staff") -> Any:
        return self.world.user(actor)

    def plan(self, starts_at: datetime, **extra: Any) -> Meeting:
        """Another meeting of two hours."""
        ends = starts_at + timedelta(hours=2)
        return services.plan_meeting(
            self.series, starts_at=starts_at, ends_at=ends, actor=self.user(), **extra
        )

    def release(self, subject: Any, stages: dict[str, int], *, at: datetime, reason: str = "") -> Snapshot:
        """A released picture with these stages, taken at `at`."""
        name = "authority" if subject.__class__.__name__ == "SchoolAuthority" else "school"
        ratings = {
            code: {
                "state": "rated",
                "stage": stage,
                "target_stage": 4,
                "target_year": 2027,
                "priority": "",
                "reason": reason,
            }
            for code, stage in stages.items()
        }
        number = Snapshot.unscoped.filter(**{name: subject}).count() + 1
        return Snapshot.unscoped.create(
            **{name: subject},
            catalogue=self.catalogue,
            number=number,
            school_year=2026,
            taken_at=at,
            taken_by=self.user(),
            data={"ratings": ratings},
        )


def load_small_matrix() -> tuple[Catalogue, JoinedTopic, dict[str, Aspect]]:
    Catalogue.objects.update(is_current=False)
    catalogue = Catalogue.objects.create(
        version="klein",
        content_hash="0" * 64,
        is_current=True,
        stage_names=["Beginnend", "Im Aufbau", "Verankert", "Vorbildlich"],
    )
    topic = JoinedTopic.objects.create(catalogue=catalogue, code="G4", name="Geräteausstattung", order=4)
    other = JoinedTopic.objects.create(catalogue=catalogue, code="G1", name="Zielbild", order=1)
    aspects = {}
    for side, code, name, joined in (
        ("school", "S1.1", "Leitbild", other),
        ("school", "S4.2", "Geräte", topic),
        ("authority", "T1.1", "Strategie", other),
        ("authority", "T2.3", "Beschaffung", topic),
    ):
        field, _new = Field.objects.get_or_create(
            catalogue=catalogue, code=code[:2], defaults={"side": side, "name": f"Feld {code[:2]}"}
        )
        aspect = Aspect.objects.create(
            field=field, topic=joined, code=code, name=name, question="Wie weit sind wir?"
        )
        Stage.objects.bulk_create(Stage(aspect=aspect, number=n, text=f"Stufe {n}") for n in range(1, 5))
        aspects[code] = aspect
    return catalogue, topic, aspects


@pytest.fixture
def table(world: World) -> Table:
    catalogue, topic, aspects = load_small_matrix()
    staff = world.user("staff")
    series = services.create_series(world.municipality, name="Runder Tisch Musterstadt", actor=staff)
    services.add_member(series, name="Lea Anger", body="Grundschule Am Anger", function="decide", actor=staff)
    services.add_member(series, name="Sven Aufsicht", body="Schulamt", function="advise", actor=staff)
    starts = timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=7)
    meeting = services.plan_meeting(
        series,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=150),
        actor=staff,
        place="Ratssaal",
        topic="Geräte und Wartung",
        joined_topic=topic,
    )
    return Table(world, series, meeting, topic, aspects, catalogue)


def seal(meeting: Meeting, *, actor: Any) -> Meeting:
    """From the draft to the seal without waiting for the window to end."""
    services.open_correction(meeting, actor=actor)
    return services.seal_minutes(meeting, actor=actor, early="Alle haben zugestimmt")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]  # five numbers at most


def page(name: str, *args: Any) -> str:
    return reverse(f"roundtables:{name}", args=args)
