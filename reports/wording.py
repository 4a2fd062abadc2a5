"""Finished words for frozen reports: a document is printed from text, not from rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.days import day_in_figures
from core.figures import figure
from core.stages import state_word, tone_step
from equipment.selectors import Coverage
from matrix import scoring
from matrix.selectors.profiles import Answer


def day(value: str | date | None) -> str:
    """An ISO text or a date as 05.11.2026; empty for None."""
    if not value:
        return ""
    parsed = value if isinstance(value, date) else date.fromisoformat(value[:10])
    return day_in_figures(parsed)


def number(value: Any) -> str:
    """A number in German form, a dash for None."""
    if value is None or value == "":
        return "–"
    plain = Decimal(str(value))
    return figure(plain.normalize() if plain == plain.to_integral() else plain)


def verdict(figure: Coverage) -> str:
    """Symbol and word, never colour alone."""
    return f"{figure.symbol} {figure.verdict_label}"


def stage_words(answer: Answer) -> str:
    """ "Stufe 2 – Im Aufbau", or which of the other three states it is."""
    if answer.state == scoring.RATED:
        return _("Stage %(number)s – %(name)s") % {"number": answer.stage, "name": answer.stage_name}
    return state_word(answer.state)


def target_words(answer: Answer) -> str:
    """ "Stufe 3 bis 2027/28", empty without a target."""
    if not answer.target_stage:
        return ""
    if not answer.target_label:
        return _("Stage %(number)s") % {"number": answer.target_stage}
    return _("Stage %(number)s until %(year)s") % {"number": answer.target_stage, "year": answer.target_label}


def tone(answer: Answer, highest: int) -> str:
    """Which of the four tones of the page a stage gets, "none" without a stage."""
    if answer.state != scoring.RATED or answer.stage is None:
        return "none"
    return str(tone_step(answer.stage, highest))
