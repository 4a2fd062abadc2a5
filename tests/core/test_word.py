"""Word documents as plain elements: what schools really write, and what attackers send."""

from __future__ import annotations

import io
import zipfile

import docx
import mammoth
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from core import word
from core.errors import DomainError
from core.markdown_writing import to_markdown
from tests.word_files import document_of, save, upload_of, word_file

NOTES = (
    f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>Beschluss von 2024</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)


def read(document):
    file = upload_of(document)
    word.check_word(file)
    return word.read_word(file)


def text_of(document):
    return to_markdown(read(document))


def test_paragraphs_lists_tables_and_marks():
    document = document_of("# Ziele", "Wir lernen.")
    line = document.add_paragraph("Das ist ")
    line.add_run("wichtig").bold = True
    document.add_paragraph("eins", style="List Bullet")
    document.add_paragraph("zwei", style="List Bullet")
    document.add_paragraph("erstens", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, "ABCD", strict=True):
        cell.text = text
    assert text_of(document) == (
        "# Ziele\n\nWir lernen.\n\nDas ist **wichtig**\n\n- eins\n- zwei\n\n1. erstens\n\n"
        "| A | B |\n| --- | --- |\n| C | D |"
    )


def test_a_schools_own_heading_style_is_a_heading():
    document = docx.Document()
    own = document.styles.add_style("Kapitel MK", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("Leitbild", style=own)
    assert text_of(document) == "## Leitbild"


def test_contents_are_left_out_and_tracked_changes_count_as_they_stand():
    document = document_of("# Ziele")
    contents = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Ziele ........ 3", style=contents)
    body = document.element.body
    body.insert(
        2,
        parse_xml(
            f'<w:p {nsdecls("w")}><w:ins w:id="1" w:author="a"><w:r><w:t>neu</w:t></w:r></w:ins>'
            '<w:del w:id="2" w:author="a"><w:r><w:delText>alt</w:delText></w:r></w:del></w:p>'
        ),
    )
    assert text_of(document) == "# Ziele\n\nneu"


def repacked(document, **parts):
    """The document with further parts, or with parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(save(document))) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry, old.read(entry))
        for name, content in parts.items():
            new.writestr(name, content)
    return SimpleUploadedFile("Konzept.docx", out.getvalue())


def test_footnotes_stand_where_they_are_called():
    document = document_of("# Ziele")
    run = document.add_paragraph("Siehe dort").add_run()
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))
    file = repacked(document, **{"word/footnotes.xml": NOTES})
    word.check_word(file)
    assert to_markdown(word.read_word(file)) == "# Ziele\n\nSiehe dort (Beschluss von 2024)"


def test_a_note_that_is_called_again_and_again_is_refused():
    """Each call would be read like the note itself."""
    document = document_of("# Ziele")
    for _call in range(2):
        run = document.add_paragraph("Siehe").add_run()
        run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))
    file = repacked(document, **{"word/footnotes.xml": NOTES})
    with override("de"), pytest.raises(DomainError, match="nicht lesbar"):
        word.read_word(file)


def test_a_table_within_a_table_is_read_once():
    document, place = docx.Document(), None
    for depth in range(6):
        place = place.cell(0, 1).add_table(1, 2) if place else document.add_table(1, 2)
        place.cell(0, 0).text = f"Tiefe {depth}"
    text = text_of(document)
    assert [text.count(f"Tiefe {depth}") for depth in range(6)] == [1] * 6


def test_a_chain_of_styles_is_followed_as_far_as_word_does():
    document, below = docx.Document(), "Heading 1"
    for number in range(20):
        style = document.styles.add_style(f"Stil {number}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, below = document.styles[below], style.name
    document.add_paragraph("nah", style="Stil 1")
    document.add_paragraph("fern", style="Stil 19")
    assert text_of(document) == "# nah\n\nfern"


def many_styles(amount, name="Titel"):
    """Headings that each have a style of their own."""
    document = docx.Document()
    for number in range(amount):
        style = document.styles.add_style(f"{name} {number}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Heading 2"]
        document.add_paragraph(f"Kapitel {number}", style=style)
    return document


@pytest.mark.parametrize("name", ["Titel", "Über'schrift \\"])
def test_every_style_of_headings_counts(name):
    assert [element.tag for element in read(many_styles(100, name))] == ["h2"] * 100


def test_paragraphs_are_compared_with_few_styles_however_many_there_are(monkeypatch):
    seen, real = [], mammoth.convert_to_html

    def convert(*args, **options):
        seen.append(len(options["style_map"].splitlines()))
        return real(*args, **options)

    monkeypatch.setattr(mammoth, "convert_to_html", convert)
    for amount in (1, 30):
        read(many_styles(amount))
    assert seen[0] == seen[1]


def test_a_table_of_contents_is_none_of_the_headings_whatever_its_style_says():
    document = document_of("# Ziele")
    for name in ("TOC Heading", "toc 2"):
        known = name in document.styles
        style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Heading 1"]
        for level in style.element.iter(qn("w:outlineLvl")):
            level.getparent().remove(level)
        document.add_paragraph("Inhalt", style=style)
    assert text_of(document) == "# Ziele"


def test_a_long_text_is_refused_before_it_is_written_as_markdown(monkeypatch):
    monkeypatch.setattr(word, "MAX_HTML", 200)
    with override("de"), pytest.raises(DomainError, match="zu lang zum Aufteilen"):
        read(document_of("# a", "b" * 200))


def test_a_text_under_another_name_is_refused():
    """The limits go by the names that Word gives to the parts with text."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/body.xml"/></Relationships>'
    )
    file = repacked(document_of("# a"), **{"_rels/.rels": relations, "word/body.xml": "<d/>"})
    with override("de"), pytest.raises(DomainError, match="nicht lesbar"):
        word.check_word(file)


def test_a_document_part_that_nobody_looked_at_is_refused():
    """An entity hidden in a part that does not end in .xml, with a relation that says: read this."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/evil.dat"/></Relationships>'
    )
    evil = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
    file = repacked(document_of("# a"), **{"_rels/.rels": relations, "word/evil.dat": evil})
    with override("de"), pytest.raises(DomainError, match="nicht lesbar"):
        word.check_word(file)


def test_a_style_map_inside_the_file_has_no_say():
    file = repacked(document_of("# a", "bleibt"), **{"mammoth/style-map": "p => !\np => script"})
    assert to_markdown(word.read_word(file)) == "# a\n\nbleibt"


def test_pictures_are_never_opened():
    document = document_of("# a")
    blip = (
        f'<w:p {nsdecls("w", "wp", "a", "pic", "r")}><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"/>'
        '<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="rId3"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    document.element.body.insert(1, parse_xml(blip))
    assert [element.tag for part in read(document) for element in part.iter("img")] == ["img"]


def test_a_book_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(word, "MAX_BODY_TAGS", 50)
    with override("de"), pytest.raises(DomainError, match="zu lang zum Aufteilen"):
        read(document_of("# a", *["b"] * 30))


def test_a_torn_document_is_said_in_words():
    broken = document_of("# a")
    broken.element.body.append(parse_xml(f"<w:p {nsdecls('w')}><w:pPr><w:numPr/></w:pPr></w:p>"))
    broken.element.body.append(broken.element.body.makeelement(qn("w:bookmarkStart")))
    file = repacked(broken, **{"word/styles.xml": b"<styles>"})
    with override("de"), pytest.raises(DomainError, match="nicht lesbar"):
        word.read_word(file)


def test_a_document_with_macros_is_refused_by_its_name():
    with override("de"), pytest.raises(DomainError, match="Makros"):
        word.check_word(word_file("# a", name="Konzept.docm"))
