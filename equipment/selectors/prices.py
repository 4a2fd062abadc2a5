"""The price list of a Träger on a day, and what it plans with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.number_tables import NumberRow
from equipment.models import EquipmentType, PriceEntry, StockBatch, UsefulLife

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority


def prices_on(*, user: User, authority: SchoolAuthority, day: date) -> dict[int, PriceEntry]:
    """Type pk -> the price to plan with: of those valid on `day` the newest, among equals the cheapest; one query.

    Empty for readers without an office at the Träger: prices of framework contracts are its own.
    """
    valid = (
        PriceEntry.visible_to(user)
        .filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), authority=authority, valid_from__lte=day
        )
        .select_related("type")
        .order_by("type_id", "-valid_from", "price", "pk")
    )
    found: dict[int, PriceEntry] = {}
    for entry in valid:
        found.setdefault(entry.type_id, entry)
    return found


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A line of the list; `state` is current, future or past."""

    entry: PriceEntry
    state: str


def price_rows(entries: Iterable[PriceEntry], *, day: date) -> list[PriceRow]:
    """The whole list by type, newest first; `entries` come with their types."""
    return [PriceRow(entry, _state(entry, day)) for entry in entries]


def _state(entry: PriceEntry, day: date) -> str:
    if entry.valid_from > day:
        return "future"
    return "past" if entry.valid_until and entry.valid_until < day else "current"


def _pieces_by_type(user: User, authority: SchoolAuthority) -> dict[int, int]:
    """Type pk -> pieces in use at the schools of the Träger; one query."""
    stock = StockBatch.visible_to(user).in_use().filter(school__authority=authority)
    return dict(stock.order_by().values_list("type_id").annotate(pieces=Sum("quantity")))


def types_without_price(*, user: User, authority: SchoolAuthority) -> list[tuple[EquipmentType, int]]:
    """Types that the schools have and that no price of today stands for, with their pieces; three queries."""
    priced = prices_on(user=user, authority=authority, day=timezone.localdate())
    pieces = _pieces_by_type(user, authority)
    found = EquipmentType.objects.filter(pk__in=pieces).exclude(pk__in=priced)
    return [(one, pieces[one.pk]) for one in found]


def life_rows(*, user: User, authority: SchoolAuthority) -> list[NumberRow]:
    """Every type that is offered or in stock with the years the Träger plans with; three queries."""
    own = {type_: years for (_pk, type_), years in UsefulLife.of([authority.pk]).items()}
    pieces = _pieces_by_type(user, authority)
    types = EquipmentType.objects.filter(Q(is_active=True) | Q(pk__in=pieces))
    order = EquipmentType.Group.values.index
    return [
        NumberRow(
            one.pk,
            one.name,
            _life_hint(one, pieces.get(one.pk, 0)),
            str(one.get_group_display()),
            own.get(one.pk, one.useful_life),
        )
        for one in sorted(types, key=lambda one: (order(one.group), one.order, one.name))
    ]


def _life_hint(type_: EquipmentType, pieces: int) -> str:
    default = _("Catalogue: not planned.")
    if type_.useful_life:
        years = ngettext("%(count)s year", "%(count)s years", type_.useful_life) % {
            "count": type_.useful_life
        }
        default = _("Catalogue: %(years)s.") % {"years": years}
    words = {"count": number_format(pieces, use_l10n=True, force_grouping=True)}
    counted = ngettext("%(count)s piece in use.", "%(count)s pieces in use.", pieces) % words
    return f"{default} {counted}" if pieces else default
