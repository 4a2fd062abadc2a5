"""What is on its way to schools: recognised needs, less what came of them, and orders that come of no need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from needs.models import NeedItem
from needs.states import UNDER_WAY, State
from planning.models import Budget, BudgetLine
from procurement.models import OrderLine
from procurement.reckoning import bound_pieces
from standards.outside import COMING, READS_COMING, Coming

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School

BY_COUNCIL = (State.BUDGETED, State.ORDERED, State.DELIVERED)  # states that a decided budget stands behind


def under_way(user: User, schools: Collection[int]) -> list[Coming]:
    """Four queries. What was delivered without an order counts until it stands in the stock."""
    return [*_of_needs(user, schools), *_of_no_need(user, schools)]


def _of_needs(user: User, schools: Collection[int]) -> list[Coming]:
    waiting = Q(state__in=UNDER_WAY) | Q(state=State.DELIVERED, order_number="", batch__isnull=True)
    rows = NeedItem.visible_to(user).filter(waiting, need_list__school__in=schools)
    items = list(rows.select_related("need_list").order_by("-need_list__year", "pk"))
    ordered = _ordered(user, items)
    granted = _granted(items)
    found = []
    for item in items:
        lines = ordered[item.pk]
        whole = _counted(item, granted.get(item.pk), lines)
        came = sum(line.kept for line in lines)
        if whole > came:
            of_need = (item.need_list.year, item.kind == NeedItem.Kind.REPLACEMENT, _words(item, whole, came))
            found.append(Coming(item.need_list.school_id, item.type_id, whole - came, *of_need))
    return found


def _ordered(user: User, items: list[NeedItem]) -> dict[int | None, list[Any]]:
    """Need -> its order lines, which all read who read the need."""
    found: dict[int | None, list[Any]] = defaultdict(list)
    for line in OrderLine.visible_to(user).filter(item__in=items).order_by().with_kept():
        found[line.item_id].append(line)
    return found


def _granted(items: list[NeedItem]) -> dict[int, BudgetLine]:
    """Need -> its line in the newest decided budget. What was decided is told at the need, to all who read it."""
    asked = [item.pk for item in items if item.state in BY_COUNCIL]
    lines = BudgetLine.unscoped.filter(item__in=asked, budget__state=Budget.State.DECIDED)
    return {line.item_id: line for line in lines.order_by("budget__year", "pk") if line.item_id}


def _counted(item: NeedItem, line: BudgetLine | None, lines: list[Any]) -> int:
    """As many as the approved money reaches for, or as are ordered, if these are more."""
    if line is None:
        return item.quantity
    bound = sum(bound_pieces(one, one.kept) for one in lines)
    return min(max(line.reach(item.quantity), bound), item.quantity)


def _words(item: NeedItem, whole: int, came: int) -> str:
    words = {
        "count": whole - came,
        "all": whole,
        "year": item.need_list.year,
        "state": item.get_state_display(),
        "asked": item.quantity,
    }
    if whole < item.quantity:
        words["state"] = _("%(state)s, asked for: %(asked)s") % words
    text = _("%(count)s of %(all)s (%(year)s, %(state)s)") if came else _("%(count)s (%(year)s, %(state)s)")
    return text % words


def _of_no_need(user: User, schools: Collection[int]) -> list[Coming]:
    lines = OrderLine.visible_to(user).filter(
        school__in=schools, item__isnull=True, type__isnull=False, state=OrderLine.State.OPEN
    )
    found = []
    for line in lines.with_kept().select_related("order").order_by("pk"):
        left = line.quantity - line.kept
        text = _("%(count)s (order %(number)s)") % {"count": left, "number": line.order}
        if left > 0:
            found.append(Coming(line.school_id, line.type_id, left, None, is_replacement=False, words=text))
    return found


def reads(user: User, school: School) -> bool:
    """Whoever may read the needs of the school: the contractor for IT reads orders and no needs, so half of it."""
    return user.has_perm("needs.view_item", school)


def lend() -> None:
    COMING.fill(under_way)
    READS_COMING.fill(reads)
