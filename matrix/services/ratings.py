"""Answer and confirm: every act appends a row, none changes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict, DomainError
from matrix.models import FALL_NEEDS_REASON, Aspect, AssessmentRound, Catalogue, JointRound, Rating
from matrix.services.subjects import Subject, lock, named
from schools.models.register import school_year_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as a form or a command says it. `evidence` is a new file; without one the old file stays."""

    state: str
    stage: int | None = None
    target_stage: int | None = None
    target_year: int | None = None
    priority: str = ""
    reason: str = ""
    evidence_url: str = ""
    evidence: UploadedFile | None = None
    drop_evidence: bool = False

    def plain(self) -> dict[str, Any]:
        """The columns of the row, without the file."""
        return _columns(self)

    def falls_silently(self, stage: int | None) -> bool:
        """Whether this lowers that stage and does not say why."""
        return bool(stage and self.stage and self.stage < stage and not self.reason.strip())


def _columns(said: Answer | Rating) -> dict[str, Any]:
    names = ("state", "stage", "target_stage", "target_year", "priority", "reason", "evidence_url")
    return {name: getattr(said, name) for name in names}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What saving a whole table did: aspect codes saved, and the conflicting ones with the answer in between."""

    saved: tuple[str, ...]
    conflicts: dict[str, Rating]


@transaction.atomic
def start_round(subject: Subject, *, actor: User) -> AssessmentRound:
    """The open sitting of this school or Träger, begun now if there is none (the first answer does so)."""
    lock(subject)
    known = subject.rounds.filter(released_at__isnull=True).first()
    if known:
        return known
    catalogue = Catalogue.objects.current().first()
    if not catalogue:
        raise DomainError(_("No matrix has been loaded yet. The administrator of the portal can do that."))
    found = AssessmentRound.unscoped.create(
        **named(subject), catalogue=catalogue, school_year=school_year_of(timezone.localdate())
    )
    audit.record(actor, "matrix.round_started", found, {"subject": ["", str(subject)]})
    return found


@transaction.atomic
def rate(
    subject: Subject,
    aspect: Aspect,
    answer: Answer,
    *,
    seen: int | None,
    actor: User,
    rated_at: datetime | None = None,
    joint_round: JointRound | None = None,
) -> Rating:
    """Append one answer. `seen` is the key of the newest rating that the form was built on (None: there was none).

    Raises Conflict when somebody else answered in between. The same answer sent twice by the same person makes
    one row, and an answer that changes nothing in this sitting makes none. `rated_at` dates an invented answer back.
    `joint_round` marks what the school has agreed upon together; this always makes a row of its own.
    """
    sitting = start_round(subject, actor=actor)  # holds the lock on the subject until the end
    _check(aspect, answer, sitting)
    last = list(subject.ratings.filter(aspect=aspect).order_by("-pk")[:2])
    newest = last[0] if last else None
    repeated = newest and _is_repeated(
        answer, newest, earlier=last[1:], seen=seen, actor=actor, sitting=sitting
    )
    if newest and repeated and (joint_round is None or newest.joint_round_id == joint_round.pk):
        return newest
    if seen != (newest.pk if newest else None):
        raise _conflict(newest)
    if newest and answer.falls_silently(newest.stage):
        raise DomainError(str(FALL_NEEDS_REASON))
    rating = Rating(**named(subject), **answer.plain(), round=sitting, aspect=aspect, rated_by=actor)
    rating.joint_round = joint_round
    rating.rated_at = rated_at or rating.rated_at
    _attach(rating, answer, newest)
    rating.save()
    audit.record(actor, "matrix.rated", rating, _difference(newest, rating))
    return rating


@transaction.atomic
def confirm(subject: Subject, aspect: Aspect, *, seen: int, actor: User) -> Rating:
    """ "Unchanged": say that the newest answer, the one with the key `seen`, is still right today.

    This is one more rating with the same values, not a mark beside the old one: the newest row per aspect stays
    the only truth, so age, history, the check for other people's answers and the release need no second source.
    The row before keeps its day and its name; releases hold values of their own and are not touched.

    Raises Conflict when somebody answered or confirmed in between. A double click makes one row.
    """
    sitting = start_round(subject, actor=actor)  # holds the lock on the subject until the end
    last = list(subject.ratings.filter(aspect=aspect).order_by("-pk")[:2])
    if not last or last[0].state == Rating.WITHDRAWN:
        raise DomainError(_("There is no answer to this aspect yet that could be confirmed."))
    newest = last[0]
    answer = Answer(**_columns(newest))
    _check(aspect, answer, sitting)
    if seen != newest.pk:
        before = last[-1]
        mine = newest.rated_by_id == actor.pk and newest.round_id == sitting.pk
        mine = mine and newest.source == Rating.Source.SAID
        if mine and before.pk == seen and _columns(before) == _columns(newest):
            return newest
        raise _conflict(newest)
    rating = Rating(**named(subject), **answer.plain(), round=sitting, aspect=aspect, rated_by=actor)
    _attach(rating, answer, newest)
    rating.save()
    audit.record(actor, "matrix.confirmed", rating, {"aspect": ["", aspect.code]})
    return rating


@transaction.atomic
def withdraw(subject: Subject, aspect: Aspect, *, seen: int, actor: User) -> Rating:
    """Antwort zurücknehmen: not rated any more, as one more row; the answers before stay in the history.

    Raises Conflict when somebody answered in between. A double click makes one row.
    """
    sitting = start_round(subject, actor=actor)  # holds the lock on the subject until the end
    _check_version(aspect, sitting)
    last = list(subject.ratings.filter(aspect=aspect).order_by("-pk")[:2])
    newest = last[0] if last else None
    is_gone = newest is not None and newest.state == Rating.WITHDRAWN
    if newest and is_gone and newest.rated_by_id == actor.pk and seen == last[-1].pk:
        return newest
    if newest is None or is_gone:
        raise DomainError(_("There is no answer to this aspect that could be taken back."))
    if seen != newest.pk:
        raise _conflict(newest)
    rating = Rating(**named(subject), state=Rating.WITHDRAWN, round=sitting, aspect=aspect, rated_by=actor)
    rating.save()
    audit.record(actor, "matrix.withdrawn", rating, _difference(newest, rating))
    return rating


def _is_repeated(
    answer: Answer,
    newest: Rating,
    *,
    earlier: list[Rating],
    seen: int | None,
    actor: User,
    sitting: AssessmentRound,
) -> bool:
    """The newest row already says exactly this, in this sitting: a double click, or nothing changed."""
    same = all(getattr(newest, name) == value for name, value in answer.plain().items())
    if answer.drop_evidence and newest.evidence_file:
        return False
    if not same or newest.round_id != sitting.pk or newest.source == Rating.Source.CARRIED:
        return False
    clicked_twice = newest.rated_by_id == actor.pk and seen == (earlier[0].pk if earlier else None)
    if answer.evidence:
        return clicked_twice and newest.evidence_name == _file_name(answer.evidence)
    return clicked_twice or seen == newest.pk


def _conflict(newest: Rating | None) -> Conflict:
    if newest is None:
        return Conflict(_("The answer that you changed no longer exists. Please load the page again."))
    return Conflict(
        _("%(name)s has answered in the meantime. Your answer is not saved yet.")
        % {"name": newest.rated_by.name},
        theirs=newest.reason,
    )


def _check(aspect: Aspect, answer: Answer, sitting: AssessmentRound) -> None:
    """What no form may be trusted with: stages of this aspect, a target not below today, this sitting's matrix."""
    _check_version(aspect, sitting)
    known = {stage.number for stage in aspect.stages.all()}
    if answer.state not in Rating.State.values or (answer.state == Rating.State.RATED) != (
        answer.stage is not None
    ):
        raise DomainError(_("Choose a stage, or say that you do not know or that it does not apply."))
    if {answer.stage, answer.target_stage} - {None} - known:
        raise DomainError(_("This aspect has no such stage."))
    if answer.target_stage is not None and answer.target_stage < (answer.stage or 0):
        raise DomainError(_("The target lies below the stage of today."))
    if answer.target_year is not None and answer.target_stage is None:
        raise DomainError(_("Choose the target stage that belongs to the school year."))


def _check_version(aspect: Aspect, sitting: AssessmentRound) -> None:
    """An earlier version of the matrix takes no answers."""
    if aspect.field.catalogue_id != sitting.catalogue_id:
        raise DomainError(
            _("This question belongs to another version of the matrix. Please load the page again.")
        )


def _attach(rating: Rating, answer: Answer, newest: Rating | None) -> None:
    """A new file, no file, or the file of the answer before: two rows may share one stored file."""
    if answer.evidence:
        rating.evidence_name = _file_name(answer.evidence)
        rating.evidence_file.save(rating.evidence_name, answer.evidence, save=False)
    elif newest and newest.evidence_file and not answer.drop_evidence:
        rating.evidence_file, rating.evidence_name = newest.evidence_file.name, newest.evidence_name


def _file_name(file: UploadedFile) -> str:
    return (file.name or _("Evidence"))[-200:]


def _difference(newest: Rating | None, rating: Rating) -> dict[str, list]:
    names = (
        "state",
        "stage",
        "target_stage",
        "target_year",
        "priority",
        "reason",
        "evidence_url",
        "evidence_name",
    )
    found = {name: [getattr(newest, name, None), getattr(rating, name)] for name in names}
    changed = {name: pair for name, pair in found.items() if (pair[0] or None) != (pair[1] or None)}
    return {"aspect": ["", rating.aspect.code], **changed}


@transaction.atomic
def rate_table(
    subject: Subject, answers: dict[str, tuple[Aspect, Answer, int | None]], *, actor: User
) -> Outcome:
    """Save many answers (aspect code -> aspect, answer, seen); a conflict keeps back its own row alone."""
    saved: list[str] = []
    conflicts: dict[str, Rating] = {}
    for code, (aspect, answer, seen) in answers.items():
        try:
            with transaction.atomic():
                rate(subject, aspect, answer, seen=seen, actor=actor)
        except Conflict:
            newest = subject.ratings.filter(aspect=aspect).select_related("rated_by").first()
            conflicts[code] = cast("Rating", newest)
        else:
            saved.append(code)
    return Outcome(tuple(saved), conflicts)
