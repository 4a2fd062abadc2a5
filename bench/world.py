"""110 invented schools with everything the pages and reports read, written in bulk."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta

from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from equipment.models import EquipmentType, StockBatch
from matrix.models import Aspect, Catalogue, JoinedTopic, Snapshot
from matrix.selectors import aspect_of
from matrix.services import Answer, rate
from roundtables.models import Meeting, Milestone, RoundTableSeries
from schools.access import Role
from schools.models import Membership, Municipality, School, SchoolAuthority, SchoolYearFigures
from schools.models.register import school_year_of

SCHOOLS, ROUNDS = 110, 5
STAFF, LEAD = "staff@bench.example", "lead@bench.example"


def build() -> None:
    """Write the world once; a second call leaves it as it is."""
    if School.unscoped.exists():
        return
    call_command("load_defaults", stdout=io.StringIO())
    town = Municipality.objects.create(ags="05999004", name="Musterstadt")
    authority = SchoolAuthority.unscoped.create(number="99101", name="Stadt Musterstadt")
    schools = School.unscoped.bulk_create(
        School(
            school_number=f"99{number:04d}",
            name=f"Grundschule Nummer {number}",
            school_type="02",
            authority=authority,
            municipality=town,
        )
        for number in range(SCHOOLS)
    )
    staff = User.objects.create_user(STAFF, "bench", name="Sina Stadt")
    lead = User.objects.create_user(LEAD, "bench", name="Lea Leitung")
    Membership.unscoped.create(user=staff, role=Role.AUTHORITY_STAFF, authority=authority)
    Membership.unscoped.create(user=lead, role=Role.SCHOOL_LEAD, school=schools[0])
    _facts(schools)
    _pictures(schools, staff)
    _answers(schools[0], lead)
    _table(town, staff, schools)


def _facts(schools: list[School]) -> None:
    year = school_year_of(timezone.localdate())
    SchoolYearFigures.unscoped.bulk_create(
        SchoolYearFigures(
            school=school,
            school_year=year,
            reference_date=date(year, 10, 15),
            pupils=240,
            classes=10,
            teachers=17,
            teaching_rooms=14,
            presentation_rooms=12,
            wlan_rooms=14,
        )
        for school in schools
    )
    types = list(EquipmentType.objects.exclude(useful_life=None)[:10])
    StockBatch.unscoped.bulk_create(
        StockBatch(
            school=school, type=type_, quantity=20, room=f"Raum {index}", purchase_year=2018 + index % 7
        )
        for school in schools
        for index, type_ in enumerate(types)
    )


def _pictures(schools: list[School], user: User) -> None:
    chance = random.Random(1)  # noqa: S311 - invented data
    catalogue = Catalogue.objects.get(is_current=True)
    codes = Aspect.objects.filter(field__catalogue=catalogue, field__side="school").values_list(
        "code", flat=True
    )
    year = school_year_of(timezone.localdate())

    def rating() -> dict[str, object]:
        stage = chance.randrange(1, 5)
        return {
            "state": "rated",
            "stage": stage,
            "target_stage": min(4, stage + 1),
            "target_year": year + 1,
            "priority": chance.choice(["high", "medium", "low", ""]),
            "reason": "Im Kollegium besprochen; die Fachgruppen sehen es ebenso und arbeiten daran.",
        }

    stock = {
        "group": "pupil_device",
        "quantity": 60,
        "purchase_year": 2022,
        "useful_life": 4,
        "condition": "good",
    }
    now = timezone.now()
    Snapshot.unscoped.bulk_create(
        Snapshot(
            school=school,
            catalogue=catalogue,
            number=number,
            school_year=year - ROUNDS + number,
            taken_at=now - timedelta(days=365 * (ROUNDS - number)),
            taken_by=user,
            data={
                "ratings": {code: rating() for code in codes},
                "figures": None,
                "coverage": [],
                "stock": [
                    {"code": f"DEV_{n}", "name": f"Gerät {n}", "funding_source": "", **stock}
                    for n in range(8)
                ],
                "concept": None,
            },
        )
        for school in schools
        for number in range(1, ROUNDS + 1)
    )


def _answers(school: School, user: User) -> None:
    """Every aspect of one school, for the page that shows them all."""
    for aspect in Aspect.objects.filter(field__catalogue__is_current=True, field__side="school"):
        said = Answer(state="rated", stage=2, target_stage=3, reason="Im Kollegium besprochen.")
        rate(school, aspect_of(aspect.pk), said, seen=None, actor=user)


def _table(town: Municipality, user: User, schools: list[School]) -> None:
    topic = JoinedTopic.objects.filter(catalogue__is_current=True).first()
    series = RoundTableSeries.unscoped.create(municipality=town, name="Runder Tisch Musterstadt")
    starts = timezone.now() + timedelta(days=10)
    meeting = Meeting.unscoped.create(
        series=series, number=1, starts_at=starts, ends_at=starts + timedelta(hours=2), joined_topic=topic
    )
    due = timezone.localdate() + timedelta(days=30)
    for school in schools[:30]:
        Milestone.unscoped.create(
            series=series,
            meeting=meeting,
            text=f"Raumplan der {school} abgeben",
            responsible=str(school),
            school=school,
            due_on=due,
            first_due_on=due,
        )
