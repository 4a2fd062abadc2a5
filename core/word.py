"""Word files as plain HTML elements: headings, paragraphs, lists, tables, bold and italic, links."""

from __future__ import annotations

import logging
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree
from django.utils.translation import gettext as _

from core.documents import broken, check_document, check_name, is_text_part
from core.errors import DomainError
from core.markdown_writing import parse_html
from core.uploads import check_upload

logger = logging.getLogger(__name__)

MAX_BODY_TAGS = 120_000  # some 200 full pages; each costs some 50 µs to read
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_HTML = (
    1_500_000  # signs; a text of 600,000 with its marks. To write it as Markdown takes some 200 bytes a sign
)
MAX_BASES = 12  # styles that one is based on; Word allows ten
DEEPEST = 6
OWN_TABLE = "Portaltabelle"  # styles of our own documents: a table that the portal makes anew
OWN_CAPTION = "Portaltabelle Titel"
STYLES = f"""
p[style-name^='toc '] => !
p[style-name='TOC Heading'] => !
p[style-name='{OWN_CAPTION}'] => !
table[style-name='{OWN_TABLE}'] => !
"""
OWN_HEADING = "Portalüberschrift"  # what a paragraph of any heading style is called while it is read
STYLES += "".join(
    f"p[style-name='{OWN_HEADING} {level}'] => h{level}:fresh\n" for level in range(1, DEEPEST + 1)
)
NO_HEADINGS = ("toc ", OWN_CAPTION.lower())  # whatever their styles are based on


def check_word(file: Any) -> None:
    """Raises DomainError for anything but a harmless .docx: see `core.documents`."""
    check_name(file.name or "")
    check_upload(file, kinds={"docx"})
    check_document(file)


def read_word(file: Any) -> list[Any]:
    """The text of a checked document as HTML block elements; notes stand in brackets where they are called.

    Pictures are `img` elements without content. Tables of contents are left out, and so are the tables that the
    portal has put into its own documents. Raises DomainError when there is too much to read.
    """
    import mammoth  # noqa: PLC0415 - slow import

    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_length(archive)
            levels = dict(_heading_styles(archive))
        result = mammoth.convert_to_html(
            file,
            style_map=STYLES,
            transform_document=mammoth.transforms.paragraph(lambda one: _as_heading(one, levels)),
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda _image: {}),
        )
    except DomainError:
        raise
    except Exception as error:
        logger.info("unreadable Word file: %r", error)
        raise DomainError(broken()) from error
    finally:
        file.seek(0)
    if len(result.value) > MAX_HTML:
        raise DomainError(_too_long())
    parent = parse_html(result.value)
    _put_notes_in_place(parent)
    return list(parent)


def _check_length(archive: zipfile.ZipFile) -> None:
    """Raises DomainError for more than can be read soon; a note that is called again and again is read as often."""
    texts = [archive.read(entry) for entry in archive.infolist() if is_text_part(entry.filename)]
    if sum(text.count(b"<") for text in texts) > MAX_BODY_TAGS:
        raise DomainError(_too_long())
    if any(times > 1 for text in texts for times in _note_calls(text).values()):
        raise DomainError(broken())


def _note_calls(text: bytes) -> Counter[tuple[str, ...]]:
    """How often each note is called."""
    calls: Counter[tuple[str, ...]] = Counter()
    for element in ElementTree.fromstring(text).iter():
        kind = element.tag.rpartition("}")[2]
        if kind in {"footnoteReference", "endnoteReference"}:
            calls[kind, *(value for name, value in element.items() if name.endswith("}id"))] += 1
    return calls


def _too_long() -> str:
    return _("The document is too long to be divided. Divide it into several files and take over one by one.")


def _as_heading(paragraph: Any, levels: dict[str, int]) -> Any:
    """Under one name for each level, so that no paragraph is compared with each style of the document."""
    level = levels.get(paragraph.style_id)
    return paragraph.copy(style_name=f"{OWN_HEADING} {level}") if level else paragraph


def _heading_styles(archive: zipfile.ZipFile) -> Iterator[tuple[str, int]]:
    """A school's own heading styles count as what Word's navigation shows them as: key and level, 1 the highest."""
    if "word/styles.xml" not in archive.namelist():
        return
    styles = {
        style.get(f"{WORD}styleId", ""): style
        for style in ElementTree.fromstring(archive.read("word/styles.xml")).iter(f"{WORD}style")
        if style.get(f"{WORD}type") == "paragraph"
    }
    for key, style in styles.items():
        name = style.find(f"{WORD}name")
        label = name.get(f"{WORD}val", "") if name is not None else ""
        level = _outline_level(styles, key)
        if level is not None and level < DEEPEST and not label.lower().startswith(NO_HEADINGS):
            yield key, level + 1


def _outline_level(styles: dict[str, Any], key: str) -> int | None:
    """0 for the highest headings; from the style itself or the one it is based on."""
    for _step in range(MAX_BASES):
        if key not in styles:
            return None
        level = styles[key].find(f"{WORD}pPr/{WORD}outlineLvl")
        if level is not None:
            value = level.get(f"{WORD}val", "")
            return int(value) if value.isdecimal() else None
        base = styles[key].find(f"{WORD}basedOn")
        key = base.get(f"{WORD}val", "") if base is not None else ""
    return None


def _put_notes_in_place(parent: Any) -> None:
    """mammoth lists footnotes at the end, with links both ways."""
    notes = {item.get("id"): item for item in parent.iter("li") if _is_note(item.get("id", ""))}
    for item in notes.values():
        for back in [link for link in item.iter("a") if "-ref-" in link.get("href", "")]:
            back.drop_tree()
    uncalled = dict(notes)
    for call in list(parent.iter("a")):
        note = uncalled.pop(call.get("href", "").removeprefix("#"), None)  # other links lead to it too
        if note is None:
            continue
        words = " ".join(note.text_content().split())
        call.text = f" ({words})"
        call.attrib.pop("href")
    for listed in {item.getparent() for item in notes.values()}:
        listed.drop_tree()


def _is_note(key: str) -> bool:
    return key.startswith(("footnote-", "endnote-")) and "-ref-" not in key
