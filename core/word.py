"""Word files as plain HTML elements: headings, paragraphs, lists, tables, bold and italic, links."""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree
from django.utils.translation import gettext as _

from core.documents import broken, check_document, check_name
from core.errors import DomainError
from core.markdown_writing import parse_html
from core.uploads import check_upload

logger = logging.getLogger(__name__)

MAX_BODY_TAGS = 120_000  # some 200 full pages; each costs some 50 µs to read
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST = 6
PLAIN_NAME = re.compile(r"[\w .,()+/-]{1,80}")
OWN_TABLE = "Portaltabelle"  # styles of our own documents: a table that the portal makes anew
OWN_CAPTION = "Portaltabelle Titel"
STYLES = f"""
p[style-name^='toc '] => !
p[style-name='TOC Heading'] => !
p[style-name='{OWN_CAPTION}'] => !
table[style-name='{OWN_TABLE}'] => !
"""


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
            styles = STYLES + "\n".join(_heading_styles(archive))
        result = mammoth.convert_to_html(
            file,
            style_map=styles,
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
    parent = parse_html(result.value)
    _put_notes_in_place(parent)
    return list(parent)


def _check_length(archive: zipfile.ZipFile) -> None:
    tags = sum(archive.read(entry).count(b"<") for entry in archive.infolist() if _holds_text(entry.filename))
    if tags > MAX_BODY_TAGS:
        raise DomainError(
            _(
                "The document is too long to be divided. Divide it into several files and take over one by one."
            )
        )


def _holds_text(name: str) -> bool:
    return name.endswith(".xml") and name.rpartition("/")[2].startswith(("document", "footnotes", "endnotes"))


def _heading_styles(archive: zipfile.ZipFile) -> Iterator[str]:
    """A school's own heading styles count as what Word's navigation shows them as."""
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
        if level is not None and level < DEEPEST and PLAIN_NAME.fullmatch(label):
            yield f"p[style-name='{label}'] => h{level + 1}:fresh"


def _outline_level(styles: dict[str, Any], key: str) -> int | None:
    """0 for the highest headings; from the style itself or the one it is based on."""
    for _step in range(len(styles)):
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
    for call in [link for link in parent.iter("a") if link.get("href", "").removeprefix("#") in notes]:
        words = " ".join(notes[call.get("href")[1:]].text_content().split())
        call.text = f" ({words})"
        call.attrib.pop("href")
    for listed in {item.getparent() for item in notes.values()}:
        listed.drop_tree()


def _is_note(key: str) -> bool:
    return key.startswith(("footnote-", "endnote-")) and "-ref-" not in key
