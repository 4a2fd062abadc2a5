"""The Medienkonzept on the start page: writing it, and looking at it again once it is adopted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.addresses import address
from gutersloh_portal.navigation import places_of
from gutersloh_portal.task import SOON, Task, due_words
from schools.access import Role, access_for
from schools.framework import SECTION_COUNT
from schools.models import ConceptSection, MediaConcept, School, SectionComment, ShownSection
from schools.reviews import review_of
from schools.selectors.concept import light_checks

if TYPE_CHECKING:
    from accounts.models import User

UPLOAD_MINUTES, LIGHT_MINUTES, SECTION_MINUTES, REVIEW_MINUTES = 5, 10, 10, 20
CHECK_MINUTES, COMMENT_MINUTES = 10, 3  # for one section that is shown, for one comment


def concept_tasks(user: User) -> Iterator[Task]:
    schools = places_of(user).schools
    if schools:
        yield from _own_concepts(user, schools)
        yield from _to_settle(user, schools)
    if Role.MEDIA_ADVISER in access_for(user).roles:
        yield from _to_check(user)
        yield from _to_answer(user)


def _own_concepts(user: User, schools: tuple[School, ...]) -> Iterator[Task]:
    rows = MediaConcept.visible_to(user).filter(school__in=schools).select_related("school__authority")
    concepts = {row.school_id: row for row in rows}
    checks = light_checks(user=user, concepts=concepts.values())
    texts = ConceptSection.visible_to(user).filter(school__in=schools).exclude(text="")
    written = dict(texts.order_by().values_list("school_id").annotate(n=Count("pk")))
    for school in schools:
        concept = concepts.get(school.pk)
        url = address("schools:concept_detail", school_number=school.school_number)
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


# --- talking about a draft: what the adviser reads, and what the school does with the answers ---------------------


def _to_check(user: User) -> Iterator[Task]:
    """Sections that the advised schools show and that wait for a sign-off."""
    count = (
        ShownSection.visible_to(user).waiting().filter(access_for(user).advised_schools_q("school__")).count()
    )
    if count:
        url = address("schools:review_list")
        title = _("Read sections of the Medienkonzept and sign them off")
        yield Task(title, url, _waiting(count), "info", minutes=count * CHECK_MINUTES)


def _to_answer(user: User) -> Iterator[Task]:
    own = access_for(user).advised_schools_q("school__")
    comments = SectionComment.visible_to(user).filter(own).to_answer()
    yield from _comments(comments, _("Answer the comments of your schools"))


def _to_settle(user: User, schools: tuple[School, ...]) -> Iterator[Task]:
    comments = SectionComment.visible_to(user).filter(school__in=schools).to_settle()
    yield from _comments(comments, _("Look at the comments on your Medienkonzept"))


def _comments(comments: Any, title: str) -> Iterator[Task]:
    """One task for all, which leads to the section of the oldest."""
    places = list(comments.order_by("created_at", "pk").values_list("school__school_number", "number"))
    if places:
        number, section = places[0]
        url = address("schools:section_feedback", school_number=number, number=section)
        minutes = len(places) * COMMENT_MINUTES
        yield Task(title, url, _waiting(len(places)), "info", minutes=minutes)


def _waiting(count: int) -> str:
    return ngettext("%(count)s waits", "%(count)s wait", count) % {"count": count}
