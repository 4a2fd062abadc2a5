"""Moments and days out of frozen minutes, and the state of a milestone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.templatetags.ui import Tone, badge
from roundtables.models import Milestone
from roundtables.selectors.story import story_key, story_keys
from schools.models import School, SchoolAuthority

register = template.Library()

TONES: dict[str, Tone] = {"done": "success", "moved": "warning", "in_progress": "info"}


@register.filter
def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@register.filter
def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@register.simple_tag(takes_context=True)
def stories_at(context: Any, subject: School | SchoolAuthority) -> frozenset[str]:
    """For pages of the matrix: whose stories the reader may open (roundtables.selectors.story)."""
    return story_keys(subject, user=context["request"].user)


@register.simple_tag(takes_context=True)
def story_at(context: Any, subject: School | SchoolAuthority) -> str:
    """The key of the subject itself, or "" where the reader opens no story of it."""
    key = story_key(subject)
    return key if key in stories_at(context, subject) else ""


@register.simple_tag
def milestone_state(milestone: Milestone) -> str:
    """The state in words, and before it whether the day has passed."""
    state = badge(label=milestone.get_state_display(), tone=TONES.get(milestone.state, "neutral"))
    return format_html("{} {}", badge(label=_("late"), tone="danger"), state) if milestone.is_late else state
