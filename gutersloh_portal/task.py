"""One line of "what to do next" on the start page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.days import day_in_words
from core.templatetags.ui import Tone

SOON = timedelta(days=60)  # from here on a day that is still to come is shown in colour


@dataclass(frozen=True, slots=True)
class Task:
    title: str
    url: str
    status: str
    tone: Tone = "neutral"
    hint: str = ""
    due_on: date = date.max
    minutes: int = 0  # 0: nothing to do but to look

    @property
    def takes(self) -> str:
        """ "etwa 10 Minuten", in steps of five above five."""
        if not self.minutes:
            return ""
        rounded = self.minutes if self.minutes <= 5 else -(-self.minutes // 5) * 5
        return ngettext("about %(n)s minute", "about %(n)s minutes", rounded) % {"n": rounded}


def due_words(day: date) -> tuple[str, Tone]:
    """ "überfällig seit 3. Februar 2026" or "fällig am …"."""
    words = {"day": day_in_words(day)}
    late = day < timezone.localdate()
    return (_("late since %(day)s") % words, "danger") if late else (_("due on %(day)s") % words, "warning")
