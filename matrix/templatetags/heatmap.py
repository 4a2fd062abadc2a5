"""The rows of a heat map; whose cells have a story, the page asks the round tables above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString

from core import fragments
from core.addresses import address
from matrix.selectors.heatmap import SchoolName

if TYPE_CHECKING:
    from matrix.selectors.heatmap import HeatMap, HeatRow
    from matrix.views.overview import HeatTable

register = template.Library()


@register.simple_tag(takes_context=True)
def heat_rows(context: Any, *, table: HeatTable, told: frozenset[str]) -> SafeString:
    """Written once per process for all who read the same; `told` says whose stories the reader may open."""

    def build() -> dict[str, Any]:
        return {"table": table, "heatmap": table.heatmap, "rows": _rows(table.heatmap, told)}

    return fragments.remembered(
        context["request"], "matrix/heatmap_table.html", key=(table.key, told), build=build
    )


def _rows(heatmap: HeatMap, told: frozenset[str]) -> list[tuple[HeatRow, tuple[str, ...]]]:
    """Each row with the address of the story of each of its cells."""
    story = address("roundtables:story")

    def links(row: HeatRow) -> tuple[str, ...]:
        school = row.subject
        who = f"s{school.number}" if row.is_released and isinstance(school, SchoolName) else ""
        asked = [urlencode({"wer": who, "aspekt": answer.aspect.code}) for answer in row.answers]
        return tuple(f"{story}?{query}" for query in asked) if who in told else ()

    return [(row, links(row)) for row in heatmap.rows]
