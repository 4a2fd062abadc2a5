"""Milestones as every report prints them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from reports import wording
from roundtables.models import Milestone


def milestone_rows(milestones: Iterable[Milestone]) -> list[dict[str, str]]:
    """Text, responsible body, due date and state; a late one says so in words."""
    return [
        {
            "text": milestone.text,
            "responsible": milestone.responsible,
            "due": wording.day(milestone.due_on),
            "state": state_words(milestone),
        }
        for milestone in milestones
    ]


def state_words(milestone: Milestone) -> str:
    """The state, with the reason of a move and the word "late" where the date has passed."""
    words = str(milestone.get_state_display())
    if milestone.is_late:
        words += ", " + _("late")
    return f"{words} ({milestone.state_reason})" if milestone.state_reason else words
