"""A concept that comes as a Word file: kept and handed out as it is, or refused with a word that helps."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import DomainError
from schools.models import MediaConcept
from schools.services import concept as services
from tests.schools.concepts import pdf, text_of, url

TYPES = b"<Types/>"
BODY = b"<document>Unser Konzept</document>"
RELATION = (
    '<Relationships><Relationship Type="{kind}" Target="{target}" TargetMode="External"/></Relationships>'
)
XXE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><document>&x;</document>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
INSIDE = '<Relationships><Relationship Type="{kind}" Target="daten.bin"/></Relationships>'


def docx_bytes(body=BODY, types=TYPES, **parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", body)
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def relation(kind, target="https://boese.example/x"):
    return {"word/_rels/settings.xml.rels": RELATION.format(kind=f"{OFFICE}/{kind}", target=target)}


def hidden(kind):
    """A part under a name that says nothing; only its relationship tells what it is."""
    return {"word/_rels/document.xml.rels": INSIDE.format(kind=kind), "word/daten.bin": b"x"}


def docx(content=None, name="Konzept.docx"):
    return SimpleUploadedFile(name, docx_bytes() if content is None else content)


def test_a_word_file_counts_as_the_whole_concept(world):
    client, content = world.client_for("lead_a"), docx_bytes(**relation("hyperlink"))
    page = client.post(url("concept_file_upload"), {"file": docx(content)}, follow=True)
    assert "„Konzept.docx“ ist hochgeladen" in text_of(page)
    answer = client.get(url("concept_file_download"))
    assert b"".join(answer.streaming_content) == content
    assert "wordprocessingml" in answer["Content-Type"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


REFUSED = {
    "macros by name": (docx_bytes(), "Konzept.docm", "Makros"),
    "macros inside": (docx_bytes(**{"word/vbaProject.bin": b"x"}), "Konzept.docx", "Makros"),
    "macros by type": (docx_bytes(types=b'<Types a="x.macroEnabled.main"/>'), "Konzept.docx", "Makros"),
    "no zip": (b"Konzept", "Konzept.docx", "nicht das, was"),
    "torn zip": (docx_bytes()[:60], "Konzept.docx", "nicht lesbar"),
    "html": (b"<script>alert(1)</script>", "Konzept.docx", "nicht das, was"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "Konzept.docx", "geschützte Word-Datei"),
    "empty": (b"", "Konzept.docx", "leer"),
    "a bomb": (docx_bytes(body=b"<d>" + b"0" * 30_000_000 + b"</d>"), "Konzept.docx", "viel größer"),
    "many tags": (docx_bytes(body=b"<d>" + b"<a/>" * 500_001 + b"</d>"), "Konzept.docx", "viel größer"),
    "entities": (docx_bytes(body=XXE), "Konzept.docx", "nicht lesbar"),
    "remote template": (docx_bytes(**relation("attachedTemplate")), "Konzept.docx", "von anderer Stelle"),
    "remote picture": (
        docx_bytes(**relation("image", "//boese.example")),
        "Konzept.docx",
        "von anderer Stelle",
    ),
    "embedded object": (
        docx_bytes(**{"word/embeddings/a.bin": b"x"}),
        "Konzept.docx",
        "eingebettete Objekte",
    ),
    "embedded object under another name": (
        docx_bytes(**hidden(f"{OFFICE}/oleObject")),
        "Konzept.docx",
        "eingebettete Objekte",
    ),
    "another document inside": (
        docx_bytes(**hidden(f"{OFFICE}/aFChunk")),
        "Konzept.docx",
        "eingebettete Objekte",
    ),
    "macros under another name": (
        docx_bytes(**hidden(f"{MICROSOFT}/vbaProject")),
        "Konzept.docx",
        "Makros",
    ),
    "macros by type, written small": (
        docx_bytes(**{"[content_types].xml": b'<Types a="x.macroEnabled.main"/>'}),
        "Konzept.docx",
        "Makros",
    ),
    "20 MB": (b"PK\x03\x04" + b"0" * (20 * 1024 * 1024), "Konzept.docx", "10 MB"),
}


@pytest.mark.usefixtures("concept_day")
@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_plain_word_file_is_refused_and_nothing_is_lost(concept, lead, kind):
    services.upload_concept_file(concept, pdf(), actor=lead)
    content, name, words = REFUSED[kind]
    with pytest.raises(DomainError, match=words):
        services.upload_concept_file(concept, docx(content, name), actor=lead)
    kept = MediaConcept.unscoped.get(pk=concept.pk)
    assert kept.file_name == "Konzept.pdf"
    assert kept.file.storage.exists(kept.file.name)


def test_a_refused_word_file_is_explained_on_the_page(world):
    answer = world.client_for("lead_a").post(url("concept_file_upload"), {"file": docx(name="Konzept.docm")})
    assert answer.status_code == 422
    assert "Das Dokument enthält Makros" in text_of(answer)
