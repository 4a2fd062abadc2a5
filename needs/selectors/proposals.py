"""What the portal proposes to report: gaps against the standard, and replacements that fall due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from equipment import coverage as measures
from equipment.models import EquipmentStandard, EquipmentType
from equipment.selectors import replacement_by_year
from needs.models import NeedItem, ProposalAnswer
from schools.framework import section_for
from schools.models import School
from standards.selectors import GapTable, gap_of_school

if TYPE_CHECKING:
    from accounts.models import User

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

    Gaps are those of the adopted standard of its Träger; where none was adopted, of the four targets.
    """
    answers = ProposalAnswer.visible_to(user).filter(school=school, year=year)
    answered = set(answers.values_list("key", flat=True))
    types = {one.code: one for one in EquipmentType.objects.active()}
    table = gap_of_school(user=user, school=school)
    gaps = _decided_gaps(table, types) if table.version else _gaps(school, types)
    found = [*gaps, *_replacements(user, school, year, types)]
    return [proposal for proposal in found if proposal.key not in answered]


def _decided_gaps(table: GapTable, types: dict[str, EquipmentType]) -> Iterator[Proposal]:
    """What the standard in force asks for and is not there, with the rule and the decision that say so."""
    version = table.version
    for line in table.lines:
        if not line.missing or not version or line.type.code not in types:
            continue
        source = line.exception.reason if line.exception else "; ".join(str(one.rule) for one in line.counted)
        reason = _("Target %(target)s (%(source)s), usable %(usable)s. %(title)s, %(body)s.") % {
            "target": line.target,
            "source": source,
            "usable": line.usable,
            "title": version.title,
            "body": version.body,
        }
        yield Proposal(
            f"luecke-{line.type.code}", types[line.type.code], line.missing, NeedItem.Kind.EXTENSION, reason
        )


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
