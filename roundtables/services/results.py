"""Typed results: stored the moment the table says them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import Manager, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError, require_seen, still_there
from core.marks import made_before
from matrix.models import Aspect, JoinedTopic
from roundtables.models import (
    AgendaItem,
    Agreement,
    ExperienceNote,
    FocusTopic,
    GoalPerspective,
    Guideline,
    Meeting,
    Milestone,
    MilestoneProposal,
    Result,
)
from roundtables.services.aims import check_horizon, check_stage
from roundtables.services.consensus import check_change, check_consensus
from roundtables.services.focus import check_focus
from roundtables.services.guards import locked_series, open_meeting, tell_tables
from roundtables.signals import guideline_replaced

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

Kind = TypeVar("Kind", bound=Result)


class About(TypedDict, total=False):
    """What every result may say of itself: the matrix it speaks of, its TOP, the mark of its form."""

    topic: JoinedTopic | None
    aspects: Iterable[Aspect]
    agenda_item: AgendaItem | None
    submission_id: UUID | None


@transaction.atomic
def _record(model: type[Kind], meeting: Meeting, about: About, *, actor: User, **values: Any) -> Kind:
    stored = open_meeting(meeting)
    submission_id = about.get("submission_id")
    rows: Manager[Kind] = model.unscoped  # type: ignore[attr-defined]  # each kind has its own
    if known := made_before(rows, submission_id, series_id=stored.series_id):
        return known
    item = about.get("agenda_item")
    if item and item.meeting_id != stored.pk:
        raise DomainError(_("This agenda item belongs to another meeting."))
    if not str(values["text"]).strip():
        raise DomainError(_("Write down what was agreed."))
    about = about | {"aspects": list(about.get("aspects", ()))}
    check_stage(values.get("target_stage"), about["aspects"])
    row = model(
        series=stored.series,
        meeting=stored,
        agenda_item=item,
        topic=about.get("topic"),
        created_by=actor,
        submission_id=submission_id,
        **values,
    )
    row.save()
    row.aspects.set(about["aspects"])
    audit.record(actor, f"roundtables.{model._meta.model_name}_recorded", row)
    return row


@transaction.atomic
def record_guideline(meeting: Meeting, *, text: str, actor: User, **about: Unpack[About]) -> Guideline:
    """A Leitlinie adopted on the day of the meeting, with the next number of its table."""
    series = locked_series(meeting.series)
    return _record(
        Guideline,
        meeting,
        about,
        actor=actor,
        text=text,
        number=_next_number(series.pk),
        adopted_on=timezone.localdate(meeting.starts_at),
    )


def _next_number(series_id: int) -> int:
    return (Guideline.unscoped.filter(series=series_id).aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def replace_guideline(
    guideline: Guideline,
    *,
    text: str,
    adopted_on: date,
    actor: User,
    meeting: Meeting | None = None,
    submission_id: UUID | None = None,
) -> Guideline:
    """A new wording takes over under the same number: the old one ends and points to it. Returns the new one.

    `meeting` is where it was adopted; None between two meetings.
    """
    series = locked_series(guideline.series)
    if meeting is not None:
        meeting = open_meeting(meeting)
        if meeting.series_id != series.pk:
            raise DomainError(_("This meeting belongs to another round table."))
    if known := made_before(Guideline.unscoped, submission_id, series_id=series.pk):
        return known
    stored = _in_force(guideline)
    if text.split() == stored.text.split():
        raise DomainError(_("This is the wording in force. Write what changes."), field="text")
    if adopted_on < stored.adopted_on:
        raise DomainError(_("The new wording cannot be adopted before the old one."))
    new = Guideline.unscoped.create(
        series=series,
        meeting=meeting,
        number=stored.number,
        version=stored.version + 1,
        text=text,
        adopted_on=adopted_on,
        topic=stored.topic,
        created_by=actor,
        submission_id=submission_id,
    )
    new.aspects.set(stored.aspects.all())
    guideline_replaced.send(Guideline, old=stored, new=new, actor=actor)
    stored.replaced_by, stored.ended_on = new, adopted_on
    stored.save(update_fields=["replaced_by", "ended_on"])
    tell_tables(series.pk)
    audit.record(actor, "roundtables.guideline_replaced", stored, {"replaced_by": [None, new.label]})
    return new


@transaction.atomic
def end_guideline(guideline: Guideline, *, on: date, actor: User) -> Guideline:
    """The table no longer follows this rule; it stays readable in the history."""
    locked_series(guideline.series)
    stored = _in_force(guideline)
    if on < stored.adopted_on:
        raise DomainError(_("A guideline cannot end before it was adopted."))
    stored.ended_on = on
    stored.save(update_fields=["ended_on"])
    tell_tables(stored.series_id)
    audit.record(actor, "roundtables.guideline_ended", stored, {"ended_on": [None, on.isoformat()]})
    return stored


def _in_force(guideline: Guideline) -> Guideline:
    stored = Guideline.unscoped.get(pk=guideline.pk)
    if stored.replaced_by_id or stored.ended_on:
        raise DomainError(_("This guideline was already replaced or ended."))
    return stored


@transaction.atomic
def record_goal(
    meeting: Meeting,
    *,
    text: str,
    horizon_year: int,
    actor: User,
    target_stage: int | None = None,
    indicator: str = "",
    **about: Unpack[About],
) -> GoalPerspective:
    """A Zielperspektive: where the table wants to be in `horizon_year`."""
    check_horizon(horizon_year)
    goal = {"horizon_year": horizon_year, "target_stage": target_stage, "indicator": indicator}
    return _record(GoalPerspective, meeting, about, actor=actor, text=text, **goal)


@transaction.atomic
def record_focus_topic(
    meeting: Meeting,
    *,
    text: str,
    actor: User,
    from_on: date | None = None,
    until_on: date | None = None,
    lead: str = "",
    word: str = "",
    **about: Unpack[About],
) -> FocusTopic:
    """A Themenschwerpunkt; without `from_on` it begins on the day of the meeting. The fourth needs a `word`."""
    begins = from_on or timezone.localdate(meeting.starts_at)
    focus = {"from_on": begins, "until_on": until_on, "lead": lead, "word": word}
    series = locked_series(meeting.series)
    if not made_before(FocusTopic.unscoped, about.get("submission_id"), series_id=series.pk):
        check_focus(series.pk, focus)
    return _record(FocusTopic, meeting, about, actor=actor, text=text, **focus)


@transaction.atomic
def record_milestone(
    meeting: Meeting,
    *,
    text: str,
    responsible: str,
    due_on: date,
    actor: User,
    owner: str = Milestone.Owner.BOTH,
    school: School | None = None,
    target_stage: int | None = None,
    evidence: str = "",
    agreement: Agreement | None = None,
    **about: Unpack[About],
) -> Milestone:
    """A Meilenstein: a checkable step that a body carries until `due_on`."""
    step = {
        "responsible": responsible,
        "due_on": due_on,
        "first_due_on": due_on,
        "owner": owner,
        "school": school,
        "target_stage": target_stage,
        "evidence": evidence,
        "agreement": agreement,
    }
    if agreement and agreement.series_id != meeting.series_id:
        raise DomainError(_("This agreement belongs to another round table."))
    _check_school(school, meeting)
    return _record(Milestone, meeting, about, actor=actor, text=text, **step)


@transaction.atomic
def record_agreement(
    meeting: Meeting,
    *,
    text: str,
    actor: User,
    responsible: str = "",
    due_on: date | None = None,
    consensus: str = Agreement.Consensus.AGREED,
    reservation: str = "",
    reserved_by: str = "",
    **about: Unpack[About],
) -> Agreement:
    """A Vereinbarung. Without `responsible` the check before sealing asks for it.

    With a reservation it says what it is and whose: a body that decides at this meeting.
    """
    carried = {"consensus": consensus, "reservation": reservation, "reserved_by": reserved_by}
    agreement = {"responsible": responsible, "due_on": due_on} | carried
    check_consensus(meeting, **carried)
    return _record(Agreement, meeting, about, actor=actor, text=text, **agreement)


@transaction.atomic
def record_experience(
    meeting: Meeting, *, text: str, actor: User, school: School | None = None, **about: Unpack[About]
) -> ExperienceNote:
    """A hint or good example from a school, for all at the table."""
    _check_school(school, meeting)
    return _record(ExperienceNote, meeting, about, actor=actor, text=text, school=school)


def _check_school(school: School | None, table: Meeting | Result) -> None:
    if school and school.municipality_id != table.series.municipality_id:
        raise DomainError(_("This school does not belong to this round table."))


@transaction.atomic
def change_result(result: Kind, *, actor: User, seen: str, aspects: Iterable[Aspect], **values: Any) -> Kind:
    """Correct a result while its minutes are open; without a change nothing is written.

    `seen` is the fingerprint the writer began with.
    """
    stored = _changeable(result)
    require_seen(stored.fingerprint(), seen)
    wanted = list(aspects)
    _check_values(stored, values, wanted)
    changes = audit.set_values(stored, values) | audit.set_related(stored, "aspects", wanted)
    if not changes:
        return stored
    if isinstance(stored, Milestone) and "due_on" in changes:
        stored.first_due_on = stored.due_on  # a slip of the pen, not a moved date
    stored.save()
    audit.record(actor, f"roundtables.{result._meta.model_name}_changed", stored, changes)
    return stored


def _check_values(stored: Result, values: dict[str, Any], aspects: Iterable[Aspect]) -> None:
    """What each kind asks of its own fields, before anything is changed."""
    _check_school(values.get("school"), stored)
    if isinstance(stored, Agreement):
        check_change(stored, values)
    if isinstance(stored, FocusTopic):
        new = {name: values.get(name, getattr(stored, name)) for name in ("from_on", "until_on", "word")}
        check_focus(stored.series_id, new, besides=stored.pk)
    if "target_stage" in values:
        check_stage(values["target_stage"], aspects)
    if (
        isinstance(stored, GoalPerspective)
        and values.get("horizon_year", stored.horizon_year) != stored.horizon_year
    ):
        check_horizon(values["horizon_year"])


@transaction.atomic
def withdraw_result(result: Result, *, actor: User) -> Meeting:
    """Take back what was typed by mistake, as long as the minutes are open. The trail keeps the text."""
    stored = _changeable(result)
    meeting: Meeting = stored.meeting  # type: ignore[assignment]  # _changeable refuses rows without one
    if isinstance(stored, Guideline) and Guideline.unscoped.filter(replaced_by=stored).exists():
        raise DomainError(_("This guideline replaces another one and cannot be withdrawn."))
    changes = {"text": [stored.text, ""]}
    audit.record(actor, f"roundtables.{result._meta.model_name}_withdrawn", stored, changes)
    if isinstance(stored, Milestone):  # what it was taken over from waits for an answer again
        MilestoneProposal.unscoped.filter(milestone=stored).update(
            state=MilestoneProposal.State.OPEN, milestone=None, answered_at=None
        )
    stored.delete()
    return meeting


def _changeable(result: Kind) -> Kind:
    if result.meeting is None:
        raise DomainError(_("This entry does not belong to a meeting."))
    open_meeting(result.meeting)
    rows: Any = type(result)
    stored: QuerySet[Kind] = rows.unscoped.select_related("meeting__series")
    return still_there(stored, result.pk, gone=_("This entry was withdrawn in between."))
