"""What a report must be, beyond what the validator sees."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import page
import pikepdf


def assert_accessible(pdf: bytes) -> None:
    """PDF/UA-1 by the validator, German, titled, bookmarked, each cell with its header, nothing attached."""
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    assert report.rules.total > 90
    assert [failure.message for failure in report.failures] == []
    document = pikepdf.open(BytesIO(pdf))
    assert str(document.Root.Lang) == "de"
    assert bool(document.Root.MarkInfo.Marked)
    assert str(document.docinfo["/Title"])
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert not document.attachments
    with document.open_outline() as outline:
        assert len(outline.root) > 0
    assert cells_without_header(document) == []
    assert figures_without_text(document) == []


def elements(document: pikepdf.Pdf) -> Iterator[Any]:
    """All structure elements, in reading order."""
    stack = [document.Root.StructTreeRoot]
    while stack:
        node = stack.pop()
        if isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
        kids = node.get("/K") if isinstance(node, pikepdf.Dictionary) else None
        if isinstance(kids, pikepdf.Array):
            stack.extend(kid for kid in reversed(list(kids)) if isinstance(kid, pikepdf.Dictionary))
        elif isinstance(kids, pikepdf.Dictionary):
            stack.append(kids)


def cells_without_header(document: pikepdf.Pdf) -> list[str]:
    """Data cells that name no header cell."""
    return [str(node.get("/S")) for node in elements(document) if node.S == "/TD" and not _headers(node)]


def _headers(node: Any) -> bool:
    attributes = node.get("/A")
    entries = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
    return any(
        isinstance(entry, pikepdf.Dictionary) and len(entry.get("/Headers", [])) > 0 for entry in entries
    )


def figures_without_text(document: pikepdf.Pdf) -> list[str]:
    return [
        "Figure"
        for node in elements(document)
        if node.S == "/Figure" and not str(node.get("/Alt", "")).strip()
    ]
