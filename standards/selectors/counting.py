"""What one rule counts at one school, for the gap and for the preview of a rule that is being written."""

from __future__ import annotations

from dataclasses import dataclass

from schools import framework
from schools.models import School, SchoolYearFigures
from standards import reckoning
from standards.models import StandardRule
from standards.wording import lacking_words


@dataclass(frozen=True, slots=True)
class Counted:
    """A rule at one school: what it counted, and what that comes to; None where the number is missing."""

    rule: StandardRule
    basis: int | None
    pieces: int | None

    @property
    def lacking(self) -> str:
        """The name of the number that is missing, or nothing."""
        if self.basis is not None:
            return ""
        rule = self.rule
        return lacking_words(rule.per, by_year=rule.year_from is not None, room_type=rule.room_type)


def counted(rule: StandardRule, basis: reckoning.Basis) -> Counted:
    """One rule against what is known of one school."""
    simple = plain(rule)
    number = reckoning.basis_of(simple, basis)
    return Counted(rule, number, None if number is None else reckoning.target_of(simple, number))


def plain(rule: StandardRule) -> reckoning.Rule:
    """The rule without the database. It need not be saved."""
    return reckoning.Rule(
        rule.quantity,
        rule.every,
        rule.per,
        tuple(rule.school_types),
        rule.year_from,
        rule.year_to,
        rule.room_type,
    )


def newest_figures(school: School) -> SchoolYearFigures | None:
    """Of the figures that were prefetched: no query."""
    return max(school.figures.all(), key=lambda one: one.school_year, default=None)


def basis_of(school: School, figures: SchoolYearFigures | None) -> reckoning.Basis:
    """The newest figures of a school as the reckoning takes them."""
    span = framework.fixed_span(school.school_type)
    if figures is None:
        return reckoning.Basis(school.school_type, span=span)
    years = {int(year): (row["classes"], row["pupils"]) for year, row in figures.year_groups.items()}
    return reckoning.Basis(
        school.school_type,
        figures.pupils,
        figures.classes,
        figures.teachers,
        figures.teaching_rooms,
        years or None,
        figures.room_counts,
        span,
    )
