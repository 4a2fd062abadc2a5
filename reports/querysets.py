"""Report jobs: the row is the truth, the queue's message only a doorbell (trust rules R1 to R3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Now

from core.scoping import ScopedQuerySet
from roundtables.querysets import table_q
from schools.access import OFFICES, access_for, any_of, only_for

if TYPE_CHECKING:
    from accounts.models import User

MAX_ATTEMPTS = 3


class ReportJobQuerySet(ScopedQuerySet):
    def visible_q(self, user: User) -> Q:
        """Whoever may read the subject reads its report: content depends on the subject, not on the requester.

        The draft of a concept is read by the school alone, its list of needs by the school and its Träger, its
        Jahresgespräch by the school and the offices of its Träger, a proof of use by these offices alone. A report of
        a Träger with money in it is read by its offices, one without by its IT too.
        """
        access = access_for(user)
        own = access.own_schools_q("school__")
        own_or_run = any_of(own, access.authority_schools_q("school__"))
        schools = only_for(
            access.released_schools_q("school__"),
            condition=Q(school__isnull=False) & ~Q(kind__in=["draft", "needs", "review"]),
        )
        drafts = only_for(own, condition=Q(school__isnull=False, kind="draft"))
        needs = only_for(own_or_run, condition=Q(school__isnull=False, kind="needs"))
        takes_part = any_of(own, school__authority_id__in=access.authority_ids(*OFFICES))
        reviews = only_for(takes_part, condition=Q(school__isnull=False, kind="review"))
        meetings = only_for(table_q(user, "meeting__series__"), condition=Q(meeting__isnull=False))
        plain = Q(kind="authority", params={})
        shown = only_for(any_of(authority__in=access.authority_ids()), condition=plain)
        offices = access.authority_ids(*OFFICES)
        return any_of(schools, drafts, needs, reviews, meetings, shown, authority__in=offices)

    def claimable(self) -> Self:
        """Waiting, or running with an expired lease (its worker died)."""
        free = Q(state="queued") | Q(state="running", lease_until__lt=Now())
        return self.filter(free, attempts__lt=MAX_ATTEMPTS)

    def claim(self, pk: Any) -> int | None:
        """Compare-and-swap: the fence number for exactly one worker, None for all others."""
        lease = Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        won = (
            self.claimable()
            .filter(pk=pk)
            .update(
                state="running",
                attempts=F("attempts") + 1,
                fence=F("fence") + 1,
                lease_until=lease,
                started_at=Now(),
                progress=0,
            )
        )
        return self.values_list("fence", flat=True).get(pk=pk) if won else None

    def held(self, pk: Any, fence: int) -> Self:
        """The row, if this worker's claim still holds."""
        return self.filter(pk=pk, fence=fence, state="running")

    def report_progress(self, pk: Any, fence: int, percent: int) -> bool:
        """Heartbeat and progress in one; False when another worker has taken over."""
        lease = Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        return bool(self.held(pk, fence).update(progress=percent, lease_until=lease))

    def exhausted(self) -> Self:
        """Died three times: a poisonous job that must not block the others."""
        return self.filter(state="running", lease_until__lt=Now(), attempts__gte=MAX_ATTEMPTS)

    def active(self) -> Self:
        return self.filter(state__in=["queued", "running"])

    def ready(self) -> Self:
        return self.filter(state="done")
