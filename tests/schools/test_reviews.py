"""When a concept has to be looked at again, and who is told."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from schools.models import ConceptVersion, MediaConcept
from schools.reviews import review_of, years_after
from tests.schools.concepts import text_of


@pytest.mark.parametrize(
    ("adopted", "due", "status"),
    [
        (None, None, ""),
        (date(2024, 1, 10), date(2027, 1, 10), ""),
        (date(2023, 11, 20), date(2026, 11, 20), "Überprüfung fällig"),
        (date(2022, 11, 21), date(2027, 6, 1), ""),
        (date(2022, 11, 20), date(2027, 6, 1), "seit mehr als 4 Jahren nicht überarbeitet"),
    ],
)
def test_what_a_list_says(adopted, due, status):
    with override("de"):
        assert review_of(adopted_on=adopted, due_on=due, today=date(2026, 11, 20)).status == status


def test_a_leap_day_has_a_review_too():
    assert years_after(date(2024, 2, 29), 3) == date(2027, 2, 28)


@pytest.mark.usefixtures("concept_day")
def test_school_and_adviser_are_warned(world, concept):
    dates = {"adopted_on": date(2022, 5, 1), "next_review_on": date(2025, 5, 1)}
    MediaConcept.unscoped.update(state="adopted", **dates)
    ConceptVersion.unscoped.create(school=world.school_a, number=1, content={}, **dates)
    told = "seit mehr als 4 Jahren nicht überarbeitet"
    assert told in text_of(world.client_for("lead_a").get(reverse("home")))
    assert told in text_of(world.client_for("adviser").get(reverse("reports:adviser_page")))
