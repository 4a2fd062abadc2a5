"""Fields of action beside what supports them, on pages of the round tables."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.models import User
from frame.models import ActionField
from frame.selectors import FieldsBehind, fields_at, fields_of
from roundtables.models import RoundTableSeries

register = template.Library()


@register.simple_tag
def fields_of_table(series: RoundTableSeries, tie: str, user: User) -> FieldsBehind:
    """One question to the database for all lines of a kind."""
    return fields_at(series, tie, user=user)


@register.filter
def behind(fields: FieldsBehind, row: int) -> list[ActionField]:
    return fields.of(row)


@register.simple_tag
def fields_of_line(row: Any, tie: str, user: User) -> list[ActionField]:
    """The same for one line."""
    return fields_of(row, tie, user=user)
