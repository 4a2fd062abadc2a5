"""What belongs to an item of the agenda as paper."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from roundtables.models.tables import AgendaItem, Meeting
from roundtables.querysets import OnItemQuerySet


class AgendaDocument(ScopedModel):
    """A file, or the address of one, for whoever reads the meeting."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=120)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(upload_to="agenda", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    submission_id = submission_field()

    unscoped = OnItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of an agenda item")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_document_is_file_or_link",
                condition=Q(url="", file__gt="") | (~Q(url="") & Q(file="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def meeting(self) -> Meeting:
        return self.item.meeting

    @property
    def kind(self) -> str:
        return self.file_name.rpartition(".")[2]

    @property
    def note(self) -> str:
        """What a reader is about to open: "PDF", or a link."""
        return gettext("link") if self.url else self.kind.upper()

    @property
    def address(self) -> str:
        """Where it opens: elsewhere, or through the view that asks who may read it."""
        return self.url or reverse("roundtables:document_download", args=[self.pk])
