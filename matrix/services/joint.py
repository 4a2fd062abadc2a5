"""Rating together: open a round, hand out sheets, answer alone, hand in, close, agree.

What nobody may do, whatever the page offers: answer after the end or after handing in, open a round again, read a
sheet that is somebody else's. Every change of a sheet holds the lock on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.days import day_in_figures
from core.errors import Conflict, DomainError
from core.mail import queue_mail
from core.parsing import one_line
from core.tokens import hash_token, new_token
from matrix import selectors
from matrix.models import Aspect, Catalogue, JointAnswer, JointInvitation, JointRound, Rating, Side
from matrix.services.ratings import Answer, rate
from matrix.services.subjects import lock
from schools.access import SCHOOL_ROLES
from schools.models import Membership, School

if TYPE_CHECKING:
    from accounts.models import User

MOST_LINKS = 60  # in one round: no school needs more, and a slip of the finger makes no thousand
LONGEST = timedelta(days=92)


class SheetOver(DomainError):
    """This sheet takes no answer any more: handed in, closed, or expired. The text is for its holder."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A round with its new links, which can be read here and nowhere else."""

    round: JointRound
    links: tuple[str, ...]


@transaction.atomic
def open_joint_round(
    school: School,
    *,
    title: str,
    purpose: str,
    aspects: Iterable[Aspect],
    closes_on: date,
    members: Iterable[User] = (),
    links: int = 0,
    actor: User,
) -> Opened:
    """Begin a round of these aspects, open to the end of `closes_on`, with a sheet per member and per link.

    Raises DomainError when nothing is asked, nobody is invited, an aspect is not of the school's side, a person
    does not belong to the school, or a round of this title is open: a double click must not mail everybody twice.
    """
    lock(school)
    title = one_line(title)
    if JointRound.unscoped.running().filter(school=school, title=title).exists():
        raise DomainError(
            _(
                "A joint rating with this title is open already. Links that you have not seen are withdrawn there "
                "and made anew."
            )
        )
    chosen = list(aspects)
    closes_at = _end_of(closes_on)
    catalogue = _catalogue_of(chosen)
    if not timezone.now() < closes_at <= timezone.now() + LONGEST:
        raise DomainError(_("Choose a day from today on and within three months."))
    members = list(members)
    if not members and not links:
        raise DomainError(_("Invite at least one colleague, or make links."))
    found = JointRound.unscoped.create(
        school=school,
        catalogue=catalogue,
        title=title,
        purpose=purpose.strip(),
        closes_at=closes_at,
        opened_by=actor,
    )
    found.aspects.set(chosen)
    _invite_members(found, members)
    audit.record(actor, "matrix.joint_opened", found, {"title": ["", found.title]})
    return Opened(found, _make_links(found, links))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _catalogue_of(aspects: list[Aspect]) -> Catalogue:
    catalogues = {aspect.field.catalogue for aspect in aspects}
    if not aspects:
        raise DomainError(_("Choose at least one aspect."))
    if len(catalogues) > 1 or any(aspect.field.side != Side.SCHOOL for aspect in aspects):
        raise DomainError(_("These aspects do not belong together. Please load the page again."))
    return catalogues.pop()


def _invite_members(joint: JointRound, members: list[User]) -> None:
    known = Membership.unscoped.in_force().filter(
        school=joint.school, role__in=SCHOOL_ROLES, user__in=members, user__is_active=True
    )
    if {user.pk for user in members} - set(known.values_list("user_id", flat=True)):
        raise DomainError(_("One of these people no longer belongs to the school."))
    sheets = (JointInvitation(round=joint, member=user) for user in members)
    for sheet in JointInvitation.unscoped.bulk_create(sheets):
        _mail(sheet)


def _mail(sheet: JointInvitation) -> None:
    """To a colleague with an account; neither the question nor the school stands in the subject."""
    assert sheet.member  # noqa: S101 - called for members alone
    context = {
        "joint": sheet.round,
        "link": settings.BASE_URL + reverse("matrix:sheet_start", args=[sheet.pk]),
        "SITE_NAME": settings.SITE_NAME,
    }
    queue_mail(
        event=f"matrix.joint_invited:{sheet.pk}",
        recipient=sheet.member.email,
        subject=_("Please answer for yourself in %(site)s") % {"site": settings.SITE_NAME},
        body=render_to_string("matrix/mail/joint_invited.txt", context),
    )


@transaction.atomic
def add_links(joint: JointRound, *, count: int, actor: User) -> tuple[str, ...]:
    """More links for an open round."""
    joint = locked_round(joint)
    if not joint.is_open:
        raise DomainError(_("This joint rating is closed. Nobody can be invited any more."))
    links = _make_links(joint, count)
    audit.record(actor, "matrix.joint_links_made", joint, {"links": [0, count]})
    return links


def _make_links(joint: JointRound, count: int) -> tuple[str, ...]:
    there = joint.invitations.filter(member=None, withdrawn_at=None).count()
    if count < 0 or there + count > MOST_LINKS:
        raise DomainError(_("At most %(most)s links in one joint rating.") % {"most": MOST_LINKS})
    tokens = [new_token() for _number in range(count)]
    JointInvitation.unscoped.bulk_create(
        JointInvitation(round=joint, token_hash=hash_token(token)) for token in tokens
    )
    return tuple(settings.BASE_URL + reverse("matrix:guest_start", args=[token]) for token in tokens)


def require_open(sheet: JointInvitation) -> None:
    """Raises SheetOver, with the reason for whoever holds it."""
    if sheet.withdrawn_at:
        raise SheetOver(_("Your school has withdrawn this link. Ask there for a new one."))
    if sheet.handed_in_at:
        raise SheetOver(_("Your answers have been handed in. Thank you: there is nothing more to do."))
    if not sheet.round.is_open:
        raise SheetOver(
            _("This joint rating ended on %(day)s. Answers that were not handed in do not count.")
            % {"day": _ended_on(sheet.round)}
        )


def _ended_on(joint: JointRound) -> str:
    return day_in_figures(joint.closed_at or joint.last_day)


@transaction.atomic
def answer_alone(
    sheet: JointInvitation, aspect: Aspect, *, state: str, stage: int | None, reason: str, seen: int
) -> JointAnswer:
    """Keep one answer of a sheet. `seen` is the version of the answer that was on the page, 0 for none.

    Raises SheetOver when it is too late, Conflict when the answer was changed elsewhere in between (the same link
    on two devices). The same answer sent twice is kept once.
    """
    sheet = locked_sheet(sheet)
    require_open(sheet)
    _check_answer(sheet, aspect, state, stage)
    kept = sheet.answers.filter(aspect=aspect).first()
    said = (state, stage, reason.strip())
    if kept and (kept.state, kept.stage, kept.reason) == said:
        return kept
    if seen != (kept.version if kept else 0):
        raise Conflict(
            _("This answer was changed elsewhere in between. Yours is not saved yet."),
            theirs=kept.reason if kept else "",
        )
    row = kept or JointAnswer(invitation=sheet, aspect=aspect)
    row.state, row.stage, row.reason = said
    row.version = kept.version + 1 if kept else 1
    row.save()
    return row


def _check_answer(sheet: JointInvitation, aspect: Aspect, state: str, stage: int | None) -> None:
    if not sheet.round.aspects.filter(pk=aspect.pk).exists():
        raise DomainError(_("This aspect is not part of the joint rating."))
    if state not in Rating.State.values or (state == Rating.State.RATED) != (stage is not None):
        raise DomainError(_("Choose a stage, or say that you do not know or that it does not apply."))
    if stage is not None and not aspect.stages.filter(number=stage).exists():
        raise DomainError(_("This aspect has no such stage."))


@transaction.atomic
def hand_in(sheet: JointInvitation, *, shows_name: bool, name: str = "") -> JointInvitation:
    """Hand in once and for all. Without consent no name is kept, not even by mistake.

    Raises SheetOver when it is too late or was done already, DomainError when nothing is answered.
    """
    sheet = locked_sheet(sheet)
    require_open(sheet)
    if not sheet.answers.exists():
        raise DomainError(_("Please answer at least one aspect before you hand in."))
    name = one_line(sheet.member.name if sheet.member else name)[:120] if shows_name else ""
    if shows_name and not name:
        raise DomainError(_("Please write your name, or take the tick away."))
    sheet.handed_in_at, sheet.shows_name, sheet.name = timezone.now(), shows_name, name
    sheet.save(update_fields=["handed_in_at", "shows_name", "name"])
    audit.record(None, "matrix.joint_handed_in", sheet.round)  # that, not who
    return sheet


@transaction.atomic
def close_joint_round(joint: JointRound, *, actor: User) -> JointRound:
    """End it before its day. It never opens again. Safe to run again."""
    joint = locked_round(joint)
    if joint.state == JointRound.State.OPEN:
        joint.state, joint.closed_at = JointRound.State.CLOSED, min(timezone.now(), joint.closes_at)
        joint.save(update_fields=["state", "closed_at"])
        audit.record(actor, "matrix.joint_closed", joint)
    return joint


@transaction.atomic
def agree(
    joint: JointRound,
    aspect: Aspect,
    *,
    state: str,
    stage: int | None,
    reason: str,
    seen: int | None,
    actor: User,
) -> Rating:
    """Store what the school has agreed upon: one more rating of the school, with this round as its source.

    Where another version of the matrix came into force since the round began, `aspect` is a successor of one that
    was asked.

    Target, priority and evidence of the rating before stay where they still fit. `seen` is the newest rating that
    stood on the page; raises Conflict when somebody rated in between.
    """
    joint = locked_round(joint)
    if joint.is_open:
        raise DomainError(_("Close the joint rating first: everybody may still answer."))
    if not _may_agree_about(joint, aspect):
        raise DomainError(_("This aspect is not part of the joint rating."))
    if not reason.strip():
        raise DomainError(_("Write in one or two lines why you have agreed on this."))
    newest = joint.school.ratings.filter(aspect=aspect).first()
    said = Answer(state=state, stage=stage, reason=reason.strip(), **_carried(newest, state, stage))
    rating = rate(joint.school, aspect, said, seen=seen, actor=actor, joint_round=joint)
    _settle(joint)
    return rating


def _carried(newest: Rating | None, state: str, stage: int | None) -> dict[str, Any]:
    """What a consensus about today leaves as it was."""
    if newest is None:
        return {}
    kept: dict[str, Any] = {"priority": newest.priority, "evidence_url": newest.evidence_url}
    fits = state != Rating.State.NOT_APPLICABLE and (newest.target_stage or 0) >= (stage or 0)
    if newest.target_stage and fits:
        kept |= {"target_stage": newest.target_stage, "target_year": newest.target_year}
    return kept


def _may_agree_about(joint: JointRound, aspect: Aspect) -> bool:
    matrix = selectors.matrix_of(aspect.field.catalogue)
    asked = selectors.targets_of(joint, matrix).values()
    return aspect.pk in {target.pk for targets in asked for target in targets}


def _settle(joint: JointRound) -> None:
    """Agreed upon is a round in which every aspect has its consensus, but for those that ended."""
    if selectors.is_settled(joint):
        joint.closed_at = joint.closed_at or joint.closes_at
        joint.state = JointRound.State.AGREED
        joint.save(update_fields=["state", "closed_at"])


def locked_round(joint: JointRound) -> JointRound:
    return JointRound.unscoped.select_for_update(of=("self",)).select_related("school").get(pk=joint.pk)


def locked_sheet(sheet: JointInvitation) -> JointInvitation:
    """The sheet for this writer alone; the lock on its round keeps it from being closed meanwhile."""
    joint = JointRound.unscoped.select_for_update(no_key=True, of=("self",)).get(pk=sheet.round_id)
    found = JointInvitation.unscoped.select_for_update(of=("self",)).select_related("member")
    sheet = found.get(pk=sheet.pk)
    sheet.round = joint
    return sheet
