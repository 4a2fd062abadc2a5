"""What print templates need beside the components, and what pages of the floors below show of reports."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from reports.models import ReportJob
from reports.selectors import stopped_sending
from roundtables.models import Meeting

register = template.Library()


@register.filter
def cleaned_html(html: str) -> SafeString:
    """HTML that `core.markdown` has cleaned and a report has frozen."""
    return mark_safe(html)  # noqa: S308 - render_markdown's allowlist cleaned it before it was frozen


@register.simple_tag
def sending_stopped(meeting: Meeting, user: User) -> ReportJob | None:
    """The sending of minutes that came to nothing, for those who run the table."""
    return stopped_sending(meeting, user=user)
