"""What the portal proposes to report: gaps against the standard, and replacements that fall due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from equipment import coverage as measures
from equipment.models import EquipmentStandard, EquipmentType
from equipment.selectors import replacement_by_year
from needs.models import NeedItem, ProposalAnswer
from needs.states import State
from schools.framework import section_for
from schools.models import School
from standards.selectors import GapTable, gap_of_school

if TYPE_CHECKING:
    from accounts.models import User

SETTLED = (State.REJECTED, State.DELIVERED, State.IN_OPERATION)  # no longer expected, or part of the stock
NEEDS_SECTION = section_for("needs")
GAPS = {  # key -> type that closes the gap
    "geraete": "DEV_TABLET_POOL",
    "dienstgeraete": "DEV_TEACHER",
    "praesentation": "PRES_DISPLAY",
    "wlan": "NET_AP",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ready-made need. `key` names it within the school's planning year, `reason` says why it is proposed."""

    key: str
    type: EquipmentType
    quantity: int
    kind: str
    reason: str
    listed: str = ""  # needs of the same type that the school has in its lists already
    submission_id: UUID = field(default_factory=uuid4, compare=False)  # of the button on this page

    def __str__(self) -> str:
        return f"{self.quantity} × {self.type}"

    @property
    def values(self) -> dict[str, Any]:
        """As a form or the service takes it; the pedagogical reason is the school's alone."""
        return {
            "type": self.type,
            "quantity": self.quantity,
            "kind": self.kind,
            "priority": NeedItem.Priority.B,
            "section": NEEDS_SECTION,
        }


def proposals_of(*, user: User, school: School, year: int) -> list[Proposal]:
    """Those that the school has not answered in this year yet.

    Gaps are those of the adopted standard of its Träger; where none was adopted, of the four targets. Where the
    standard says how many pieces of a type there should be, it alone says how many are replaced.
    """
    answers = ProposalAnswer.visible_to(user).filter(school=school, year=year)
    answered = set(answers.values_list("key", flat=True))
    types = {one.code: one for one in EquipmentType.objects.active()}
    table = gap_of_school(user=user, school=school, year=year)
    gaps = _decided_gaps(table, types) if table.version else _gaps(school, types)
    decided = {line.type.code for line in table.lines if line.target is not None}
    others = {code: one for code, one in types.items() if code not in decided}
    found = [*gaps, *_replacements(user, school, year, others)]
    listed = _listed(user, school)
    return [
        replace(proposal, listed=listed.get(proposal.type.code, ""))
        for proposal in found
        if proposal.key not in answered
    ]


def _listed(user: User, school: School) -> dict[str, str]:
    """Type -> needs that are under way, the newest year first: stock knows nothing of them yet."""
    items = NeedItem.visible_to(user).filter(need_list__school=school).exclude(state__in=SETTLED)
    rows = items.order_by("-need_list__year", "pk").values_list(
        "type__code", "quantity", "need_list__year", "state"
    )
    told = defaultdict(list)
    for code, quantity, year, state in rows:
        words = {"count": quantity, "year": year, "state": State(state).label}
        told[code].append(_("%(count)s (%(year)s, %(state)s)") % words)
    return {
        code: _("Already in your lists: %(needs)s.") % {"needs": ", ".join(needs)}
        for code, needs in told.items()
    }


def _decided_gaps(table: GapTable, types: dict[str, EquipmentType]) -> Iterator[Proposal]:
    """What the standard in force asks for and is not usable in the table's year, with rule and decision that say so.

    As many pieces as are there without being usable are replaced, the rest is an extension.
    """
    version, year = table.version, table.year or timezone.localdate().year
    for line in table.lines:
        if not line.missing or not version or line.type.code not in types:
            continue
        source = line.exception.reason if line.exception else "; ".join(str(one.rule) for one in line.counted)
        words = {
            "target": line.target,
            "source": source,
            "usable": line.usable,
            "year": year,
            "title": version.title,
            "body": version.body,
            "unusable": line.stock - line.usable,
        }
        type_, replaced = types[line.type.code], min(line.missing, line.stock - line.usable)
        if replaced:
            reason = _(
                "Target %(target)s (%(source)s), usable in %(year)s: %(usable)s; %(unusable)s no longer are. "
                "%(title)s, %(body)s."
            )
            yield Proposal(f"ersatz-{type_.code}", type_, replaced, NeedItem.Kind.REPLACEMENT, reason % words)
        if more := line.missing - replaced:
            reason = _("Target %(target)s (%(source)s), there are %(stock)s. %(title)s, %(body)s.")
            words["stock"] = line.stock
            yield Proposal(f"luecke-{type_.code}", type_, more, NeedItem.Kind.EXTENSION, reason % words)


def _gaps(school: School, types: dict[str, EquipmentType]) -> Iterator[Proposal]:
    figures = school.figures.order_by("-school_year").first()
    standard = EquipmentStandard.applying_to([school]).get(school.pk)
    if not figures or not standard:
        return
    have = {"pupil_device": 0, "teacher_device": 0}
    is_recorded = school.stock.exists()  # what nobody has entered is not zero
    for group, quantity in school.stock.in_use().order_by().values_list("type__group", "quantity"):
        if group in have:
            have[group] += quantity
    pupil, teacher = have["pupil_device"], have["teacher_device"]
    missing = {
        "geraete": measures.missing_devices(figures.pupils, pupil, standard.pupils_per_device),
        "dienstgeraete": measures.missing_parts(teacher, figures.teachers, standard.teacher_device_share),
        "praesentation": measures.missing_parts(
            figures.presentation_rooms, figures.teaching_rooms, standard.presentation_share
        ),
        "wlan": measures.missing_parts(figures.wlan_rooms, figures.teaching_rooms, standard.wlan_share),
    }
    if not is_recorded:
        del missing["geraete"], missing["dienstgeraete"]
    for name, quantity in missing.items():
        if quantity and GAPS[name] in types:
            text = ngettext(
                "The equipment standard of the school authority is not met: %(count)s is missing.",
                "The equipment standard of the school authority is not met: %(count)s are missing.",
                quantity,
            )
            reason = text % {"count": quantity}
            yield Proposal(f"luecke-{name}", types[GAPS[name]], quantity, NeedItem.Kind.EXTENSION, reason)


def _replacements(
    user: User, school: School, year: int, types: dict[str, EquipmentType]
) -> Iterator[Proposal]:
    for row in replacement_by_year(user=user, schools=[school], first_year=year).rows:
        quantity = row.by_year.get(year, 0)
        if quantity and row.code in types:
            text = ngettext(
                "%(count)s reaches the end of its useful life by %(year)s.",
                "%(count)s reach the end of their useful life by %(year)s.",
                quantity,
            )
            reason = text % {"count": quantity, "year": year}
            yield Proposal(f"ersatz-{row.code}", types[row.code], quantity, NeedItem.Kind.REPLACEMENT, reason)
