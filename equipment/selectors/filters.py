"""The stock list as its address says: only known words narrow it, everything else is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.parsing import one_line
from equipment.models import EquipmentType, StockBatch
from equipment.selectors.stock import stock_of

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

SORTS: dict[str, tuple[Any, list[str]]] = {
    "": (_("year of purchase"), ["purchase_year", "building", "room", "pk"]),
    "room": (_("place"), ["building", "room", "purchase_year", "pk"]),
    "quantity": (_("quantity, most first"), ["-quantity", "pk"]),
    "newest": (_("changed last first"), ["-changed_at", "pk"]),
}
WITHOUT_YEAR = "ohne"  # as `year`: only lines without one
LONGEST = 80  # characters of a search


@dataclass(frozen=True, slots=True)
class StockFilter:
    """Empty words filter nothing; `year` is text because it stands in the address."""

    group: str = ""
    state: str = ""
    room: str = ""
    year: str = ""
    fund: str = ""
    q: str = ""
    sort: str = ""

    @classmethod
    def read(cls, told: Mapping[str, str]) -> StockFilter:
        def word(name: str) -> str:
            return one_line(told.get(name, "").replace("\x00", ""))[:LONGEST]

        year = word("year").lower()
        is_year = len(year) == 4 and year.isdecimal() and year.isascii()
        return cls(
            group=word("group") if word("group") in EquipmentType.Group.values else "",
            state=word("state") if word("state") in StockBatch.State.values else "",
            room=word("room"),
            year=year if is_year or year == WITHOUT_YEAR else "",
            fund=word("fund")[:12],
            q=word("q"),
            sort=word("sort") if word("sort") in SORTS else "",
        )

    @property
    def narrows(self) -> bool:
        """Leaves out more than the retired lines."""
        return any(value for name, value in asdict(self).items() if name != "sort")

    @property
    def query(self) -> str:
        """The same list as an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


def stock_list(*, user: User, school: School, chosen: StockFilter) -> Any:
    """The lines that `chosen` leaves, by type and within it as sorted; without a state all that are not retired."""
    found = stock_of(user=user, school=school, group=chosen.group, state=chosen.state)
    if chosen.room:
        found = found.filter(Q(room__icontains=chosen.room) | Q(building__icontains=chosen.room))
    if chosen.year == WITHOUT_YEAR:
        found = found.filter(purchase_year__isnull=True)
    elif chosen.year:
        found = found.filter(purchase_year=int(chosen.year))
    if chosen.fund:
        found = found.filter(funding_source__code=chosen.fund)
    if chosen.q:
        places = ("type__name", "building", "room", "invoice_number", "serials", "retired_reason")
        anywhere = Q()
        for name in places:
            anywhere |= Q(**{f"{name}__icontains": chosen.q})
        found = found.filter(anywhere)
    return found.order_by("type__order", "type__name", "type_id", *SORTS[chosen.sort][1])
