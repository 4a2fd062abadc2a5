"""Tables that fold in a narrow window: each cell then names its column itself."""

from __future__ import annotations

import re
from itertools import count

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
ROW_OR_CELL = re.compile(r"<(tr|t[dh])\b")


def labelled(rows: SafeString) -> SafeString:
    """The rendered rows of a table with `data-label` in each cell: the words of its column, for the style sheet.

    One heading a column; a cell over several columns stands alone in its row.
    """
    head, end, body = rows.partition("</thead>")
    labels = [strip_tags(text).strip().replace('"', "&quot;") for text in HEADING.findall(head)]
    column = count()

    def mark(found: re.Match[str]) -> str:
        nonlocal column
        if found[1] == "tr":
            column = count()
            return found[0]
        return f'{found[0]} data-label="{labels[next(column)]}"'

    return mark_safe(head + end + ROW_OR_CELL.sub(mark, body))  # noqa: S308 - rendered before, and its own words
