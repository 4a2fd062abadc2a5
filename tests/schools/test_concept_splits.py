"""A Word document becomes texts of sections: proposed, looked at, taken over, and nothing overwritten unasked."""

from __future__ import annotations

from datetime import timedelta

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from core.errors import DomainError
from core.previews import remove_abandoned
from schools import framework
from schools.importers import documents
from schools.importers.documents import ABOVE, OPEN, SKIP, propose, read_pieces, section_of
from schools.models import ConceptSection, ConceptSplit, MediaConcept, SectionText
from schools.services import concept as concepts
from tests.schools.concepts import pdf, text_of, url, write
from tests.word_files import document_of, upload_of, word_file

TEXT = """Medienkonzept 2026
# 1. Unser Leitbild
Wir lernen.
# Ausstattung
Überblick
## Bestand
40 Tablets
## Bedarf
Noch 20
# Dies und das
Rest
## Kleines
Rest 2"""
LINES = TEXT.split("\n")


def sections():
    return {row.number: row.text for row in ConceptSection.unscoped.exclude(text="")}


def send(client, file):
    return client.post(url("concept_split_create"), {"file": file} if file else {})


def answers(page, **changes):
    """What a browser would send back from the preview."""
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return data | {name.replace("_", "-"): value for name, value in changes.items()}


# --- reading ---


def test_every_section_is_known_by_its_own_heading():
    for plan in framework.sections():
        assert section_of(f"{plan.number} {plan.heading}") == plan.number


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("3.2 Ist-Stand der Ausstattung", 5),
        ("Technische Ausstattung", 5),
        ("Fortbildungsbedarf des Kollegiums", 7),
        ("Beschaffungen bis 2028", 6),
        ("II. Förderung der Medienkompetenz", 2),
        ("Individuelle Förderung", 4),
        ("Kapitel 4: Elternarbeit", 10),
        ("Evaluation und Fortschreibung", 12),
        ("Pädagogische Ziele", 3),
        ("Dies und das", None),
    ],
)
def test_headings_are_known_by_their_words(heading, number):
    assert section_of(heading) == number


def test_a_document_is_divided_at_two_levels():
    pieces = read_pieces(word_file(*LINES))
    assert [(piece.level, piece.heading, piece.text) for piece in pieces] == [
        (0, "", "Medienkonzept 2026"), (1, "Unser Leitbild", "Wir lernen."), (1, "Ausstattung", "Überblick"),
        (2, "Bestand", "40 Tablets"), (2, "Bedarf", "Noch 20"), (1, "Dies und das", "Rest"), (2, "Kleines", "Rest 2"),
    ]  # fmt: skip
    assert propose(pieces) == [SKIP, "1", "5", "5", "6", OPEN, ABOVE]


def test_a_single_highest_heading_is_the_title():
    pieces = read_pieces(word_file("# Medienkonzept", "## Leitbild", "a", "### Werte", "b", "## Evaluation"))
    assert [(piece.level, piece.heading) for piece in pieces] == [
        (0, ""), (1, "Leitbild"), (2, "Werte"), (1, "Evaluation"),
    ]  # fmt: skip


def test_bold_lines_are_headings_where_there_are_no_others():
    document = docx.Document()
    document.add_paragraph().add_run("1. Leitbild").bold = True
    document.add_paragraph("Wir lernen.")
    document.add_paragraph().add_run("Dieser Satz ist fett.").bold = True
    pieces = read_pieces(upload_of(document))
    assert [(piece.level, piece.heading, piece.text) for piece in pieces] == [
        (1, "Leitbild", "Wir lernen.\n\n**Dieser Satz ist fett.**")
    ]


@pytest.mark.parametrize(
    ("lines", "words"),
    [(["nur Text"], "keine Überschriften"), ([], "keinen Text"), (["# a"] * 121, "zu lang")],
)
def test_what_cannot_be_divided_is_said(lines, words):
    with override("de"), pytest.raises(DomainError, match=words):
        read_pieces(word_file(*lines))


def test_far_too_much_text_is_refused(monkeypatch):
    monkeypatch.setattr(documents, "MAX_SIGNS", 10)
    with override("de"), pytest.raises(DomainError, match="zu lang"):
        read_pieces(word_file("# Leitbild", "x" * 20))


def test_nothing_is_written_before_it_is_known_to_be_little_enough(monkeypatch):
    """To write a bracket as Markdown and read it back costs time: what will be refused is not written."""
    written = []
    monkeypatch.setattr(documents, "to_markdown", lambda elements: written.append(elements) or "")
    monkeypatch.setattr(documents, "MAX_SIGNS", 1000)
    monkeypatch.setattr(documents, "MAX_MARKS", 50)
    cases = {
        "zu lang": ("# Leitbild", "x" * 1001),
        "61 Klammern, Sternchen": ("# Leitbild", "[a]" * 30, "*"),
        "zu lang zum Aufteilen": ["# a"] * 121,
    }
    for words, lines in cases.items():
        with override("de"), pytest.raises(DomainError, match=words):
            read_pieces(word_file(*lines))
    assert written == []


def test_as_many_signs_as_allowed_are_taken_over(monkeypatch):
    monkeypatch.setattr(documents, "MAX_MARKS", 60)
    assert read_pieces(word_file("# Leitbild", "[a]" * 30))[0].text == "[a]" * 30


@pytest.mark.parametrize("opening", [[], ["Vorab"]])
def test_as_many_headings_as_allowed(opening):
    amount = documents.MAX_PIECES - len(opening)
    assert len(read_pieces(word_file(*opening, *["# a"] * amount))) == documents.MAX_PIECES


# --- the way through the pages ---


def test_from_the_file_to_the_sections(world):
    client = world.client_for("member_a")
    page = client.get(send(client, word_file(*LINES)).url)
    shown = text_of(page)
    assert "Text vor der ersten Überschrift" in shown
    assert "<p>40 Tablets</p>" in shown
    assert "Sections that already" not in shown
    split = ConceptSplit.unscoped.get()
    address = url("concept_split_detail", split.pk)
    unsure = client.post(address, answers(page))
    assert unsure.status_code == 422
    assert "Wählen Sie einen Abschnitt oder „nicht übernehmen“." in text_of(unsure)
    assert sections() == {}
    taken = client.post(address, answers(page, piece_5="3"), follow=True)
    assert "4 Abschnitte wurden aus dem Dokument übernommen." in text_of(taken)
    assert sections() == {
        1: "# Unser Leitbild\n\nWir lernen.",
        5: "# Ausstattung\n\nÜberblick\n\n## Bestand\n\n40 Tablets",
        6: "## Bedarf\n\nNoch 20",
        3: "# Dies und das\n\nRest\n\n## Kleines\n\nRest 2",
    }
    assert set(SectionText.unscoped.values_list("origin", flat=True)) == {"document"}
    client.post(address, answers(page, piece_5="3"))  # a double click
    assert SectionText.unscoped.count() == 4
    assert "Übernommen am" in text_of(client.get(address))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("append", "Alt\n\n# Unser Leitbild\n\nNeu"),
        ("replace", "# Unser Leitbild\n\nNeu"),
        ("leave", "Alt"),
    ],
)
def test_what_a_section_holds_is_shown_and_never_overwritten_unasked(world, concept, lead, rule, text):
    write(concept, lead, text="Alt")
    client = world.client_for("lead_a")
    page = client.get(send(client, word_file("# Unser Leitbild", "Neu", "# Evaluation", "x")).url)
    assert page.context["form"]["rule-1"].value() == "append"
    assert "Enthält bisher 1 Wort." in text_of(page)
    split = ConceptSplit.unscoped.get()
    client.post(url("concept_split_detail", split.pk), answers(page, rule_1=rule))
    assert sections() == {1: text, 12: "x"}  # the heading repeats the section's own
    assert SectionText.unscoped.filter(text="Alt").exists()


def test_only_sections_that_receive_something_are_asked_about(world, concept, lead):
    for number in (1, 3):
        write(concept, lead, number=number, text="Alt")
    client = world.client_for("lead_a")
    page = client.get(send(client, word_file("# Leitbild", "Neu", "# Evaluation", "x")).url)
    shown = text_of(page)
    assert 'name="rule-1"' in shown
    assert 'name="rule-3"' not in shown
    told = {name: value for name, value in answers(page, piece_1="3").items() if name != "rule-3"}
    address = url("concept_split_detail", ConceptSplit.unscoped.get().pk)
    again = client.post(address, told)
    assert again.status_code == 422
    assert "Dieser Abschnitt enthält schon einen Text." in text_of(again)
    assert 'name="rule-3"' in text_of(again)
    client.post(address, told | {"rule-3": "replace"})
    assert sections()[3] == "# Evaluation\n\nx"


def test_a_section_changed_meanwhile_is_a_conflict_that_keeps_the_choices(world, concept, lead):
    client = world.client_for("lead_a")
    page = client.get(send(client, word_file("# Leitbild", "Neu", "# Dies", "x")).url)
    write(concept, world.user("member_a"), text="Inzwischen")
    address = url("concept_split_detail", ConceptSplit.unscoped.get().pk)
    answer = client.post(address, answers(page, piece_1="3"))
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "Jemand anderes hat den Abschnitt „1 Ausgangslage und Leitbild“ inzwischen geändert." in shown
    assert '<option value="3" selected' in shown
    assert sections() == {1: "Inzwischen"}
    client.post(address, answers(answer, rule_1="append"))
    assert sections() == {1: "Inzwischen\n\n# Leitbild\n\nNeu", 3: "# Dies\n\nx"}


def test_another_section_changed_meanwhile_is_no_matter(world, concept):
    client = world.client_for("lead_a")
    page = client.get(send(client, word_file("# Leitbild", "Neu")).url)
    write(concept, world.user("member_a"), number=9, text="Inzwischen")
    client.post(url("concept_split_detail", ConceptSplit.unscoped.get().pk), answers(page))
    assert sections() == {1: "# Leitbild\n\nNeu", 9: "Inzwischen"}


def test_too_much_for_one_section_writes_nothing(world):
    client = world.client_for("lead_a")
    page = client.get(send(client, word_file("# Evaluation", "gut", "# Leitbild", "x " * 10_001)).url)
    answer = client.post(url("concept_split_detail", ConceptSplit.unscoped.get().pk), answers(page))
    assert "Der Abschnitt „1 Ausgangslage und Leitbild“ hätte 20" in text_of(answer)
    assert sections() == {}


def test_nothing_chosen_is_said(world):
    client = world.client_for("lead_a")
    page = client.get(send(client, word_file("# Leitbild", "Neu")).url)
    answer = client.post(
        url("concept_split_detail", ConceptSplit.unscoped.get().pk), answers(page, piece_0="skip")
    )
    assert "So würde nichts übernommen" in text_of(answer)


def test_the_uploaded_concept_is_divided_without_choosing_it_again(world, concept, lead):
    client = world.client_for("lead_a")
    assert "Wählen Sie eine Word-Datei." in text_of(send(client, None))
    concepts.upload_concept_file(concept, pdf(), actor=lead)
    assert "Wählen Sie eine Word-Datei." in text_of(send(client, None))
    concepts.upload_concept_file(
        concept, word_file("# Leitbild", "Neu", name="Unser Konzept.docx"), actor=lead
    )
    assert "„Unser Konzept.docx“" in text_of(client.get(url("concept_split_create")))
    assert "Unser Konzept.docx" in text_of(client.get(send(client, None).url))
    concept.refresh_from_db()
    assert concept.file_name == "Unser Konzept.docx"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: word_file("# a", name="Konzept.docm"), "enthält Makros"),
        (pdf, "falschen Typ"),
        (lambda: word_file("ohne"), "keine Überschriften"),
    ],
)
def test_a_refused_file_is_explained_at_the_field(world, file, words):
    answer = send(world.client_for("lead_a"), file())
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert words in text_of(answer)
    assert not ConceptSplit.unscoped.exists()


def test_an_adopted_concept_takes_nothing(world):
    client = world.client_for("lead_a")
    page = client.get(send(client, word_file("# Leitbild", "Neu")).url)
    address = url("concept_split_detail", ConceptSplit.unscoped.get().pk)
    MediaConcept.unscoped.update(state="adopted", adopted_on=timezone.localdate())
    assert client.post(address, answers(page)).status_code == 422
    assert "portal-form" not in text_of(client.get(address))
    assert "portal-form" not in text_of(client.get(url("concept_split_create")))
    assert send(client, word_file("# Leitbild")).status_code == 422
    assert sections() == {}


def test_a_preview_is_thrown_away_by_hand_or_after_a_week(world):
    client = world.client_for("lead_a")
    for _number in range(3):
        send(client, word_file("# Leitbild", "Neu"))
    first, second, third = ConceptSplit.unscoped.all()
    client.post(url("concept_split_discard", first.pk))
    ConceptSplit.unscoped.filter(pk=second.pk).update(uploaded_at=timezone.now() - timedelta(days=8))
    assert remove_abandoned(before=timezone.now() - timedelta(days=7)) == 1
    assert list(ConceptSplit.unscoped.all()) == [third]
    ConceptSplit.unscoped.update(committed_at=timezone.now())
    page = client.post(url("concept_split_discard", third.pk), follow=True)
    assert "Diese Datei wurde bereits übernommen." in text_of(page)


def test_scripts_of_a_document_are_text(world):
    client = world.client_for("lead_a")
    page = client.get(
        send(client, word_file("# Leitbild <script>x</script>", "<img src=//boese.example>")).url
    )
    shown = page.content.decode()
    assert "<script>x" not in shown
    assert "<img" not in shown


def test_query_counts_do_not_grow(world, concept):
    client, counts = world.client_for("lead_a"), []
    for number in (1, 3):
        for place in range(1, number + 1):
            ConceptSection.unscoped.update_or_create(
                concept=concept, school=concept.school, number=place, defaults={"text": "Text"}
            )
        address = send(client, upload_of(document_of(*["# Leitbild", "x"] * number))).url
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        counts.append(len(found))
    assert counts[0] == counts[1]
