"""The Medienkonzept on the start page: writing it, and looking at it again once it is adopted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from gutersloh_portal.navigation import places_of, resolve_optional
from gutersloh_portal.task import SOON, Task, due_words
from schools.framework import SECTION_COUNT
from schools.models import ConceptSection, MediaConcept, School
from schools.reviews import review_of
from schools.selectors.concept import light_checks

if TYPE_CHECKING:
    from accounts.models import User

UPLOAD_MINUTES, LIGHT_MINUTES, SECTION_MINUTES, REVIEW_MINUTES = 5, 10, 10, 20


def concept_tasks(user: User) -> Iterator[Task]:
    schools = places_of(user).schools
    if schools:
        yield from _own_concepts(user, schools)


def _own_concepts(user: User, schools: tuple[School, ...]) -> Iterator[Task]:
    rows = MediaConcept.visible_to(user).filter(school__in=schools).select_related("school__authority")
    concepts = {row.school_id: row for row in rows}
    checks = light_checks(user=user, concepts=concepts.values())
    texts = ConceptSection.visible_to(user).filter(school__in=schools).exclude(text="")
    written = dict(texts.order_by().values_list("school_id").annotate(n=Count("pk")))
    for school in schools:
        concept = concepts.get(school.pk)
        url = resolve_optional("schools:concept_detail", school_number=school.school_number)
        hint = str(school) if len(schools) > 1 else ""
        if concept is None or concept.is_open:
            yield _writing(concept, written.get(school.pk, 0), url, hint)
        elif review := _review(concept, url, hint):
            yield review
        elif check := checks.get(school.pk):
            yield from _light_check(check.due_on, url, hint)


def _writing(concept: MediaConcept | None, written: int, url: str, hint: str) -> Task:
    if concept and concept.file:
        state = concept.get_state_display()
        return Task(_("Have the concept adopted"), url, state, "info", hint, minutes=UPLOAD_MINUTES)
    if written:
        counted = _("%(done)s of %(all)s sections") % {"done": written, "all": SECTION_COUNT}
        return Task(_("Continue the concept"), url, counted, "info", hint, minutes=SECTION_MINUTES)
    title = _("Begin the concept or upload it")
    return Task(title, url, _("nothing yet"), "neutral", hint, minutes=SECTION_MINUTES)


def _review(concept: MediaConcept, url: str, hint: str) -> Task | None:
    """Two months before it is due, and in other words once it has been let go for years."""
    due, today = concept.next_review_on, timezone.localdate()
    warning_years = concept.school.authority.warning_years
    late = review_of(adopted_on=concept.adopted_on, due_on=None, warning_years=warning_years, today=today)
    title = _("Review the concept")
    if late.status:
        return Task(title, url, late.status, "danger", hint, due or date.max, REVIEW_MINUTES)
    if due and due <= today + SOON:
        return Task(title, url, *due_words(due), hint, due, REVIEW_MINUTES)
    return None


def _light_check(due: date | None, url: str, hint: str) -> Iterator[Task]:
    """All through the school year; in colour only towards its end."""
    if due:
        status, tone = due_words(due)
        tone = tone if due <= timezone.localdate() + SOON else "info"
        title = _("Does the Medienkonzept still fit?")
        yield Task(title, url, status, tone, hint, due, LIGHT_MINUTES)
