"""How a list is read: which column means what, which word means which type; kept under a name for the next list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.errors import Conflict, DomainError
from core.previews import hold
from equipment.cells import (
    OpenWords,
)
from equipment.models import ImportProfile, MappedUpload
from equipment.profile import Profile
from equipment.profile_sources import OWN
from equipment.selectors.mapping import usable_by
from equipment.words import word_key
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

MAX_WORDS = 300  # that one page asks for


Saved = list[tuple[Profile, Collection[str]]]


def saved_profiles(*, school: School | None = None, authority: SchoolAuthority | None = None) -> Saved:
    """Profile and header of each saved mapping that a list of this owner may be read with, the own ones first."""
    found = ImportProfile.unscoped.filter(usable_by(school, authority)).order_by("-changed_at")
    rows = sorted(found, key=lambda one: one.authority_id is not None)
    return [(one.profile, one.header) for one in rows]


def mapping_of(profile: Profile, *, is_open: bool = False, saved: str = "") -> dict[str, Any]:
    """As `MappedUpload.mapping` keeps it."""
    return profile.as_json() | {"is_open": is_open, "saved": saved, "words": {}}


def words_as_json(found: OpenWords) -> dict[str, list[list[Any]]]:
    """The most frequent first; beyond MAX_WORDS the column is hardly one that names types."""
    return {
        name: [[word, lines] for word, lines in counted.most_common(MAX_WORDS)]
        for name, counted in found.items()
    }


def choose_columns(
    upload: MappedUpload,
    *,
    columns: Mapping[str, str],
    is_aggregated: bool,
    words_from: ImportProfile | None = None,
) -> None:
    """Say what the columns of this list mean; the caller holds the upload and reads it anew.

    `columns`: field -> column. Raises Conflict when the list is gone, DomainError for a column that it has not.
    """
    _require_list(upload)
    unknown = set(columns.values()) - set(upload.table["header"])
    if unknown or len(set(columns.values())) < len(columns):
        raise DomainError(_("This is no column of the list."))
    profile = upload.profile
    values = words_from.profile.values if words_from else profile.values
    upload.mapping = mapping_of(
        replace(profile, columns=dict(columns), values=values, is_aggregated=is_aggregated)
    )


def assign_words(upload: MappedUpload, values: Mapping[str, Mapping[str, str]]) -> None:
    """Say what words of this list mean: field -> word -> code or LEFT_OUT. The caller reads the list anew."""
    _require_list(upload)
    profile = upload.profile
    merged = {name: dict(known) for name, known in profile.values.items()}
    for name, known in values.items():
        told = {word_key(word) for word in known}
        kept = {word: code for word, code in merged.get(name, {}).items() if word_key(word) not in told}
        merged[name] = kept | dict(known)
    upload.mapping = mapping_of(replace(profile, values=merged))


def _require_list(upload: MappedUpload) -> None:
    if upload.is_busy:
        raise Conflict(_("This list is being worked on. Please wait a moment."))
    if not upload.can_be_mapped:
        raise Conflict(_("This list was taken over or thrown away in between."))


@transaction.atomic
def save_profile(
    upload: MappedUpload, *, name: str, owner: School | SchoolAuthority, actor: User
) -> ImportProfile:
    """Keep how this list is read for the next one; the same name again replaces what was kept.

    Raises DomainError when there is nothing to keep yet or the name is missing.
    """
    name, upload = " ".join(name.replace("\0", "").split())[:80], hold(upload)
    if not name:
        raise DomainError(_("Give the mapping a name, such as the name of the system that wrote the list."))
    if upload.needs_columns or not upload.can_be_mapped:
        raise DomainError(_("There is nothing to keep yet: first say what the columns mean."))
    owned = {"school": owner} if isinstance(owner, School) else {"authority": owner}
    kept = replace(upload.profile, name=name).as_json()
    header = list(dict.fromkeys([*upload.table["header"], *upload.ignored.get("unknown", [])]))
    try:
        with transaction.atomic():
            saved, is_new = ImportProfile.unscoped.update_or_create(
                **owned, name=name, defaults={"kept": kept, "header": header, "changed_at": timezone.now()}
            )
    except IntegrityError as error:
        raise DomainError(_("Somebody has saved this name in this moment. Try again.")) from error
    upload.mapping = upload.mapping | {"saved": name}
    upload.save(update_fields=["mapping"])
    record(actor, "equipment.profile_saved", saved, {"is_new": [None, is_new]})
    return saved


@transaction.atomic
def delete_profile(profile: ImportProfile, *, actor: User) -> None:
    """What was imported with it stays."""
    record(actor, "equipment.profile_deleted", profile, {"name": [profile.name, None]})
    profile.delete()


def waits_for(upload: MappedUpload) -> str:
    """What comes next for a list that was read: "columns", "words" or "preview".

    Words of our own template are first told as faults with a remedy: mostly they are slips of the pen.
    """
    if upload.needs_columns:
        return "columns"
    return "words" if upload.open_words and is_foreign(upload) else "preview"


def forgotten(mapping: dict[str, Any]) -> dict[str, Any]:
    """What stays of a mapping when its list was taken over: no word of the list, which might name somebody."""
    return mapping | {"values": {}, "words": {}} if mapping else mapping


def can_be_kept(upload: MappedUpload) -> bool:
    """Whether there is something to keep that nobody has kept yet."""
    is_told = is_foreign(upload) or any(upload.profile.values.values())
    return is_told and not upload.needs_columns and not upload.mapping["saved"]


def is_foreign(upload: MappedUpload) -> bool:
    """Whether its columns can be chosen: those of our own template say themselves what they are."""
    return bool(upload.mapping) and upload.profile.source != OWN
