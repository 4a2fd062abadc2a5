"""A new version of the matrix on its way in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.previews import Upload
from matrix.models.catalogue import Catalogue
from matrix.querysets import CatalogueUploadQuerySet


class CatalogueUpload(Upload):
    """A sound file in the administration: mapped to the version in force, then taken over or thrown away."""

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    label = models.CharField(_("name of the version"), max_length=40)
    content = models.JSONField()  # the `Reading`: {"stage_names": […], "rows": [{…}]}
    based_on = models.ForeignKey(Catalogue, models.PROTECT, null=True, related_name="+")  # in force then
    plan = models.JSONField()  # {"successors": {old code: [new codes]}, "stages": {"1": 1, "2": null}}
    version = models.PositiveIntegerField(default=0)  # guards `plan` against overwriting

    unscoped = CatalogueUploadQuerySet.as_manager()

    class Meta(Upload.Meta):
        verbose_name = _("upload of a matrix")

    def __str__(self) -> str:
        return self.label
