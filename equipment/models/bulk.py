"""Stock lists of a whole Träger: read, compared and taken over in the background."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from equipment.models.catalogue import EquipmentType, FundingSource
from equipment.models.mapping import MappedUpload
from equipment.querysets import BulkImportQuerySet, OfBulkImportQuerySet
from schools.models import School, SchoolAuthority

FIRST_PROBLEMS = 5_000  # kept in words; all are counted


class BulkImport(MappedUpload):
    """One list for all schools of a Träger. `step` is what is done or to be done next, `state` how far that is.

    Its `table` holds {"header", "rows": the first lines as cells}. The file is kept as long as its reading may
    change, without the columns about people. `fence` and `lease_until` keep two workers apart, as with reports
    (docs/adr/0004).
    """

    class Step(models.TextChoices):
        READ = "read", _("reading")
        COMMIT = "commit", _("taking over")
        UNDO = "undo", _("taking back")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("being worked on")
        MAPPING = "mapping", _("waits for its columns")
        ENDED = "ended", _("finished")
        FAILED = "failed", _("failed")

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="bulk_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey(  # who asked for the step
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    file = models.FileField(upload_to="imports", blank=True)
    file_kind = models.CharField(max_length=4)
    file_hash = models.CharField(max_length=64)
    step = models.CharField(max_length=6, choices=Step.choices, default=Step.READ)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    asked_at = models.DateTimeField(null=True, blank=True)  # when the step was asked for
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=400, blank=True)  # for the user, in plain words
    columns = models.JSONField(default=list)  # fields that the file says something about
    problems = models.JSONField(default=list)  # the first of those that reading found
    problem_count = models.PositiveIntegerField(default=0)
    faulty_lines = models.PositiveIntegerField(default=0)  # that could not be read
    counts = models.JSONField(
        default=list
    )  # [{"school", "number", "name", "create", "update", "unchanged", "faulty"}]
    stock_stamp = models.CharField(
        max_length=120, blank=True
    )  # of the stock that the lines were compared with
    skips_faulty = models.BooleanField(default=False)
    outcome = models.JSONField(default=dict)  # {"created", "updated", "unchanged", "left_out"}
    undone_at = models.DateTimeField(null=True, blank=True)

    unscoped = BulkImportQuerySet.as_manager()

    class Meta(MappedUpload.Meta):
        verbose_name = _("stock list of a school authority")
        indexes = [models.Index(fields=["state", "lease_until"], name="bulkimport_sweep")]

    @property
    def can_be_mapped(self) -> bool:
        return super().can_be_mapped and bool(self.file) and not self.is_busy

    @property
    def is_busy(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}


class BulkLine(ScopedModel):
    """One line that could be read, as codes and keys; goes when the list is taken over.

    Written by COPY: what it points to is checked when the stock is written, not here. Empty where the file says
    nothing. `action`, `batch` and `fault` say what the comparison with the stock found (`equipment.matching`).
    """

    upload = models.ForeignKey(BulkImport, models.CASCADE, related_name="lines", db_constraint=False)
    line = models.PositiveIntegerField()
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    key = models.BigIntegerField(null=True)
    type = models.ForeignKey(
        EquipmentType, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    quantity = models.PositiveIntegerField()
    building = models.CharField(max_length=80, db_default="")
    room = models.CharField(max_length=80, db_default="")
    purchase_year = models.PositiveSmallIntegerField(null=True)
    funding_source = models.ForeignKey(
        FundingSource, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    invoice_number = models.CharField(max_length=40, db_default="")
    invoice_date = models.DateField(null=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    condition = models.CharField(max_length=10, db_default="")
    state = models.CharField(max_length=10, db_default="")
    serials = models.TextField(db_default="")
    action = models.CharField(max_length=10, db_default="create")
    batch = models.BigIntegerField(null=True)  # pk of a StockBatch
    fault = models.CharField(max_length=20, db_default="")
    other_line = models.PositiveIntegerField(db_default=0)

    unscoped = OfBulkImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a stock list")
        indexes = [
            models.Index(
                fields=["upload", "action", "line"], name="bulkline_changed", condition=~Q(action="create")
            )
        ]


class BulkTrace(ScopedModel):
    """One stock line that an import wrote: its version then, and what it was before (None: it is new)."""

    upload = models.ForeignKey(BulkImport, models.CASCADE, related_name="traces", db_constraint=False)
    batch = models.BigIntegerField()  # pk of a StockBatch
    version = models.PositiveIntegerField()
    before = models.JSONField(null=True)

    unscoped = OfBulkImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("trace of a stock list")
