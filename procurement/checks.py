"""Caps of a grant: what a charge would break. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from core.money import PERCENT, cents, share_out

if TYPE_CHECKING:
    from procurement.models import Grant, GrantCategory


@dataclass(frozen=True, slots=True)
class Charge:
    """One delivery as a grant sees it; `funded` in euro."""

    category_id: int | None
    school_id: int
    school: str
    school_type: str
    invoiced_on: date | None
    funded: Decimal


def parts_of(amount: Decimal, own_share: Decimal) -> tuple[Decimal, Decimal]:
    """Funded and own part of `amount`, in whole cents and together exactly `amount`; `own_share` in percent."""
    funded, own = share_out(amount, [PERCENT - own_share, own_share])
    return funded, own


def broken_caps(
    grant: Grant, category: GrantCategory | None, charges: Iterable[Charge], added: Iterable[Charge]
) -> list[str]:
    """One sentence for each cap that `added` (all of this category) would break, on top of `charges`."""
    new, every = list(added), [*charges, *added]
    found = [*_of_grant(grant, every, new)]
    if category:
        own = [one for one in every if one.category_id == category.pk]
        found += [*_of_schools(category, own, new), *_of_share(grant, category, own, new)]
    return found


def _of_grant(grant: Grant, every: list[Charge], new: list[Charge]) -> Iterable[str]:
    if grant.amount is not None:
        total = _sum(every)
        if total > grant.amount:
            yield _("More than was granted: %(total)s € of %(cap)s €.") % _euro(total, grant.amount)
    late = sorted(one.invoiced_on for one in new if one.invoiced_on and _is_late(grant, one.invoiced_on))
    if late and grant.execute_by:
        words = {"day": date_format(late[-1], "d.m.Y"), "end": date_format(grant.execute_by, "d.m.Y")}
        yield _("Invoiced on %(day)s, after the end of the measure on %(end)s.") % words


def _is_late(grant: Grant, day: date) -> bool:
    return grant.execute_by is not None and day > grant.execute_by


def _of_schools(category: GrantCategory, own: list[Charge], new: list[Charge]) -> Iterable[str]:
    if category.school_cap is None:
        return
    for school_id, name in sorted({(one.school_id, one.school) for one in new}):
        total = _sum(one for one in own if one.school_id == school_id)
        if total > category.school_cap:
            words = {"school": name, "category": category} | _euro(total, category.school_cap)
            yield _("%(school)s, category %(category)s: %(total)s € of at most %(cap)s €.") % words


def _of_share(grant: Grant, category: GrantCategory, own: list[Charge], new: list[Charge]) -> Iterable[str]:
    """The share counts without exempt school types; without a granted amount there is nothing to compare."""
    if category.share_cap is None or grant.amount is None:
        return
    exempt = set(filter(None, category.exempt_types.replace(" ", "").split(",")))
    if all(one.school_type in exempt for one in new):
        return
    cap = cents(grant.amount * category.share_cap / PERCENT)
    total = _sum(one for one in own if one.school_type not in exempt)
    if total > cap:
        share = number_format(category.share_cap.normalize(), use_l10n=True)
        words = {"category": category, "share": share} | _euro(total, cap)
        yield (
            _("Category %(category)s: %(total)s €, at most %(share)s percent of the grant (%(cap)s €).")
            % words
        )


def _sum(charges: Iterable[Charge]) -> Decimal:
    return sum((one.funded for one in charges), Decimal(0))


def _euro(total: Decimal, cap: Decimal) -> dict[str, str]:
    return {
        "total": number_format(total, 2, use_l10n=True, force_grouping=True),
        "cap": number_format(cap, 2, use_l10n=True, force_grouping=True),
    }
