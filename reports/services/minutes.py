"""Send sealed minutes: at once with a link, or once their PDF is made; to each person with what they have to do."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from core.mail import Part
from invitations import services as invitations
from invitations.selectors import minutes_round, tasks_of
from invitations.services import OwnList
from reports.models import ReportJob
from reports.services.orders import page_of, request_report
from roundtables.models import Meeting, RoundTableSeries
from roundtables.services.guards import locked_meeting

logger = logging.getLogger(__name__)

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
