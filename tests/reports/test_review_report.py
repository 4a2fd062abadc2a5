"""The sheet of a Jahresgespräch on paper: for preparation, and to sign."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from annualreviews import services
from equipment.models import EquipmentType, PriceEntry
from equipment.services.catalogue import load_defaults
from needs.services import lists
from reports.models import ReportJob
from reports.services import perform, request_report
from standards import services as standards
from tests.annualreviews.test_services import POINT, about
from tests.equipment.conftest import make_figures
from tests.needs.conftest import YEAR, sent
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text
from tests.reports.test_concept_report import content_of
from tests.schools.concepts import status_of
from tests.standards.conftest import DECISION

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(world):
    load_defaults()
    actor = world.user("staff")
    sent(world)
    review = services.save_review(
        world.school_a, year=YEAR, values=about(participants="Frau Muster, Schulleitung"), actor=actor
    )
    services.add_point(world.school_a, year=YEAR, values=POINT, submission_id=uuid4(), actor=actor)
    return review


def made(world, actor):
    job = request_report(world.school_a, actor=world.user(actor), kind="review", params={"year": YEAR})
    perform(job.pk)
    return ReportJob.unscoped.get(pk=job.pk)


def words(job):
    content = content_of(job)
    assert_accessible(content)
    return " ".join(pdf_text(content).split())


def test_before_closing_it_is_a_preparation(world, talk):
    text = words(made(world, "lead_a"))
    assert "Zur Vorbereitung" in text
    assert "Unterschriften" not in text
    assert "15 × Tablet im Klassensatz" in text


def test_the_year_before_is_named_as_a_year(world, talk):
    actor, last = world.user("staff"), YEAR - 1
    before = services.save_review(world.school_a, year=last, values=about(), actor=actor)
    services.add_point(world.school_a, year=last, values=POINT, submission_id=uuid4(), actor=actor)
    services.close_review(before, actor=actor)
    assert f"Was {last} vereinbart wurde" in words(made(world, "lead_a"))


def test_after_closing_it_is_to_be_signed_and_stays_the_same(world, talk):
    services.close_review(talk, actor=world.user("staff"))
    first = words(made(world, "staff"))
    for part in (
        "Unterschriften",
        "Die Stadt baut WLAN im Altbau.",
        "Frau Muster, Schulleitung",
        "01.12.2027",
    ):
        assert part in first
    assert "Zur Vorbereitung" not in first
    world.school_a.stock.all().delete()
    assert (
        made(world, "lead_a").content_hash == ReportJob.unscoped.order_by("requested_at").first().content_hash
    )


def test_it_is_read_by_those_who_talk(world, talk):
    job = made(world, "staff")
    address = reverse("reports:report_download", args=[job.pk])
    actors = (
        "lead_a",
        "member_a",
        "staff",
        "head",
        "it",
        "adviser",
        "supervision",
        "moderator",
        "lead_b",
        "admin",
    )
    assert {actor: status_of(world.client_for(actor), address) for actor in actors} == {
        **dict.fromkeys(("lead_a", "member_a", "staff", "head"), 200),
        **dict.fromkeys(("it", "adviser", "supervision", "moderator", "lead_b", "admin"), 404),
    }


def readers(world, job):
    address = reverse("reports:report_download", args=[job.pk])
    return {actor: status_of(world.client_for(actor), address) for actor in ("lead_a", "staff")}


@pytest.mark.parametrize("actor", ["lead_a", "staff"])
def test_a_preparation_with_a_list_that_was_withdrawn_stays_with_the_school(world, talk, actor):
    """Also when the list was sent again: the earlier one was taken back."""
    job, lead = made(world, actor), world.user("lead_a")
    assert readers(world, job) == {"lead_a": 200, "staff": 200}
    lists.withdraw_list(world.school_a, year=YEAR, actor=lead)
    assert readers(world, job) == {"lead_a": 200, "staff": 404}
    assert str(job.pk) not in world.client_for("staff").get(reverse("reports:report_list")).text
    without = made(world, actor)
    assert "hat für dieses Jahr noch keine Bedarfsliste gesendet" in words(without)
    assert readers(world, without) == {"lead_a": 200, "staff": 200}
    lists.send_list(world.school_a, year=YEAR, actor=lead)
    assert readers(world, job) == {"lead_a": 200, "staff": 404}
    assert readers(world, made(world, actor)) == {"lead_a": 200, "staff": 200}


def test_a_closed_talk_is_kept_as_it_was_signed(world, talk):
    services.close_review(talk, actor=world.user("staff"))
    job = made(world, "staff")
    lists.withdraw_list(world.school_a, year=YEAR, actor=world.user("lead_a"))
    assert "15 × Tablet im Klassensatz" in words(job)
    assert readers(world, job) == {"lead_a": 200, "staff": 200}


def test_the_office_sees_the_preparation_that_it_has_asked_for_while_it_waits(world, talk):
    job = request_report(world.school_a, actor=world.user("staff"), kind="review", params={"year": YEAR})
    lists.withdraw_list(world.school_a, year=YEAR, actor=world.user("lead_a"))
    assert list(ReportJob.visible_to(world.user("staff"))) == [job]


def test_somebody_who_lost_the_office_gets_nothing(world, talk):
    job = request_report(world.school_a, actor=world.user("it"), kind="review", params={"year": YEAR})
    perform(job.pk)
    assert ReportJob.unscoped.get(pk=job.pk).state == "denied"


def test_the_prices_of_the_traeger_stay_out_of_what_the_school_reads_too(world, talk):
    """The office asks for the preparation; the school finds the same file among its reports."""
    display, actor = EquipmentType.objects.get(code="PRES_DISPLAY"), world.user("staff")
    version = standards.begin_draft(world.authority, actor=actor)
    version.rules.all().delete()
    version.rules.create(type=display, quantity=1, every=1, per="room")
    standards.adopt(version, **DECISION, actor=actor)
    make_figures(world.school_a, teaching_rooms=15)
    PriceEntry.unscoped.create(
        authority=world.authority, type=display, product="Display", price=2000, valid_from=date(2020, 1, 1)
    )
    job = made(world, "staff")
    address = reverse("reports:report_download", args=[job.pk])
    assert status_of(world.client_for("lead_a"), address) == 200
    text = words(job)
    assert "Interaktives Display" in text
    assert "30.000,00" not in text
