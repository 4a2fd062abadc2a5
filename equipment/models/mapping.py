"""How lists of other systems are understood: kept with an upload, and saved under a name for the next one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.previews import Upload
from core.scoping import ScopedModel
from equipment.profile import Profile
from equipment.querysets import ImportProfileQuerySet
from schools.models import School, SchoolAuthority


class MappedUpload(Upload):
    """An upload that remembers how it is read, until it is taken over.

    `mapping`: `Profile.as_json`, and "is_open" (nobody has said what the columns mean), "words" ({field: [[word,
    lines], …]}: words that nobody has assigned), "saved" (name of the saved profile that says just this).
    """

    mapping = models.JSONField(default=dict)
    ignored = models.JSONField(default=dict)  # {"personal", "unknown"}: columns never stored; "read_as"
    table = models.JSONField(
        default=dict
    )  # {"header", "rows", …} without personal columns; each kind says of what

    class Meta(Upload.Meta):
        abstract = True

    @property
    def is_busy(self) -> bool:
        """Whether a worker reads it or takes it over in this moment."""
        return False

    @property
    def names_devices(self) -> bool:
        """Whether the list has no lines: JSON counts its devices from 1. Its ending was checked at the upload."""
        return self.file_name.lower().endswith(".json")

    @property
    def profile(self) -> Profile:
        return Profile.from_json(self.mapping)

    @property
    def needs_columns(self) -> bool:
        return bool(self.mapping.get("is_open"))

    @property
    def open_words(self) -> dict[str, list[list[Any]]]:
        return self.mapping.get("words", {})

    @property
    def can_be_mapped(self) -> bool:
        """Whether the list is still there to be read another way."""
        return bool(self.table) and not self.committed_at


class ImportProfile(ScopedModel):
    """Of one school, or of a Träger and then for all its schools."""

    authority = models.ForeignKey(
        SchoolAuthority, models.CASCADE, null=True, blank=True, related_name="import_profiles"
    )
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="import_profiles")
    name = models.CharField(_("name"), max_length=80)
    header = models.JSONField(default=list)  # all columns of the list that it was made for
    kept = models.JSONField(default=dict)  # `Profile.as_json`
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = ImportProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("column mapping")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(authority__isnull=True, school__isnull=False)
                | Q(authority__isnull=False, school__isnull=True),
                name="importprofile_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=["authority", "name"], condition=Q(school__isnull=True), name="importprofile_authority"
            ),
            models.UniqueConstraint(
                fields=["school", "name"], condition=Q(authority__isnull=True), name="importprofile_school"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def profile(self) -> Profile:
        return Profile.from_json(self.kept | {"name": self.name})
