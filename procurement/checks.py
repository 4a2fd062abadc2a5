"""Limits of a grant: what a charge would pass, and what its ledger passes. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.days import day_in_figures
from core.money import PERCENT, cents, digits, share_out

if TYPE_CHECKING:
    from equipment.models import FundingSource
    from procurement.models import Grant, GrantCategory, ProgrammeCategory


@dataclass(frozen=True, slots=True)
class Charge:
    """One delivery as a grant sees it; `funded` in euro, `fund` the source that its order was paid from."""

    category_id: int | None
    school_id: int
    school: str
    school_type: str
    invoiced_on: date | None
    funded: Decimal
    fund: FundingSource
    reason: str = ""
    pk: int | None = None  # none before it is saved


@dataclass(frozen=True, slots=True)
class Breach:
    """One limit that is passed, in words, and the charges from the one on that passed it."""

    text: str
    charges: list[Charge]

    @property
    def unexplained(self) -> list[Charge]:
        """Each charge beyond a limit carries a reason, unless the limit came to lie lower afterwards."""
        return [one for one in self.charges if not one.reason]


def parts_of(amount: Decimal, own_share: Decimal) -> tuple[Decimal, Decimal]:
    """Funded and own part of `amount`, in whole cents and together exactly `amount`; `own_share` in percent."""
    funded, own = share_out(amount, [PERCENT - own_share, own_share])
    return funded, own


def broken_caps(
    grant: Grant, category: GrantCategory | None, charges: Iterable[Charge], added: Iterable[Charge]
) -> list[str]:
    """One sentence for each cap that `added` (all of this category) would break, on top of `charges`."""
    new, every = list(added), [*charges, *added]
    found = [*_of_grant(grant, every, new), *_of_funds(grant, new)]
    if category:
        found += _of_category(grant, category, every, new)
    return [one.text for one in found]


def standing_breaches(
    grant: Grant, categories: Iterable[GrantCategory], charges: Iterable[Charge]
) -> list[Breach]:
    """Each limit that the ledger passes as it stands now; `charges` in the order in which they were made."""
    every = list(charges)
    found = [*_of_grant(grant, every, every), *_of_funds(grant, every)]
    for category in categories:
        found += _of_category(grant, category, every, every)
    return found


def exempt_types_of(category: GrantCategory | ProgrammeCategory) -> set[str]:
    """Keys of the school types that the category's share of the grant does not count."""
    return set(filter(None, category.exempt_types.replace(" ", "").split(",")))


def share_in_euro(grant: Grant, category: GrantCategory) -> Decimal | None:
    """The cap that the category's share of the grant comes to, None where there is nothing to compare."""
    if category.share_cap is None or grant.amount is None:
        return None
    return cents(grant.amount * category.share_cap / PERCENT)


def _of_grant(grant: Grant, every: list[Charge], new: list[Charge]) -> Iterable[Breach]:
    if grant.amount is not None and (over := _beyond(every, grant.amount)):
        text = _("More than was granted: %(total)s € of %(cap)s €.") % _euro(_sum(every), grant.amount)
        yield Breach(text, over)
    end = grant.execute_by
    if end and (late := [one for one in new if one.invoiced_on and one.invoiced_on > end]):
        last = max(one.invoiced_on for one in late if one.invoiced_on)
        words = {"day": day_in_figures(last), "end": day_in_figures(end)}
        yield Breach(_("Invoiced on %(day)s, after the end of the measure on %(end)s.") % words, late)


def _of_funds(grant: Grant, new: list[Charge]) -> Iterable[Breach]:
    """Stock and what is bound by a purpose follow the order's source, so a charge elsewhere contradicts them."""
    others = [one for one in new if one.fund.code != grant.programme.code]
    for fund in sorted({str(one.fund) for one in others}):
        words = {"fund": fund, "programme": grant.programme}
        text = _("Ordered as paid from %(fund)s, but charged to %(programme)s.") % words
        yield Breach(text, [one for one in others if str(one.fund) == fund])


def _of_category(
    grant: Grant, category: GrantCategory, every: list[Charge], new: list[Charge]
) -> list[Breach]:
    own = [one for one in every if one.category_id == category.pk]
    touched = [one for one in new if one.category_id == category.pk]
    return [*_of_schools(category, own, touched), *_of_share(grant, category, own, touched)]


def _of_schools(category: GrantCategory, own: list[Charge], new: list[Charge]) -> Iterable[Breach]:
    if category.school_cap is None:
        return
    for school_id, name in sorted({(one.school_id, one.school) for one in new}):
        here = [one for one in own if one.school_id == school_id]
        if over := _beyond(here, category.school_cap):
            words = {"school": name, "category": category} | _euro(_sum(here), category.school_cap)
            yield Breach(
                _("%(school)s, category %(category)s: %(total)s € of at most %(cap)s €.") % words, over
            )


def _of_share(
    grant: Grant, category: GrantCategory, own: list[Charge], new: list[Charge]
) -> Iterable[Breach]:
    """The share counts without exempt school types."""
    exempt, cap = exempt_types_of(category), share_in_euro(grant, category)
    if cap is None or category.share_cap is None or all(one.school_type in exempt for one in new):
        return
    counted = [one for one in own if one.school_type not in exempt]
    if over := _beyond(counted, cap):
        share = number_format(category.share_cap.normalize(), use_l10n=True)
        words = {"category": category, "share": share} | _euro(_sum(counted), cap)
        text = _("Category %(category)s: %(total)s €, at most %(share)s percent of the grant (%(cap)s €).")
        yield Breach(text % words, over)


def _beyond(charges: list[Charge], cap: Decimal) -> list[Charge]:
    """The charges from the first one on with which the sum is over the cap."""
    total = Decimal(0)
    for place, one in enumerate(charges):
        total += one.funded
        if total > cap:
            return charges[place:]
    return []


def _sum(charges: Iterable[Charge]) -> Decimal:
    return sum((one.funded for one in charges), Decimal(0))


def _euro(total: Decimal, cap: Decimal) -> dict[str, str]:
    return {
        "total": digits(total),
        "cap": digits(cap),
    }
