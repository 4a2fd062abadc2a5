"""What a section counts as, and the seven steps that lead through the twelve."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.translation import override

from core.errors import DomainError
from core.models import AuditEntry
from schools import framework
from schools.models import ConceptSection
from schools.services import concept as services
from tests.schools.concepts import text_of, url, write

State = ConceptSection.State


def state_of(number=1):
    return ConceptSection.unscoped.get(number=number).state


def adopt(concept, lead, *more):
    for state in ("consultation", "discussed", "adopted", *more):
        services.change_state(concept, state, actor=lead, on=timezone.localdate())


def test_seven_steps_name_each_section_once():
    assert [step.number for step in framework.steps()] == list(range(1, 8))
    numbers = [number for step in framework.steps() for number in step.sections]
    assert sorted(numbers) == list(range(1, 13))
    assert all(step.name and step.hint for step in framework.steps())


def test_adoption_marks_what_is_written(concept, lead):
    write(concept, lead)
    write(concept, lead, number=2, text="kommt weg")
    write(concept, lead, number=2, text="", version=1)
    adopt(concept, lead)
    assert (state_of(1), state_of(2)) == (State.ADOPTED, State.DRAFT)


@pytest.mark.parametrize("before", [State.CHECKED, State.ADOPTED, State.OUTDATED])
def test_a_changed_text_is_a_draft_again(concept, lead, before):
    section = write(concept, lead)
    ConceptSection.unscoped.filter(pk=section.pk).update(state=before, checked_at=timezone.now())
    write(concept, lead, version=1)  # the same text again is no change
    assert state_of() == before
    write(concept, lead, text="Anders", version=1)
    assert state_of() == State.DRAFT


def test_outdated_and_back(concept, lead):
    write(concept, lead)
    services.mark_outdated(concept, number=1, actor=lead)
    services.mark_outdated(concept, number=1, actor=lead)
    assert state_of() == State.OUTDATED
    services.confirm_section(concept, number=1, actor=lead)
    services.confirm_section(concept, number=1, actor=lead)
    assert state_of() == State.DRAFT
    assert AuditEntry.objects.filter(verb="schools.section_state_changed").count() == 2


def test_an_adopted_text_can_be_outdated_and_is_adopted_again(concept, lead):
    write(concept, lead)
    adopt(concept, lead)
    services.mark_outdated(concept, number=1, actor=lead)
    services.change_state(concept, "revision", actor=lead)
    services.confirm_section(concept, number=1, actor=lead)
    assert state_of() == State.ADOPTED


def test_an_empty_section_is_not_outdated(concept, lead):
    with override("de"), pytest.raises(DomainError, match="noch leer"):
        services.mark_outdated(concept, number=1, actor=lead)


def test_the_pages_say_it(world, concept, lead):
    write(concept, lead)
    client = world.client_for("lead_a")
    page = text_of(client.post(url("section_outdate", 1), follow=True))
    assert "als veraltet gekennzeichnet" in page
    assert "Text stimmt noch" in page
    page = text_of(client.get(url("concept_detail")))
    assert "In sieben Schritten zum Medienkonzept" in page
    assert "3 Entwicklung von Unterrichtsinhalten" in page
    assert page.count("Abschnitt 12: Evaluation") == 1
    assert ">veraltet<" in page
    page = text_of(client.post(url("section_confirm", 1), follow=True))
    assert "Als veraltet kennzeichnen" in page
