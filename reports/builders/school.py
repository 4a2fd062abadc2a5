"""R1 Schulbericht: where the school stands, what it has, what was promised; from the released picture alone."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from equipment.selectors import Coverage
from matrix.models import Snapshot
from matrix.selectors.profiles import Answer, FieldProfile, Profile, ReleasedProfile, released_profile
from reports import wording
from reports.builders.base import Progress, may_read
from reports.builders.milestones import milestone_rows
from reports.charts import bar_chart
from reports.models import ReportJob
from roundtables.selectors import milestones_of
from schools import framework
from schools.models import MediaConcept, School


class SchoolReport:
    """Everybody who may read the released picture gets the same document."""

    kind, template_name = "school", "reports/pdf/school.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(
            School, job.school_id, user=job.requested_by, permission="reports.request_school_report"
        )

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError while the school has released nothing."""
        school = (
            School.visible_to(job.requested_by)
            .select_related("municipality", "authority")
            .get(pk=job.school_id)
        )
        snapshots = (
            Snapshot.visible_to(job.requested_by)
            .filter(school=school)
            .select_related("catalogue", "taken_by")
        )
        snapshot = snapshots.order_by("-number").first()
        if snapshot is None:
            raise DomainError(
                _("This school has not released anything yet. A report can be made after the first release.")
            )
        released = released_profile(snapshot)
        progress(30)
        taken_on = timezone.localdate(snapshot.taken_at)
        return {
            "title": _("School report"),
            "subject": str(school),
            "as_of": taken_on.isoformat(),
            "as_of_text": wording.day(taken_on),
            "release_number": snapshot.number,
            "school_year": released.school_year,
            "master": master_data(school),
            **profile_part(released.profile),
            "focuses": [aspect_row(answer) for answer in released.focuses],
            **facts_part(released),
            "milestones": milestone_rows(milestones_of(school).order_by("due_on", "pk")),
        }


def master_data(school: School) -> list[list[str]]:
    """Name and value pairs of the register."""
    return [
        [_("School number"), school.school_number],
        [_("School type"), school.get_school_type_display()],
        [_("School authority"), str(school.authority)],
        [_("Municipality"), str(school.municipality)],
        [_("Address"), ", ".join(filter(None, [school.street, f"{school.postcode} {school.city}".strip()]))],
    ]


def profile_part(profile: Profile) -> dict[str, Any]:
    """The matrix with actual and target, field by field, and how many aspects stand on which stage."""
    rated = [answer for answer in profile.answers if answer.stage]
    counts = [
        (f"{number} {name}", sum(answer.stage == number for answer in rated))
        for number, name in enumerate(profile.matrix.stage_names, start=1)
    ]
    finding = _("%(rated)s of %(total)s aspects are rated, %(answered)s are answered.") % {
        "rated": len(rated),
        "total": profile.total,
        "answered": profile.answered,
    }
    rows = [(label, float(count), wording.number(count)) for label, count in counts]
    return {
        "finding": finding,
        "stages": bar_chart(title=_("Aspects by stage"), finding=finding, rows=rows),
        "stage_counts": [[label, count] for label, count in counts],
        "fields": [field_part(field, profile.matrix.highest) for field in profile.fields],
        "priorities": [aspect_row(answer) for answer in profile.answers if answer.priority == "high"],
    }


def aspect_row(answer: Answer) -> list[str]:
    """Aspect, stage today, target."""
    name = f"{answer.aspect.code} {answer.aspect.name}"
    return [name, wording.stage_words(answer), wording.target_words(answer)]


def field_part(field: FieldProfile, highest: int) -> dict[str, Any]:
    return {
        "name": f"{field.field.code} {field.field.name}",
        "rows": [
            {
                "aspect": f"{answer.aspect.code} {answer.aspect.name}",
                "stage": wording.stage_words(answer),
                "tone": wording.tone(answer, highest),
                "target": wording.target_words(answer),
                "reason": answer.reason,
            }
            for answer in field.answers
        ],
    }


def facts_part(released: ReleasedProfile) -> dict[str, Any]:
    """Figures, coverage, stock and concept as they were frozen at the release."""
    facts = released.facts
    figures = facts.get("figures") or {}
    concept = facts.get("concept") or {}
    return {
        "figures": [
            [_("Pupils"), wording.number(figures.get("pupils"))],
            [_("Classes"), wording.number(figures.get("classes"))],
            [_("Teachers"), wording.number(figures.get("teachers"))],
            [_("Teaching rooms"), wording.number(figures.get("teaching_rooms"))],
        ]
        if figures
        else [],
        "figures_as_of": wording.day(figures.get("reference_date")),
        "coverage": [coverage_row(figure) for figure in released.coverage],
        "stock": [stock_row(row) for row in facts.get("stock") or []],
        "concept": concept_part(concept),
    }


def coverage_row(figure: Coverage) -> dict[str, str]:
    return {
        "label": figure.label,
        "text": figure.text,
        "actual": wording.number(figure.actual),
        "target": wording.number(figure.target),
        "unit": figure.unit,
        "verdict": wording.verdict(figure),
    }


def stock_row(row: dict[str, Any]) -> dict[str, str]:
    year, life = row["purchase_year"], row["useful_life"]
    return {
        "name": row["name"],
        "quantity": wording.number(row["quantity"]),
        "purchase_year": str(year or "–"),
        "replace_in": str(year + life) if year and life else "–",
        "funding_source": row["funding_source"] or "–",
    }


def concept_part(concept: dict[str, Any]) -> list[list[str]]:
    """State and dates of the Medienkonzept; empty when the school has not begun one."""
    if not concept:
        return []
    state = concept.get("state") or MediaConcept.State.DRAFT
    written, used = concept.get("filled_sections") or 0, concept.get("competences") or 0
    sections = _("%(count)s of %(total)s sections written") % {
        "count": written,
        "total": framework.SECTION_COUNT,
    }
    return [
        [_("State"), str(MediaConcept.State(state).label)],
        [_("Content"), sections + (", " + _("concept as file") if concept.get("has_file") else "")],
        [_("Teacher conference"), wording.day(concept.get("discussed_on")) or "–"],
        [_("School conference"), wording.day(concept.get("adopted_on")) or "–"],
        [_("Next review"), wording.day(concept.get("next_review_on")) or "–"],
        [
            _("Media competences in the grid"),
            _("%(used)s of %(total)s") % {"used": used, "total": len(framework.competences())},
        ],
    ]
