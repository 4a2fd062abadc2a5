"""Needs as they stand in their section of the Medienkonzept: what the school has sent."""

from __future__ import annotations

from collections import Counter

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.days import day_in_figures
from needs.models import NeedItem
from needs.states import State
from schools.framework import section_for
from schools.live_tables import TABLES, LiveTable
from schools.models import School

SECTION = section_for("needs")


def need_table(school: School) -> LiveTable | None:
    """The newest list that was sent: an adopted concept is read by others, who never read drafts.

    What, how many, how urgent; prices and the words to the Träger stay in the list.
    """
    newest = school.need_lists.filter(sent_at__isnull=False).order_by("-year").first()
    if newest is None or newest.sent_at is None:
        return None
    day = day_in_figures(newest.sent_at)
    items = NeedItem.unscoped.filter(need_list=newest).exclude(state=State.REJECTED)
    rows = list(items.select_related("type", "plan"))
    if not rows:
        return None
    amounts: Counter[str] = Counter()
    for one in rows:
        amounts[one.type.code] += one.quantity
    return LiveTable(
        key="needs",
        section=SECTION,
        title=_("Needs for %(year)s") % {"year": newest.year},
        heads=[_("Equipment type"), _("Quantity"), _("Kind"), _("Priority"), _("Belongs to")],
        rows=[
            [
                one.type.name,
                number_format(one.quantity),
                str(one.get_kind_display()),
                one.priority,
                one.plan_name or one.section_name or "–",
            ]
            for one in rows
        ],
        facts=dict(amounts),
        names={one.type.code: one.type.name for one in rows},
        note=_("As the school sent it on %(day)s; drafts are left out.") % {"day": day},
        numeric=[1],
    )


def lend() -> None:
    TABLES.fill((SECTION, need_table), key="needs.items")
