"""Series and the people who are invited each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import DomainError
from roundtables.models import RoundTableSeries, SeriesMember
from roundtables.services.guards import locked_series

if TYPE_CHECKING:
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

ABOUT_MEMBER = ("office", "deputy_name", "deputy_office", "deputy_email")


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
    return stored


def _save_named(series: RoundTableSeries, fields: list[str]) -> None:
    try:
        with transaction.atomic():
            series.save(update_fields=fields)
    except IntegrityError as error:
        raise DomainError(_("This municipality already has a round table with this name.")) from error


@transaction.atomic
def add_member(
    series: RoundTableSeries,
    *,
    name: str,
    body: str,
    function: str,
    actor: User,
    email: str = "",
    **about: str,
) -> SeriesMember:
    """Invite somebody each time. An account with this e-mail gets to read the table; `about` as in `change_member`.

    The same name and body again is the same member (double click): nothing is written twice.
    """
    locked_series(series)
    account = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    told = {"function": function, "email": email, "user": account} | _about(about)
    member, created = SeriesMember.unscoped.get_or_create(series=series, name=name, body=body, defaults=told)
    if created:
        audit.record(actor, "roundtables.member_added", member, {"function": ["", function]})
    return member


def _about(values: dict[str, str]) -> dict[str, str]:
    told = {name: values.get(name, "") for name in ABOUT_MEMBER}
    if (told["deputy_office"] or told["deputy_email"]) and not told["deputy_name"]:
        raise DomainError(_("Please name the standing deputy."))
    return told


@transaction.atomic
def change_member(
    member: SeriesMember, *, actor: User, forget_address: bool = False, **about: str
) -> SeriesMember:
    """Set the office and the standing deputy. Meetings that are planned by then keep the office as it was.

    Nobody reads the deputy's address: an empty one keeps what is stored, as long as the deputy is the same person.
    """
    locked_series(member.series)
    stored = SeriesMember.unscoped.get(pk=member.pk)
    told = _about(about)
    same = told["deputy_name"] == stored.deputy_name and not forget_address
    told["deputy_email"] = told["deputy_email"] or (stored.deputy_email if same else "")
    changed = [name for name, value in told.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(stored, name, told[name])
    if changed:
        stored.save(update_fields=changed)
        audit.record(actor, "roundtables.member_changed", stored)
    return stored


@transaction.atomic
def remove_member(member: SeriesMember, *, actor: User) -> RoundTableSeries:
    """Invite somebody no longer. Attendance of earlier meetings stays as it was."""
    series = member.series
    audit.record(actor, "roundtables.member_removed", member)
    SeriesMember.unscoped.filter(pk=member.pk).delete()
    return series
