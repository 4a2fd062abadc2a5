"""What a rule that is being written would come to at every school, reckoned as the gap is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from equipment.models import EquipmentType, PriceEntry
from schools.models import School, SchoolAuthority
from standards import reckoning
from standards.models import StandardException, StandardRule, StandardVersion
from standards.selectors.counting import basis_of, counted, newest_figures, plain
from standards.selectors.figures import GapLine, Totals, summed
from standards.selectors.gap import Source, lines_of, source_of
from standards.selectors.standing import standing

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """The type of the rule at one school."""

    school: School
    is_meant: bool  # by the rule; otherwise other rules or an exception ask for this type here
    basis: int | None  # what the rule counts; None: it does not mean the school, or a number is missing
    before: GapLine | None  # by the draft as it stands saved; None: it asks for none here
    after: GapLine | None  # with the rule as it is written; None: no longer asked for here


@dataclass(frozen=True, slots=True)
class RulePreview:
    """The draft with the rule as it is written, cut to its type, beside the draft as saved and what is in force."""

    rule: StandardRule
    rows: tuple[PreviewRow, ...]
    entry: PriceEntry | None  # of the price list
    in_force: tuple[GapLine, ...] | None  # None: no standard is in force
    leaves: EquipmentType | None  # the type that the saved rule asks for, and this one no longer

    @property
    def before(self) -> tuple[GapLine, ...]:
        return tuple(row.before for row in self.rows if row.before)

    @property
    def after(self) -> tuple[GapLine, ...]:
        return tuple(row.after for row in self.rows if row.after)

    @property
    def basis(self) -> int:
        """Sum of what is known."""
        return sum(row.basis or 0 for row in self.rows)

    @property
    def sum_before(self) -> Totals:
        return summed(self.before)

    @property
    def sum_after(self) -> Totals:
        return summed(self.after)


def rule_preview(
    *, user: User, authority: SchoolAuthority, rule: StandardRule, replaces: int | None = None
) -> RulePreview:
    """The rule among the others of its draft, at every open school of the Träger; eleven queries, however many.

    `rule` need not be saved; `replaces` is the pk of the saved rule in whose place it is written.
    """
    source = source_of(user=user, authority=authority)
    saved = list(rule.version.rules.select_related("type"))
    written = [*(one for one in saved if one.pk != replaces), rule]
    exceptions = _exceptions(rule.version, rule.type)
    before = _at_schools(source, rule.type, saved, exceptions)
    after = _at_schools(source, rule.type, written, exceptions)
    in_force = standing(user=user, authority=authority).in_force
    left = next((one.type for one in saved if one.pk == replaces and one.type_id != rule.type_id), None)
    return RulePreview(
        rule=rule,
        rows=tuple(
            _row(rule, school, before.get(school.pk), after.get(school.pk))
            for school in source.schools
            if school.pk in before or school.pk in after
        ),
        entry=source.prices.get(rule.type_id),
        in_force=_lines_in_force(source, rule.type, in_force) if in_force else None,
        leaves=left,
    )


def _exceptions(version: StandardVersion, type_: EquipmentType) -> list[StandardException]:
    return list(version.exceptions.filter(type=type_).select_related("type", "school"))


def _at_schools(
    source: Source, type_: EquipmentType, rules: list[StandardRule], exceptions: list[StandardException]
) -> dict[int, GapLine]:
    """School pk -> its line for this type."""
    lines = lines_of(source, [rule for rule in rules if rule.type_id == type_.pk], exceptions)
    return {line.school.pk: line for line in lines}


def _lines_in_force(source: Source, type_: EquipmentType, version: StandardVersion) -> tuple[GapLine, ...]:
    rules = list(version.rules.filter(type=type_).select_related("type"))
    return lines_of(source, rules, _exceptions(version, type_))


def _row(rule: StandardRule, school: School, before: GapLine | None, after: GapLine | None) -> PreviewRow:
    is_meant = reckoning.applies(plain(rule), school.school_type)
    basis = counted(rule, basis_of(school, newest_figures(school))).basis if is_meant else None
    return PreviewRow(school, is_meant, basis, before, after)
