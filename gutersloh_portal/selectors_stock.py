"""What the IT of a Träger finds on its start page: how far the stock is recorded, and where it wants a look.

It sees equipment and nothing else, so neither meetings nor releases nor phases of planning stand there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from equipment.models import StockBatch
from forecast.tables import amount
from gutersloh_portal.navigation import places_of
from schools.access import Role, access_for
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import SchoolAuthority

SHOWN = 5
State = StockBatch.State


@dataclass(frozen=True, slots=True)
class SchoolStock:
    """One school whose stock wants a look, and why."""

    name: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class AuthorityStock:
    """`schools` are those with most to look at; `others` counts the rest."""

    name: str  # empty where there is one Träger alone
    words: str
    gap_url: str
    import_url: str
    schools: tuple[SchoolStock, ...]
    others: int


def only_equips(user: User) -> bool:
    return access_for(user).roles == {Role.AUTHORITY_IT}


def stocks_of(user: User) -> tuple[AuthorityStock, ...]:
    """One query for all Träger together, none for whoever equips none."""
    equipped = places_of(user).equipped
    if not equipped:
        return ()
    kept = ~Q(stock__state=State.RETIRED)
    schools = School.visible_to(user).filter(authority__in=equipped).open().order_by("name", "pk")
    rows = schools.annotate(
        pieces=Sum("stock__quantity", filter=kept, default=0),
        undated=Sum("stock__quantity", filter=kept & Q(stock__purchase_year__isnull=True), default=0),
        broken=Sum("stock__quantity", filter=Q(stock__state=State.BROKEN), default=0),
    )
    by_authority: dict[int, list[Any]] = {one.pk: [] for one in equipped}
    for school in rows.select_related("municipality"):
        by_authority[school.authority_id].append(school)
    several = len(equipped) > 1
    return tuple(_stock(one, by_authority[one.pk], name=str(one) if several else "") for one in equipped)


def _stock(authority: SchoolAuthority, schools: list[Any], *, name: str) -> AuthorityStock:
    recorded = [one for one in schools if one.pieces]
    words = ngettext(
        "%(recorded)s of %(all)s school has recorded its stock: %(pieces)s pieces.",
        "%(recorded)s of %(all)s schools have recorded their stock: %(pieces)s pieces.",
        len(schools),
    )
    told = {
        "recorded": len(recorded),
        "all": len(schools),
        "pieces": amount(sum(one.pieces for one in recorded)),
    }
    wanting = [one for one in recorded if one.undated or one.broken]
    wanting.sort(key=lambda one: -(one.undated + one.broken))
    return AuthorityStock(
        name=name,
        words=words % told,
        gap_url=address("standards:gap_list", number=authority.number),
        import_url=address("equipment:bulk_create", number=authority.number),
        schools=tuple(_school(one) for one in wanting[:SHOWN]),
        others=max(len(wanting) - SHOWN, 0),
    )


def _school(school: Any) -> SchoolStock:
    undated = _("%(count)s without year of purchase") % {"count": amount(school.undated)}
    broken = _("%(count)s broken") % {"count": amount(school.broken)}
    words = [text for text, count in ((undated, school.undated), (broken, school.broken)) if count]
    narrowed = "?year=ohne" if school.undated else "?state=broken"
    url = address("equipment:stock_list", school_number=school.school_number)
    return SchoolStock(str(school), ", ".join(words), f"{url}{narrowed}")
