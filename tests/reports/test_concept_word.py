"""The Medienkonzept as a Word document: real headings and tables, in German, and back into the sections."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from docx.oxml.ns import qn

from reports.builders.concept import draft_document
from reports.word import to_word
from schools.importers.documents import compose, propose, read_pieces, resolve
from schools.models import Training
from schools.services import concept as concepts
from tests.schools.concepts import write

pytestmark = pytest.mark.django_db
TEXT = """# Ziele

Wir lernen *mit* **Medien**, Schüler*innen ~~und~~ alle: [NRW](https://www.schulministerium.nrw).
Zweite Zeile.

- eins
  - darunter
- zwei

1. erstens
2. zweitens

## Tabelle

| Gerät | Anzahl |
| --- | --- |
| Tablet | 40 |
| Beamer \\| Tafel | 11 |"""


def ask(client, name="concept_draft_word"):
    return client.get(reverse(f"reports:{name}", args=["990012"]))


def opened(response):
    assert response.status_code == 200, response.headers
    return docx.Document(io.BytesIO(response.content))


def words_of(document):
    return "\n".join(
        [*(one.text for one in document.paragraphs), *(c.text for t in document.tables for c in t._cells)]
    )


@pytest.fixture
def written(world):
    concept = concepts.ensure_concept(world.school_a)
    lead = world.user("lead_a")
    write(concept, lead, number=1, text=TEXT)
    write(concept, lead, number=12, text="1. neu gezählt\n\n> Zitat")
    concepts.save_competence_use(
        world.school_a, competence="2.3", subject="Deutsch", year_group=3, plan="Quellen prüfen", actor=lead
    )
    return concept


def test_word_finds_headings_tables_language_and_title(world, written):
    response = ask(world.client_for("member_a"))
    document = opened(response)
    assert "wordprocessingml" in response["Content-Type"]
    assert response["Content-Disposition"].startswith("attachment")
    assert "medienkonzept-" in response["Content-Disposition"]
    headings = [
        (p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Head", "Title"))
    ]
    assert headings == [
        ("Title", "Medienkonzept"),
        ("Heading 1", "1 Ausgangslage und Leitbild"),
        ("Heading 2", "Ziele"),
        ("Heading 3", "Tabelle"),
        ("Heading 1", "12 Evaluation"),
        ("Heading 1", "Kompetenzraster"),
    ]
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert (languages, document.core_properties.language) == ({"de-DE"}, "de-DE")
    assert document.core_properties.title.startswith("Medienkonzept ")
    for table in document.tables:
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert "Quellen prüfen" in words_of(document)


def test_the_draft_says_so_on_every_page(world, written):
    document = opened(ask(world.client_for("lead_a")))
    assert "Entwurf, nicht beschlossen" in document.sections[0].header.paragraphs[0].text
    assert "Entwurf: Die Schulkonferenz" in words_of(document)


def test_readers_get_what_was_adopted(world, written):
    lead = world.user("lead_a")
    for state in ("consultation", "discussed", "adopted", "revision"):
        concepts.change_state(written, state, actor=lead, on=date(2026, 11, 12))
    write(written, lead, number=12, text="Neuer Entwurf", version=1)
    document = opened(ask(world.client_for("adviser"), "concept_word"))
    assert "Neuer Entwurf" not in words_of(document)
    assert "neu gezählt" in words_of(document)
    assert "Beschlossen am 12.11.2026" in document.sections[0].header.paragraphs[0].text
    assert ask(world.client_for("adviser")).status_code == 403
    assert "Neuer Entwurf" in words_of(opened(ask(world.client_for("lead_a"))))


@pytest.mark.parametrize(
    ("name", "words"), [("concept_word", "noch keine Fassung"), ("concept_draft_word", "noch leer")]
)
def test_nothing_to_hand_out_is_said(world, name, words):
    address = reverse(f"reports:{name}", args=["990012"])
    page = world.client_for("lead_a").get(address, follow=True)
    assert words in page.content.decode()


def test_what_went_out_comes_back_as_it_was(world, written):
    """Export and import again: the texts are the same, and the portal's own tables do not become text."""
    Training.unscoped.create(school=world.school_a, topic="Rückmeldung geben", group="Kollegium")
    with override("de"):
        content = to_word(draft_document(user=world.user("lead_a"), school=world.school_a))
    pieces = read_pieces(io.BytesIO(content))
    targets = propose(pieces)
    back = compose(pieces, resolve(pieces, targets))
    assert back[1] == TEXT.replace("# ", "## ")  # one level down below the section's own heading
    assert back[12] == "1. neu gezählt\n\nZitat"
    assert not any("Rückmeldung" in text or "Quellen" in text for text in back.values())


def test_query_counts_do_not_grow(world, written):
    client, counts = world.client_for("lead_a"), []
    for number in (2, 4):
        write(written, world.user("lead_a"), number=number, text="Text")
        with CaptureQueriesContext(connection) as found:
            ask(client)
        counts.append(len(found))
    assert counts[0] == counts[1]
