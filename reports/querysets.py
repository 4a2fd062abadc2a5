"""Report jobs: the row is the truth, the queue's message only a doorbell (trust rules R1 to R3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast, Coalesce, Now

from core.jobs import JobQuerySet
from needs.models import NeedList
from roundtables.querysets import table_q
from schools.access import OFFICES, access_for, any_of, only_for

if TYPE_CHECKING:
    from accounts.models import User


def _still_sent(year_in: str) -> Q:
    """The list that the report has printed was not withdrawn since; `year_in` leads to its year."""
    year = Cast(OuterRef(year_in), IntegerField())
    printed = Coalesce(OuterRef("finished_at"), Now())
    return Q(Exists(NeedList.unscoped.filter(school=OuterRef("school"), year=year, sent_at__lte=printed)))


class ReportJobQuerySet(JobQuerySet):
    def visible_q(self, user: User) -> Q:
        """Whoever may read the subject reads its report: content depends on the subject, not on the requester.

        The draft of a concept is read by the school alone, its list of needs by the school and, until that withdraws
        it, by its Träger, its Jahresgespräch by the school and the offices of its Träger (the preparation with such a
        list until that is withdrawn); what is about a Träger, by its offices alone; and what minutes give one person
        to do, by the account of that person.
        """
        access = access_for(user)
        own = access.own_schools_q("school__")
        schools = only_for(
            access.released_schools_q("school__"),
            condition=Q(school__isnull=False) & ~Q(kind__in=["draft", "needs", "review", "rooms"]),
        )
        drafts = only_for(own, condition=Q(school__isnull=False, kind__in=["draft", "needs"]))
        handed_in = only_for(
            access.authority_schools_q("school__"),
            condition=Q(school__isnull=False, kind="needs")
            & (Q(snapshot__isnull=True) | _still_sent("snapshot__year")),
        )
        own_talks = only_for(own, condition=Q(school__isnull=False, kind="review"))
        tells = Q(snapshot__isnull=True) | Q(snapshot__is_closed=True) | Q(snapshot__needs__sent="")
        talks = only_for(
            any_of(school__authority_id__in=access.authority_ids(*OFFICES)),
            condition=Q(school__isnull=False, kind="review") & (tells | _still_sent("params__year")),
        )
        keeps = any_of(own, access.equipped_schools_q("school__"))
        rooms = only_for(keeps, condition=Q(school__isnull=False, kind="rooms"))
        own_tasks = Q(params__user=user.pk)
        meetings = only_for(
            table_q(user, "meeting__series__"),
            condition=Q(meeting__isnull=False) & (~Q(kind="duties") | own_tasks),
        )
        tables = only_for(table_q(user, "series__"), condition=Q(series__isnull=False))
        offices = access.authority_ids(*OFFICES)
        found = (schools, drafts, handed_in, own_talks, talks, rooms, meetings, tables)
        return any_of(*found, authority__in=offices)

    def ready(self) -> Self:
        return self.filter(state="done")
