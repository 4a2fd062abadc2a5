"""The Medienkonzept on paper: what was adopted for its readers, the draft for the school alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from equipment.models import EquipmentType, StockBatch
from equipment.services.catalogue import load_defaults
from reports import pipeline, services
from reports.models import ReportJob
from schools.services import concept as concepts
from tests.pdf_checks import assert_accessible
from tests.reports.test_builders import pdf_text
from tests.schools.concepts import status_of, write

pytestmark = pytest.mark.django_db
TEXT = (
    "## Ziele\n\nWir lernen *mit* Medien: [Plan](#plan), [Seite](/schulen/), [NRW](https://www.schulministerium.nrw).\n\n"
    * 30
)


@pytest.fixture
def written(world):
    """A text, 60 tablets and a Vorhaben at school A."""
    load_defaults()
    tablet = EquipmentType.objects.get(code="DEV_TABLET_POOL")
    StockBatch.unscoped.create(school=world.school_a, type=tablet, quantity=60)
    lead = world.user("lead_a")
    concept = concepts.ensure_concept(world.school_a)
    write(concept, lead, number=1, text=TEXT)
    concepts.save_competence_use(
        world.school_a, competence="2.3", subject="Deutsch", year_group=3, plan="Quellen prüfen", actor=lead
    )
    return concept


def adopt(concept, lead):
    for state in ("consultation", "discussed", "adopted"):
        concepts.change_state(concept, state, actor=lead, on=date(2026, 11, 12))


def made(school, actor, kind):
    job = services.request_report(school, actor=actor, kind=kind)
    services.perform(job.pk)
    return ReportJob.unscoped.get(pk=job.pk)


def content_of(job):
    assert job.state == "done", job.error
    with job.file.open("rb") as file:
        return file.read()


def test_the_adopted_version_is_printed_as_it_was_decided(world, written):
    adopt(written, world.user("lead_a"))
    StockBatch.unscoped.update(quantity=100)
    content = content_of(made(world.school_a, world.user("adviser"), "concept"))
    text = pdf_text(content)
    assert_accessible(content)
    for part in (
        "1 Ausgangslage und Leitbild",
        "Wir lernen mit Medien",
        "Tablet im Klassensatz",
        "Quellen prüfen",
    ):
        assert part in text
    assert "60" in text
    assert "100" not in text
    assert "Entwurf" not in text


def test_the_draft_says_so_on_every_page(world, written):
    content = content_of(made(world.school_a, world.user("member_a"), "draft"))
    assert_accessible(content)
    pages = pdf_text(content).rstrip("\f").split("\f")
    assert len(pages) > 1
    assert all("Entwurf" in page for page in pages)


def test_rendering_the_concept_asks_nothing(world, written, django_assert_num_queries):
    job = made(world.school_a, world.user("lead_a"), "draft")
    with django_assert_num_queries(0):
        assert "Wir lernen" in pipeline.render_html("draft", job.snapshot)


@pytest.mark.parametrize(
    ("actor", "kind", "told"),
    [("adviser", "concept", "noch keine Fassung beschlossen"), ("lead_a", "draft", "noch leer")],
)
def test_nothing_to_print_is_said(world, actor, kind, told):
    job = made(world.school_a, world.user(actor), kind)
    assert job.state == "failed"
    assert told in job.error


def test_a_draft_is_read_by_the_school_alone(world, written):
    job = made(world.school_a, world.user("lead_a"), "draft")
    address = reverse("reports:report_download", args=[job.pk])
    found = {actor: status_of(world.client_for(actor), address) for actor in ("member_a", "staff", "adviser")}
    assert found == {"member_a": 200, "staff": 404, "adviser": 404}
    assert made(world.school_a, world.user("adviser"), "draft").state == "denied"


def test_the_buttons_lead_there(world, written):
    client = world.client_for("lead_a")
    page = client.get(reverse("schools:concept_detail", args=["990012"])).content.decode()
    ask = reverse("reports:concept_draft_request", args=["990012"])
    assert ask in page
    assert client.post(ask).status_code == 302
    assert ReportJob.unscoped.get().kind == "draft"


def test_the_adviser_page_offers_school_reports_alone(world, written):
    """A concept in PDF is not the school report."""
    adopt(written, world.user("lead_a"))
    job = made(world.school_a, world.user("adviser"), "concept")
    page = world.client_for("adviser").get(reverse("reports:adviser_page")).content.decode()
    assert reverse("reports:report_download", args=[job.pk]) not in page
