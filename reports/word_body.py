"""The body of a Word document, written from top to bottom.

python-docx looks through everything that is there for each paragraph, list and link that is added: a long text then
takes minutes. Here each addition costs the same, whatever stands above it.
"""

from __future__ import annotations

from itertools import count
from typing import Any

POINTS, NUMBERS = 901, 902  # keys of our patterns of lists
TEXT_WIDTH = 160  # millimetres between the margins


class Body:
    """Adds at the end of a document whose styles and patterns of lists are set up."""

    def __init__(self, document: Any) -> None:
        self._body = document._body  # noqa: SLF001 - python-docx adds through the document alone
        self._end = document.element.body.sectPr
        self._styles = {style.name: style.style_id for style in document.styles}
        self._part = document.part
        self._newest_list = document.part.numbering_part.element.num_lst[-1]
        self._lists = count(max(int(one.numId) for one in document.part.numbering_part.element.num_lst) + 1)
        self._addresses: dict[str, str] = {}

    def paragraph(self, style: str = "") -> Any:
        from docx.oxml import OxmlElement  # noqa: PLC0415 - slow import
        from docx.text.paragraph import Paragraph  # noqa: PLC0415 - slow import

        element: Any = OxmlElement("w:p")
        self._end.addprevious(element)
        if style:
            element.style = self._styles[style]
        return Paragraph(element, self._body)

    def heading(self, text: str, level: int) -> None:
        self.paragraph(f"Heading {level}").add_run(text)

    def table(self, columns: int, style: str) -> Any:
        """Without rows."""
        from docx.oxml.table import CT_Tbl  # noqa: PLC0415 - slow import
        from docx.shared import Mm  # noqa: PLC0415 - slow import
        from docx.table import Table  # noqa: PLC0415 - slow import

        element = CT_Tbl.new_tbl(0, columns, Mm(TEXT_WIDTH))
        self._end.addprevious(element)
        element.tblStyle_val = self._styles[style]
        return Table(element, self._body)

    def numbering(self, level: int, start: str) -> int:
        """The key of a new list: every list begins to count anew; `start` is empty for points."""
        from docx.oxml.numbering import CT_Num  # noqa: PLC0415 - slow import

        added = CT_Num.new(next(self._lists), NUMBERS if start else POINTS)
        if start:
            added.add_lvlOverride(ilvl=level).add_startOverride(int(start) if start.isdecimal() else 1)
        self._newest_list.addnext(added)
        self._newest_list = added
        return int(added.numId)

    def address(self, address: str) -> str:
        """The key by which links of the text call this address."""
        from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - slow import

        if address not in self._addresses:
            key = self._addresses[address] = f"rIdLink{len(self._addresses) + 1}"
            self._part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, key, is_external=True)
        return self._addresses[address]
