"""Saved mappings: which fit a list, and how they read on the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from equipment.models import ImportProfile
from equipment.selectors.inventory import inventory_catalogue
from equipment.words import EXPORT_COLUMNS, plain
from equipment.words import words as word_list
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User


def usable_by(school: School | None, authority: SchoolAuthority | None) -> Q:
    """At a school its own and those of its Träger, in a list of the Träger only that one's."""
    return Q(authority=authority) if school is None else Q(school=school) | Q(authority=school.authority_id)


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One saved mapping in words. `columns`: "Model → Gerätetyp"."""

    profile: ImportProfile
    columns: list[str]
    words: int
    may_delete: bool


def profile_rows(
    *, user: User, school: School | None = None, authority: SchoolAuthority | None = None
) -> Any:
    """Those that this reader may use for lists of the school or of the Träger; one query."""
    found = (
        ImportProfile.visible_to(user)
        .filter(usable_by(school, authority))
        .select_related("school__authority", "school__municipality", "authority")
    )
    return [
        ProfileRow(
            one,
            [f"{column} → {EXPORT_COLUMNS[name]}" for name, column in one.profile.columns.items()],
            sum(len(words) for words in one.profile.values.values()),
            user.has_perm("equipment.delete_profile", one),
        )
        for one in found
    ]


def suggested_types(words: list[list[Any]]) -> dict[str, str]:
    """Word -> code of the type that it resembles or names in part ("iPad 9"); [word, lines] in."""
    catalogue = inventory_catalogue()
    parts = word_list("type_part")

    def likely(word: str) -> str:
        named = (code for part, code in parts.items() if part in plain(word) and code in catalogue.names)
        return catalogue.nearest_code(word) or next(named, "")

    return {word: code for word, _lines in words if (code := likely(word))}


def suggested_schools(words: list[list[Any]], schools: Mapping[str, str]) -> dict[str, str]:
    """Word -> number of the only school whose name holds it, or is held by it ("Anger"); [word, lines] in."""
    names = {number: plain(name) for number, name in schools.items()}

    def likely(word: str) -> str:
        part = plain(word)
        found = [number for number, name in names.items() if len(part) > 3 and (part in name or name in part)]
        return found[0] if len(found) == 1 else ""

    return {word: number for word, _lines in words if (number := likely(word))}


def fitting_profiles(rows: list[ProfileRow], header: Collection[str]) -> list[ImportProfile]:
    """Those whose columns the list has all."""
    known = {plain(column) for column in header}
    return [
        row.profile
        for row in rows
        if row.columns and {plain(column) for column in row.profile.profile.columns.values()} <= known
    ]
