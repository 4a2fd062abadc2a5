"""A finished report as a Word document that a school goes on with: real headings, lists and tables, in German."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.markdown_writing import HEADINGS, LISTS, Run, parse_html, parts, plain_text
from core.word import OWN_CAPTION, OWN_TABLE
from reports.word_body import NUMBERS, POINTS, Body

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "de-DE"
DEEPEST_LIST = 3
HIGHEST = 3  # h3 is the highest heading inside a section: Word's second level
INK = (0x1A, 0x1A, 0x2E)


def to_word(report: dict[str, Any]) -> bytes:
    """A .docx of what `reports.builders.concept` has collected."""
    import docx  # noqa: PLC0415 - slow import

    document = docx.Document()
    _set_up(document, report)
    document.add_heading(report["title"], 0)
    document.add_paragraph(report["subject"], style="Subtitle")
    if report["is_draft"]:
        draft = document.add_paragraph()
        draft.add_run(_("Draft: the school conference has not adopted this text.")).bold = True
    body, heads = Body(document), [_("Item"), _("Value")]
    _own_table(body, _("About the concept"), heads, report["facts"])
    _own_table(body, _("Master data"), heads, report["school"])
    for section in report["sections"]:
        body.heading(section["heading"], 1)
        for block in parse_html(section["html"]):
            _add_block(body, block)
        for table in section["tables"]:
            title = f"{table['title']}. {table['note']}" if table["note"] else table["title"]
            _own_table(body, title, table["heads"], table["rows"], numeric=table["numeric"])
    if report["grid"]:
        body.heading(_("Competence grid"), 1)
        heads = [_("Competence"), _("Subject"), _("Year group"), _("Vorhaben")]
        _own_table(body, report["grid_caption"], heads, report["grid"])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# --- the document as a whole ---


def _set_up(document: Any, report: dict[str, Any]) -> None:
    from docx.shared import Mm  # noqa: PLC0415 - slow import

    about = document.core_properties
    about.title, about.author = f"{report['title']} {report['subject']}", report["subject"]
    about.language, about.comments, about.last_modified_by = LANGUAGE, "", ""
    about.created = about.modified = timezone.now().replace(tzinfo=None)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(25)
    state = _("Draft, not adopted, as of %(day)s") if report["is_draft"] else _("Adopted on %(day)s")
    head = f"{report['title']} {report['subject']} – {state % {'day': report['as_of_text']}}"
    page.header.paragraphs[0].text = head
    _add_page_number(page.footer.paragraphs[0])
    _set_up_styles(document)
    _add_list_patterns(document)


def _set_up_styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415 - slow import
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow import
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 - slow import

    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
    for name in ("Title", "Subtitle", "Caption", *(f"Heading {level}" for level in range(1, 7))):
        styles[name].font.color.rgb = RGBColor(*INK)
        styles[name].font.italic = False
    caption = styles.add_style(OWN_CAPTION, WD_STYLE_TYPE.PARAGRAPH)
    caption.base_style = styles["Caption"]
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(12)
    styles.add_style(OWN_TABLE, WD_STYLE_TYPE.TABLE).base_style = styles["Table Grid"]


def _add_page_number(paragraph: Any) -> None:
    paragraph.add_run(_("Page") + " ")
    field = _element("w:fldSimple", instr="PAGE")
    field.append(paragraph.add_run("1")._r)  # noqa: SLF001 - python-docx has no words for fields
    paragraph._p.append(field)  # noqa: SLF001 - as above


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - slow import
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow import

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


# --- text ---


def _add_block(body: Body, block: Any) -> None:
    if block.tag in HEADINGS:
        body.heading(plain_text(block), min(HEADINGS[block.tag] - HIGHEST + 2, 6))
    elif block.tag in LISTS:
        _add_list(body, block, depth=1)
    elif block.tag == "table":
        _add_text_table(body, block)
    elif block.tag == "blockquote":
        for inner in block:
            _add_text(body, body.paragraph("Quote"), parts(inner))
    elif block.tag != "hr":
        _add_text(body, body.paragraph(), parts(block))


def _add_text(body: Body, paragraph: Any, pieces: Iterable[Any]) -> None:
    """Runs in their look; what is no run is a block of its own and not meant here."""
    for piece in pieces:
        if not isinstance(piece, Run) or not piece.text:
            continue
        is_break = not piece.text.strip()
        run = paragraph.add_run(
            piece.text if is_break else piece.text.strip("\n")
        )  # HTML's own line ends are none
        run.bold = "**" in piece.look.marks or None
        run.italic = "*" in piece.look.marks or None
        run.font.strike = "~~" in piece.look.marks or None
        if piece.look.href:
            _link(paragraph, run, body.address(piece.look.href))


def _link(paragraph: Any, run: Any, key: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow import
    from docx.shared import RGBColor  # noqa: PLC0415 - slow import

    run.font.underline, run.font.color.rgb = True, RGBColor(0x1F, 0x3F, 0xA8)
    link = _element("w:hyperlink")
    link.set(qn("r:id"), key)
    link.append(run._r)  # noqa: SLF001 - python-docx reads links and has no words to write them
    paragraph._p.append(link)  # noqa: SLF001 - as above


def _add_list(body: Body, block: Any, *, depth: int) -> None:
    is_numbered = block.tag == "ol"
    level = min(depth, DEEPEST_LIST) - 1
    numbering = body.numbering(level, block.get("start", "1") if is_numbered else "")
    for item in block:
        paragraph = body.paragraph("List Number" if is_numbered else "List Bullet")
        numbers = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - lists have no words there
        numbers.get_or_add_ilvl().val = level
        numbers.get_or_add_numId().val = numbering
        _add_item(body, paragraph, item, depth)


def _add_item(body: Body, paragraph: Any, item: Any, depth: int) -> None:
    """The text of an item, its further paragraphs as lines, and the lists below it."""
    for piece in parts(item):
        if isinstance(piece, Run):
            _add_text(body, paragraph, [Run(piece.text.strip("\n"), piece.look)])
        elif piece.tag in LISTS:
            _add_list(body, piece, depth=depth + 1)
        else:
            if len(paragraph._p) > 1:  # noqa: SLF001 - more than how it looks; its whole text is not asked each time
                paragraph.add_run().add_break()
            _add_text(body, paragraph, parts(piece))


def _add_list_patterns(document: Any) -> None:
    """Lists in lists: the patterns of python-docx have one level each."""
    numbering = document.part.numbering_part.element
    for key, kind, texts in ((POINTS, "bullet", "•–▪"), (NUMBERS, "decimal", ("%1.", "%2.", "%3."))):
        pattern = _element("w:abstractNum", abstractNumId=str(key))
        pattern.append(_element("w:multiLevelType", val="multilevel"))
        for level, text in enumerate(texts):
            row = _element("w:lvl", ilvl=str(level))
            for name, value in (("start", "1"), ("numFmt", kind), ("lvlText", text), ("lvlJc", "left")):
                row.append(_element(f"w:{name}", val=value))
            place = _element("w:pPr")
            place.append(_element("w:ind", left=str(360 * (level + 1)), hanging="360"))
            row.append(place)
            pattern.append(row)
        numbering.insert(0, pattern)  # all patterns stand before the lists that use them


# --- tables ---


def _add_text_table(body: Body, block: Any) -> None:
    rows = [list(row) for row in block.iter("tr")]
    table = body.table(max(map(len, rows)), "Table Grid")
    for row in rows:
        cells = table.add_row().cells
        for cell, source in zip(cells, row, strict=False):
            _add_text(body, cell.paragraphs[0], parts(source))
    _name_head(table)
    body.paragraph()


def _own_table(
    body: Body,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numeric: Sequence[int] = (),
) -> None:
    """A table that the portal makes anew from its data: `core.word` leaves it out when the file comes back."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - slow import

    body.paragraph(OWN_CAPTION).add_run(title)
    table = body.table(len(heads), OWN_TABLE)
    for texts in (heads, *rows):
        for place, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=True)):
            cell.text = text
            if place in numeric:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _name_head(table)
    body.paragraph()


def _name_head(table: Any) -> None:
    """The first row is the head: repeated on each page, and told by a screen reader."""
    if not table.rows:
        return
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no words for head rows
    properties.append(_element("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001 - as above
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
