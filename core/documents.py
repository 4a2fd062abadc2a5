"""Word files: looked at part by part before they are kept (trust.md A08 to A10)."""

from __future__ import annotations

import logging
import zipfile
import zlib
from pathlib import PurePath
from typing import Any

from defusedxml import DefusedXmlException, ElementTree
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.uploads import MAX_RATIO, MAX_UNPACKED

logger = logging.getLogger(__name__)

MAX_PARTS = 2000
MAX_TEXT = 20 * 1024 * 1024  # bytes of one XML part, unpacked
MAX_DOCUMENT_TAGS = 500_000
TEXT_KINDS = ("/officeDocument", "/footnotes", "/endnotes")
READ_PARTS = ("/officeDocument", "/styles", "/numbering", "/footnotes", "/endnotes", "/comments")
EMBEDDED = ("/oleObject", "/package", "/aFChunk", "/control")  # whatever name the part itself bears
TEXT_PARTS = ("document", "footnotes", "endnotes")
LINK = "/hyperlink"  # the only kind of outside address that a document may hold: it is text until somebody clicks
BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError)


def check_name(name: str) -> None:
    """Raises DomainError for a name that promises macros."""
    if PurePath(name).suffix.lower() in {".docm", ".dotm"}:
        raise DomainError(_has_macros())


def check_document(file: Any) -> None:
    """Raises DomainError for what must not be handed on: macros, objects, remote templates, bombs, entities."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            _check_parts(archive, entries)
    except BROKEN as error:
        raise DomainError(broken()) from error
    finally:
        file.seek(0)


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename.lower() for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise DomainError(_("The file is protected by a password. Save it without one."))
    if any("vbaproject" in name or "vbadata" in name for name in names):
        raise DomainError(_has_macros())
    if any(part in name for name in names for part in ("/embeddings/", "/activex/", "/altchunk", ".zip")):
        raise DomainError(_has_objects())
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    texts = [entry.file_size for entry in entries if _is_xml(entry.filename)]
    if (
        unpacked > MAX_UNPACKED
        or unpacked > MAX_RATIO * max(packed, 1)
        or len(entries) > MAX_PARTS
        or max(texts, default=0) > MAX_TEXT
    ):
        raise DomainError(_too_much())
    if not {"[content_types].xml", "word/document.xml"} <= names:
        raise DomainError(broken())


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    tags = 0
    for entry in entries:
        if not _is_xml(entry.filename):
            continue
        content = archive.read(entry)
        tags += content.count(b"<")
        if tags > MAX_DOCUMENT_TAGS:
            raise DomainError(_too_much())
        try:
            root = ElementTree.fromstring(content, forbid_dtd=True)
        except (DefusedXmlException, ElementTree.ParseError) as error:
            logger.info("unreadable part of a document: %r", error)
            raise DomainError(broken()) from error
        if entry.filename.lower().endswith(".rels"):
            _check_addresses(root)
        elif entry.filename.lower() == "[content_types].xml" and b"macroenabled" in content.lower():
            raise DomainError(_has_macros())


def _check_addresses(relations: Any) -> None:
    for relation in relations:
        kind = relation.get("Type", "")
        target = relation.get("Target", "")
        if kind.endswith("/vbaProject"):
            raise DomainError(_has_macros())
        if kind.endswith(EMBEDDED):
            raise DomainError(_has_objects())
        if kind.endswith(READ_PARTS) and not _is_xml(target):
            raise DomainError(broken())  # it would be read without having been looked at
        if kind.endswith(TEXT_KINDS) and not is_text_part(target):
            raise DomainError(broken())  # and this without having been measured
        if relation.get("TargetMode", "").lower() == "external" and not kind.endswith(LINK):
            raise DomainError(
                _(
                    "The document loads a template or a picture from elsewhere. "
                    "Copy its text into a new document and upload that."
                )
            )


def is_text_part(name: str) -> bool:
    """Holds the text of the document or its notes, by the name that Word gives such a part."""
    return _is_xml(name) and PurePath(name).name.lower().startswith(TEXT_PARTS)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _has_macros() -> str:
    return _("The document contains macros. Save it as “Word document (.docx)” and upload that file.")


def _has_objects() -> str:
    return _(
        "The document contains embedded objects. Remove them or paste them as pictures, then save again."
    )


def _too_much() -> str:
    return _("The document unpacks to far more than a concept needs. Copy its text into a new document.")


def broken() -> str:
    return _("The Word document cannot be read. Open it, save it as .docx again and upload that file.")
