"""Writing the Medienkonzept: texts, states, versions."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.errors import Conflict, DomainError
from core.models import AuditEntry
from schools.frames import Frame
from schools.models import CompetenceUse, ConceptSection, ConceptVersion, MediaConcept
from schools.services import concept as services
from tests.schools.concepts import TODAY, pdf, write
from tests.world import build_world

pytestmark = pytest.mark.usefixtures("concept_day")

State = MediaConcept.State


def in_state(concept, state):
    """Put the row there directly: the way is what the tests are about."""
    concept.state = state
    concept.adopted_on = date(2025, 6, 1) if state in {"adopted", "submitted"} else None
    concept.save()
    return concept


# --- the copy itself ---


def test_a_school_has_one_working_copy(world):
    first, second = services.ensure_concept(world.school_a), services.ensure_concept(world.school_a)
    assert (first.pk, MediaConcept.unscoped.count()) == (second.pk, 1)


def test_a_text_is_saved_with_its_author_and_counted_up(concept, lead):
    section = write(concept, lead, text="Zeile eins\r\nZeile zwei  \n\n")
    assert (section.text, section.version, section.changed_by) == ("Zeile eins\nZeile zwei", 1, lead)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.changes) == ("schools.section_saved", {"section": [1, 1], "words": [0, 4]})


def test_the_same_text_again_is_one_save(concept, lead):
    write(concept, lead)
    assert write(concept, lead, version=0).version == 1
    assert AuditEntry.objects.count() == 1


def test_a_save_on_an_old_version_keeps_both_texts(world, concept, lead):
    other = world.user("member_a")
    write(concept, other, text="Fassung von Max")
    with pytest.raises(Conflict) as caught:
        write(concept, lead, text="Fassung von Lea", version=0)
    assert caught.value.theirs == "Fassung von Max"
    assert ConceptSection.unscoped.get().text == "Fassung von Max"


def test_a_too_long_text_is_refused_with_both_numbers(concept, lead):
    with pytest.raises(DomainError, match=r"20001 Zeichen.*20000"):
        write(concept, lead, text="x" * 20001)
    assert ConceptSection.unscoped.count() == 0


def test_autosaves_of_one_sitting_are_one_entry_in_the_trail(world, concept, lead):
    for version in range(3):
        write(concept, lead, text=f"Text {version}", version=version, is_autosave=True)
    assert AuditEntry.objects.count() == 1
    write(concept, world.user("member_a"), text="Text von Max", version=3, is_autosave=True)
    assert AuditEntry.objects.count() == 2
    ConceptSection.unscoped.update(changed_at=timezone.now() - timedelta(hours=1))
    write(concept, world.user("member_a"), text="Später", version=4, is_autosave=True)
    assert AuditEntry.objects.count() == 3


@pytest.mark.parametrize("number", [0, 13, -1])
def test_there_are_twelve_sections(concept, lead, number):
    with pytest.raises(LookupError):
        write(concept, lead, number=number)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_parallel_editors_one_wins():
    world = build_world()
    concept, lead = services.ensure_concept(world.school_a), world.users["lead_a"]
    start, outcomes = threading.Barrier(20), []

    def save(number):
        try:
            start.wait(timeout=30)
            write(concept, lead, text=f"Fassung {number}")
            outcomes.append("saved")
        except Conflict as conflict:
            outcomes.append("conflict" if conflict.theirs.startswith("Fassung ") else "lost")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(20)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["conflict"] * 19 + ["saved"]
    assert ConceptSection.unscoped.get().version == 1


# --- states: the whole table ---

ALLOWED = {
    ("draft", "consultation"),
    ("consultation", "discussed"),
    ("discussed", "consultation"),
    ("discussed", "adopted"),
    ("adopted", "submitted"),
    ("adopted", "revision"),
    ("submitted", "revision"),
    ("revision", "consultation"),
}


@pytest.mark.parametrize("target", State.values)
@pytest.mark.parametrize("before", State.values)
def test_every_pair_of_states(concept, lead, before, target):
    write(concept, lead)
    in_state(concept, before)
    if (before, target) in ALLOWED:
        assert services.change_state(concept, target, actor=lead, on=TODAY).state == target
        assert AuditEntry.objects.latest("pk").changes == {"state": [before, target]}
    else:
        with pytest.raises(DomainError, match="nicht möglich"):
            services.change_state(concept, target, actor=lead, on=TODAY)
        concept.refresh_from_db()
        assert concept.state == before


@pytest.mark.parametrize("state", ["adopted", "submitted"])
def test_an_adopted_concept_does_not_change(concept, lead, state):
    use = services.save_competence_use(
        concept.school, competence="2.3", subject="Deutsch", year_group=3, plan="Quellen prüfen", actor=lead
    )
    in_state(concept, state)
    acts = [
        lambda: write(concept, lead),
        lambda: services.upload_concept_file(concept, pdf(), actor=lead),
        lambda: services.remove_concept_file(concept, actor=lead),
        lambda: services.remove_competence_use(use, actor=lead),
        lambda: services.save_competence_use(
            concept.school, competence="1.1", subject="Kunst", year_group=3, plan="x", actor=lead
        ),
    ]
    for act in acts:
        with pytest.raises(DomainError, match="beschlossen"):
            act()
    assert CompetenceUse.unscoped.count() == 1


@pytest.mark.parametrize(
    ("on", "message"), [(None, "Datum der Konferenz"), (TODAY + timedelta(days=1), "in der Zukunft")]
)
@pytest.mark.parametrize("step", [("consultation", "discussed"), ("discussed", "adopted")])
def test_a_conference_has_a_date_in_the_past(concept, lead, step, on, message):
    write(concept, lead)
    in_state(concept, step[0])
    with pytest.raises(DomainError, match=message):
        services.change_state(concept, step[1], actor=lead, on=on)
    assert ConceptVersion.unscoped.count() == 0


def to_adopted(concept, lead, on=TODAY, **extra):
    services.change_state(concept, "consultation", actor=lead)
    services.change_state(concept, "discussed", actor=lead, on=on - timedelta(days=10))
    return services.change_state(concept, "adopted", actor=lead, on=on, **extra)


def test_adoption_freezes_texts_grid_and_file(concept, lead):
    write(concept, lead, text="Erste Fassung")
    services.upload_concept_file(concept, pdf(), actor=lead)
    services.save_competence_use(
        concept.school, competence="2.3", subject="Deutsch", year_group=3, plan="Quellen prüfen", actor=lead
    )
    adopted = to_adopted(concept, lead)
    version = ConceptVersion.unscoped.get()
    entry = {"competence": "2.3", "subject": "Deutsch", "year_group": 3, "plan": "Quellen prüfen"}
    texts = {"1": "Erste Fassung"}
    frame = Frame.today(concept.school.school_type).plain()
    assert version.content == {
        "sections": texts,
        "competences": [entry],
        "tables": [],
        "pages": {},
        "frame": frame,
    }
    assert (version.number, version.adopted_on, version.discussed_on) == (1, TODAY, date(2026, 11, 10))
    assert (version.next_review_on, adopted.next_review_on) == (date(2029, 11, 20), date(2029, 11, 20))
    assert (version.file_name, version.created_by) == ("Konzept.pdf", lead)
    services.change_state(concept, "revision", actor=lead)
    write(concept, lead, text="Zweite Fassung", version=1)
    services.upload_concept_file(concept, pdf(name="Neu.pdf"), actor=lead)
    services.remove_concept_file(concept, actor=lead)
    version.refresh_from_db()
    assert version.content["sections"] == {"1": "Erste Fassung"}
    with version.file.open() as kept:
        assert kept.read(5) == b"%PDF-"
    to_adopted(concept, lead)
    assert list(ConceptVersion.unscoped.values_list("number", "file_name")) == [(2, ""), (1, "Konzept.pdf")]


def test_adoption_twice_makes_one_version(concept, lead):
    write(concept, lead)
    to_adopted(concept, lead)
    with pytest.raises(DomainError, match="nicht möglich"):
        services.change_state(concept, "adopted", actor=lead, on=TODAY)
    assert ConceptVersion.unscoped.count() == 1


def test_adoption_of_nothing_is_refused(concept, lead):
    with pytest.raises(DomainError, match="noch leer"):
        to_adopted(concept, lead)


def test_adoption_of_a_pdf_alone_is_complete(concept, lead):
    services.upload_concept_file(concept, pdf(), actor=lead)
    assert to_adopted(concept, lead).state == "adopted"


def test_adoption_follows_the_teacher_conference_and_the_version_before(concept, lead):
    write(concept, lead)
    in_state(concept, "discussed")
    MediaConcept.unscoped.update(discussed_on=date(2026, 10, 1))
    with pytest.raises(DomainError, match=r"Lehrerkonferenz am 01\.10\.2026"):
        services.change_state(concept, "adopted", actor=lead, on=date(2026, 9, 30))
    services.change_state(concept, "adopted", actor=lead, on=date(2026, 10, 2))
    services.change_state(concept, "revision", actor=lead)
    with pytest.raises(DomainError, match=r"02\.10\.2026"):
        to_adopted(concept, lead, on=date(2026, 10, 1))


def test_the_review_lies_behind_the_adoption(concept, lead):
    write(concept, lead)
    with pytest.raises(DomainError, match="Überprüfung"):
        to_adopted(concept, lead, next_review_on=TODAY)


def test_a_revision_forgets_the_old_discussion_and_keeps_the_adoption(concept, lead):
    write(concept, lead)
    to_adopted(concept, lead)
    revised = services.change_state(concept, "revision", actor=lead)
    assert (revised.discussed_on, revised.adopted_on) == (None, TODAY)


# --- the database ---

FROZEN = {
    "content": {},
    "number": 9,
    "adopted_on": date(2020, 1, 1),
    "discussed_on": date(2020, 1, 1),
    "next_review_on": date(2040, 1, 1),
    "file": "concepts/other.pdf",
    "file_name": "other.pdf",
    "created_at": timezone.now(),
}


@pytest.mark.parametrize("field", FROZEN)
def test_the_database_refuses_to_change_a_version(concept, lead, field):
    write(concept, lead)
    to_adopted(concept, lead)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        ConceptVersion.unscoped.update(**{field: FROZEN[field]})


def test_a_version_outlives_the_account_of_its_author(concept, lead):
    write(concept, lead)
    to_adopted(concept, lead)
    ConceptVersion.unscoped.update(created_by=None)
    assert ConceptVersion.unscoped.get().created_by is None
