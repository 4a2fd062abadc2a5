"""What is on its way to schools: recognised needs, less what came of them, and orders that come of no need."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from needs.models import NeedItem
from needs.states import UNDER_WAY, State
from procurement.models import OrderLine
from standards.outside import Coming, register

if TYPE_CHECKING:
    from accounts.models import User

CAME = ("order_lines__deliveries__good", "order_lines__deliveries__broken")


def under_way(user: User, schools: Collection[int]) -> list[Coming]:
    """Two queries. What was delivered without an order counts until it stands in the stock."""
    return [*_of_needs(user, schools), *_of_no_need(user, schools)]


def _of_needs(user: User, schools: Collection[int]) -> list[Coming]:
    waiting = Q(state__in=UNDER_WAY) | Q(state=State.DELIVERED, order_number="", batch__isnull=True)
    items = NeedItem.visible_to(user).filter(waiting, need_list__school__in=schools)
    rows = items.annotate(came=Sum(CAME[0], default=0) + Sum(CAME[1], default=0))
    found = []
    for item in rows.select_related("need_list").order_by("-need_list__year", "pk"):
        left = item.quantity - item.came
        words = {
            "count": left,
            "all": item.quantity,
            "year": item.need_list.year,
            "state": item.get_state_display(),
        }
        text = (
            _("%(count)s of %(all)s (%(year)s, %(state)s)")
            if item.came
            else _("%(count)s (%(year)s, %(state)s)")
        )
        if left > 0:
            is_replacement = item.kind == NeedItem.Kind.REPLACEMENT
            of_need = (item.need_list.year, is_replacement, text % words)
            found.append(Coming(item.need_list.school_id, item.type_id, left, *of_need))
    return found


def _of_no_need(user: User, schools: Collection[int]) -> list[Coming]:
    lines = OrderLine.visible_to(user).filter(
        school__in=schools, item__isnull=True, state=OrderLine.State.OPEN
    )
    found = []
    for line in lines.with_kept().select_related("order").order_by("pk"):
        left = line.quantity - line.kept
        text = _("%(count)s (order %(number)s)") % {"count": left, "number": line.order}
        if left > 0:
            found.append(Coming(line.school_id, line.type_id, left, None, is_replacement=False, words=text))
    return found


def lend() -> None:
    register(under_way)
