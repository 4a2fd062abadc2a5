"""The network of a school on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from equipment.models import EquipmentType, NetworkLine, RoomNetwork, StockBatch
from schools.models import SchoolYearFigures

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School


@dataclass(frozen=True, slots=True)
class NetworkPicture:
    """`told_wlan_rooms` stands in the newest figures of the school; None where they say nothing."""

    lines: list[NetworkLine]
    rooms: list[RoomNetwork]
    stock: list[StockBatch]
    told_wlan_rooms: int | None

    @property
    def full_rooms(self) -> int:
        return sum(1 for one in self.rooms if one.wlan == RoomNetwork.Coverage.FULL)

    @property
    def differs(self) -> bool:
        """The table of rooms and the figures of the school do not say the same."""
        return (
            bool(self.rooms) and self.told_wlan_rooms is not None and self.told_wlan_rooms != self.full_rooms
        )


def network_of(*, user: User, school: School) -> NetworkPicture:
    stock = StockBatch.visible_to(user).filter(school=school, type__group=EquipmentType.Group.NETWORK)
    stock = stock.exclude(state=StockBatch.State.RETIRED).select_related("type", "funding_source")
    newest = SchoolYearFigures.visible_to(user).filter(school=school).order_by("-school_year").first()
    return NetworkPicture(
        lines=list(NetworkLine.visible_to(user).filter(school=school)),
        rooms=list(RoomNetwork.visible_to(user).filter(school=school)),
        stock=list(stock),
        told_wlan_rooms=newest.wlan_rooms if newest else None,
    )
