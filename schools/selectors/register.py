"""Lists and facts of schools, cut to the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from schools.access import access_for
from schools.keys import ROOM_TYPES, SCHOOL_TYPES
from schools.models import RegisterImport, School, SchoolSuccession, SchoolYearFigures
from schools.models.register import school_year_label

if TYPE_CHECKING:
    from accounts.models import User

SORTS = {
    "name": "",
    "nummer": "school_number",
    "schulform": "school_type",
    "gemeinde": "municipality__name",
    "traeger": "authority__name",
}
FIGURE_FIELDS = ("pupils", "classes", "teachers", "teaching_rooms", "presentation_rooms", "wlan_rooms")
UMLAUTS, PLAIN = "äöüéèß", "aouees"
STATUS_FILTERS = ("offen", "kommend", "geschlossen", "alle")


@dataclass(frozen=True, slots=True)
class SchoolFilter:
    """What the list is narrowed to; every value comes from an allow-list, `q` is free text."""

    q: str = ""
    authority: str = ""  # number
    school_type: str = ""
    municipality: str = ""  # AGS
    status: str = "offen"
    sort: str = "name"

    @property
    def is_narrowed(self) -> bool:
        return self != SchoolFilter(sort=self.sort)


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What this reader can filter by."""

    authorities: list[tuple[str, str]]
    municipalities: list[tuple[str, str]]
    school_types: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Release:
    """The newest released picture of a school, if there is one."""

    pk: int
    number: int
    taken_at: datetime


def school_list(user: User, found: SchoolFilter) -> QuerySet[School]:
    """Visible schools, filtered and sorted."""
    schools = _with_status(School.visible_to(user), found.status)
    if found.authority:
        schools = schools.filter(authority__number=found.authority)
    if found.municipality:
        schools = schools.filter(municipality__ags=found.municipality)
    if found.school_type:
        schools = schools.filter(school_type=found.school_type)
    for word in found.q.split()[:5]:
        schools = schools.filter(_matches(word))
    return schools.order_by(*_order(found.sort))


def _order(sort: str) -> list[Any]:
    """By the chosen column, then by the name that is shown, then by number."""
    name = GermanOrder(Coalesce(NullIf("display_name", Value("")), "name"))
    column = SORTS[sort.removeprefix("-")]
    first = GermanOrder(F(column)) if column else name
    return [first.desc() if sort.startswith("-") else first.asc(), name.asc(), "school_number"]


class GermanOrder(Func):
    """Ä sorts like A (DIN 5007-1), whatever collations the database server was built with."""

    template = f"TRANSLATE(LOWER(%(expressions)s), '{UMLAUTS}', '{PLAIN}')"
    output_field = CharField()


def _with_status(schools: Any, status: str) -> Any:
    chosen = {"offen": "open", "kommend": "upcoming", "geschlossen": "closed"}.get(status)
    return getattr(schools, chosen)() if chosen else schools


def _matches(word: str) -> Q:
    """A word of the search stands somewhere in name, number or place."""
    fields = ("name", "display_name", "official_name", "city", "postcode", "municipality__name")
    found = Q(school_number__startswith=word)
    for name in fields:
        found |= Q(**{f"{name}__icontains": word})
    return found


def filter_choices(user: User) -> FilterChoices:
    """What the visible schools have to choose from: one query, each combination once."""
    shown = ("school_type", "authority__number", "authority__name", "municipality__ags", "municipality__name")
    found = set(School.visible_to(user).order_by().values_list(*shown).distinct())
    return FilterChoices(
        authorities=_by_name((number, name) for _type, number, name, _ags, _place in found),
        municipalities=_by_name((ags, place) for _type, _number, _name, ags, place in found),
        school_types=[(code, SCHOOL_TYPES.get(code, code)) for code in sorted({code for code, *_ in found})],
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each once, as `GermanOrder` sorts them."""
    plain = str.maketrans(UMLAUTS, PLAIN)
    return sorted(set(pairs), key=lambda pair: (pair[1].lower().translate(plain), pair[0]))


def last_release(user: User, school: School) -> Release | None:
    """Asked only for readers of the released picture; the floor above fills the relation."""
    if not user.has_perm("schools.view_contents", school):
        return None
    row = school.snapshots.order_by("-taken_at").values("pk", "number", "taken_at").first()
    return Release(**row) if row else None


def successions_of(user: User, school: School) -> tuple[list[SchoolSuccession], list[SchoolSuccession]]:
    """Whom this school carries on, and who carries it on, oldest first."""
    rows = SchoolSuccession.visible_to(user).filter(Q(predecessor=school) | Q(successor=school)).distinct()
    found = list(rows.select_related("predecessor__municipality", "successor").order_by("since", "pk"))
    before = [row for row in found if row.successor_id == school.pk]
    for row in before:
        row.may_read = user.has_perm("schools.view_contents", row.predecessor)
    return before, [row for row in found if row.predecessor_id == school.pk]


def homepage_url(school: School) -> str:
    """The homepage as a link, or nothing when it is no web address."""
    text = school.homepage.strip()
    address = text if "://" in text else f"https://{text}"
    parts = urlsplit(address) if text and " " not in text else urlsplit("")
    return address if parts.scheme in {"http", "https"} and "." in parts.netloc else ""


# --- figures ---


def figures_of(*, school: School) -> dict[str, Any] | None:
    """The newest figures as plain values (dates as ISO text). The caller has checked who reads them."""
    row = school.figures.order_by("-school_year").first()
    if row is None:
        return None
    return {
        "school_year": row.school_year,
        "reference_date": row.reference_date.isoformat(),
        **{name: getattr(row, name) for name in FIGURE_FIELDS},
    }


def figures_list(user: User, school: School) -> QuerySet[SchoolYearFigures]:
    return SchoolYearFigures.visible_to(user).filter(school=school).order_by("-school_year")


def figures_schools(user: User) -> Any:
    """Schools whose figures this person may import: those of the own Träger, all for the portal's admin."""
    access = access_for(user)
    schools = School.visible_to(user)
    return schools if access.is_admin else schools.filter(access.authority_schools_q())


def year_label(figures: SchoolYearFigures) -> str:
    return school_year_label(figures.school_year)


def by_year_group(figures: SchoolYearFigures) -> list[tuple[int, int, int]]:
    """Year group, classes and pupils."""
    found = ((int(year), one["classes"], one["pupils"]) for year, one in figures.year_groups.items())
    return sorted(found)


def by_room_type(figures: SchoolYearFigures) -> list[tuple[str, int]]:
    """German name of a type of room, and how many the school has of it; 0 where it says that there is none."""
    counts = figures.room_counts
    return [
        (one if counts[key] == 1 else many, counts[key])
        for key, (one, many) in ROOM_TYPES.items()
        if key in counts
    ]


# --- register imports ---


def recent_imports(user: User, limit: int = 5) -> list[RegisterImport]:
    done = RegisterImport.visible_to(user).filter(committed_at__isnull=False)
    return list(done.select_related("uploaded_by").order_by("-committed_at")[:limit])


def committed_before(user: User, upload: RegisterImport) -> RegisterImport | None:
    """The last import of exactly this file and district."""
    same = RegisterImport.visible_to(user).filter(file_hash=upload.file_hash, district=upload.district)
    return same.filter(committed_at__isnull=False).exclude(pk=upload.pk).order_by("-committed_at").first()
