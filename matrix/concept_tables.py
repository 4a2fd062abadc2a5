"""Ratings as they stand in their section of the Medienkonzept: what the school has released, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.days import day_in_figures
from matrix.models import Snapshot
from matrix.selectors.profiles import Answer, released_profile
from schools.framework import section_for
from schools.live_tables import TABLES, LiveTable
from schools.models import School

SECTION = section_for("ratings")


def rating_table(school: School) -> LiveTable | None:
    """Of the newest release: an adopted concept is read by others, who never read drafts."""
    newest: Snapshot | None = school.snapshots.select_related("catalogue").order_by("-number").first()
    if newest is None:
        return None
    rows = [
        [
            f"{field.field.code} {field.field.name}",
            _counted(answer.stage for answer in field.answers),
            _counted(_aim(answer) for answer in field.answers),
        ]
        for field in released_profile(newest).profile.fields
    ]
    day = day_in_figures(newest.taken_at)
    return LiveTable(
        key="ratings",
        section=SECTION,
        title=_("Where the school stands in the matrix"),
        heads=[_("Field"), _("Stage now"), _("Target")],
        rows=rows,
        facts={row[0]: row[1] for row in rows},
        note=_("From the release of %(day)s: number of aspects by stage.") % {"day": day},
    )


def _aim(answer: Answer) -> int | None:
    return answer.target_stage or answer.stage


def _counted(stages: Iterable[int | None]) -> str:
    """ "Stufe 2: 3, Stufe 3: 1", highest stage last; a dash without any."""
    counts = Counter(stage for stage in stages if stage)
    said = [_("stage %(number)s: %(count)s") % {"number": n, "count": counts[n]} for n in sorted(counts)]
    return ", ".join(said) or "–"


def lend() -> None:
    TABLES.fill((SECTION, rating_table), key="matrix.ratings")
