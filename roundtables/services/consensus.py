"""Who carries an agreement: all, all but for a reservation, or nobody yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from roundtables.models import Agreement
from roundtables.selectors.minutes import deciding_bodies

if TYPE_CHECKING:
    from roundtables.models import Meeting

Consensus = Agreement.Consensus


def check_consensus(meeting: Meeting, *, consensus: str, reservation: str, reserved_by: str) -> None:
    """A reservation has words and a body that decides at this meeting; without one there is neither."""
    if consensus not in Consensus.values:
        raise DomainError(_("There is no such consensus."))
    if consensus != Consensus.RESERVED:
        if reservation or reserved_by:
            raise DomainError(_("A reservation is entered. Choose “with a reservation”, or empty it."))
        return
    if not reservation.strip():
        raise DomainError(_("Say what the reservation is."))
    if reserved_by not in deciding_bodies(meeting):
        raise DomainError(_("Only a body that decides at this meeting can have a reservation."))


def check_change(stored: Agreement, values: dict[str, Any]) -> None:
    """The same for what an agreement is about to become; what is done was not postponed."""
    names = ("consensus", "reservation", "reserved_by")
    new = {name: values.get(name, getattr(stored, name)) for name in names}
    if new["consensus"] == Consensus.POSTPONED and stored.is_done:
        raise DomainError(_("This agreement is ticked off: it cannot be postponed any more."))
    if stored.meeting and any(new[name] != getattr(stored, name) for name in names):
        check_consensus(stored.meeting, **new)
