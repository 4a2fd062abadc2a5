"""Prepare the talk, record what was agreed, close it, and tell a year later what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annualreviews.models import AgreementPoint, AnnualReview
from annualreviews.selectors import sheet_of
from core.audit import record, set_values
from core.errors import DomainError, still_there
from core.marks import made_before
from core.parsing import one_line

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

ABOUT = ("starts_at", "place", "participants", "note")
POINT = ("text", "side", "due_on", "item")


def begin(school: School, *, year: int) -> AnnualReview:
    """The talk of this school in this year; the first who writes something makes its row."""
    return AnnualReview.unscoped.get_or_create(school=school, year=year)[0]


@transaction.atomic
def save_review(school: School, *, year: int, values: dict[str, Any], actor: User) -> AnnualReview:
    """Day, place, people and what was said (`ABOUT`). Raises DomainError when the talk is closed."""
    review = _open_one(begin(school, year=year))
    changes = set_values(review, {name: values[name] for name in ABOUT})
    if changes:
        review.save(update_fields=list(ABOUT))
        record(actor, "annualreviews.review_saved", review, changes)
    return review


@transaction.atomic
def add_point(
    school: School, *, year: int, values: dict[str, Any], submission_id: UUID, actor: User
) -> AgreementPoint:
    """One more thing agreed; the same submission again answers with the point it made the first time."""
    review = _open_one(begin(school, year=year))
    if known := made_before(AgreementPoint.unscoped, submission_id, review_id=review.pk):
        return known
    point = AgreementPoint(review=review, submission_id=submission_id, **_point(review, values))
    point.save(force_insert=True)
    record(actor, "annualreviews.point_added", review, {"point": [None, point.text]})
    return point


@transaction.atomic
def change_point(point: AgreementPoint, *, values: dict[str, Any], actor: User) -> AgreementPoint:
    """Raises DomainError when the talk is closed, Conflict when somebody has removed the agreement."""
    review = _open_one(point.review)
    held = _held(point)
    changes = set_values(held, _point(review, values))
    if changes:
        held.save(update_fields=list(POINT))
        record(actor, "annualreviews.point_changed", review, changes)
    return held


@transaction.atomic
def remove_point(point: AgreementPoint, *, actor: User) -> AnnualReview:
    """Raises DomainError when the talk is closed, Conflict when the agreement is removed already."""
    review = _open_one(point.review)
    held = _held(point)
    held.delete()
    record(actor, "annualreviews.point_removed", review, {"point": [held.text, None]})
    return review


@transaction.atomic
def settle_point(point: AgreementPoint, *, outcome: str, note: str, actor: User) -> AgreementPoint:
    """What became of an agreement. Raises DomainError while its talk is not closed: then it is still being made.

    Raises Conflict when somebody has opened the talk again and removed the agreement, and closed it.
    """
    review = AnnualReview.unscoped.select_for_update().get(pk=point.review_id)
    if not review.is_closed:
        raise DomainError(_("The talk is not closed yet. Change the agreement itself."))
    held = _held(point)
    changes = set_values(held, {"outcome": outcome, "outcome_note": one_line(note)})
    if changes:
        held.save(update_fields=["outcome", "outcome_note"])
        record(actor, "annualreviews.point_settled", review, changes)
    return held


@transaction.atomic
def close_review(review: AnnualReview, *, actor: User) -> AnnualReview:
    """Freeze what both sides saw and agreed. A second click finds it done.

    Raises DomainError without a day, before that day, or without any agreement.
    """
    held = AnnualReview.unscoped.select_for_update().get(pk=review.pk)
    if held.is_closed:
        return held
    if held.starts_at is None:
        raise DomainError(_("Enter the day of the talk first."))
    if held.starts_at > timezone.now():
        raise DomainError(_("The talk lies ahead. Correct its day, or close it afterwards."))
    if not held.points.exists():
        raise DomainError(_("Record at least one agreement first."))
    held.sheet = sheet_of(user=actor, school=held.school, year=held.year, with_cost=False)
    held.closed_at, held.closed_by = timezone.now(), actor
    held.save(update_fields=["sheet", "closed_at", "closed_by"])
    record(actor, "annualreviews.review_closed", held)
    return held


@transaction.atomic
def reopen_review(review: AnnualReview, *, reason: str, actor: User) -> AnnualReview:
    """Something was wrong on the sheet to sign. Raises DomainError without a reason."""
    why = one_line(reason)
    if not why:
        raise DomainError(_("Name the reason: both sides read it in the trail."))
    held = AnnualReview.unscoped.select_for_update().get(pk=review.pk)
    if held.is_closed:
        held.sheet = held.closed_at = held.closed_by = None
        held.save(update_fields=["sheet", "closed_at", "closed_by"])
        record(actor, "annualreviews.review_reopened", held, {"reason": [None, why[:300]]})
    return held


def _open_one(review: AnnualReview) -> AnnualReview:
    """The row under a lock, if the talk is not closed."""
    held = AnnualReview.unscoped.select_for_update().get(pk=review.pk)
    if held.is_closed:
        raise DomainError(_("The talk is closed. Its sheet can no longer be changed."))
    return held


def _held(point: AgreementPoint) -> AgreementPoint:
    """As it stands now, under the lock of its talk."""
    rows = AgreementPoint.unscoped.select_for_update(of=("self",))
    return still_there(rows, point.pk, gone=_("Somebody else has removed this agreement in between."))


def _point(review: AnnualReview, values: dict[str, Any]) -> dict[str, Any]:
    clean = {name: values[name] for name in POINT} | {"text": one_line(values["text"])}
    item = clean["item"]
    if item and item.need_list.school_id != review.school_id:
        raise DomainError(_("This need belongs to another school."))
    return clean
