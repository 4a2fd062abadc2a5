"""Equipment of the demo world beside its stock: how a school is connected, and a stock-taking that has begun."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from equipment.models import EquipmentType, ImportProfile, NetworkLine, RoomCount, RoomNetwork
from equipment.profile import Profile
from equipment.selectors.counting import room_lines
from equipment.services.counting import Count, save_count, start_stocktaking
from schools.models import School


def build(users: dict[str, User]) -> None:
    school, head = School.unscoped.get(school_number="990012"), users["schulleitung@demo.example"]
    NetworkLine.unscoped.create(
        school=school,
        technology=NetworkLine.Technology.FIBRE,
        provider="Netzbau Muster",
        contracted_down=500,
        contracted_up=250,
        measured_down=380,
        measured_up=210,
        measured_on=timezone.localdate() - timedelta(days=40),
    )
    for room, reach in (("Raum 3", "full"), ("Raum 4", "full"), ("Pavillon", "partly")):
        RoomNetwork.unscoped.create(school=school, room=room, wlan=reach)
    _count(school, head)
    ImportProfile.unscoped.create(
        authority=school.authority,
        name="Inventarliste der Stadt",
        header=["Inventarnummer", "Haus", "Artikel", "Raumbezeichnung", "Gekauft am", "Zuständig"],
        kept=Profile(
            "Inventarliste der Stadt",
            "other",
            {
                "school_number": "Haus",
                "type": "Artikel",
                "room": "Raumbezeichnung",
                "purchase_year": "Gekauft am",
            },
            {"type": {"iPad 9": "DEV_TABLET_POOL", "Beamer Epson": "PRES_PROJECTOR"}},
        ).as_json(),
    )


def _count(school: School, head: User) -> None:
    """One room is counted: a piece less than on the list, and one that nobody knew of."""
    taking = start_stocktaking(school, actor=head)
    room = RoomCount.unscoped.filter(stocktaking=taking).order_by("room", "building")[0]
    lines = room_lines(user=head, room=room)
    counted = {line.pk: line.quantity for line in lines}
    counted[lines[0].pk] -= 1
    find = {"type": EquipmentType.objects.get(code="PRN").pk, "quantity": 1, "note": "stand im Materialraum"}
    save_count(room, count=Count(counted, [find], ""), version=0, actor=head)
