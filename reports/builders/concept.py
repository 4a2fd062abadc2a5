"""R3 Medienkonzept: the version that the Schulkonferenz adopted, or the school's draft marked as such."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.markdown import render_markdown
from reports import wording
from reports.builders.base import Progress, may_read
from reports.models import ReportJob
from schools.frames import Frame
from schools.framework import NAME
from schools.live_tables import LiveTable, frozen_tables, tables_of
from schools.models import CompetenceUse, ConceptSection, ConceptVersion, School

if TYPE_CHECKING:
    from accounts.models import User

INNER_LINK = re.compile(r' href="[/#][^"]*"')  # leads nowhere on paper


@dataclass(frozen=True, slots=True)
class Content:
    """What both documents print; `uses` are lines of the MKR grid."""

    texts: Mapping[str, str]
    tables: list[LiveTable]
    uses: list[dict[str, Any]]
    frame: Frame


class ConceptReport:
    """The newest adopted version, for everybody who may read the school."""

    kind, template_name = "concept", "reports/pdf/concept.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(
            School, job.school_id, user=job.requested_by, permission="schools.view_conceptversion"
        )

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError while nothing is adopted."""
        progress(30)
        return adopted_document(user=job.requested_by, school=school_of(job))


class ConceptDraftReport:
    """The working copy, for the school alone."""

    kind, template_name = "draft", "reports/pdf/concept.html"

    def permitted(self, job: ReportJob) -> bool:
        return may_read(School, job.school_id, user=job.requested_by, permission="schools.view_concept")

    def collect(self, job: ReportJob, progress: Progress) -> dict[str, Any]:
        """Raises DomainError while nothing is written."""
        progress(30)
        return draft_document(user=job.requested_by, school=school_of(job))


def adopted_document(*, user: User, school: School) -> dict[str, Any]:
    """The newest version that the Schulkonferenz adopted. Raises DomainError while there is none."""
    version = ConceptVersion.visible_to(user).filter(school=school).order_by("-number").first()
    if version is None:
        raise DomainError(_("The school conference has not adopted a version yet."))
    content = Content(
        version.content.get("sections", {}),
        frozen_tables(version.content),
        version.content.get("competences", []),
        Frame.of_version(version.content, school.school_type),
    )
    facts = [
        [_("Version"), str(version.number)],
        [_("Teacher conference"), wording.day(version.discussed_on) or "–"],
        [_("School conference"), wording.day(version.adopted_on)],
        [_("Next review"), wording.day(version.next_review_on)],
    ]
    return document(school, content) | {
        "as_of": version.adopted_on.isoformat(),
        "as_of_text": wording.day(version.adopted_on),
        "is_draft": False,
        "file_name": version.file_name,
        "facts": facts,
    }


def draft_document(*, user: User, school: School) -> dict[str, Any]:
    """The working copy as it stands now. Raises DomainError while nothing is written."""
    sections = ConceptSection.visible_to(user).filter(school=school).exclude(text="")
    uses = CompetenceUse.visible_to(user).filter(school=school)
    content = Content(
        {str(section.number): section.text for section in sections},
        tables_of(school),
        list(uses.values("competence", "subject", "year_group", "plan")),
        Frame.today(school.school_type),
    )
    if not content.texts and not content.uses:
        raise DomainError(_("The concept is still empty. Write a section first."))
    today = timezone.localdate()
    return document(school, content) | {
        "as_of": today.isoformat(),
        "as_of_text": wording.day(today),
        "is_draft": True,
        "file_name": "",
        "facts": [[_("State"), _("draft, not adopted")]],
    }


def school_of(job: ReportJob) -> School:
    schools: Any = School.visible_to(job.requested_by)
    return schools.select_related("municipality", "authority").get(pk=job.school_id)


def document(school: School, content: Content) -> dict[str, Any]:
    """Title, sections with text or tables, and the grid in the order of its frame."""
    return {
        "title": _("Medienkonzept"),
        "subject": str(school),
        "school": [
            [_("School number"), school.school_number],
            [_("School type"), str(school.get_school_type_display())],
            [_("School authority"), str(school.authority)],
        ],
        "sections": [
            section for number in sorted(content.frame.headings) if (section := part(number, content))
        ],
        "grid_caption": _("Vorhaben by competence (%(framework)s)") % {"framework": NAME},
        "grid": [
            [
                content.frame.competence(use["competence"]),
                use["subject"],
                str(use["year_group"]),
                use["plan"],
            ]
            for use in content.uses
        ],
    }


def part(number: int, content: Content) -> dict[str, Any] | None:
    """One section, None when it has neither text nor table."""
    text = content.texts.get(str(number), "")
    tables = [table.plain() for table in content.tables if table.section == number]
    if not text and not tables:
        return None
    html = INNER_LINK.sub("", render_markdown(text, top=3))
    return {"heading": content.frame.title(number), "html": html, "tables": tables}
