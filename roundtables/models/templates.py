"""The agenda that a table begins with."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from roundtables.models.tables import RoundTableSeries
from roundtables.querysets import OnTableQuerySet


class AgendaTemplate(ScopedModel):
    """A table's own agenda of one variant, in place of the portal's. `items` holds what `TemplateItem` holds."""

    class Variant(models.TextChoices):
        REGULAR = "regular", _("regular meeting")
        FIRST = "first", _("first meeting")

    series = models.ForeignKey(RoundTableSeries, models.CASCADE, related_name="templates")
    variant = models.CharField(_("agenda template"), max_length=8, choices=Variant.choices)
    items = models.JSONField(default=list)
    saved_at = models.DateTimeField(default=timezone.now)

    unscoped = OnTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda template")
        ordering = ["variant"]
        constraints = [
            models.UniqueConstraint(fields=["series", "variant"], name="agenda_template_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_variant_display())
