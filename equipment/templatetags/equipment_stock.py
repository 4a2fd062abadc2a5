"""The lines of the stock list: hundreds of small cells, which as a template take longer than all else on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from core.days import day_in_figures
from core.money import digits
from core.templatetags.ui import badge, german_number
from equipment.models import StockBatch
from equipment.selectors import Line, TypeBlock

register = template.Library()
State = StockBatch.State
CELLS = (
    '<th scope="row" class="stock-room">{}</th><td class="numeric">{}{}</td><td>{}</td><td>{}{}{}</td>'
    "<td>{}</td><td>{}{}</td>"
)
TICK = (
    '<td><label class="stock-tick"><input class="kern-form-check__checkbox" type="checkbox" name="line" value="{}"{}>'
    '<span class="visually-hidden">{} {}</span></label></td>'
)
LINK = '<td><a class="stock-edit" href="{}{}/">{}<span class="kern-sr-only"> {}</span></a></td>'
PLAIN, CHANGED = f"<tr>{CELLS}</tr>", f"<tr>{TICK}{CELLS}{LINK}</tr>"
RETIRED = f"<tr><td></td>{CELLS}<td>–</td></tr>"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in many lines, ready for HTML."""

    unknown: str
    nowhere: str
    change: str
    conditions: dict[str, str]
    states: dict[str, str]
    faces: dict[str, str]  # of the states: a badge where one must look


@register.simple_tag
def stock_rows(block: TypeBlock, *, school_number: str, can_change: bool, ticked: bool = False) -> SafeString:
    """One `<tr>` a line; whoever may change lines gets a tick box before it and a link after it.

    `ticked`: all boxes of the page are, so that one change does for many lines.
    `format_html` would escape the same twenty words anew in each line: here they are escaped once, and what
    people typed where it is put in.
    """
    words = _words(get_language())
    if can_change:
        base = reverse("equipment:stock_update", args=[school_number, 0]).removesuffix("0/")
        rows = _changed(block, escape(base), words, tick=" checked" if ticked else "")
    else:
        rows = (PLAIN.format(*_cells(line, words)) for line in block.lines)
    return mark_safe("\n".join(rows))  # noqa: S308 - _words and _cells have escaped it


def _changed(block: TypeBlock, base: str, words: Words, *, tick: str) -> Iterator[str]:
    name = escape(block.type.name)
    for line in block.lines:
        cells = _cells(line, words)
        if line.state == State.RETIRED:
            yield RETIRED.format(*cells)
        else:
            heard = f"{name} {escape(line.place)} {line.purchase_year or ''}"
            box, link = (line.pk, tick, heard, words.states[line.state]), (base, line.pk, words.change, heard)
            yield CHANGED.format(*box, *cells, *link)


def _cells(line: Line, words: Words) -> tuple[Any, ...]:
    """What stands in CELLS, escaped."""
    return (
        escape(line.place) or words.nowhere,
        line.quantity if line.quantity < 1000 else german_number(line.quantity),
        _counted(line.counted_on) if line.counted_on else "",
        line.purchase_year or words.unknown,
        escape(line.fund or "") or words.unknown,
        _invoice(line) if line.invoice_number or line.invoice_date else "",
        "" if line.price is None else _price(line.price),
        words.conditions[line.condition],
        words.faces[line.state],
        _below(line.retired_reason) if line.retired_reason else "",
    )


@lru_cache(maxsize=4)
def _words(_language: str | None) -> Words:
    states = {value: escape(str(label)) for value, label in State.choices}
    return Words(
        _muted(gettext("unknown")),
        _muted(gettext("no fixed place")),
        escape(gettext("Change")),
        {value: escape(str(label)) for value, label in StockBatch.Condition.choices},
        states,
        {value: _face(value, label) for value, label in State.choices},
    )


def _face(value: str, label: Any) -> str:
    if value == State.IN_USE:
        return escape(str(label))
    return badge(label=label, tone="danger" if value == State.BROKEN else "neutral")


def _muted(text: str) -> str:
    return f'<span class="muted">{escape(text)}</span>'


def _below(text: str) -> str:
    return f"<br>{_muted(text)}"


def _counted(day: date) -> str:
    return _below(gettext("counted on %(day)s") % {"day": day_in_figures(day)})


def _invoice(line: Line) -> str:
    words = {"number": line.invoice_number}
    if not line.invoice_date:
        return _below(gettext("invoice %(number)s") % words)
    words["day"] = day_in_figures(line.invoice_date)
    if not line.invoice_number:
        return _below(gettext("invoice of %(day)s") % words)
    return _below(gettext("invoice %(number)s of %(day)s") % words)


def _price(price: Decimal) -> str:
    return _below(gettext("%(price)s € each") % {"price": digits(price)})
