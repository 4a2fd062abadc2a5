"""What belongs to a concept beside its texts: the grid, the file, the framework it follows."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import Conflict, DomainError
from core.fingerprint import fingerprint
from core.models import AuditEntry
from schools import framework
from schools.models import CompetenceUse
from schools.services import concept as services
from tests.schools.concepts import pdf

pytestmark = pytest.mark.usefixtures("concept_day")

# --- grid ---


def add_use(school, actor, **values):
    given = {"competence": "2.3", "subject": "Deutsch", "year_group": 3, "plan": "Quellen prüfen"} | values
    return services.save_competence_use(school, actor=actor, **given)


def test_an_entry_is_added_changed_and_removed(world, lead):
    use = add_use(world.school_a, lead, subject="  Deutsch ", plan="Quellen\nprüfen")
    assert (use.subject, use.plan) == ("Deutsch", "Quellen prüfen")
    changed = add_use(world.school_a, lead, use=use, seen=fingerprint(use), plan="Neu")
    assert (changed.pk, changed.plan) == (use.pk, "Neu")
    services.remove_competence_use(use, actor=lead)
    services.remove_competence_use(use, actor=lead)
    assert CompetenceUse.unscoped.count() == 0
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == [
        "schools.competence_use_saved",
        "schools.competence_use_saved",
        "schools.competence_use_removed",
    ]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"competence": "9.9"}, "gibt es im Medienkompetenzrahmen"),
        ({"year_group": 7}, "Jahrgang"),
        ({"subject": "  "}, "Fach und ein Vorhaben"),
        ({"plan": ""}, "Fach und ein Vorhaben"),
    ],
)
def test_entries_must_make_sense(world, lead, values, message):
    with pytest.raises(DomainError, match=message):
        add_use(world.school_a, lead, **values)
    assert CompetenceUse.unscoped.count() == 0


def test_one_entry_per_competence_subject_and_year(world, lead):
    add_use(world.school_a, lead)
    other = add_use(world.school_a, lead, year_group=4)
    add_use(world.school_b, world.user("lead_b"), year_group=5)
    with pytest.raises(DomainError, match="schon einen Eintrag"):
        add_use(world.school_a, lead, subject="deutsch")
    with pytest.raises(DomainError, match="schon einen Eintrag"):
        add_use(world.school_a, lead, use=other)


def test_two_editors_of_one_entry(world, lead):
    use = add_use(world.school_a, lead)
    seen = fingerprint(use)
    add_use(world.school_a, lead, use=use, seen=seen, plan="Meins")
    with pytest.raises(Conflict, match="Meins"):
        add_use(world.school_a, lead, use=use, seen=seen, plan="Deins")
    services.remove_competence_use(use, actor=lead)
    with pytest.raises(Conflict, match="entfernt"):
        add_use(world.school_a, lead, use=use, seen=seen, plan="Deins")


# --- files ---


def test_a_pdf_is_kept_under_a_random_name(concept, lead):
    kept = services.upload_concept_file(concept, pdf(name="Konzept \u202egnp.pdf"), actor=lead)
    assert kept.file_name == "Konzept gnp.pdf"
    assert kept.file.name.startswith("concepts/")
    assert "Konzept" not in kept.file.name


def test_a_replaced_file_is_deleted(concept, lead, django_capture_on_commit_callbacks):
    first = services.upload_concept_file(concept, pdf(), actor=lead).file
    with django_capture_on_commit_callbacks(execute=True):
        services.upload_concept_file(concept, pdf(name="Neu.pdf"), actor=lead)
    assert not first.storage.exists(first.name)


HTML = b"<html><script>alert(1)</script></html>"
BAD_FILES = {
    "empty": (SimpleUploadedFile("leer.pdf", b""), "leer"),
    "html": (SimpleUploadedFile("seite.pdf", HTML), "nicht das, was"),
    "double ending": (SimpleUploadedFile("konzept.pdf.html", HTML), "falsch"),
    "svg": (SimpleUploadedFile("konzept.svg", b"<svg/>"), "falsch"),
    "zip as pdf": (SimpleUploadedFile("konzept.pdf", b"PK\x03\x04" + b"0" * 99), "nicht das, was"),
    "only a signature": (SimpleUploadedFile("konzept.pdf", b"%PDF-1.7\n" + HTML), "beschädigt"),
    "cut off": (SimpleUploadedFile("konzept.pdf", pdf().read()[:60]), "beschädigt"),
    "too large": (
        SimpleUploadedFile("konzept.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024)),
        "größer als 10 MB",
    ),
    "encrypted": (pdf(password="geheim"), "Passwort"),
    "no pages": (pdf(pages=0), "keine Seiten"),
    "script": (pdf(opening="/JavaScript"), "Skripte"),
    "starts a program": (pdf(opening="/Launch"), "Skripte"),
    "script, kind apart": (pdf(opening="/JavaScript", apart=True), "Skripte"),
    "starts a program, kind apart": (pdf(opening="/Launch", apart=True), "Skripte"),
    "script of a film": (pdf(opening="/Rendition"), "Skripte"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_what_is_no_pdf_is_refused(concept, lead, kind):
    file, message = BAD_FILES[kind]
    with pytest.raises(DomainError, match=message):
        services.upload_concept_file(concept, file, actor=lead)
    concept.refresh_from_db()
    assert (concept.file.name, concept.file_name) == ("", "")


def test_a_pdf_that_opens_at_a_page_is_taken(concept, lead):
    services.upload_concept_file(concept, pdf(opening="/GoTo"), actor=lead)
    concept.refresh_from_db()
    assert concept.file_name == "Konzept.pdf"


# --- framework ---


def test_the_framework_is_complete():
    assert len(framework.competences()) == 24
    links = ("ratings", "competences", "stock", "needs", "trainings", "milestones")
    assert [framework.section_for(link) for link in links] == [1, 2, 5, 6, 7, 11]
    for unknown in ("", "rooms"):
        with pytest.raises(LookupError):
            framework.section_for(unknown)
    assert [plan.number for plan in framework.sections()] == list(range(1, 13))
    assert all(plan.heading and plan.question and plan.example for plan in framework.sections())


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("- **Ein** Wort", 2), ("Lern-App, 2.3", 2), ("###", 0), ("Ärger\nÖl", 2)]
)
def test_words_are_counted_without_signs(text, words):
    assert framework.word_count(text) == words
