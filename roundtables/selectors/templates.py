"""With which agenda a meeting may begin: the table's own templates, and those of the portal."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.days import day_in_words
from roundtables.models import AgendaTemplate, RoundTableSeries

STANDARD = "standard-"  # before a variant: that of the portal, also where the table has its own


def template_choices(series: RoundTableSeries) -> list[tuple[str, str]]:
    """For a choice: own templates with the day they were saved, then those of the portal."""
    own = {row.variant: row for row in series.templates.all()}
    variants = AgendaTemplate.Variant.choices
    mine = [
        (
            name,
            _("%(variant)s, own template of %(day)s")
            % {"variant": word, "day": day_in_words(own[name].saved_at)},
        )
        for name, word in variants
        if name in own
    ]
    told = [
        (f"{STANDARD}{name}", _("%(variant)s, standard agenda") % {"variant": word})
        for name, word in variants
    ]
    return [*mine, *told]
