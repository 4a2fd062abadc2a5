"""Uploads that wait: shown as a preview, then taken over once, thrown away, or forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError
from core.scoping import ScopedModel
from core.storage import delete_on_commit

if TYPE_CHECKING:
    from accounts.models import User

MOST_WAITING = 30  # of all kinds together, of one person


class Upload(ScopedModel):
    """What somebody uploaded to look at first. What was taken over stays on record.

    Each kind adds who uploaded it (`uploaded_by`), what was read, and how it is taken over; throwing away and
    forgetting are the same for all, and so is how many of them one person may leave waiting.
    """

    uploaded_by_id: int | None

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    committed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

    def save(self, **kwargs: Any) -> None:
        """Raises DomainError for one more than a person may leave waiting."""
        if self._state.adding:
            _check_room(self.uploaded_by_id)
        super().save(**kwargs)


Kind = TypeVar("Kind", bound=Upload)


def hold(upload: Kind) -> Kind:
    """The row as it stands now, locked until the transaction ends. Conflict when somebody threw it away."""
    held: Kind | None = _rows(type(upload)).select_for_update().filter(pk=upload.pk).first()
    if held is None:
        raise Conflict(_("This preview was thrown away in between. Please upload the file again."))
    return held


@transaction.atomic
def discard(upload: Upload, *, actor: User) -> None:
    """Throw a preview away with its files. Conflict when it was taken over, even in this moment."""
    held = hold(upload)
    if held.committed_at:
        raise Conflict(_("This file was already taken over."))
    record(actor, f"{held._meta.app_label}.{held._meta.model_name}_discarded", held)
    _delete(held)


@transaction.atomic
def remove_abandoned(*, before: datetime) -> int:
    """Throw away every preview uploaded before this moment and not taken over. Returns how many went."""
    waiting = [
        upload
        for kind in kinds()
        for upload in _rows(kind)
        .filter(committed_at__isnull=True, uploaded_at__lt=before)
        .select_for_update(skip_locked=True)
    ]
    for upload in waiting:
        _delete(upload)
    return len(waiting)


def kinds() -> list[type[Upload]]:
    return [model for model in apps.get_models() if issubclass(model, Upload)]


def _check_room(person: int | None) -> None:
    waiting = sum(
        _rows(kind).filter(uploaded_by=person, committed_at__isnull=True).count() for kind in kinds()
    )
    if waiting >= MOST_WAITING:
        raise DomainError(
            _(
                "%(count)d uploaded files of yours are waiting to be taken over. "
                "Take over or discard one of them first; after a week they go by themselves."
            )
            % {"count": waiting}
        )


def _rows(kind: Any) -> Any:
    return kind.unscoped.all()


def _delete(upload: Upload) -> None:
    """The files go once the row is gone for good."""
    for field in upload._meta.concrete_fields:
        file = getattr(upload, field.name) if isinstance(field, models.FileField) else None
        if file:
            delete_on_commit(file.name)
    upload.delete()
