"""What the figures say about an aspect: shown beside the question, never an answer by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from core.days import day_in_figures
from matrix.hints import Span, common, span_of
from matrix.models import AGED_AFTER, HintRule
from matrix.selectors.facts import FUNCTIONS, Fact, Sources
from matrix.selectors.profiles import Answer, Profile

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School, SchoolAuthority


@dataclass(frozen=True, slots=True)
class HintLine:
    """The figures of one rule in a sentence, with their age, and the stages they speak for."""

    text: str
    as_of: date | None
    span: Span

    def __str__(self) -> str:
        day = day_in_figures(self.as_of)
        return f"{self.text}, {_('as of %(day)s') % {'day': day}}"

    @property
    def is_aged(self) -> bool:
        return bool(self.as_of and self.as_of < timezone.localdate() - timedelta(days=AGED_AFTER.days))


@dataclass(frozen=True, slots=True)
class Hint:
    """What figures say about one aspect. Without a line there is no hint, but `missing` says what was not entered."""

    code: str
    lines: tuple[HintLine, ...]
    missing: tuple[str, ...]
    stage_names: tuple[str, ...]

    @property
    def figures(self) -> str:
        """All lines in one."""
        return "; ".join(map(str, self.lines))

    @property
    def span(self) -> Span | None:
        return common(line.span for line in self.lines)

    @property
    def stage(self) -> int | None:
        """The one to preselect: the lowest of those that the figures speak for."""
        return self.span.low if self.span and not self.span.is_open_below else None

    @property
    def stage_label(self) -> str:
        return f"{self.stage} {self.stage_names[self.stage - 1]}" if self.stage else ""

    @property
    def suggests(self) -> str:
        """ "spricht für Stufe 2 Im Aufbau", "… für Stufe 3 Verankert oder höher", "… für höchstens Stufe 2 …"."""
        span = self.span
        if span is None or span.says_nothing:
            return ""
        low, high = (f"{stage} {self.stage_names[stage - 1]}" for stage in (span.low, span.high))
        if span.low == span.high:
            return _("speaks for stage %(stage)s") % {"stage": low}
        if span.is_open_above:
            return _("speaks for stage %(stage)s or higher") % {"stage": low}
        if span.is_open_below:
            return _("speaks for stage %(stage)s at most") % {"stage": high}
        return _("speaks for stage %(low)s to %(high)s") % {"low": low, "high": high}

    def contradicts(self, answer: Answer) -> bool:
        """The answer names a stage outside of those that the figures speak for."""
        return answer.stage is not None and self.span is not None and answer.stage not in self.span


def hints(
    subject: School | SchoolAuthority, found: Profile, *, user: User, code: str = ""
) -> dict[str, Hint]:
    """Aspect code -> hint, for all aspects that have a rule, or for the one with this code.

    The figures are read once, however many rules there are. For the subject's own people.
    """
    codes = {a.aspect.pk: a.aspect.code for a in found.answers if code in {"", a.aspect.code}}
    sources = Sources(subject, user=user)
    by_code: dict[str, list[tuple[HintRule, Fact]]] = {}
    for rule in _rules(found.matrix.pk, found.matrix.loaded_at):
        if rule.aspect_id not in codes:
            continue
        fact = FUNCTIONS[rule.fact](sources, rule.years)
        by_code.setdefault(codes[rule.aspect_id], []).append((rule, fact))
    return {code: _hint(code, pairs, found) for code, pairs in by_code.items()}


@lru_cache(maxsize=8)
def _rules(catalogue: int, _loaded_at: datetime) -> tuple[HintRule, ...]:
    """Of one version of the matrix; whoever changes them writes a new `loaded_at`, so each process reads them once."""
    return tuple(HintRule.objects.filter(aspect__field__catalogue=catalogue))


def _hint(code: str, pairs: list[tuple[HintRule, Fact]], found: Profile) -> Hint:
    lines = tuple(
        HintLine(
            rule.sentence.format(**fact.words(rule.years)),
            fact.as_of,
            span_of(fact.value, rule.thresholds, at_most=rule.at_most, highest=found.matrix.highest),
        )
        for rule, fact in pairs
        if fact.value is not None
    )
    missing = dict.fromkeys(fact.missing for _rule, fact in pairs if fact.missing)
    return Hint(code, lines, tuple(missing), found.matrix.stage_names)
