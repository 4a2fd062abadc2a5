"""What becomes of the sheets of a joint rating: a link is withdrawn, and after a time single answers are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from matrix.models import KEPT_DAYS, KEPT_DAYS_AT_MOST, SHOWN_FROM, JointInvitation, JointRound
from matrix.selectors import spreads
from matrix.services.joint import locked_round, locked_sheet

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def withdraw_link(sheet: JointInvitation, *, actor: User) -> None:
    """The link opens nothing any more, and what was begun on it is gone. Twice is no error.

    Raises DomainError for answers that are handed in: they count, and nobody takes them out.
    """
    sheet = locked_sheet(sheet)
    if sheet.handed_in_at:
        raise DomainError(_("These answers are handed in and stay. The link opens nothing any more."))
    if sheet.withdrawn_at:
        return
    sheet.answers.all().delete()
    sheet.withdrawn_at = timezone.now()
    sheet.save(update_fields=["withdrawn_at"])
    audit.record(actor, "matrix.joint_link_withdrawn", sheet.round)


def forget_sheets(*, now: datetime) -> int:
    """Keep the numbers of rounds old at `now`, delete who answered what. Returns how many. Safe to run again."""
    agreed = Q(state=JointRound.State.AGREED, agreed_at__lt=now - timedelta(days=KEPT_DAYS))
    over = Q(closes_at__lt=now - timedelta(days=KEPT_DAYS_AT_MOST))
    rounds = JointRound.unscoped.filter(sums__isnull=True).annotate(agreed_at=Max("consensus__rated_at"))
    old = list(rounds.filter(agreed | over))
    for joint in old:
        _forget(joint)
    return len(old)


@transaction.atomic
def _forget(joint: JointRound) -> None:
    joint = locked_round(joint)
    if joint.sums is not None:
        return
    sheets = joint.invitations.filter(withdrawn_at=None)
    joint.sums = {
        "invited": sheets.count(),
        "handed_in": sheets.handed_in().count(),
        "aspects": {str(one.aspect.pk): _sums(one) for one in spreads(joint)},
    }
    joint.save(update_fields=["sums"])
    joint.invitations.all().delete()
    audit.record(None, "matrix.joint_sheets_forgotten", joint)


def _sums(spread: Any) -> dict[str, Any]:
    """How many have answered, and from `SHOWN_FROM` on how often each answer was given."""
    shown = spread.answered >= SHOWN_FROM
    said = [[line.state, line.stage, line.count] for line in spread.lines] if shown else []
    return {"answered": spread.answered, "said": said}
