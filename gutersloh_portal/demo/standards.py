"""A decided standard with an exception, and the dates of two Jahresgespräche."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from annualreviews import services as reviews
from equipment.models import EquipmentType
from gutersloh_portal.demo.days import at, school_day
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
            "reason": f"Der Altbau wird bis {timezone.localdate().year + 2} umgebaut, dort stehen Beamer.",
        },
        actor=staff,
    )
    camera = {"type": EquipmentType.objects.get(code="PRES_DOCCAM"), "quantity": 1, "every": 1, "per": "room"}
    open_to_all = dict.fromkeys(("year_from", "year_to", "max_age")) | {"school_types": []}
    services.save_rule(draft, values=camera | open_to_all | {"room_type": "specialist"}, actor=staff)
    decided_on = school_day(-120)
    services.adopt(
        draft,
        title="Ausstattungsstandard Musterstadt",
        body="Rat der Stadt",
        decided_on=decided_on,
        paper=f"MS-88/{decided_on.year}",
        valid_from=timezone.localdate() - timedelta(days=100),
        note="",
        actor=staff,
    )
    services.begin_draft(city, actor=staff)
    year = PlanningRound.current_year(city.pk)
    for number, days in TALKS.items():
        about = {
            "starts_at": at(school_day(days), 14),
            "place": "Rathaus, Raum 204",
            "participants": "",
            "note": "",
        }
        reviews.save_review(School.unscoped.get(school_number=number), year=year, values=about, actor=staff)
    _agree(School.unscoped.get(school_number="990012"), year, staff)


def _agree(school: School, year: int, staff: User) -> None:
    """What was agreed a year ago is closed and waits to be looked at; this year's talk has its first point."""
    about = {
        "starts_at": at(school_day(-350), 14),
        "place": "Grundschule Am Anger",
        "participants": "Kim Beispiel, Schulleitung",
        "note": "",
    }
    reviews.save_review(school, year=year - 1, values=about, actor=staff)
    _point(school, year - 1, "Der Pavillon bekommt bis zum Sommer ein eigenes WLAN.", "authority", staff)
    _point(school, year - 1, "Die Schule legt den Fortbildungsplan vor.", "school", staff)
    reviews.close_review(reviews.begin(school, year=year - 1), actor=staff)
    _point(school, year, "Die Räume 3 bis 6 erhalten vor den Herbstferien ihre Displays.", "authority", staff)


def _point(school: School, year: int, text: str, side: str, staff: User) -> None:
    values = {"text": text, "side": side, "due_on": None, "item": None}
    reviews.add_point(school, year=year, values=values, submission_id=uuid4(), actor=staff)
