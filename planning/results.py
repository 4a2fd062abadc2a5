"""What a school reads of the ranking beside its own needs: a band, the reasons, the Träger's note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.days import day_in_words
from needs.outside import WORDS, Word
from planning.criteria import CRITERIA
from planning.models import RankedItem

if TYPE_CHECKING:
    from accounts.models import User
    from needs.models import NeedItem

THIRDS = 3


def band(position: int, of: int) -> str:
    """In which third of the ranking a position lies: the exact one would tell about other schools."""
    third = (position - 1) * THIRDS // of
    return (_("upper third"), _("middle third"), _("lower third"))[third]


def results(user: User, items: Sequence[NeedItem]) -> dict[int, Word]:
    """One query; only settled rankings have results."""
    settled = {"ranking__locked_at__isnull": False, "frozen__isnull": False}
    rows = RankedItem.visible_to(user).filter(item__in=items, **settled).select_related("ranking")
    return {row.item_id: _word(row) for row in rows}


def _word(row: RankedItem) -> Word:
    told: dict[str, Any] = row.frozen or {}
    day = day_in_words(row.ranking.locked_at)
    text = _("%(band)s of the ranking, settled on %(day)s") % {
        "band": band(told["position"], told["of"]),
        "day": day,
    }
    return Word(_("Ranking of the school authority"), text, tuple(_reasons(row, told["values"])))


def _reasons(row: RankedItem, values: dict[str, list[Any]]) -> Iterator[str]:
    """Note of the place, of the whole ranking, then each criterion that counted."""
    yield from filter(None, (row.note, row.ranking.lock_note))
    for one in CRITERIA:
        value, reason, weight, *_rest = values[one.key]
        if value and weight:
            words = {"label": one.label, "value": value, "reason": reason}
            yield _("%(label)s: %(value)s of 3. %(reason)s") % words


def lend() -> None:
    WORDS.fill(results, key="ranking")
