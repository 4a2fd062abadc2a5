"""Ask for reports, tell about them, and clean up behind dead workers."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from core.jobs import LostClaim
from core.mail import Part, queue_mail
from invitations import services as invitations
from invitations.selectors import minutes_round, tasks_of
from invitations.services import OwnList
from reports import pipeline
from reports.models import ReportJob
from roundtables.models import Meeting, RoundTableSeries
from roundtables.services.guards import locked_meeting
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from reports.selectors import AdvisedSchool

logger = logging.getLogger(__name__)
OPEN_JOBS_PER_USER = 3
KEEP_DAYS = 90

Subject = School | SchoolAuthority | Meeting | RoundTableSeries
PARTS = ("school", "authority", "meeting__series", "series")  # what the name of a report is made of


def kind_and_place(subject: Subject) -> dict[str, object]:
    """The columns that say what a report is about."""
    if isinstance(subject, School):
        return {"kind": ReportJob.Kind.SCHOOL, "school": subject}
    if isinstance(subject, SchoolAuthority):
        return {"kind": ReportJob.Kind.AUTHORITY, "authority": subject}
    if isinstance(subject, RoundTableSeries):
        return {"kind": ReportJob.Kind.GUIDELINES, "series": subject}
    return {"kind": ReportJob.Kind.MINUTES, "meeting": subject}


def request_report(
    subject: Subject,
    *,
    actor: User,
    kind: str = "",
    params: dict[str, object] | None = None,
    limit: int | None = OPEN_JOBS_PER_USER,
) -> ReportJob:
    """Write the job, or return the one that is already waiting or running for this person and subject.

    `kind` names another report about the subject than its usual one, `params` a part of the subject.

    Raises DomainError when the person has `limit` other jobs open (None: no limit, for the command line).
    """
    columns = kind_and_place(subject) | ({"kind": kind} if kind else {}) | {"params": params or {}}
    mine = ReportJob.unscoped.active().filter(requested_by=actor)
    running = mine.filter(**columns).first()
    if running:
        return running
    if limit is not None and mine.exclude(kind=ReportJob.Kind.DUTIES).count() >= limit:
        raise DomainError(
            _("You already have %(count)s reports in the making. Please wait until one is ready.")
            % {"count": limit}
        )
    try:
        with transaction.atomic():
            return ReportJob.unscoped.create(requested_by=actor, **columns)
    except IntegrityError:  # the second half of a double click: the constraint kept one
        return mine.get(**columns)


@dataclass(slots=True)
class Ordered:
    """What became of an order for several schools."""

    jobs: list[ReportJob] = field(default_factory=list)  # written just now
    ready: int = 0  # made today from the newest release
    waiting: int = 0  # asked for before and still in the making
    unreleased: int = 0


@transaction.atomic
def order_school_reports(rows: Iterable[AdvisedSchool], *, actor: User) -> Ordered:
    """Ask for the Schulbericht of each school that has none of today; asking again orders nothing.

    The actor may ask for each of them. A choice is one order, so the limit of open jobs does not apply.
    """
    ordered, today = Ordered(), timezone.localdate()
    columns = {"kind": ReportJob.Kind.SCHOOL, "requested_by": actor}
    waiting = set(ReportJob.unscoped.active().filter(**columns).values_list("school", flat=True))
    for row in rows:
        made = row.report_made_at
        if row.released_at is None:
            ordered.unreleased += 1
        elif made and made >= row.released_at and timezone.localdate(made) == today:
            ordered.ready += 1
        elif row.school.pk in waiting:
            ordered.waiting += 1
        else:
            ordered.jobs.append(request_report(row.school, actor=actor, limit=None))
    return ordered


TO_SEND = {"send": True}  # params of minutes that are made to hang on mails
SENT = {"send": False}
NO_RIGHT = {"send": False, "stopped": "right"}  # whoever pressed the button does not run the table any more
NO_FILE = {"send": False, "stopped": "file"}  # it is gone; pressed again, it is made anew
REFUSED = {"send": False, "stopped": "rule"}


@transaction.atomic
def send_minutes(meeting: Meeting, *, actor: User, again: bool = False) -> ReportJob | int:
    """To everybody who has not got them: at once with a link, or as the table chose it, once the PDF is made.

    `again` also to those whose link of an earlier mail opens nothing any more.

    Returns how many mails were written, or the job whose worker writes them. What links open, and each person's own
    list, is made beside: the sweep rings for it.
    """
    meeting = locked_meeting(meeting)
    if meeting.state != Meeting.State.SEALED:
        raise DomainError(_("The minutes are not final yet."))
    if again:
        invitations.forget_ended(meeting, actor=actor)
    lists = _order_lists(meeting, actor=actor)
    if meeting.series.delivery == RoundTableSeries.Delivery.LINKED:
        count = invitations.send_minutes(meeting, actor=actor, lists=lists)
        if count:  # what links of people without an account open, kept from today on; the same text is not made twice
            request_report(meeting, actor=actor, limit=None)
        return count
    return request_report(meeting, actor=actor, params=dict(TO_SEND), limit=None)


def _order_lists(meeting: Meeting, *, actor: User) -> dict[tuple[str, str], OwnList]:
    """The own list of everybody who is to be written to and has something to do. The caller holds the meeting."""
    content = meeting.sealed_content or {}
    found = {}
    for reader in minutes_round(meeting).due:
        if tasks_of(reader, content):
            params: dict[str, object] = {"name": reader.name, "body": reader.body, "user": reader.account}
            job = request_report(meeting, actor=actor, kind=ReportJob.Kind.DUTIES, params=params, limit=None)
            found[reader.key] = OwnList(page_of(job))
    return found


def deliver(job: ReportJob) -> None:
    """Hang finished minutes on the mails they were made for, with each person's own list.

    Safe to run again: the ledger knows who has them. What cannot go out is given up and said once: whoever lost the
    table in the meantime sends nothing, and a file that is gone does not come back by waiting.
    """
    meeting = job.meeting
    if meeting is None:
        return
    try:
        with transaction.atomic():
            meeting = locked_meeting(meeting)
            sender = User.objects.get(pk=job.requested_by_id)  # with the rights of now
            if job.state == ReportJob.State.DENIED or not sender.has_perm("reports.send_minutes", meeting):
                _give_up(job, meeting, NO_RIGHT)
                return
            document, lists = _part(job, "Protokoll.pdf"), _lists_to_hang(job)
            invitations.send_minutes(meeting, actor=sender, document=document, lists=lists)
            ReportJob.unscoped.filter(pk=job.pk, params=TO_SEND).update(params=SENT)
    except OSError as error:
        logger.exception("report %s: the minutes were not sent", job.pk)
        if isinstance(error, FileNotFoundError):
            _give_up(job, meeting, NO_FILE)
    except DomainError:
        logger.exception("report %s: the minutes were not sent", job.pk)
        _give_up(job, meeting, REFUSED)


@transaction.atomic
def _give_up(job: ReportJob, meeting: Meeting, why: dict[str, object]) -> None:
    """Nobody gets these minutes by this job any more; the page of the minutes says why. Once, whoever else tries."""
    if ReportJob.unscoped.filter(pk=job.pk, params=TO_SEND).update(params=why):
        changes = {"stopped": ["", why["stopped"]]}
        audit.record(job.requested_by, "invitations.minutes_unsent", meeting, changes)


def _part(job: ReportJob, name: str) -> Part:
    with job.file.open("rb") as file:
        return Part(name=name, content_type="application/pdf", content=file.read())


def _lists_to_hang(job: ReportJob) -> dict[tuple[str, str], OwnList]:
    """What was made for the same sending. Somebody whose list could not be made finds it in the text of the mail.

    So does somebody whose list is gone from the disk.
    """
    rows = ReportJob.unscoped.ready().filter(kind=ReportJob.Kind.DUTIES, meeting=job.meeting)
    return {
        (row.params["name"], row.params["body"]): OwnList(page_of(row), _part(row, "Meine Aufgaben.pdf"))
        for row in rows.order_by("finished_at")
        if row.file.storage.exists(row.file.name or "")
    }


def deliver_made(meeting: int | None = None) -> None:
    """Minutes that wait for nothing any more go out; those whose worker died before the mails, too.

    One that fails keeps no other from going out.
    """
    making = ReportJob.unscoped.active().filter(kind=ReportJob.Kind.DUTIES, meeting=OuterRef("meeting"))
    ended = {"state__in": [ReportJob.State.DONE, ReportJob.State.DENIED]}
    made = ReportJob.unscoped.filter(kind=ReportJob.Kind.MINUTES, params=TO_SEND, **ended)
    if meeting is not None:
        made = made.filter(meeting=meeting)
    for job in made.exclude(Exists(making)).select_related("requested_by", "meeting__series"):
        deliver(job)


def perform(job_id: UUID | str) -> None:
    """What the worker does when the bell rings. Safe to call again: only a free job is claimed."""
    fence = ReportJob.unscoped.claim(job_id)
    if fence is None:
        return
    job = ReportJob.unscoped.select_related("requested_by", *PARTS).get(pk=job_id)
    try:
        pipeline.run(job, fence)
    except LostClaim:
        logger.warning("report %s: another worker took over", job_id)
        return
    except DomainError as error:
        pipeline.fail(job, fence, pipeline.plain_reason(error))
    except Exception as error:
        logger.exception("report %s failed", job_id)
        pipeline.fail(job, fence, pipeline.plain_reason(error))
    if job.meeting_id:
        deliver_made(job.meeting_id)
    tell(job)


def page_of(job: ReportJob) -> str:
    return reverse("reports:report_detail", args=[job.pk])


def tell(job: ReportJob) -> None:
    """Mail the requester once that the report is ready or failed; the mail holds a link, no content.

    An address that no mail can go to is logged: the report ends all the same. Of a list that belongs to somebody else
    nobody is told: it goes with the minutes.
    """
    has_ended = job.state in {ReportJob.State.DONE, ReportJob.State.FAILED}
    if not has_ended or job.kind == ReportJob.Kind.DUTIES:
        return
    ready = job.state == ReportJob.State.DONE
    subject = _("Your report is ready") if ready else _("Your report could not be made")
    link = settings.BASE_URL + page_of(job)
    intro = (
        _("%(report)s is ready for download:") if ready else _("%(report)s could not be made. What to do:")
    )
    lines = [intro % {"report": job}, link] if ready else [intro % {"report": job}, job.error, link]
    event, text = f"report-{job.pk}-{job.state}", "\n\n".join(lines)
    try:
        queue_mail(event=event, recipient=job.requested_by.email, subject=subject, body=text)
    except DomainError:
        logger.warning("report %s: no mail can go to its requester", job.pk)


def sweep() -> list[UUID]:
    """Give up on jobs that died three times, delete what expired, return the jobs whose bell must ring again."""
    reason = _("The report was interrupted three times. Please tell the operator of the portal.")
    for job in ReportJob.unscoped.exhausted().select_related("requested_by", *PARTS):
        with transaction.atomic():  # nobody learns of an end that was not written, and of each that was
            ended = ReportJob.unscoped.exhausted().filter(pk=job.pk)
            if ended.update(state=ReportJob.State.FAILED, error=reason, finished_at=Now(), lease_until=None):
                job.refresh_from_db()
                tell(job)
    deliver_made()
    remove_expired()
    waiting = timezone.now() - timedelta(seconds=20)  # younger ones have a message on its way
    return list(ReportJob.unscoped.claimable().filter(requested_at__lt=waiting).values_list("pk", flat=True))


def remove_expired() -> int:
    """Delete rows and files older than KEEP_DAYS; a file that a younger report shares stays."""
    old = ReportJob.unscoped.filter(finished_at__lt=timezone.now() - timedelta(days=KEEP_DAYS))
    removed = 0
    for job in old:
        name = job.file.name
        job.delete()
        removed += 1
        if name and not ReportJob.unscoped.filter(file=name).exists():
            job.file.storage.delete(name)
    return removed


def remove_strays(*, before: datetime) -> int:
    """Delete files that no report names: a worker died between writing one and saying so. Answers with their number.

    Younger files than `before` are left alone: their worker may be about to say so.
    """
    storage: Any = ReportJob._meta.get_field("file").storage
    if not storage.exists("reports"):
        return 0
    known = set(ReportJob.unscoped.exclude(file="").values_list("file", flat=True))
    _folders, names = storage.listdir("reports")
    strays = [name for one in names if (name := f"reports/{one}") not in known]
    old = [name for name in strays if storage.get_modified_time(name) < before]
    for name in old:
        storage.delete(name)
    return len(old)
