"""Plan and scenario, or two scenarios, year by year: reading for pages, and what is frozen when one is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from equipment.models import FundingSource
from forecast import selectors
from forecast.changes import changed_plan
from forecast.charts import Series, paired
from forecast.reckoning import Cell, Line, Plan, Row, reckon, without_schools
from forecast.tables import amount

if TYPE_CHECKING:
    from accounts.models import User
    from forecast.models import Scenario
    from schools.models import School, SchoolAuthority

TONES = (11, 0)  # grey for what is compared with, blue for the scenario


@dataclass(frozen=True)
class Ground:
    """What every scenario of a Träger stands on: its plan, its stock, and the codes that changes speak of."""

    assumed: selectors.Assumptions
    lines: list[Line]
    schools: list[School]
    types: Mapping[str, int]
    funds: Mapping[str, int]

    def plan(self, changes: Mapping[str, Any]) -> Plan:
        numbers = {one.school_number: one.pk for one in self.schools}
        return changed_plan(self.assumed.plan, changes, types=self.types, funds=self.funds, schools=numbers)

    @cached_property
    def merged(self) -> list[Line]:
        return without_schools(self.lines)

    def years(self, changes: Mapping[str, Any]) -> Row:
        """All together; where no school grows it does not matter where a piece stands."""
        plan = self.plan(changes)
        return reckon(self.lines if plan.grows_anywhere else self.merged, plan).sums


def ground_of(*, user: User, authority: SchoolAuthority, first_year: int) -> Ground:
    """Everything read once; each further scenario is arithmetic alone."""
    schools = list(selectors.schools_of(user=user, authority=authority))
    assumed = selectors.assumptions(user=user, authority=authority, first_year=first_year)
    return Ground(
        assumed,
        selectors.lines_of(user=user, schools=schools),
        schools,
        {one.code: pk for pk, one in assumed.types.items()},
        dict(FundingSource.objects.values_list("code", "pk")),
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
    difference = total(other.total) - total(one.total)
    return {
        "names": list(names),
        "rows": [_line(str(year), *pair) for year, *pair in zip(years, one.cells, other.cells, strict=True)],
        "sums": _line(_("Together"), one.total, other.total),
        "has_funds": bool(one.total.funded or other.total.funded),
        "unpriced": amount(other.total.unpriced) if other.total.unpriced else "",
        "chart": paired(
            title=_("Replacement and follow-up cost by year, in euro net"),
            finding=_finding(names, difference),
            years=years,
            series=series,
            euro=True,
        ),
        "assumptions": sentences(ground, right),
    }


def _line(head: str, one: Cell, other: Cell) -> dict[str, str]:
    difference = total(other) - total(one)
    return {
        "head": head,
        "pieces": amount(one.pieces),
        "other_pieces": amount(other.pieces),
        "euro": amount(total(one)),
        "other_euro": amount(total(other)),
        "difference": ("+" if difference > 0 else "") + amount(difference),
        "funded": amount(other.funded),
        "own": amount(total(other) - other.funded),
    }


def _finding(names: tuple[str, str], difference: Decimal) -> str:
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
        found.append(_("Prices change by %(rate)s %% a year.") % {"rate": amount(Decimal(rate))})
    if rate := changes.get("pupils"):
        found.append(
            _("The number of pupils changes by %(rate)s %% a year.") % {"rate": amount(Decimal(rate))}
        )
    for number, rate in changes.get("pupils_of", {}).items():
        words = {"school": schools.get(number, number), "rate": amount(Decimal(rate))}
        found.append(_("%(school)s: the number of pupils changes by %(rate)s %% a year.") % words)
    found += [_life(types.get(code, code), years) for code, years in changes.get("lives", {}).items()]
    for names, key in ((types, "shares"), (funds, "fund_shares")):
        for code, share in changes.get(key, {}).items():
            words = {"what": names.get(code, code), "share": amount(Decimal(share))}
            found.append(_("%(what)s: %(share)s %% of the replacement is funded.") % words)
    return found or [_("Nothing differs from the plan.")]


def _life(name: str, years: int | None) -> str:
    if years is None:
        return _("%(what)s: is not replaced.") % {"what": name}
    words = {"what": name, "years": years}
    return ngettext("%(what)s: %(years)s year of use.", "%(what)s: %(years)s years of use.", years) % words


def frozen_answer(scenario: Scenario, *, user: User) -> dict[str, Any]:
    """Scenario against plan as `user` reads it today. Its readers at the table read no prices and no foreign stock."""
    ground = ground_of(user=user, authority=scenario.authority, first_year=scenario.base_year)
    answer = comparison(ground, {}, scenario.changes, names=(_("plan"), scenario.name))
    return answer | {"name": scenario.name, "as_of": date_format(timezone.localdate(), "DATE_FORMAT")}
