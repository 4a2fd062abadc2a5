"""Moments and days out of frozen minutes, and who may report a milestone."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from accounts.models import User
from roundtables.models import Milestone
from schools.access import access_for

register = template.Library()


@register.filter
def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@register.filter
def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@register.filter
def carried_by(milestone: Milestone, user: User) -> bool:
    """Whether this person works at the school of the milestone and so may report its progress; asks nothing."""
    return bool(milestone.school and access_for(user).works_at(milestone.school))
