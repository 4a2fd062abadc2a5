"""What ties a milestone to others: what it waits for, who takes part, which agreement it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, require_seen
from roundtables.models import Agreement, LearningPlace, Milestone, MilestoneLink, MilestonePartner
from roundtables.services.guards import locked_series, tell_tables

if TYPE_CHECKING:
    from accounts.models import User

MOST_PARTNERS = 20


@transaction.atomic
def bind_milestone(
    milestone: Milestone,
    *,
    actor: User,
    waits_for: Iterable[Milestone] = (),
    partners: Iterable[str] = (),
    places: Iterable[LearningPlace] = (),
    agreement: Agreement | None = None,
    seen: int | None = None,
) -> Milestone:
    """Set all of them at once. `seen` is the `links_version` the writer began with; Conflict if it has moved on.

    Links of one table are written one after the other (its row is locked), so two people cannot close a circle.
    """
    series = locked_series(milestone.series)
    stored = Milestone.unscoped.select_for_update(of=("self",)).get(pk=milestone.pk)
    if seen is not None:
        require_seen(stored.links_version, seen)
    wanted, invited = list(waits_for), list(places)
    bodies = _bodies([*(place.name for place in invited), *partners])
    if agreement and agreement.series_id != series.pk:
        raise DomainError(_("This agreement belongs to another round table."))
    if any(other.series_id != series.pk for other in wanted):
        raise DomainError(_("A milestone can only wait for one of the same round table."))
    if any(place.municipality_id != series.municipality_id for place in invited):
        raise DomainError(_("This learning place belongs to another municipality."))
    _check_circle(stored, wanted)
    changes = _changes(stored, wanted, bodies, agreement)
    if not changes:
        return stored
    MilestoneLink.unscoped.filter(milestone=stored).delete()
    MilestoneLink.unscoped.bulk_create(MilestoneLink(milestone=stored, waits_for=other) for other in wanted)
    MilestonePartner.unscoped.filter(milestone=stored).delete()
    by_name = {place.name: place for place in invited}
    MilestonePartner.unscoped.bulk_create(
        MilestonePartner(milestone=stored, body=body, place=by_name.get(body)) for body in bodies
    )
    stored.agreement, stored.links_version = agreement, stored.links_version + 1
    stored.save(update_fields=["agreement", "links_version"])
    tell_tables(series.pk)
    audit.record(actor, "roundtables.milestone_bound", stored, changes)
    return stored


def _bodies(partners: Iterable[str]) -> list[str]:
    """Each body once, in the order typed."""
    bodies = list(dict.fromkeys(body.strip() for body in partners if body.strip()))
    if len(bodies) > MOST_PARTNERS:
        raise DomainError(_("At most %(count)d bodies can take part.") % {"count": MOST_PARTNERS})
    return bodies


def _changes(
    stored: Milestone, wanted: list[Milestone], bodies: list[str], agreement: Agreement | None
) -> dict[str, list[str]]:
    before = {
        "waits_for": "; ".join(sorted(str(row) for row in stored.waits_for.all())),
        "partners": "; ".join(row.body for row in stored.partners.all()),
        "agreement": str(stored.agreement or ""),
    }
    after = {
        "waits_for": "; ".join(sorted(map(str, wanted))),
        "partners": "; ".join(bodies),
        "agreement": str(agreement or ""),
    }
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def _check_circle(milestone: Milestone, wanted: list[Milestone]) -> None:
    """DomainError with a sentence that names the circle which `wanted` would close."""
    onward: defaultdict[int, list[int]] = defaultdict(list)
    links = MilestoneLink.unscoped.filter(milestone__series=milestone.series_id)
    for link in links.exclude(milestone=milestone):
        onward[link.milestone_id].append(link.waits_for_id)
    for first in wanted:
        if path := _path(onward, first.pk, milestone.pk):
            raise DomainError(_circle_words([milestone.pk, *path]))


def _path(onward: dict[int, list[int]], start: int, goal: int) -> list[int]:
    """The milestones from `start` to `goal` along the links, both named; [] if none leads there."""
    came_from: dict[int, int | None] = {start: None}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            path, back = [here], came_from[here]
            while back is not None:
                path.append(back)
                back = came_from[back]
            return path[::-1]
        for there in onward.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return []


def _circle_words(circle: list[int]) -> str:
    texts = {row.pk: str(row) for row in Milestone.unscoped.filter(pk__in=circle)}
    if len(set(circle)) == 1:
        return _("A milestone cannot wait for itself.")
    steps = [
        _("“%(first)s” waits for “%(second)s”") % {"first": texts[first], "second": texts[second]}
        for first, second in pairwise(circle)
    ]
    return _("That would go round in a circle: %(steps)s.") % {"steps": ", ".join(steps)}
