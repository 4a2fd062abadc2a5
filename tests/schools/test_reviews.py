"""When a concept has to be looked at again, and who is told."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from schools.models import ConceptCheck, ConceptVersion, MediaConcept, SchoolAuthority
from schools.reviews import light_check_year, review_of, years_after
from schools.services import concept as services
from tests.schools.concepts import text_of, url, write


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
        assert (
            review_of(adopted_on=adopted, due_on=due, warning_years=4, today=date(2026, 11, 20)).status
            == status
        )


@pytest.mark.parametrize(
    ("last", "every", "year"),
    [(2026, 1, None), (2025, 1, 2026), (2022, 1, 2023), (2025, 2, None), (2024, 2, 2026), (2000, 0, None)],
)
def test_when_the_light_check_falls_due(last, every, year):
    assert light_check_year(last=last, every=every, now=2026) == year


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


@pytest.fixture
def adopted(concept, lead, concept_day):
    """Adopted in the school year before: this year's light check is due."""
    write(concept, lead)
    for state in ("consultation", "discussed", "adopted"):
        services.change_state(concept, state, actor=lead, on=date(2026, 5, 4))
    concept.refresh_from_db()
    return concept


def test_one_click_a_school_year(world, adopted):
    client = world.client_for("member_a")
    home = text_of(client.get(reverse("home")))
    assert "Passt das Medienkonzept noch?" in home
    assert "fällig am 31. Juli 2027" in home
    assert url("concept_confirm") in text_of(client.get(url("concept_detail")))

    for _click in range(2):
        done = client.post(url("concept_confirm"), {"note": "Zuständigkeit geklärt"})
        assert done.status_code == 302
    check = ConceptCheck.unscoped.get()
    assert (check.school_year, check.checked_by.name, check.note) == (
        2026,
        "Max Anger",
        "Zuständigkeit geklärt",
    )
    page = text_of(client.get(url("concept_detail")))
    assert "Zuletzt geprüft am" in page
    assert "· Max Anger" in page
    assert url("concept_confirm") not in page
    assert "Passt das Medienkonzept noch?" not in text_of(client.get(reverse("home")))

    other = client.post(url("concept_confirm"), {"note": "Etwas anderes"})
    assert (other.status_code, ConceptCheck.unscoped.get().note) == (422, "Zuständigkeit geklärt")
    assert "Etwas anderes" in text_of(other)


def test_a_concept_at_work_is_not_confirmed(world, adopted, lead):
    services.change_state(adopted, "revision", actor=lead)
    client = world.client_for("lead_a")
    assert client.post(url("concept_confirm"), {}).status_code == 422
    assert not ConceptCheck.unscoped.exists()


def test_the_intervals_are_the_traegers(world, adopted, lead):
    client, page = world.client_for("staff"), reverse("schools:intervals_update", args=["99001"])
    assert page in text_of(client.get(reverse("schools:school_list")))
    seen = client.get(page).context["form"]["seen"].value()
    told = {"light_years": 0, "revision_years": 2, "warning_years": 1, "seen": seen}
    refused = client.post(page, told)
    assert (refused.status_code, "Die Warnung kann nicht vor der" in text_of(refused)) == (422, True)
    assert client.post(page, told | {"warning_years": 2}).status_code == 302

    assert "Passt das Medienkonzept noch?" not in text_of(world.client_for("lead_a").get(reverse("home")))
    services.change_state(adopted, "revision", actor=lead)
    services.change_state(adopted, "consultation", actor=lead)
    services.change_state(adopted, "discussed", actor=lead, on=date(2026, 11, 1))
    assert "für 2 Jahre nach dem Beschluss" in text_of(world.client_for("lead_a").get(url("concept_adopt")))
    again = services.change_state(adopted, "adopted", actor=lead, on=date(2026, 11, 2))
    assert again.next_review_on == date(2028, 11, 2)


def test_the_warning_goes_by_the_traegers_years(world, adopted):
    MediaConcept.unscoped.update(adopted_on=date(2024, 11, 20), next_review_on=date(2028, 1, 1))
    told = "seit mehr als 2 Jahren nicht überarbeitet"
    assert told not in text_of(world.client_for("lead_a").get(reverse("home")))
    SchoolAuthority.unscoped.filter(pk=world.authority.pk).update(revision_years=2, warning_years=2)
    assert told in text_of(world.client_for("lead_a").get(reverse("home")))


def test_the_database_refuses_a_warning_before_the_revision(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolAuthority.unscoped.filter(pk=world.authority.pk).update(warning_years=1)
