"""What is still missing before a list can be sent, and on which side of the books a need falls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from needs.models import NeedItem


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing answer. `blocks` stops the sending, otherwise it is only said."""

    text: Any
    blocks: bool


def gaps_of(item: NeedItem, *, is_strict: bool) -> tuple[Gap, ...]:
    """Reason and link are what the Träger may insist on; the other answers are only asked for."""
    has_link = bool(item.section or item.plan_id)
    asked = (
        (item.reason.strip(), _("The pedagogical reason is missing."), is_strict),
        (has_link, _("The link to a section of the Medienkonzept or a Vorhaben is missing."), is_strict),
        (item.price is not None, _("The price is missing."), False),
        (item.place.strip(), _("The rooms or years affected are missing."), False),
        (item.training, _("The answer about training is missing."), False),
        (item.building, _("The answer about building work is missing."), False),
    )
    return tuple(Gap(text, blocks) for answer, text, blocks in asked if not answer)


def suggested_accounting(price: Decimal | None, limit: Decimal) -> str:
    """Up to the limit a piece is consumptive (KomHVO NRW § 36 Abs. 3); without a price nothing is suggested."""
    if price is None:
        return ""
    return "consumptive" if price <= limit else "investive"


def state_of(items: Iterable[NeedItem]) -> str:
    """Names what stands on a list, so that nobody sends what they have not checked."""
    return "-".join(f"{item.pk}.{item.version}" for item in sorted(items, key=lambda item: item.pk))
