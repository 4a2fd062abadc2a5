"""The Medienkonzept of a school: an adopted version (A and C) and what is being written."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schools.models import CompetenceUse, Training
from schools.services import concept as concepts
from schools.services.competence_imports import upload_competences
from schools.services.concept_splits import divide_document
from tests.permissions.marks import LEADS, FullWorld, mark, pdf_saying
from tests.permissions.world_talk import set_up_talk
from tests.word_files import word_file


def set_up_concept(full: FullWorld, letter: str) -> None:
    """A and C adopted a version and are under revision; B has drafts alone."""
    things, lead = full.places[letter], full.user(LEADS[letter])
    concept = concepts.ensure_concept(things.school)
    first = "draft" if letter == "B" else "adopted"

    def upload(kind: str) -> None:
        content = pdf_saying(mark(letter, kind, "conceptpdf"))
        name = f"{mark(letter, kind, 'conceptfile')}.pdf"
        concepts.upload_concept_file(concept, SimpleUploadedFile(name, content), actor=lead)

    def use(kind: str, competence: str) -> CompetenceUse:
        return concepts.save_competence_use(
            things.school,
            competence=competence,
            subject=mark(letter, kind, "subject"),
            year_group=5 if letter == "B" else 3,
            plan=mark(letter, kind, "plan"),
            actor=lead,
        )

    def plan(kind: str) -> Training:
        texts = {name: mark(letter, kind, name) for name in ("topic", "group", "provider")}
        return Training.unscoped.create(school=things.school, **texts)

    if letter != "B":
        plan(first)
    concepts.save_section(concept, number=1, text=mark(letter, first, "section"), version=0, actor=lead)
    upload(first)
    use(first, "2.3")
    if letter != "B":
        for state in ("consultation", "discussed", "adopted", "revision"):
            concepts.change_state(concept, state, actor=lead, on=timezone.localdate())
    concepts.save_section(concept, number=2, text=mark(letter, "draft", "section"), version=0, actor=lead)
    upload("draft")
    things.values["comment"] = set_up_talk(things.school, letter, lead)
    year = 5 if letter == "B" else 3
    table = f"Kompetenz;Fach;Jahrgang;Vorhaben\n1.1;Kunst;{year};{mark(letter, 'draft', 'gridplan')}"
    file = SimpleUploadedFile(f"{mark(letter, 'draft', 'gridfile')}.csv", table.encode())
    grid = upload_competences(file, school=things.school, actor=lead)
    things.values |= {"competence": use("draft", "3.1").pk, "section": 1, "version": 1}
    training = plan("draft")
    pieces = word_file(f"# Leitbild {mark(letter, 'draft', 'pieceheading')}", mark(letter, "draft", "piece"))
    split = divide_document(pieces, school=things.school, actor=lead)
    things.values |= {"competence_import": grid.pk, "training": training.pk, "concept_split": split.pk}
