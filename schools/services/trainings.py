"""Writing the training plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record, set_values
from core.errors import DomainError, require_seen, still_there
from core.fingerprint import fingerprint
from core.parsing import one_line
from schools.models import School, Training

if TYPE_CHECKING:
    from accounts.models import User

FIELDS = ("topic", "group", "provider", "held_on", "is_done")
TEXTS = frozenset({"topic", "group", "provider"})


@transaction.atomic
def save_training(
    school: School,
    *,
    values: dict[str, Any],
    actor: User,
    training: Training | None = None,
    seen: str = "",
) -> Training:
    """Add a training, or change `training`, which looked like fingerprint `seen` to its editor.

    Raises DomainError for a training that is done in the future or stands in the plan already, Conflict when
    `training` has changed or gone in the meantime.
    """
    current = _current(training, seen) if training else Training(school=school)
    new: dict[str, Any] = {name: one_line(values[name]) if name in TEXTS else values[name] for name in FIELDS}
    if new["is_done"] and new["held_on"] and new["held_on"] > timezone.localdate():
        raise DomainError(_("The training lies in the future. Tick it off as done once it has taken place."))
    changes = set_values(current, new)
    if training and not changes:
        return current
    try:
        with transaction.atomic():
            current.save()
    except IntegrityError as error:
        raise DomainError(_("This training is already in the plan for this group and date.")) from error
    record(actor, "schools.training_saved", current, changes)
    return current


def _current(training: Training, seen: str) -> Training:
    """Locked, so that of two who save at once the second one is told."""
    gone = _("Somebody else has removed this training. Add it as a new one if it is still needed.")
    found = still_there(Training.unscoped.select_for_update(), training.pk, gone=gone)
    changed = _("Somebody else has changed this entry in between. Compare your entries and save again.")
    require_seen(fingerprint(found), seen, changed=changed)
    return found


@transaction.atomic
def remove_training(training: Training, *, actor: User) -> None:
    """Take a training out of the plan. Removing it twice is no error."""
    removed = Training.unscoped.select_for_update().filter(pk=training.pk).first()
    if removed:
        record(actor, "schools.training_removed", removed, {"group": [removed.group, None]})
        removed.delete()
