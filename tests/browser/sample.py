"""A little life for the persona world: a draft, a release, a meeting, milestones, a concept."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from matrix.models import Aspect, AssessmentRound, Catalogue, Field, Rating, Side, Snapshot
from roundtables.models import Meeting, Milestone, RoundTableSeries
from schools.models import MediaConcept
from tests.world import World


def fill(world: World) -> None:
    catalogue = Catalogue.objects.create(
        version="1", content_hash="x", is_current=True, stage_names=["a", "b"]
    )
    for side in Side.values:
        group = Field.objects.create(catalogue=catalogue, side=side, code=side[0].upper(), name=side)
        Aspect.objects.bulk_create(
            Aspect(field=group, code=f"{group.code}{n}", name=f"Aspekt {n}", question="?", order=n)
            for n in range(1, 6)
        )
    lead = world.users["lead_a"]
    sitting = AssessmentRound.unscoped.create(school=world.school_a, catalogue=catalogue, school_year=2026)
    for aspect in Aspect.objects.filter(field__side="school")[:3]:
        Rating.unscoped.create(
            round=sitting, school=world.school_a, aspect=aspect, state="rated", stage=2, rated_by=lead
        )
    Snapshot.unscoped.create(
        school=world.school_b, catalogue=catalogue, number=1, school_year=2026, taken_by=world.users["lead_b"],
        data={"ratings": {}},
    )  # fmt: skip
    now = timezone.now()
    series = RoundTableSeries.unscoped.create(
        municipality=world.municipality, name="Runder Tisch Musterstadt"
    )
    Meeting.unscoped.create(
        series=series, number=2, starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=9, hours=2),
        place="Rathaus, Saal 2", topic="Geräte und WLAN in den Grundschulen",
    )  # fmt: skip
    today = timezone.localdate()
    for text, days, school in (
        ("Alle Klassenräume haben WLAN", -12, None),
        ("Das Medienkonzept ist beschlossen", 20, world.school_a),
    ):
        Milestone.unscoped.create(
            series=series, text=text, responsible="Schulverwaltung Musterstadt", school=school,
            due_on=today + timedelta(days=days), first_due_on=today,
        )  # fmt: skip
    MediaConcept.unscoped.create(
        school=world.school_a, state="adopted", adopted_on=today - timedelta(days=1000),
        next_review_on=today + timedelta(days=25),
    )  # fmt: skip
