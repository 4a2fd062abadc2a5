"""Series: the tables themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import DomainError
from roundtables.models import RoundTableSeries
from roundtables.services.guards import locked_series, tell_tables

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Municipality

EDITABLE = (
    "name",
    "meetings_per_year",
    "rules",
    "is_active",
    "reminder_days",
    "correction_days",
    "delivery",
)


@transaction.atomic
def create_series(
    municipality: Municipality, *, name: str, actor: User, meetings_per_year: int = 2, rules: str = ""
) -> RoundTableSeries:
    """Open the table of a municipality. The same name twice is refused (also by the database)."""
    if RoundTableSeries.unscoped.filter(municipality=municipality, name=name).exists():
        raise DomainError(_("This municipality already has a round table with this name."))
    try:
        with transaction.atomic():
            series = RoundTableSeries.unscoped.create(
                municipality=municipality, name=name, meetings_per_year=meetings_per_year, rules=rules
            )
    except IntegrityError as error:  # the second of two clicks
        raise DomainError(_("This municipality already has a round table with this name.")) from error
    audit.record(actor, "roundtables.series_created", series)
    return series


@transaction.atomic
def change_series(series: RoundTableSeries, *, actor: User, **values: Any) -> RoundTableSeries:
    """Set name, rhythm, rules or activity; only what really changed is written and noted."""
    stored = locked_series(series)
    changes = audit.set_values(stored, {name: values[name] for name in EDITABLE if name in values})
    if changes:
        _save_named(stored, list(changes))
        audit.record(actor, "roundtables.series_changed", stored, changes)
        tell_tables(stored.pk)
    return stored


def _save_named(series: RoundTableSeries, fields: list[str]) -> None:
    try:
        with transaction.atomic():
            series.save(update_fields=fields)
    except IntegrityError as error:
        raise DomainError(_("This municipality already has a round table with this name.")) from error
