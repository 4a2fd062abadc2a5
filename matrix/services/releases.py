"""Freigabe: freeze what stands as a numbered picture."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import equipment.selectors
import schools.selectors
from core import audit
from core.errors import Conflict, DomainError
from matrix import selectors
from matrix.models import Snapshot
from matrix.services.subjects import Subject, lock, named
from schools.models import School
from schools.models.register import school_year_of

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def release(
    subject: Subject, *, actor: User, seen: int | None = None, taken_at: datetime | None = None
) -> Snapshot:
    """Freigabe: freeze what stands now as a numbered picture and close the sitting.

    `taken_at` dates a picture that is entered later, from paper; without it the moment is now.

    Aspects without an answer stay "not rated"; one answer at least must be there. `seen` is the number of the
    newest release that the page showed (0: none): a double click makes one picture, and a release by somebody
    else in between raises Conflict.
    """
    lock(subject)
    newest = subject.snapshots.order_by("-number").first()
    number = newest.number if newest else 0
    if seen is not None and newest and seen != number:
        if newest.taken_by_id == actor.pk and seen == number - 1:
            return newest
        raise Conflict(_("Somebody else released in the meantime. Please check the newest release first."))
    catalogue = selectors.working_catalogue(subject)
    ratings = selectors.plain_ratings(subject, catalogue) if catalogue else {}
    if not catalogue or not ratings:
        raise DomainError(_("Please rate at least one aspect before you release."))
    now = taken_at or timezone.now()
    snapshot = Snapshot.unscoped.create(
        **named(subject),
        catalogue=catalogue,
        number=number + 1,
        school_year=school_year_of(timezone.localdate(now)),
        taken_at=now,
        taken_by=actor,
        data=_picture(subject, ratings),
    )
    subject.rounds.filter(released_at__isnull=True).update(released_at=now)
    audit.record(actor, "matrix.released", snapshot, {"number": [number or None, snapshot.number]})
    return snapshot


def repeats(subject: Subject, newest: Snapshot) -> bool:
    """Whether a release would say now just what the newest one says: answers, figures, stock and concept."""
    catalogue = selectors.working_catalogue(subject)
    if not catalogue or catalogue.pk != newest.catalogue_id:
        return False
    picture = _picture(subject, selectors.plain_ratings(subject, catalogue))
    same: bool = json.loads(json.dumps(picture, cls=DjangoJSONEncoder)) == newest.data
    return same


def _picture(subject: Subject, ratings: dict[str, Any]) -> dict[str, Any]:
    return {"ratings": ratings, **(_school_facts(subject) if isinstance(subject, School) else {})}


def _school_facts(school: School) -> dict[str, Any]:
    """What the school has and plans at this moment as plain values: dates as ISO text, texts translated."""
    facts = {
        "figures": schools.selectors.figures_of(school=school),
        "coverage": [asdict(row) for row in equipment.selectors.coverage(school=school)],
        "stock": list(equipment.selectors.stock_summary(school=school)),
        "concept": asdict(schools.selectors.concept_status(school=school)),
        "focuses": selectors.running_focuses(school),
        "trainings": asdict(schools.selectors.training_count(school=school)),
    }
    return cast("dict[str, Any]", json.loads(json.dumps(facts, cls=DjangoJSONEncoder)))
