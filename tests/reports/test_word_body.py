"""A long text becomes a Word document without a look at all that stands above for each addition."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from core.markdown import render_markdown
from reports.word import to_word

WHOLE = {
    qn(name) for name in ("w:document", "w:body", "w:numbering", "w:styles")
}  # grow with the text, or are long
UNITS = {
    "paragraphs": "Text {}\n\n",
    "headings": "## Kapitel {}\n\nText\n\n",
    "lists": "- Punkt {}\n\nText\n\n",
    "numbers": "1. Punkt {}\n2. zwei\n\nText\n\n",
    "tables": "| a | b |\n| --- | --- |\n| {} | c |\n\n",
    "links": "[Seite](https://example.org/{})\n\n",
}


def report(text: str) -> dict[str, Any]:
    section = {"heading": "1 Leitbild", "html": render_markdown(text, top=3), "tables": []}
    plain = {"title": "Medienkonzept", "subject": "Schule", "is_draft": False, "as_of_text": "12.11.2026"}
    return {**plain, "facts": [], "school": [], "grid": [], "grid_caption": "", "sections": [section]}


@pytest.mark.parametrize("kind", UNITS)
def test_the_number_of_searches_does_not_grow(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    searches: Counter[str] = Counter()
    for name in ("xpath", "first_child_found_in"):
        real = getattr(BaseOxmlElement, name)

        def counted(self: Any, *args: Any, _real: Any = real, **kwargs: Any) -> Any:
            searches["whole"] += self.tag in WHOLE
            return _real(self, *args, **kwargs)

        monkeypatch.setattr(BaseOxmlElement, name, counted)
    counts = []
    for amount in (3, 30):
        searches.clear()
        to_word(report("".join(UNITS[kind].format(number) for number in range(amount))))
        counts.append(searches["whole"])
    assert counts[0] == counts[1]


def test_links_lists_and_breaks_are_what_they_were() -> None:
    text = "1. eins\n\n   darunter\n\nText\n\n1. neu\n\n[a](https://example.org/1) [b](https://example.org/1)"
    document = docx.Document(io.BytesIO(to_word(report(text))))
    words = [one.text for one in document.paragraphs]
    assert words[-4:] == ["eins\ndarunter", "Text", "neu", "a b"]
    keys = [one._p.pPr.numPr.numId.val for one in document.paragraphs if one.style.name == "List Number"]
    assert len(set(keys)) == 2
    assert [link.address for link in document.paragraphs[-1].hyperlinks] == ["https://example.org/1"] * 2
