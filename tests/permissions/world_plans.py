"""What planning adds to the persona world: one function a kind of thing, each told the letter of a school."""

from __future__ import annotations

from uuid import uuid4

from annualreviews import services as reviews
from annualreviews.models import AgreementPoint
from tests.permissions.marks import STAFF, FullWorld, mark
from tests.permissions.world_bulk import set_up_bulk
from tests.permissions.world_counting import set_up_counting
from tests.permissions.world_forecast import set_up_forecast
from tests.permissions.world_network import set_up_network
from tests.permissions.world_planning import set_up_budget, set_up_ranking, set_up_year
from tests.permissions.world_procurement import set_up_orders
from tests.permissions.world_standards import set_up_standard


def set_up_plans(full: FullWorld) -> None:
    for letter in "ABC":
        for part in PARTS:
            part(full, letter)


def _review(full: FullWorld, letter: str) -> None:
    """A talk with one agreement, not closed."""
    things, actor = full.places[letter], full.user(STAFF[letter])
    about = {name: mark(letter, "review", name) for name in ("place", "participants", "note")}
    reviews.save_review(things.school, year=things.year, values=about | {"starts_at": None}, actor=actor)
    point = reviews.add_point(
        things.school,
        year=things.year,
        values={
            "text": mark(letter, "review", "point"),
            "side": AgreementPoint.Side.BOTH,
            "due_on": None,
            "item": None,
        },
        submission_id=uuid4(),
        actor=actor,
    )
    things.values |= {"review_point": point.pk}


PARTS = (
    set_up_counting,
    set_up_network,
    _review,
    set_up_standard,
    set_up_orders,
    set_up_year,
    set_up_ranking,
    set_up_budget,
    set_up_forecast,
    set_up_bulk,
)
