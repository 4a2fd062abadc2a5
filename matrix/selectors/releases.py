"""Released pictures: who reads them, how two of them differ in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matrix import scoring
from matrix.models import Snapshot
from matrix.rules import RELEASING
from matrix.selectors.catalogue import matrix_of
from matrix.selectors.profiles import ratings_in, ratings_of, side_of

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School, SchoolAuthority


@dataclass(frozen=True, slots=True)
class Changes:
    """What two releases of the same school or Träger say differently."""

    raised: tuple[scoring.Change, ...]
    lowered: tuple[scoring.Change, ...]
    rated: tuple[scoring.Change, ...]  # has a stage now and had none
    other: tuple[scoring.Change, ...]  # has no stage any more, or another state without one

    @property
    def total(self) -> int:
        return len(self.raised) + len(self.lowered) + len(self.rated) + len(self.other)

    @property
    def words(self) -> str:
        """ "2 Aspekte höher, 1 Aspekt neu eingeschätzt" or "keine Änderung"."""
        counts = (len(self.raised), len(self.lowered), len(self.rated), len(self.other))
        texts = (
            ngettext("%(count)s aspect higher", "%(count)s aspects higher", counts[0]),
            ngettext("%(count)s aspect lower", "%(count)s aspects lower", counts[1]),
            ngettext("%(count)s aspect newly rated", "%(count)s aspects newly rated", counts[2]),
            ngettext(
                "%(count)s aspect answered differently", "%(count)s aspects answered differently", counts[3]
            ),
        )
        said = [text % {"count": count} for text, count in zip(texts, counts, strict=True) if count]
        return ", ".join(said) or _("no change")


def changes_between(old: Snapshot, new: Snapshot) -> Changes:
    """What was answered differently, in aspects and stages of the newer one's matrix.

    An aspect that ended with its version of the matrix is no change: nobody has answered it differently.
    """
    return changes_of(ratings_in(old, matrix_of(new.catalogue)), ratings_of(new))


def changes_of(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    found = scoring.changes(old, new)
    kinds = ("raised", "lowered", "rated", "other")
    return Changes(*(tuple(change for change in found if change.kind == kind) for kind in kinds))


def newest_release(subject: School | SchoolAuthority) -> Snapshot | None:
    """For the subject's own people."""
    found: Snapshot | None = subject.snapshots.order_by("-number").first()
    return found


def newest_snapshots(*, user: User, text: str = "", side: str = "") -> Any:
    """The newest release of everybody the reader may read, newest first; `text` searches names and numbers."""
    visible = Snapshot.visible_to(user)
    newest = visible.newest().values("pk")
    found = visible.filter(pk__in=newest).defer("data")
    if side in {"school", "authority"}:
        found = found.filter(**{f"{side}__isnull": False})
    if text:
        named = Q(school__name__icontains=text) | Q(school__display_name__icontains=text)
        found = found.filter(named | Q(school__school_number=text) | Q(authority__name__icontains=text))
    related = ("school__municipality", "authority", "taken_by")
    return found.select_related(*related).order_by("-taken_at", "-pk")


def siblings(snapshot: Snapshot, *, user: User) -> list[Snapshot]:
    """All releases of the same school or Träger with their marked days, newest first."""
    same = {"school": snapshot.school_id} if snapshot.school_id else {"authority": snapshot.authority_id}
    found = Snapshot.visible_to(user).filter(**same).defer("data").select_related("taken_by")
    found = found.prefetch_related("marks")
    return list(found.order_by("-number"))


def own_name(releases: Iterable[Snapshot], snapshot: Snapshot) -> str:
    """The name that its own people gave this release, out of its `siblings`."""
    found = next((one for one in releases if one.pk == snapshot.pk), None)
    return next((mark.name for mark in found.marks.all() if mark.event == "named"), "") if found else ""


def releasers(subject: School | SchoolAuthority) -> list[str]:
    """Names of those who may release for this school or Träger (the rule stands in `matrix.rules`)."""
    roles = RELEASING[side_of(subject)]
    held = subject.memberships.in_force().filter(role__in=roles, user__is_active=True)
    return sorted(set(held.values_list("user__name", flat=True)))
