"""Next year's replacement on the start page: of a Träger in pieces and euro, of a school in pieces alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from equipment.models import PriceEntry, StockBatch, UsefulLife
from forecast.reckoning import Kind, Line, Plan
from forecast.selectors import Next, next_year
from forecast.tables import amount
from gutersloh_portal.navigation import Places, places_of
from schools.access import OFFICES, access_for, any_of
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Outlook:
    """One line and the page behind it."""

    text: str
    hint: str
    url: str


def outlooks_of(user: User) -> list[Outlook]:
    """One query for all places together, none without a place."""
    places = places_of(user)
    offices = access_for(user).authority_ids(*OFFICES)
    lines, kinds = _read(user, places, offices)
    if not lines:
        return []
    year = timezone.localdate().year
    found = []
    for authority in places.authorities:
        said = next_year(lines["authority", authority.pk], Plan(year, kinds["authority", authority.pk]))
        if said.pieces:
            url = address("forecast:authority_wave", number=authority.number)
            several = str(authority) if len(places.authorities) > 1 else ""
            found.append(Outlook(_of_authority(said), _hint(said, several), url))
    for school in places.schools:
        said = next_year(lines["school", school.pk], Plan(year, kinds["school", school.pk]))
        if said.pieces or said.overdue:
            several = str(school) if len(places.schools) > 1 else ""
            url = address("forecast:school_wave", school_number=school.school_number)
            hint = _joined(several, _overdue(said) if said.pieces else "")
            found.append(Outlook(_of_school(said), hint, url))
    return found


def _of_school(said: Next) -> str:
    if not said.pieces:
        return ngettext(
            "%(count)s piece is past the end of its useful life",
            "%(count)s pieces are past the end of their useful life",
            said.overdue,
        ) % {"count": amount(said.overdue)}
    return ngettext(
        "In %(year)s %(count)s piece reaches the end of its useful life",
        "In %(year)s %(count)s pieces reach the end of their useful life",
        said.pieces,
    ) % {"year": said.year, "count": amount(said.pieces)}


def _of_authority(said: Next) -> str:
    words = {"year": said.year, "count": amount(said.pieces), "amount": amount(said.euro)}
    if not said.euro:
        return _("Replacement in %(year)s: %(count)s pieces") % words
    return _("Replacement in %(year)s: %(count)s pieces, %(amount)s € net") % words


def _hint(said: Next, place: str) -> str:
    """What the amount leaves out."""
    unpriced = ngettext(
        "%(count)s piece of them has no price.", "%(count)s pieces of them have no price.", said.unpriced
    ) % {"count": amount(said.unpriced)}
    return _joined(place, unpriced if said.unpriced else "", _overdue(said))


def _overdue(said: Next) -> str:
    if not said.overdue:
        return ""
    return ngettext(
        "%(count)s piece is overdue besides.", "%(count)s pieces are overdue besides.", said.overdue
    ) % {"count": amount(said.overdue)}


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


Place = tuple[str, int]
# school, Träger, type, year of purchase, the catalogue's life, whether there is an own one, that one, price, pieces
StockRow = tuple[int, int, int, int | None, int | None, bool, int | None, Decimal | None, int]


def _read(
    user: User, places: Places, offices: Iterable[int]
) -> tuple[dict[Place, list[Line]], dict[Place, dict[int, Kind]]]:
    """Stock of the own places with lives and today's prices. Prices only where the reader's office is."""
    lines: defaultdict[Place, list[Line]] = defaultdict(list)
    kinds: defaultdict[Place, dict[int, Kind]] = defaultdict(dict)
    offices = set(offices)
    run = [one.pk for one in places.authorities if one.pk in offices]
    own = {school.pk for school in places.schools}
    wanted = any_of(school__authority_id__in=run, school__in=own)
    if not (run or own):
        return lines, kinds
    for row in _rows(user, wanted):
        school, authority, type_, year, catalogue, has_life, life, price, pieces = row
        line, years = Line(school, type_, None, year, pieces), life if has_life else catalogue
        if authority in offices:
            lines["authority", authority].append(line)
            kinds["authority", authority][type_] = Kind("", years, price)
        if school in own:
            lines["school", school].append(line)
            kinds["school", school][type_] = Kind("", years)
    return lines, kinds


def _rows(user: User, wanted: Q) -> Iterable[StockRow]:
    today = timezone.localdate()
    same = {"authority": OuterRef("school__authority"), "type": OuterRef("type")}
    life = UsefulLife.beside_stock()
    price = (
        PriceEntry.visible_to(user)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today), valid_from__lte=today, **same)
        .order_by("-valid_from", "price", "pk")
    )
    found = StockBatch.visible_to(user).in_use().filter(wanted, school__in=School.visible_to(user).open())
    return (
        found.order_by()
        .values("school", "school__authority", "type", "purchase_year", "type__useful_life")
        .annotate(pieces=Sum("quantity"))
        .annotate(
            has_life=Exists(life),
            life=Subquery(life.values("years")[:1]),
            unit=Subquery(price.values("price")[:1]),
        )
        .values_list(
            "school",
            "school__authority",
            "type",
            "purchase_year",
            "type__useful_life",
            "has_life",
            "life",
            "unit",
            "pieces",
        )
    )
