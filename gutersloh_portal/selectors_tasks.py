"""What a person has to do next, with the reason and the way there.

Every group reads all places of a role in one go, so that an adviser with a hundred schools costs as much as
a head with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import outbox
from core.addresses import address
from core.days import day_in_words
from core.pages import unwritten
from core.templatetags.ui import Tone
from equipment.models import StockBatch
from gutersloh_portal.navigation import places_of
from gutersloh_portal.selectors_concept import concept_tasks
from gutersloh_portal.selectors_invitations import invitation_tasks
from gutersloh_portal.selectors_needs import needs_tasks
from gutersloh_portal.selectors_procurement import procurement_tasks
from gutersloh_portal.selectors_reviews import review_tasks
from gutersloh_portal.task import SOON, Task, due_words
from matrix.models import AssessmentRound, Catalogue, JointRound, Rating, Side, Snapshot
from matrix.selectors import current_catalogue, joint_summaries, matrix_of, open_sheets
from roundtables.models import AgendaProposal, Meeting, Milestone, MilestoneProposal
from roundtables.rules import may_run_some_table
from schools.access import Role, access_for, any_of
from schools.models import School, SchoolYearFigures
from schools.models.register import school_year_label, school_year_of

if TYPE_CHECKING:
    from accounts.models import User

ORDER: dict[str, int] = {"danger": 0, "warning": 1, "info": 2, "neutral": 3, "success": 4}
Subject = tuple[int | None, int | None]  # (school, authority): exactly one is set


class Effort:
    """Minutes that one sitting takes, estimated: a reader should see what fits between two lessons."""

    ASPECT = 1
    MILESTONE = 2
    CHECK = FIGURES = REGISTER = SHEET = AGREE = 5
    PAGE = 15
    STOCK = MINUTES = 20


def tasks_of(user: User) -> tuple[Task, ...]:
    """Everything open, the urgent first; a task whose page does not exist is left out."""
    groups = (
        _assessments(user),
        _joint(user),
        concept_tasks(user),
        _of_schools(user),
        _of_authorities(user),
        invitation_tasks(user),
        _of_tables(user),
        needs_tasks(user),
        review_tasks(user),
        procurement_tasks(user),
        _of_admin(user),
    )
    found = [task for group in groups for task in group if task.url]
    return tuple(sorted(found, key=lambda task: (ORDER[task.tone], task.due_on)))


# --- matrix: the draft of one's own school or Träger ----------------------------------------------------------


@dataclass(slots=True)
class Drafts:
    """How far all own drafts have come; the keys are subjects."""

    current: int | None = None
    answered: dict[tuple[int | None, int | None, int], tuple[int, datetime]] = field(default_factory=dict)
    totals: dict[tuple[int, str], int] = field(default_factory=dict)
    working: dict[Subject, int] = field(default_factory=dict)
    released: dict[Subject, datetime] = field(default_factory=dict)

    def count(self, catalogue: Catalogue) -> None:
        for side in Side:
            self.totals[catalogue.pk, side] = len(matrix_of(catalogue).aspects_of(side))

    def state(self, subject: Subject, side: str) -> tuple[int, int, bool]:
        """Answered, total, and whether there is something to release."""
        catalogue = self.working.get(subject) or self.current or 0
        answered, changed_at = self.answered.get((*subject, catalogue), (0, None))
        released_at = self.released.get(subject)
        return (
            answered,
            self.totals.get((catalogue, side), 0),
            bool(changed_at and (not released_at or changed_at > released_at)),
        )


def _assessments(user: User) -> Iterator[Task]:
    places = places_of(user)
    if not (places.schools or places.authorities):
        return
    drafts = _drafts(user)
    for school in places.schools:
        url = address("matrix:school_assessment", school_number=school.school_number)
        hint = str(school) if len(places.schools) > 1 else ""
        yield from _assessment(drafts.state((school.pk, None), Side.SCHOOL), url, hint)
    for authority in places.authorities:
        url = address("matrix:authority_assessment", number=authority.number)
        hint = str(authority) if len(places.authorities) > 1 else _("the side of the school authority")
        yield from _assessment(drafts.state((None, authority.pk), Side.AUTHORITY), url, hint)


def _assessment(state: tuple[int, int, bool], url: str, hint: str) -> Iterator[Task]:
    answered, total, has_changes = state
    if not total:
        return
    counted = _("%(done)s of %(all)s aspects") % {"done": answered, "all": total}
    if answered == 0:
        yield Task(
            _("Begin the self-assessment"), url, counted, "neutral", hint, minutes=total * Effort.ASPECT
        )
    elif answered < total:
        left = (total - answered) * Effort.ASPECT
        yield Task(_("Continue the self-assessment"), url, counted, "info", hint, minutes=left)
    elif has_changes:
        title = _("Check and release the self-assessment")
        yield Task(title, url, _("complete"), "warning", hint, minutes=Effort.CHECK)


def _drafts(user: User) -> Drafts:
    """Four queries for all places together."""
    drafts = Drafts()
    places = places_of(user)
    rounds = AssessmentRound.visible_to(user).filter(released_at__isnull=True)  # nobody sees a foreign draft
    for sitting in rounds.select_related("catalogue"):
        drafts.working[sitting.school_id, sitting.authority_id] = sitting.catalogue_id
        drafts.count(sitting.catalogue)
    newest_rows = Rating.visible_to(user).current().values("pk")
    said = Count("aspect", distinct=True, filter=~Q(state=Rating.WITHDRAWN))
    counts = (
        Rating.visible_to(user)
        .filter(pk__in=newest_rows)
        .order_by()
        .values_list("school_id", "authority_id", "aspect__field__catalogue_id")
        .annotate(answered=said, newest=Max("rated_at"))
    )
    for school, authority, catalogue, answered, newest in counts:
        drafts.answered[school, authority, catalogue] = (answered, newest)
    if current := current_catalogue():
        drafts.current = current.pk
        drafts.count(current)
    own = any_of(school__in=places.schools, authority__in=places.authorities)
    releases = Snapshot.visible_to(user).filter(own).order_by().values_list("school_id", "authority_id")
    for school, authority, taken_at in releases.annotate(newest=Max("taken_at")):
        drafts.released[school, authority] = taken_at
    return drafts


# --- rating together: the own sheet, and the rounds of a school that one leads ------------------------------------


def _joint(user: User) -> Iterator[Task]:
    if not places_of(user).schools:
        return
    for sheet in open_sheets(user):
        title = _("Rate for yourself: %(title)s") % {"title": sheet.round.title}
        url = address("matrix:sheet_start", pk=sheet.pk)
        yield Task(title, url, *due_words(sheet.round.last_day), "", sheet.round.last_day, Effort.SHEET)
    led = JointRound.visible_to(user).filter(school__in=access_for(user).school_ids(Role.SCHOOL_LEAD))
    unfinished = led.exclude(state=JointRound.State.AGREED).select_related("school").order_by("closes_at")
    for row in joint_summaries(unfinished[:5]):
        words = {"title": row.round.title}
        url = row.round.get_absolute_url()
        if row.round.is_open:
            heard = ngettext(
                "%(done)s of %(all)s has answered", "%(done)s of %(all)s have answered", row.handed_in
            )
            status = heard % {"done": row.handed_in, "all": row.invited}
            yield Task(_("Rating together: %(title)s") % words, url, status, "info", "", row.round.last_day)
        elif row.missing:
            status = _("%(done)s of %(all)s aspects agreed") % {"done": row.agreed, "all": row.aspects}
            talk = row.missing * Effort.AGREE
            yield Task(_("Agree together: %(title)s") % words, url, status, "warning", minutes=talk)


# --- the own school: figures, equipment ---------------------------------------------------------------


def _of_schools(user: User) -> Iterator[Task]:
    schools = places_of(user).schools
    if not schools:
        return
    year = school_year_of(timezone.localdate())
    counted = set(_ids(SchoolYearFigures.visible_to(user).filter(school__in=schools, school_year=year)))
    stocked = set(_ids(StockBatch.visible_to(user).filter(school__in=schools)))
    for school in schools:
        hint = str(school) if len(schools) > 1 else ""
        number = school.school_number
        if school.pk not in counted:
            title = _("Enter the figures of %(year)s") % {"year": school_year_label(year)}
            url = address("schools:figures_list", school_number=number)
            yield Task(
                title, url, _("missing"), "info", hint or _("pupils, classes, rooms"), minutes=Effort.FIGURES
            )
        if school.pk not in stocked:
            url = address("equipment:stock_list", school_number=number)
            yield Task(
                _("Record the equipment"), url, _("nothing yet"), "neutral", hint, minutes=Effort.STOCK
            )


def _ids(rows: Any) -> Iterable[int]:
    return rows.order_by().values_list("school_id", flat=True).distinct()


# --- whoever reads released pictures ---------------------------------------------------------------------------


def _of_authorities(user: User) -> Iterator[Task]:
    """How many schools have released: of each own Träger, and for media advisers of all their schools."""
    access = access_for(user)
    authorities = places_of(user).authorities
    if authorities:
        own = School.visible_to(user).open().filter(authority__in=authorities).order_by()
        counted = own.values_list("authority_id").annotate(
            n=Count("pk", distinct=True), done=Count("pk", distinct=True, filter=Q(snapshots__isnull=False))
        )
        found = {pk: (n, done) for pk, n, done in counted}
        for authority in authorities:
            url = address("matrix:heatmap", number=authority.number)
            hint = str(authority) if len(authorities) > 1 else ""
            yield from _releases(*found.get(authority.pk, (0, 0)), url, hint)
    if Role.MEDIA_ADVISER in access.roles:
        rows = School.visible_to(user).open().filter(access.advised_schools_q())
        sums = rows.aggregate(
            n=Count("pk", distinct=True), done=Count("pk", distinct=True, filter=Q(snapshots__isnull=False))
        )
        yield from _releases(sums["n"], sums["done"], address("reports:adviser_page"), "")


def _releases(schools: int, released: int, url: str, hint: str) -> Iterator[Task]:
    if schools > released:
        counted = ngettext("%(done)s of %(all)s school", "%(done)s of %(all)s schools", schools)
        status = counted % {"done": released, "all": schools}
        yield Task(
            _("Schools that have released their picture"),
            url,
            status,
            "info" if released else "neutral",
            hint,
        )


# --- round tables ----------------------------------------------------------------------------------------------


def _of_tables(user: User) -> Iterator[Task]:
    yield from _minutes(user)
    yield from _corrections(user)
    yield from _proposals(user)
    due = Milestone.visible_to(user).mine(user).open().filter(due_on__lte=timezone.localdate() + SOON)
    for milestone in due.order_by("due_on", "pk")[:5]:
        status, tone = due_words(milestone.due_on)
        yield Task(
            _("Milestone: %(text)s") % {"text": milestone.text[:90]},
            address("roundtables:milestone_detail", pk=milestone.pk),
            status,
            tone,
            milestone.responsible,
            milestone.due_on,
            Effort.MILESTONE,
        )


def _proposals(user: User) -> Iterator[Task]:
    """Milestones that schools propose, for those who take them over or decline them."""
    if may_run_some_table(user):
        count = MilestoneProposal.visible_to(user).to_answer(user).count()
        if count:
            url = address("roundtables:proposal_list")
            status = ngettext("%(count)s waits", "%(count)s wait", count) % {"count": count}
            yield Task(_("Answer the proposed milestones"), url, status, "info")
        waiting = AgendaProposal.visible_to(user).to_answer(user).count()
        if waiting:
            status = ngettext("%(count)s waits", "%(count)s wait", waiting) % {"count": waiting}
            yield Task(
                _("Answer the proposed agenda items"), address("roundtables:proposal_list"), status, "info"
            )


def _minutes(user: User) -> Iterator[Task]:
    """Minutes in draft or with a window for corrections, for those who run the table."""
    if not may_run_some_table(user):
        return
    rows = (
        Meeting.visible_to(user).run_by(user).filter(state__in=["draft", "review"]).select_related("series")
    )
    for meeting in rows.defer("sealed_content").order_by("starts_at")[:5]:
        title = _("Finish the minutes: %(table)s") % {"table": meeting.series}
        url = address("roundtables:meeting_detail", pk=meeting.pk)
        held = day_in_words(meeting.starts_at)
        yield Task(title, url, meeting.get_state_display(), "warning", held, minutes=Effort.MINUTES)


def _corrections(user: User) -> Iterator[Task]:
    """Minutes that whoever sits at the table may still correct; who runs it is told of them already."""
    sits = Q(participants__user=user) | Q(series__members__user=user)
    found = Meeting.visible_to(user).filter(sits, state="review", review_until__gte=timezone.localdate())
    own = Meeting.visible_to(user).run_by(user).values("pk")
    rows = found.exclude(pk__in=own).select_related("series").defer("sealed_content").distinct()
    for meeting in rows.order_by("review_until", "pk")[:5]:
        yield Task(
            _("Check the minutes: %(table)s") % {"table": meeting.series},
            address("roundtables:minutes_detail", pk=meeting.pk),
            _("corrections until %(day)s") % {"day": day_in_words(meeting.review_until)},
            "info",
            due_on=meeting.review_until or date.max,
            minutes=Effort.CHECK,
        )


# --- operation -------------------------------------------------------------------------------------------------


def _of_admin(user: User) -> Iterator[Task]:
    if not access_for(user).is_admin:
        return
    if not School.visible_to(user).exists():
        url = address("schools:register_import_create")
        yield Task(
            _("Load the school register"), url, _("no schools yet"), "warning", minutes=Effort.REGISTER
        )
    missing = len(unwritten())
    if missing:
        status = _("%(count)s open") % {"count": missing}
        hint = _("Legal notice, privacy and accessibility still show the sample text.")
        yield Task(
            _("Write the operator’s pages"),
            address("sitepage_list"),
            status,
            "info",
            hint,
            minutes=Effort.PAGE,
        )
    yield from _mails()


def _mails() -> Iterator[Task]:
    """Mails that nobody got: given up, come back, or so far refused."""
    found = outbox.counts()
    told = []
    if found.given_up:
        told.append(_("%(count)s given up") % {"count": found.given_up})
    if found.returned:
        told.append(ngettext("%(count)s came back", "%(count)s came back", found.returned))
        told[-1] %= {"count": found.returned}
    tone: Tone = "danger" if told else "warning"
    if found.waiting and not told:
        told.append(ngettext("%(count)s is tried again", "%(count)s are tried again", found.waiting))
        told[-1] %= {"count": found.waiting}
    if told:
        yield Task(_("Mails that did not arrive"), address("outbox_list"), ", ".join(told), tone)
