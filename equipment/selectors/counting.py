"""Stock-taking as screens and sheets need it: rooms, their lines, and what differs from the stock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core.fingerprint import fingerprint_of
from equipment.models import EquipmentType, RoomCount, StockBatch, Stocktaking

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A room with the lines that should be there."""

    room: RoomCount
    batches: list[StockBatch]

    @property
    def pieces(self) -> int:
        return sum(one.quantity for one in self.batches)

    @property
    def counted_lines(self) -> int:
        """Lines that are here now and were looked at; one that has been moved away since does not count."""
        return sum(1 for one in self.batches if str(one.pk) in self.room.lines)

    @property
    def is_partly(self) -> bool:
        """Counted, with lines left open. Taking over adds lines nobody had to count, so it says nothing then."""
        waits = bool(self.room.counted_at and not self.room.taken_at)
        return waits and self.counted_lines < len(self.batches)

    @property
    def left_open(self) -> int:
        """Lines of a room taken over that nobody has counted; what was found there carries the day of the count."""
        if not (self.room.taken_at and self.room.counted_at):
            return 0
        day = timezone.localdate(self.room.counted_at)
        uncounted = (one for one in self.batches if str(one.pk) not in self.room.lines)
        return sum(1 for one in uncounted if one.counted_on is None or one.counted_on < day)


@dataclass(frozen=True, slots=True)
class Difference:
    """A counted line that is not as the stock says. `has_changed`: somebody changed the line after counting."""

    batch: StockBatch
    counted: int
    has_changed: bool


@dataclass(frozen=True, slots=True)
class Find:
    """Something in a room that no line of the stock names."""

    type: EquipmentType
    quantity: int
    note: str


@dataclass(frozen=True, slots=True)
class RoomResult:
    """What taking over this room would change. `open_lines` were not counted and stay as they are."""

    room: RoomCount
    differences: list[Difference]
    finds: list[Find]
    same: int
    open_lines: int


def place_key(building: str, room: str) -> Place:
    return building.lower(), room.lower()


def open_stocktaking(*, user: User, school: School) -> Stocktaking | None:
    found: Stocktaking | None = (
        Stocktaking.visible_to(user).filter(school=school, closed_at__isnull=True).first()
    )
    return found


def lines_by_place(*, user: User, school: School) -> dict[Place, list[StockBatch]]:
    """Everything that counts at the school, by where it stands."""
    lines = StockBatch.visible_to(user).filter(school=school).exclude(state=StockBatch.State.RETIRED)
    found: dict[Place, list[StockBatch]] = {}
    for batch in lines.select_related("type", "funding_source").order_by(*(StockBatch._meta.ordering or [])):
        found.setdefault(place_key(batch.building, batch.room), []).append(batch)
    return found


def room_lines(*, user: User, room: RoomCount) -> list[StockBatch]:
    """The lines that should be in this room now."""
    lines = StockBatch.visible_to(user).filter(
        school=room.school_id, building__iexact=room.building, room__iexact=room.room
    )
    return list(lines.exclude(state=StockBatch.State.RETIRED).select_related("type", "funding_source"))


def sheets(*, user: User, stocktaking: Stocktaking) -> list[Sheet]:
    """All rooms with their lines; two queries however many rooms."""
    lines = lines_by_place(user=user, school=stocktaking.school)
    rooms = RoomCount.visible_to(user).filter(stocktaking=stocktaking).select_related("counted_by")
    return [Sheet(room, lines.get(place_key(room.building, room.room), [])) for room in rooms]


def results(*, user: User, stocktaking: Stocktaking) -> list[RoomResult]:
    """Counted rooms that are not taken over yet."""
    types = {one.pk: one for one in EquipmentType.objects.all()}
    waiting = (
        one
        for one in sheets(user=user, stocktaking=stocktaking)
        if one.room.counted_at and not one.room.taken_at
    )
    return [_result(sheet, types) for sheet in waiting]


def _result(sheet: Sheet, types: dict[int, EquipmentType]) -> RoomResult:
    told: dict[str, Any] = sheet.room.lines
    counted = [one for one in sheet.batches if str(one.pk) in told]
    differences = [
        Difference(one, told[str(one.pk)]["counted"], told[str(one.pk)]["version"] != one.version)
        for one in counted
        if told[str(one.pk)]["counted"] != one.quantity or told[str(one.pk)]["version"] != one.version
    ]
    finds = [
        Find(types[one["type"]], one["quantity"], one["note"])
        for one in sheet.room.finds
        if one["type"] in types
    ]
    return RoomResult(
        sheet.room, differences, finds, len(counted) - len(differences), len(sheet.batches) - len(counted)
    )


def results_print(found: Iterable[RoomResult]) -> str:
    """Names what the page of differences shows, so that nothing else is taken over."""
    return fingerprint_of(
        [
            [
                str(one.room.pk),
                one.room.version,
                [[d.batch.pk, d.batch.version, d.counted] for d in one.differences],
            ]
            for one in found
        ]
    )
