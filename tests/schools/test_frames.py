"""An adopted version keeps its headings, competences and columns, whatever the framework says later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.builders.concept import adopted_document
from reports.pipeline import render_html
from reports.word import to_word
from schools import framework
from schools.models import ConceptVersion, MediaConcept, Training
from schools.selectors.concept import bound
from schools.services import concept as services
from tests.schools.concepts import TODAY, text_of, url, write
from tests.word_files import text_of_word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("concept_day")]
THEN = ("7 Qualifizierung", "2.3 Informationsbewertung")
LATER = ("7 Ganz anders", "2.3 Neuer Name")


@pytest.fixture
def adopted(world, concept, lead):
    """Version 1 with a text, a training, tagged pages and a Vorhaben."""
    write(concept, lead, number=7, text="Wir lernen dazu.")
    services.save_competence_use(
        world.school_a, competence="2.3", subject="Deutsch", year_group=3, plan="Quellen prüfen", actor=lead
    )
    Training.unscoped.create(school=world.school_a, topic="Lernvideos", group="Kollegium")
    MediaConcept.unscoped.update(page_tags={"7": [2, 3]})
    concept.refresh_from_db()
    for state in ("consultation", "discussed", "adopted"):
        services.change_state(concept, state, actor=lead, on=TODAY)
    return ConceptVersion.unscoped.get()


@pytest.fixture
def unframed(adopted):
    """The same as it was kept before versions had a frame."""
    content = {name: value for name, value in adopted.content.items() if name != "frame"}
    ConceptVersion.unscoped.all().delete()
    adopted.pk, adopted.content = None, content
    adopted.save(force_insert=True)
    return adopted


def change_the_framework(monkeypatch):
    sections = tuple(
        replace(plan, heading="Ganz anders") if plan.number == 7 else plan for plan in framework.sections()
    )
    competences = tuple(
        replace(one, name="Neuer Name") if one.number == "2.3" else one for one in framework.competences()
    )
    monkeypatch.setattr(framework, "sections", lambda: sections)
    monkeypatch.setattr(framework, "competences", lambda: competences)
    monkeypatch.setattr(framework, "YEAR_BANDS", {"02": ((1, 2, 3, 4),)})


def page(world):
    return text_of(world.client_for("adviser").get(url("concept_version_detail", 1)))


def paper(world):
    return adopted_document(user=world.user("adviser"), school=world.school_a)


def pdf(world):
    return render_html("concept", paper(world) | {"number": "B-1", "css": ""})


def word(world):
    return text_of_word(to_word(paper(world)))


READINGS = pytest.mark.parametrize("read", [page, pdf, word])


@READINGS
def test_a_version_is_called_as_it_was(world, adopted, monkeypatch, read):
    change_the_framework(monkeypatch)
    shown = read(world)
    assert [name in shown for name in (*THEN, *LATER)] == [True, True, False, False]


@READINGS
def test_a_version_without_a_frame_is_called_as_today(world, unframed, monkeypatch, read):
    change_the_framework(monkeypatch)
    shown = read(world)
    assert [name in shown for name in (*THEN, *LATER)] == [False, False, True, True]


@pytest.mark.parametrize("kept", ["adopted", "unframed"])
def test_the_grid_has_the_columns_of_its_day(world, request, monkeypatch, kept):
    request.getfixturevalue(kept)
    change_the_framework(monkeypatch)
    columns = {"adopted": (True, False), "unframed": (False, True)}
    assert tuple(f">Jahrgang {years}<" in page(world) for years in ("3/4", "1–4")) == columns[kept]


@pytest.mark.parametrize(("kept", "heading"), [("adopted", "Qualifizierung"), ("unframed", "Ganz anders")])
def test_a_change_names_the_adopted_section(world, request, monkeypatch, kept, heading):
    request.getfixturevalue(kept)
    change_the_framework(monkeypatch)
    Training.unscoped.update(is_done=True, held_on=TODAY)
    changes = bound(user=world.user("lead_a"), school=world.school_a).changes
    assert [(one.number, one.heading) for one in changes] == [(7, heading)]


def test_a_section_that_is_gone_today_stays_in_its_version(world, adopted, monkeypatch):
    left = framework.sections()[:3]
    monkeypatch.setattr(framework, "sections", lambda: left)
    assert THEN[0] in page(world)
    assert "Wir lernen dazu." in word(world)
