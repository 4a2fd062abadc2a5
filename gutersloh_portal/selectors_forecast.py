"""Replacement of this year and the next on the start page: of a Träger with euro, of a school in pieces alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, Q, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from equipment.models import PriceEntry, StockBatch, UsefulLife
from forecast.reckoning import Kind, Line, Plan
from forecast.selectors import DueIn, due_soon
from forecast.tables import amount
from gutersloh_portal.navigation import Places, places_of
from schools.access import OFFICES, access_for, any_of
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User

ANY_SCHOOL = 0  # no plan of the start page tells the schools of a Träger apart


@dataclass(frozen=True, slots=True)
class Outlook:
    """One line and the page behind it."""

    text: str
    hint: str
    url: str


def outlooks_of(user: User) -> list[Outlook]:
    """Four queries for all places together, none without a place."""
    places = places_of(user)
    offices = access_for(user).authority_ids(*OFFICES)
    lines, kinds = _read(user, places, offices)
    if not lines:
        return []
    year = timezone.localdate().year
    found = []
    for authority in places.authorities:
        plan = Plan(year, kinds["authority", authority.pk])
        url = address("forecast:authority_wave", number=authority.number)
        several = str(authority) if len(places.authorities) > 1 else ""
        due = due_soon(lines["authority", authority.pk], plan)
        found += [Outlook(_of_authority(said), _hint(said, several), url) for said in due]
    for school in places.schools:
        plan = Plan(year, kinds["school", school.pk], again=False)
        url = address("forecast:school_wave", school_number=school.school_number)
        several = str(school) if len(places.schools) > 1 else ""
        due = due_soon(lines["school", school.pk], plan)
        found += [Outlook(*_of_school(said, several), url) for said in due]
    return found


def _of_school(said: DueIn, place: str) -> tuple[str, str]:
    """Text and hint. What is overdue has reached its end before the year: then it is told by its end."""
    words = {"year": said.year, "count": amount(said.pieces)}
    if said.overdue == said.pieces:
        past = ngettext(
            "%(count)s piece is past the end of its useful life",
            "%(count)s pieces are past the end of their useful life",
            said.pieces,
        )
        return past % words, place
    if said.overdue:
        text = _("By the end of %(year)s %(count)s pieces reach the end of their useful life")
        return text % words, _joined(place, _overdue(said))
    text = ngettext(
        "In %(year)s %(count)s piece reaches the end of its useful life",
        "In %(year)s %(count)s pieces reach the end of their useful life",
        said.pieces,
    )
    return text % words, place


def _of_authority(said: DueIn) -> str:
    words = {"year": said.year, "count": amount(said.pieces), "amount": amount(said.euro)}
    if not said.euro:
        return _("Replacement in %(year)s: %(count)s pieces") % words
    return _("Replacement in %(year)s: %(count)s pieces, %(amount)s € net") % words


def _hint(said: DueIn, place: str) -> str:
    """What the amount leaves out, and what should have been replaced before."""
    unpriced = ngettext(
        "%(count)s piece of them has no price.", "%(count)s pieces of them have no price.", said.unpriced
    ) % {"count": amount(said.unpriced)}
    return _joined(place, unpriced if said.unpriced else "", _overdue(said))


def _overdue(said: DueIn) -> str:
    if not said.overdue:
        return ""
    return ngettext(
        "%(count)s piece of them is overdue.", "%(count)s pieces of them are overdue.", said.overdue
    ) % {"count": amount(said.overdue)}


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


Place = tuple[str, int]
# Träger, own school or None, type, its life in the catalogue, year of purchase, pieces
StockRow = tuple[int, int | None, int, int | None, int | None, int]


def _read(
    user: User, places: Places, offices: Iterable[int]
) -> tuple[dict[Place, list[Line]], dict[Place, dict[int, Kind]]]:
    """Stock of the own places with lives and today's prices. Prices only where the reader's office is."""
    lines: defaultdict[Place, list[Line]] = defaultdict(list)
    kinds: defaultdict[Place, dict[int, Kind]] = defaultdict(dict)
    offices = set(offices)
    run = [one.pk for one in places.authorities if one.pk in offices]
    own = {school.pk for school in places.schools}
    rows = _rows(user, run, own) if run or own else []
    if not rows:
        return lines, kinds
    lives, prices = UsefulLife.of({row[0] for row in rows}), _prices(user, run)
    for authority, school, type_, usual, year, pieces in rows:
        line = Line(school or ANY_SCHOOL, type_, None, year, pieces)
        years = lives.get((authority, type_), usual)
        if authority in offices:
            lines["authority", authority].append(line)
            kinds["authority", authority][type_] = Kind("", years, prices.get((authority, type_)))
        if school:
            lines["school", school].append(line)
            kinds["school", school][type_] = Kind("", years)
    return lines, kinds


def _rows(user: User, run: list[int], own: set[int]) -> list[StockRow]:
    """Summed in the database by Träger, one's own schools apart: as many rows for ten schools as for a hundred.

    A Träger may have a million lines. So nothing is asked for each of them, and the database is told the schools
    themselves: what it guesses about a list of them is right, about a question for them it is not.
    """
    wanted = any_of(authority_id__in=run, pk__in=own)
    at: defaultdict[tuple[int, int | None], list[int]] = defaultdict(list)
    for pk, authority in School.visible_to(user).open().filter(wanted).values_list("pk", "authority_id"):
        at[authority, pk if pk in own else None].append(pk)
    if not at:
        return []
    groups = list(at)
    places = [When(school__in=at[group], then=Value(place)) for place, group in enumerate(groups)]
    place = Case(*places) if len(places) > 1 else Value(0)
    stock = StockBatch.visible_to(user).in_use().filter(school__in=[pk for pks in at.values() for pk in pks])
    told = (
        stock.order_by()
        .annotate(place=place)
        .values_list("place", "type", "type__useful_life", "purchase_year")
    )
    return [(*groups[number], *rest) for number, *rest in told.annotate(Sum("quantity"))]


def _prices(user: User, authorities: list[int]) -> dict[tuple[int, int], Decimal]:
    """(Träger, type) -> today's price."""
    today = timezone.localdate()
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    entries = PriceEntry.visible_to(user).filter(valid, valid_from__lte=today, authority__in=authorities)
    newest = entries.order_by("authority", "type", "-valid_from", "price", "pk").distinct("authority", "type")
    found = newest.values_list("authority", "type", "price") if authorities else ()
    return {(authority, type_): price for authority, type_, price in found}
