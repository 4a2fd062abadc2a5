"""Which version of a standard counts on a day: every reader asks here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from schools.models import SchoolAuthority
from standards.models import StandardVersion

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """The adopted versions of one Träger as they stand on a day; the newest decision first."""

    in_force: StandardVersion | None
    coming: tuple[StandardVersion, ...]  # decided, and their day lies ahead
    replaced: tuple[StandardVersion, ...]  # had their time, or were overtaken before their day came


def standing_of(versions: Iterable[StandardVersion], *, on: date | None = None) -> Standing:
    """Of the versions whose day has come the newest decision counts; drafts are left out.

    A decision whose day lies ahead is overtaken by a newer one that counts no later.
    """
    day = on or timezone.localdate()
    in_force: StandardVersion | None = None
    coming: list[StandardVersion] = []
    replaced: list[StandardVersion] = []
    earliest = date.max  # valid from, of the newer decisions
    for version in sorted(versions, key=lambda one: one.number, reverse=True):
        begins = version.valid_from
        if version.is_draft or begins is None:
            continue
        if begins >= earliest or in_force is not None:
            replaced.append(version)
        elif begins > day:
            coming.append(version)
        else:
            in_force = version
        earliest = min(earliest, begins)
    return Standing(in_force, tuple(coming), tuple(replaced))


def standing(*, user: User, authority: SchoolAuthority, on: date | None = None) -> Standing:
    """How the versions of a Träger stand today or on this day, for readers whom they bind."""
    return standing_of(StandardVersion.visible_to(user).filter(authority=authority), on=on)
