"""What print templates need beside the components."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def cleaned_html(html: str) -> SafeString:
    """HTML that `core.markdown` has cleaned and a report has frozen."""
    return mark_safe(html)  # noqa: S308 - render_markdown's allowlist cleaned it before it was frozen
