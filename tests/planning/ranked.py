"""Short ways to a ranking: its picture, its order, its values."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from needs.models import NeedItem
from planning.criteria import KEYS
from planning.models import Ranking
from planning.selectors.rankings import Line, RankingPicture, ranking_picture
from planning.services import rankings
from tests.planning.conftest import TRAEGER, YEAR
from tests.world import World

UNSET = dict.fromkeys(KEYS)
A, B, C = ({"priority": one} for one in "ABC")


def url(name: str, *args: Any) -> str:
    return reverse(f"planning:{name}", args=[TRAEGER, YEAR, *args])


def picture(world: World) -> RankingPicture:
    return ranking_picture(user=world.user("staff"), authority=world.authority, year=YEAR)


def rate(
    world: World, item: NeedItem, *, note: str = "Brandschutz", for_school: bool = False, **values: int
) -> None:
    rankings.save_values(
        item, values=UNSET | values, note=note, for_school=for_school, actor=world.user("staff")
    )


def told(world: World, actor: str = "staff") -> dict[str, Any]:
    version = Ranking.unscoped.filter(authority=world.authority).values_list("version", flat=True).first()
    return {"year": YEAR, "version": version or 0, "actor": world.user(actor)}


def order(world: World) -> list[tuple[int, int]]:
    return [(line.pk, line.position) for line in picture(world).lines]


def value(line: Line, key: str) -> tuple[int, str]:
    found = next(one for one in line.values if one.criterion.key == key)
    return found.value, found.reason
