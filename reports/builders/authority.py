"""R4 Trägerbericht: heat map of the releases, coverage, replacement by year, milestones."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.stages import MARKS, state_word
from equipment import selectors as equipment
from matrix.selectors.heatmap import HeatMap, heatmap
from reports import wording
from reports.builders.base import Progress, may_read
from reports.builders.forecast import forecast_part, pictures_of, replacement_part
from reports.builders.milestones import milestone_rows
from reports.builders.standard import standard_part
from reports.models import ReportJob
from roundtables.models import Milestone
from schools.models import School, SchoolAuthority
from standards.selectors import gap_of, standing


class AuthorityReport:
    """For the offices of the Träger; shows released pictures and the stock that the Träger keeps itself."""

    kind, template_name = "authority", "reports/pdf/authority.html"

    def permitted(self, job: ReportJob) -> bool:
        permission = "reports.request_authority_report"
        return may_read(SchoolAuthority, job.authority_id, user=job.requested_by, permission=permission)

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        user, authority = (
            job.requested_by,
            SchoolAuthority.visible_to(job.requested_by).get(pk=job.authority_id),
        )
        schools = list(
            School.visible_to(user).filter(authority=authority).open().order_by("name", "school_number")
        )
        heat = heatmap(authority, user=user)
        progress(20)
        version = standing(user=user, authority=authority).in_force
        gap = gap_of(user=user, authority=authority, version=version).with_coming(user=user)
        standard = standard_part(gap)
        covered = {} if standard else equipment.coverage_by_school(user=user, schools=schools)
        pictures = pictures_of(user, authority, schools)
        progress(40)
        milestones = Milestone.visible_to(user).filter(
            Q(school__authority=authority)
            | Q(school__isnull=True, series__municipality__schools__authority=authority)
        )
        today = timezone.localdate()
        return {
            "title": _("Equipment and development"),
            "subject": str(authority),
            "as_of": today.isoformat(),
            "as_of_text": wording.day(today),
            "lead": lead(schools, heat),
            "heat": heat_part(heat) if heat else None,
            "standard": standard,
            "coverage": [coverage_row(school, covered[school.pk]) for school in schools if covered],
            "coverage_heads": coverage_heads(covered),
            "replacement": replacement_part(pictures.by_type),
            "forecast": forecast_part(pictures.by_class),
            "milestones": milestone_rows(milestones.select_related("school").distinct()),
        }


def lead(schools: list[School], heat: HeatMap | None) -> str:
    """The one sentence that a head of department reads."""
    released = heat.released if heat else 0
    return ngettext(
        "%(released)s of %(count)s school in operation has released its picture.",
        "%(released)s of %(count)s schools in operation have released their picture.",
        len(schools),
    ) % {"released": released, "count": len(schools)}


def heat_part(heat: HeatMap) -> dict[str, Any]:
    """One table per field keeps the columns readable; each cell is a number or a sign, explained below."""
    return {
        "legend": [f"{number} = {name}" for number, name in enumerate(heat.matrix.stage_names, start=1)]
        + [f"{mark} = {state_word(state)}" for state, mark in MARKS.items()]
        + [_("empty row = not released")],
        "aspects": [[aspect.code, aspect.name] for aspect in heat.aspects],
        "codes": [aspect.code for aspect in heat.aspects],
        "rows": [heat_row(row, heat.matrix.highest) for row in heat.rows],
    }


def heat_row(row: Any, highest: int) -> dict[str, Any]:
    cells = [
        {
            "text": str(answer.stage) if answer.stage else MARKS[answer.state],
            "tone": wording.tone(answer, highest),
        }
        if row.is_released
        else {"text": "", "tone": "none"}
        for answer in row.answers
    ]
    return {
        "school": str(row.subject),
        "released": wording.day(timezone.localdate(row.taken_at)) if row.taken_at else _("not released"),
        "cells": cells,
    }


def coverage_heads(covered: dict[int, list[equipment.Coverage]]) -> list[str]:
    return next(([figure.label for figure in figures] for figures in covered.values()), [])


def coverage_row(school: School, figures: list[equipment.Coverage]) -> dict[str, Any]:
    cells = [{"text": figure.text, "verdict": wording.verdict(figure)} for figure in figures]
    return {"school": str(school), "cells": cells}
