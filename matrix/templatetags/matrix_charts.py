"""Drawings of the matrix as inline SVG. Shape carries the meaning, colour only repeats it; a table stands beside."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from core.stages import state_word
from matrix.selectors import Answer, AspectPair, AspectSpread, FieldPair, SpreadLine

register = template.Library()

LEFT, STEP, ROW, TOP, RADIUS = 78, 44, 26, 34, 6  # in units of the drawing


@register.simple_tag
def compare_word(*, kind: str) -> str:
    """What became of an aspect between two releases."""
    return {
        "raised": pgettext("comparison", "higher"),
        "lowered": pgettext("comparison", "lower"),
        "rated": pgettext("comparison", "newly rated"),
        "other": pgettext("comparison", "answered differently"),
        "same": pgettext("comparison", "unchanged"),
        "ended": pgettext("comparison", "no longer asked"),
    }[kind]


@register.simple_tag
def compare_legend() -> str:
    return format_html(
        '<svg class="compare-chart compare-chart--key" viewBox="0 0 64 16" aria-hidden="true">{}</svg> {}',
        _marks(10, 54, 8, "same"),
        gettext(
            "The ring is the older release, the dot the newer one, the arrow points from one to the other."
        ),
    )


@register.simple_tag
def compare_chart(*, field: FieldPair, highest: int) -> str:
    """One row per aspect, one column per stage, and before them a column for answers without a stage."""
    width, height = LEFT + STEP * highest + 20, TOP + ROW * len(field.pairs)
    stages = range(1, highest + 1)
    heads = [(_x(None), pgettext("comparison", "none")), *((_x(stage), str(stage)) for stage in stages)]
    return format_html(
        '<svg class="compare-chart" role="img" aria-label="{}" viewBox="0 0 {} {}">{}{}</svg>',
        "; ".join(map(_told, field.pairs)), width, height,
        format_html_join("", '<text class="compare-chart__head" x="{}" y="16">{}</text>', heads),
        format_html_join("", "{}", ((_row(pair, place, width),) for place, pair in enumerate(field.pairs))),
    )  # fmt: skip


def _told(pair: AspectPair) -> str:
    old, new = _standing(pair.old), _standing(pair.new)
    if pair.kind == "same":
        return gettext("%(code)s unchanged: %(now)s") % {"code": pair.aspect.code, "now": new}
    if pair.kind == "ended":
        return gettext("%(code)s no longer asked, before: %(old)s") % {"code": pair.aspect.code, "old": old}
    return gettext("%(code)s from %(old)s to %(new)s") % {"code": pair.aspect.code, "old": old, "new": new}


def _standing(answer: Answer) -> str:
    if answer.stage:
        return gettext("stage %(stage)s") % {"stage": answer.stage}
    return state_word(answer.state)


def _row(pair: AspectPair, place: int, width: int) -> SafeString:
    y = TOP + ROW * place + ROW // 2 - 6
    return format_html(
        '<g><text class="compare-chart__code" x="0" y="{}">{}</text>'
        '<path class="compare-chart__guide" d="M{} {}H{}"/>{}</g>',
        y + 5, pair.aspect.code, _x(None), y, width - 20,
        _marks(_x(pair.old.stage), None if pair.kind == "ended" else _x(pair.new.stage), y, pair.kind),
    )  # fmt: skip


def _x(stage: int | None) -> int:
    return LEFT + STEP * ((stage or 0) - 1) + STEP // 2 + 16


def _marks(old: int, new: int | None, y: int, kind: str) -> SafeString:
    """Ring and dot, the dot inside the ring where nothing moved; between them an arrow. No dot: a ring alone."""
    arrow = SafeString("")
    if new is None:
        return format_html(
            '<g class="compare-chart__{}"><circle class="compare-chart__old" cx="{}" cy="{}" r="{}"/></g>',
            kind, old, y, RADIUS,
        )  # fmt: skip
    if old != new:
        way = 1 if new > old else -1
        tip = new - way * RADIUS
        arrow = format_html(
            '<path class="compare-chart__way" d="M{} {}H{}"/><path class="compare-chart__tip" d="M{} {}l{} -5v10z"/>',
            old + way * RADIUS, y, tip - way * 6, tip, y, -way * 8,
        )  # fmt: skip
    return format_html(
        '<g class="compare-chart__{}">{}<circle class="compare-chart__old" cx="{}" cy="{}" r="{}"/>'
        '<circle class="compare-chart__new" cx="{}" cy="{}" r="{}"/></g>',
        kind, arrow, old, y, RADIUS, new, y, RADIUS - 2 if old == new else RADIUS - 1,
    )  # fmt: skip


BAR, GAP, LABEL, WIDTH = 22, 8, 176, 460  # the spread's drawing: a bar's height, the room around, all of it


@register.simple_tag
def spread_chart(*, spread: AspectSpread) -> str:
    """How often each answer was given, as bars with their number at the end."""
    told = "; ".join(f"{line.label}: {line.count}" for line in spread.lines)
    height = len(spread.lines) * (BAR + GAP)
    rows = ((_bar(line, place, spread.most),) for place, line in enumerate(spread.lines))
    return format_html(
        '<svg class="spread-chart" role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>',
        told, WIDTH, height, format_html_join("", "{}", rows),
    )  # fmt: skip


def _bar(line: SpreadLine, place: int, most: int) -> SafeString:
    y = place * (BAR + GAP)
    length = round((WIDTH - LABEL - 40) * line.count / most) if most else 0
    kind = ("stage" if line.stage else "other") if length else "none"
    return format_html(
        '<g><text class="spread-chart__label" x="{}" y="{}">{}</text>'
        '<path class="spread-chart__{}" d="M{} {}h{}v{}h-{}z"/>'
        '<text class="spread-chart__count" x="{}" y="{}">{}</text></g>',
        LABEL - 10, y + BAR - 6, line.label,
        kind, LABEL, y, length, BAR, length,
        LABEL + length + 8, y + BAR - 6, line.count,
    )  # fmt: skip
