"""What the report pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from matrix.models import Aspect, Side, Snapshot
from reports.models import ReportJob
from reports.querysets import ReportJobQuerySet
from schools.access import access_for
from schools.models import ConceptVersion, School, SchoolAuthority
from schools.reviews import Review, review_of
from schools.selectors import TrainingCount

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models.fields.files import FieldFile

    from accounts.models import User
    from invitations.models import MinutesMail
    from roundtables.models import Meeting


@dataclass(frozen=True, slots=True)
class AdvisedSchool:
    """One line of the adviser's page. `aspects` counts answered aspects of the released picture."""

    school: School
    released_at: datetime | None
    snapshot_id: int | None
    answered: int
    aspects: int
    trainings: TrainingCount | None  # of the released picture; None before trainings were part of it
    concept_adopted_on: date | None
    next_review_on: date | None
    review: Review
    report_id: UUID | None
    report_made_at: datetime | None


def report_jobs(user: User) -> ReportJobQuerySet:
    """All reports that this person may read, newest first."""
    jobs: ReportJobQuerySet = ReportJob.visible_to(user).select_related(
        "school", "authority", "meeting__series", "series", "requested_by"
    )
    return jobs


def names_requester(job: ReportJob, user: User) -> bool:
    """Room sheets are read by the Träger's contractor too, who reads things and no people, save oneself."""
    is_open = job.kind != ReportJob.Kind.ROOMS or job.requested_by_id == user.pk
    return is_open or user.has_perm("equipment.view_who", job)


def stopped_sending(meeting: Meeting, *, user: User) -> ReportJob | None:
    """Minutes that were to hang on mails, the newest of them, if they went to nobody and wait for nothing any more."""
    asked = ReportJob.visible_to(user).filter(meeting=meeting, kind=ReportJob.Kind.MINUTES)
    newest: ReportJob | None = (
        asked.filter(params__has_key="send").select_related("requested_by").order_by("-requested_at").first()
    )
    return newest if newest and (newest.state == newest.State.FAILED or "stopped" in newest.params) else None


def own_subjects(user: User) -> tuple[list[SchoolAuthority], list[School]]:
    """The own Träger and schools, whose reports can be asked for without a detour; two queries at most."""
    access = access_for(user)
    authorities = SchoolAuthority.visible_to(user).filter(pk__in=access.authority_ids())
    schools = School.visible_to(user).filter(access.own_schools_q())
    return list(authorities.order_by("name")), list(schools.order_by("name"))


def advised_schools(user: User, *, search: str = "") -> list[AdvisedSchool]:
    """The schools that this person reads, with the state of rating, concept, release and last report.

    A fixed number of queries, however many schools there are.
    """
    newest = Snapshot.visible_to(user).filter(school=OuterRef("pk")).order_by("-number")
    reports = (
        ReportJob.visible_to(user)
        .ready()
        .filter(school=OuterRef("pk"), kind=ReportJob.Kind.SCHOOL)
        .order_by("-finished_at")
    )
    adopted = ConceptVersion.visible_to(user).filter(school=OuterRef("pk")).order_by("-number")
    schools = (
        School.visible_to(user)
        .open()
        .select_related("municipality", "authority")
        .annotate(
            newest_snapshot=Subquery(newest.values("pk")[:1]),
            newest_report=Subquery(reports.values("pk")[:1]),
            newest_report_at=Subquery(reports.values("finished_at")[:1]),
            adopted_at=Subquery(adopted.values("adopted_on")[:1]),
            review_at=Subquery(adopted.values("next_review_on")[:1]),
        )
        .order_by("municipality__name", "name")
    )
    if search:
        schools = schools.filter(name__icontains=search)
    rows = list(schools)
    snapshots = Snapshot.visible_to(user).in_bulk(
        [row.newest_snapshot for row in rows if row.newest_snapshot]
    )
    asked = Aspect.objects.filter(field__side=Side.SCHOOL).values_list("field__catalogue")
    sizes = dict(asked.annotate(Count("pk")).order_by())
    return [_line(row, snapshots.get(row.newest_snapshot), sizes) for row in rows]


def _line(row: Any, snapshot: Snapshot | None, sizes: dict[int, int]) -> AdvisedSchool:
    """`sizes` maps a catalogue to the number of its aspects on the school side."""
    data = snapshot.data if snapshot else {}
    ratings = data.get("ratings", {})
    return AdvisedSchool(
        school=row,
        released_at=snapshot.taken_at if snapshot else None,
        snapshot_id=snapshot.pk if snapshot else None,
        answered=len(ratings),
        aspects=sizes.get(snapshot.catalogue_id, 0) if snapshot else 0,
        trainings=TrainingCount(**data["trainings"]) if "trainings" in data else None,
        concept_adopted_on=row.adopted_at,
        next_review_on=row.review_at,
        review=review_of(
            adopted_on=row.adopted_at,
            due_on=row.review_at,
            warning_years=row.authority.warning_years,
            today=timezone.localdate(),
        ),
        report_id=row.newest_report,
        report_made_at=row.newest_report_at,
    )


def sealed_minutes(meeting: Meeting) -> FieldFile | None:
    """The newest PDF of the minutes as they were sealed, for whoever may read them; never one of a draft."""
    made = ReportJob.unscoped.ready().filter(kind=ReportJob.Kind.MINUTES, meeting=meeting)
    return _newest_file(made.filter(snapshot__is_sealed=True))


def has_own_list(letter: MinutesMail) -> bool:
    """Whether the minutes gave the person whom this mail was written to anything to do."""
    return _lists_of(letter).exists()


def own_list(letter: MinutesMail) -> FieldFile | None:
    """The PDF of what that person has to do; None while it is being made."""
    return _newest_file(_lists_of(letter).ready())


def _lists_of(letter: MinutesMail) -> ReportJobQuerySet:
    lists = ReportJob.unscoped.filter(kind=ReportJob.Kind.DUTIES, meeting=letter.meeting_id)
    return lists.filter(params__name=letter.name, params__body=letter.body)


def _newest_file(made: ReportJobQuerySet) -> FieldFile | None:
    files = (job.file for job in made.order_by("-finished_at"))
    return next((file for file in files if file.storage.exists(file.name or "")), None)
