"""Plan and scenario, or two scenarios, year by year: reading for pages, and what is frozen when one is shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.days import day_in_words
from equipment.models import FundingSource
from forecast import selectors
from forecast.changes import STANDARD, STANDARD_YEARS, changed_plan
from forecast.charts import Series, paired
from forecast.models import FollowUpCost
from forecast.reaching import Early, brought_forward, reach
from forecast.reckoning import Cell, Line, Plan, Purchase, Row, reckon
from forecast.tables import amount, cost_label, rate_words
from standards.models import StandardVersion
from standards.selectors import GapTable, gap_of

if TYPE_CHECKING:
    from accounts.models import User
    from forecast.models import Scenario
    from schools.models import School, SchoolAuthority

TONES = (11, 0)  # grey for what is compared with, blue for the scenario


@dataclass(frozen=True)
class Ground:
    """What every scenario of a Träger stands on: its plan, its stock, and the codes that changes speak of."""

    assumed: selectors.Assumptions
    merged: list[Line]  # the stock of all schools together, which is all that most scenarios need
    of_schools: Callable[[], list[Line]]  # the same school by school
    schools: list[School]
    types: Mapping[str, int]
    funds: Mapping[str, int]
    versions: Mapping[int, StandardVersion]  # of its standard by number, a draft among them; the newest first
    lacking: Callable[[int], GapTable]  # number of a version -> what is missing of it today

    def plan(self, changes: Mapping[str, Any]) -> Plan:
        return self._planned(changes)[0]

    def _planned(self, changes: Mapping[str, Any]) -> tuple[Plan, list[Early]]:
        """With what the schools lack of the standard, in equal parts over the years that the scenario takes for it."""
        numbers = {one.school_number: one.pk for one in self.schools}
        plan = changed_plan(self.assumed.plan, changes, types=self.types, funds=self.funds, schools=numbers)
        purchases: list[Purchase] = []
        early: list[Early] = []
        if STANDARD not in changes:
            return plan, early
        span = {"first_year": plan.first_year, "years": changes[STANDARD_YEARS]}
        for line in self.lacking(changes[STANDARD]).lines:
            place, life = (line.school.pk, line.type.pk), plan.kinds[line.type.pk].life
            bought, moved = reach(line.missing or 0, line.worn, life=life, **span)
            purchases += [Purchase(*place, *part) for part in bought]
            early += [Early(*place, *part) for part in moved]
        return replace(plan, purchases=tuple(purchases)), early

    def years(self, changes: Mapping[str, Any]) -> Row:
        """All together; it matters where a piece stands only where schools grow or pieces are replaced early."""
        plan, early = self._planned(changes)
        if early:
            return reckon(brought_forward(self.of_schools(), early, plan), plan).sums
        return reckon(self.of_schools() if plan.grows_anywhere else self.merged, plan).sums


def ground_of(*, user: User, authority: SchoolAuthority, first_year: int) -> Ground:
    """Everything read once; each further scenario is arithmetic alone."""
    schools = list(selectors.schools_of(user=user, authority=authority))
    assumed = selectors.assumptions(user=user, authority=authority, first_year=first_year)
    found = StandardVersion.visible_to(user).filter(authority=authority).order_by("-number")
    versions = {one.number: one for one in found}

    @cache
    def lacking(number: int) -> GapTable:
        return gap_of(user=user, authority=authority, version=versions.get(number))

    return Ground(
        assumed,
        selectors.lines_of(user=user, schools=schools, by_school=False),
        cache(partial(selectors.lines_of, user=user, schools=schools)),
        schools,
        {one.code: pk for pk, one in assumed.types.items()},
        dict(FundingSource.objects.values_list("code", "pk")),
        versions,
        lacking,
    )


def total(cell: Cell) -> Decimal:
    """Replacement and follow-up cost of a year."""
    return cell.euro + cell.follow_up


def comparison(
    ground: Ground, left: Mapping[str, Any], right: Mapping[str, Any], *, names: tuple[str, str]
) -> dict[str, Any]:
    """Year by year as finished texts, fit to be frozen; `left` is compared with, `right` is looked at."""
    one, other = ground.years(left), ground.years(right)
    years = ground.assumed.plan.years
    series = [
        Series(name, tone, [total(cell) for cell in row.cells])
        for name, tone, row in zip(names, TONES, (one, other), strict=True)
    ]
    differences = {
        year: total(after) - total(before)
        for year, before, after in zip(years, one.cells, other.cells, strict=True)
    }
    return {
        "names": list(names),
        "rows": [_line(str(year), *pair) for year, *pair in zip(years, one.cells, other.cells, strict=True)],
        "sums": _line(_("Together"), one.total, other.total),
        "parts": _parts(one.total, other.total),
        "has_funds": bool(one.total.funded or other.total.funded),
        "unpriced": amount(other.total.unpriced) if other.total.unpriced else "",
        "chart": paired(
            title=_("Replacement and follow-up cost by year, in euro net"),
            finding=_finding(names, differences),
            years=years,
            series=series,
            euro=True,
        ),
        "assumptions": sentences(ground, right),
        "other_assumptions": sentences(ground, left) if left else [],
    }


def _line(head: str, one: Cell, other: Cell) -> dict[str, str]:
    return {
        "head": head,
        "pieces": amount(one.pieces),
        "other_pieces": amount(other.pieces),
        "euro": amount(total(one)),
        "other_euro": amount(total(other)),
        "difference": _signed(total(other) - total(one)),
        "funded": amount(other.funded),
        "own": amount(total(other) - other.funded),
    }


def _parts(one: Cell, other: Cell) -> list[dict[str, str]]:
    """What the sums of ten years consist of: replacement and each kind of follow-up cost that was entered."""
    values = [(_("replacement"), one.euro, other.euro)]
    values += [
        (cost_label(kind), one.kept.get(kind.value, Decimal(0)), other.kept.get(kind.value, Decimal(0)))
        for kind in FollowUpCost.Kind
        if kind.value in one.kept or kind.value in other.kept
    ]
    return [
        {
            "head": head,
            "euro": amount(left),
            "other_euro": amount(right),
            "difference": _signed(right - left),
        }
        for head, left, right in values
    ]


def _signed(difference: Decimal) -> str:
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else ""
    return sign + amount(abs(difference))


def _finding(names: tuple[str, str], differences: Mapping[int, Decimal]) -> str:
    """What ten years differ by, and the year in which most."""
    year = max(differences, key=lambda one: abs(differences[one]))
    most = differences[year]
    words = {"year": year, "amount": amount(abs(most))}
    if most > 0:
        where = " " + _("Most in %(year)s: %(amount)s € more.") % words
    else:
        where = " " + _("Most in %(year)s: %(amount)s € less.") % words if most else ""
    return _difference(names, sum(differences.values(), Decimal(0))) + where


def _difference(names: tuple[str, str], difference: Decimal) -> str:
    words = {"one": names[0], "other": names[1], "amount": amount(abs(difference))}
    if not difference:
        return _("“%(other)s” costs as much as “%(one)s” in ten years.") % words
    if difference > 0:
        return _("“%(other)s” costs %(amount)s € more than “%(one)s” in ten years.") % words
    return _("“%(other)s” costs %(amount)s € less than “%(one)s” in ten years.") % words


def sentences(ground: Ground, changes: Mapping[str, Any]) -> list[str]:
    """The assumptions as people say them; without a change one sentence that says so."""
    types = {one.code: str(one) for one in ground.assumed.types.values()}
    funds = {code: ground.assumed.funds[pk] for code, pk in ground.funds.items()}
    schools = {one.school_number: str(one) for one in ground.schools}
    found = []
    if rate := changes.get("price_index"):
        found.append(_("Prices change by %(rate)s %% a year.") % {"rate": rate_words(Decimal(rate))})
    if rate := changes.get("pupils"):
        found.append(
            _("The number of pupils changes by %(rate)s %% a year.") % {"rate": rate_words(Decimal(rate))}
        )
    for number, rate in changes.get("pupils_of", {}).items():
        words = {"school": schools.get(number, number), "rate": rate_words(Decimal(rate))}
        found.append(_("%(school)s: the number of pupils changes by %(rate)s %% a year.") % words)
    found += [_life(types.get(code, code), years) for code, years in changes.get("lives", {}).items()]
    for names, key in ((types, "shares"), (funds, "fund_shares")):
        for code, share in changes.get(key, {}).items():
            words = {"what": names.get(code, code), "share": rate_words(Decimal(share))}
            found.append(_("%(what)s: %(share)s %% of the replacement is funded.") % words)
    if STANDARD in changes:
        found += _standard(ground.lacking(changes[STANDARD]), changes[STANDARD_YEARS])
    return found or [_("Nothing differs from the plan.")]


def _standard(table: GapTable, years: int) -> Iterator[str]:
    if table.version is None:
        yield _("The standard that was to be reached is no longer there: nothing is bought beside the plan.")
        return
    words = {"title": table.version.title, "years": years}
    yield (
        ngettext(
            "What is missing today of “%(title)s” and is not replaced anyway is bought in the first year.",
            "What is missing today of “%(title)s” and is not replaced anyway is bought over the first "
            "%(years)s years.",
            years,
        )
        % words
    )
    yield _("A worn-out piece that is replaced by this does not fall due again at the end of its life.")
    if unknown := len({line.school.pk for line in table.lines if line.target is None}):
        yield (
            ngettext(
                "%(count)s school lacks figures: some of what it needs is not in it.",
                "%(count)s schools lack figures: some of what they need is not in it.",
                unknown,
            )
            % {"count": unknown}
        )


def _life(name: str, years: int | None) -> str:
    if years is None:
        return _("%(what)s: is not replaced.") % {"what": name}
    words = {"what": name, "years": years}
    return ngettext("%(what)s: %(years)s year of use.", "%(what)s: %(years)s years of use.", years) % words


def frozen_answer(scenario: Scenario, *, user: User, against: Scenario | None = None) -> dict[str, Any]:
    """Scenario against plan, or another scenario, as `user` reads it today.

    Its readers at the table read no prices and no foreign stock.
    """
    ground = ground_of(user=user, authority=scenario.authority, first_year=scenario.base_year)
    left, name = (against.changes, against.name) if against else ({}, _("plan"))
    answer = comparison(ground, left, scenario.changes, names=(name, scenario.name))
    day = day_in_words(timezone.localdate())
    return answer | {"name": scenario.name, "as_of": day, "against": against.pk if against else None}
