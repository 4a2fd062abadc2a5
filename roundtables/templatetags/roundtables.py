"""Moments and days out of frozen minutes, and the state of a milestone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.addresses import address
from core.days import day_in_figures
from core.templatetags.ui import Tone, badge
from roundtables.models import Milestone
from roundtables.models.tables import school_beside
from roundtables.selectors.asking import milestones_on
from roundtables.selectors.story import story_key, story_keys
from schools.models import School, SchoolAuthority

register = template.Library()
register.filter("on_day", day_in_figures)

TONES: dict[str, Tone] = {"done": "success", "moved": "warning", "in_progress": "info"}


@register.filter
def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@register.filter
def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@register.filter
def in_short(text: str, most: int) -> str:
    """Like `truncatechars`, which counts the characters of each text anew, however short."""
    return text if len(text) <= most else Truncator(text).chars(most)


@register.filter
def owner_word(milestone: Milestone) -> str:
    """The owner side in words; Django's own `get_owner_display` translates all of them each time."""
    return str(Milestone.Owner(milestone.owner).label)


@register.simple_tag
def other_school(responsible: str, school: School | str | None) -> str:
    """`school_beside` of a row as well as of frozen minutes."""
    return school_beside(responsible, str(school or ""))


@register.simple_tag
def until(on: date) -> str:
    return conditional_escape(_until(on, get_language()))


@lru_cache(maxsize=512)
def _until(on: date, _language: str | None) -> str:
    return _("until %(day)s") % {"day": day_in_figures(on)}


@register.simple_tag
def meeting_on(number: int, starts_at: datetime) -> str:
    """Which one it is, in words: of a list's fifty lines most speak of the same few."""
    return conditional_escape(_meeting_on(number, timezone.localtime(starts_at).date(), get_language()))


@lru_cache(maxsize=512)
def _meeting_on(number: int, on: date, _language: str | None) -> str:
    return _("meeting %(number)s on %(day)s") % {"number": number, "day": day_in_figures(on)}


@register.simple_tag(takes_context=True)
def stories_at(context: Any, subject: School | SchoolAuthority) -> frozenset[str]:
    """For pages of the matrix: whose stories the reader may open (roundtables.selectors.story)."""
    return story_keys(subject, user=context["request"].user)


@register.simple_tag(takes_context=True)
def story_at(context: Any, subject: School | SchoolAuthority) -> str:
    """The key of the subject itself, or "" where the reader opens no story of it."""
    key = story_key(subject)
    return key if key in stories_at(context, subject) else ""


@register.simple_tag(takes_context=True)
def milestones_about(context: Any, subject: School | SchoolAuthority, aspect: int) -> list[Milestone]:
    """For the page of a rating: what the table agreed on this aspect (roundtables.selectors.asking)."""
    return milestones_on(subject, aspect, user=context["request"].user)


@register.simple_tag
def milestone_state(milestone: Milestone) -> str:
    """The state in words, and before it whether the day has passed."""
    return _state(milestone.state, milestone.is_late, get_language())


@lru_cache(maxsize=64)
def _state(state: str, is_late: bool, _language: str | None) -> SafeString:  # noqa: FBT001 - one of three marks
    face = badge(label=Milestone.State(state).label, tone=TONES.get(state, "neutral"))
    return format_html("{} {}", badge(label=_("late"), tone="danger"), face) if is_late else mark_safe(face)  # noqa: S308 - our own badge


CARD = (
    '<li class="timeline__card{}"><p class="timeline__day">{} {}</p>'
    '<p class="timeline__text"><a class="kern-link" href="{}">{}</a></p><p class="muted small">{}</p></li>'
)


@register.simple_tag
def timeline_cards(rows: Iterable[Milestone]) -> SafeString:
    """One `<li>` a milestone: a school year has hundreds, and as a template they take longer than all else."""
    return format_html_join("\n", CARD, map(_card, rows))


def _card(row: Milestone) -> tuple[Any, ...]:
    is_late, school = row.is_late, other_school(row.responsible, row.school)
    kind = "late" if is_late else row.state if row.state in {"done", "dropped"} else ""
    carried = f"{row.responsible}, {school}" if school else row.responsible
    return (
        f" timeline__card--{kind}" if kind else "",
        day_in_figures(row.due_on),
        _state(row.state, is_late, get_language()),
        address("roundtables:milestone_detail", row.pk),
        row.text,
        " · ".join(filter(None, (carried, row.series.name, row.state_reason))),
    )
