"""The stage of an aspect as typed functions: bars, name and state in one sign, and whole rows of a heat map.

Loaded as builtins like `ui`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext, pgettext

from core.stages import MARKS, STATES, bars, state_word, tone_step
from core.templatetags.ui import known

register = template.Library()


@register.simple_tag
def stage(
    *,
    stage: int | None,
    name: str = "",
    max: int = 4,  # noqa: A002 - the HTML attribute
    state: str = "rated",
    target: int | None = None,
) -> str:
    """A matrix cell: number, word, bar symbol and tone, so that no colour carries a meaning alone."""
    return _stage(stage, name, max, state, target, get_language())


@register.simple_tag
def stage_cells(
    *,
    answers: Iterable[Any],
    max: int = 4,  # noqa: A002 - as the tag `stage` names it
    css: str = "",
    targets: bool = True,
    links: tuple[str, ...] = (),
) -> str:
    """One `<td>` with a `stage` per answer: a row of a heat map in one call, for tables of thousands of cells.

    `answers` have `stage`, `stage_name`, `state` and `target_stage`; `css` is the class of the cells.
    `links`, one per answer, lead from each cell to how it came to be; the keyboard passes them by, so that it need
    not stop at each of hundreds of cells: the head of the row leads there, too.
    """
    said = tuple(
        (one.stage, one.stage_name, one.state, one.target_stage if targets else None) for one in answers
    )
    return _stage_cells(said, max, css, links, get_language())


@lru_cache(maxsize=512)
def _stage_cells(
    said: tuple[tuple[int | None, str, str, int | None], ...],
    most: int,
    css: str,
    links: tuple[str, ...],
    language: str | None,
) -> str:
    """Releases do not change: the same rows are shown again and again."""
    stages = [_stage(stage, name, most, state, target, language) for stage, name, state, target in said]
    if links:
        story = gettext("Story")
        stages = [
            format_html(
                '<a class="stage-link" href="{}" tabindex="-1">{}<span class="kern-sr-only">, {}</span></a>',
                *cell,
                story,
            )
            for cell in zip(links, stages, strict=True)
        ]
    cells = ((stage,) for stage in stages)
    return format_html_join("", format_html('<td class="{}">{{}}</td>', css) if css else "<td>{}</td>", cells)


@lru_cache(maxsize=1024, typed=True)
def _stage(
    stage: int | None, name: str, most: int, state: str, target: int | None, _language: str | None
) -> str:
    known(state, STATES, "state")
    if state != "rated" or stage is None:
        return _unrated(state if state != "rated" else "none", target)
    word = name or gettext("Stage")
    return format_html(
        '<span class="stage stage--tone-{}">{}<span class="stage__number">{}</span> '
        '<span class="stage__name">{}</span>{}</span>',
        tone_step(stage, most), bars(stage, most), stage, word, _target(target if target != stage else None),
    )  # fmt: skip


def _unrated(state: str, target: int | None) -> str:
    return format_html(
        '<span class="stage stage--{}"><span class="stage__mark" aria-hidden="true">{}</span> '
        '<span class="stage__name">{}</span>{}</span>',
        state.replace("_", "-"), MARKS[state], state_word(state), _target(target),
    )  # fmt: skip


def _target(target: int | None) -> str:
    if target is None:
        return ""
    return format_html(
        ' <span class="stage__target"><span aria-hidden="true">→ </span>'
        '<span class="visually-hidden">{} </span>{}</span>',
        pgettext("stage", "target"), target,
    )  # fmt: skip
