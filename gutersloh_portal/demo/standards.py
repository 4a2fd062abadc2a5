"""A decided standard with an exception, and the dates of two Jahresgespräche."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from annualreviews import services as reviews
from equipment.models import EquipmentType
from needs.models import PlanningRound
from schools.models import School, SchoolAuthority
from standards import services

TALKS = {"990012": 12, "990061": 19}  # school number -> days from today


def build(users: dict[str, User]) -> None:
    city, staff = SchoolAuthority.unscoped.get(number="99101"), users["traeger@demo.example"]
    draft = services.begin_draft(city, actor=staff)
    services.save_exception(
        draft,
        values={
            "school": School.unscoped.get(school_number="990048"),
            "type": EquipmentType.objects.get(code="PRES_DISPLAY"),
            "quantity": 4,
            "reason": "Der Altbau wird bis 2028 umgebaut, dort stehen Beamer.",
        },
        actor=staff,
    )
    today = timezone.localdate()
    services.adopt(
        draft,
        title="Ausstattungsstandard Musterstadt",
        body="Rat der Stadt",
        decided_on=today - timedelta(days=120),
        paper="MS-88/2026",
        valid_from=today - timedelta(days=100),
        note="",
        actor=staff,
    )
    year = PlanningRound.current_year(city.pk)
    for number, days in TALKS.items():
        moment = timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(
            days=days
        )
        about = {"starts_at": moment, "place": "Rathaus, Raum 204", "participants": "", "note": ""}
        reviews.save_review(School.unscoped.get(school_number=number), year=year, values=about, actor=staff)
