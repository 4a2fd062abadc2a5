"""From the preparation of a meeting onto its agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from roundtables.models import AgendaItem, Meeting, ParkedItem
from roundtables.selectors.preparation import Offer, takes_offers
from roundtables.services.agenda import create_item, make_room
from roundtables.services.guards import open_meeting

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def take_offer(meeting: Meeting, offer: Offer, *, actor: User) -> AgendaItem:
    """Put it on the agenda with its reason, before what closes the meeting. A second click is the same item."""
    stored = open_meeting(meeting)
    if not takes_offers(stored):
        raise DomainError(_("The meeting is over. Its agenda takes no more items."))
    known = stored.agenda.filter(origin=offer.origin, origin_id=offer.origin_id).first()
    if known:
        return known
    item = create_item(
        stored,
        subject=offer.subject,
        order=make_room(stored),
        title=offer.title[:200],
        minutes=offer.minutes,
        kind=offer.kind,
        lead=offer.lead[:120],
        origin=offer.origin,
        origin_id=offer.origin_id,
        reason=offer.reason[:400],
    )
    if offer.origin == AgendaItem.Origin.PARKED:
        waiting = ParkedItem.unscoped.filter(pk=offer.origin_id, taken_at=None)
        waiting.update(agenda_item=item, taken_at=timezone.now())
    audit.record(actor, "roundtables.offer_taken", item, {"origin": ["", offer.key]})
    return item
