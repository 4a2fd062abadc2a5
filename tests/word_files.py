"""Word documents for the tests, as schools write them."""

from __future__ import annotations

import io
from typing import Any

import docx
from django.core.files.uploadedfile import SimpleUploadedFile


def save(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def document_of(*lines: str) -> Any:
    """ "# " and "## " begin headings, anything else is a paragraph."""
    document = docx.Document()
    for line in lines:
        signs, _space, text = line.partition(" ")
        if signs in {"#", "##", "###"}:
            document.add_heading(text, len(signs))
        else:
            document.add_paragraph(line)
    return document


def word_file(*lines: str, name: str = "Konzept.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, save(document_of(*lines)))


def upload_of(document: Any, name: str = "Konzept.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, save(document))


def text_of_word(content: bytes) -> str:
    """Paragraphs first, then the cells of all tables."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for cell in table._cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])
