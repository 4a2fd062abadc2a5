"""The way through the portal: what each role finds in the header and the footer.

No query beside the memberships, whatever the number of schools.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.addresses import address
from core.pages import LEGAL
from schools.access import AUTHORITY_ROLES, OFFICES, SCHOOL_ROLES, Role, access_for, memberships_of
from schools.models import School, SchoolAuthority

if TYPE_CHECKING:
    from accounts.models import User

OF_A_CONCEPT = ("schools:concept_", "schools:section_")
OF_A_STOCK = (
    "procurement:school_orders",
    "procurement:delivery_confirm",
    "procurement:line_receive",
    "forecast:school_wave",
    "standards:gap_school",
)
OF_A_SCHOOL = (
    *OF_A_STOCK,
    "equipment:stock",
    "equipment:line_trail",
    "equipment:room_",
    "equipment:network",
    "equipment:inventory_",
)
OF_A_STANDARD = ("equipment:target_",)
OF_A_FORECAST = ("equipment:price_", "equipment:life_", "forecast:scenario_")
OF_A_TABLE = (
    "screens:",
    "frame:",
    "invitations:send",
    "invitations:succession",
    "invitations:poll_create",
    "invitations:poll_detail",
)
OF_A_PLAN = ("procurement:", "annualreviews:")
READERS = (Role.SUPERVISION, Role.MODERATOR)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the header. `current` is the value of aria-current, empty elsewhere."""

    label: str
    url: str
    current: str = ""
    covers: tuple[str, ...] = ()  # beginnings of names of pages that lie below no entry of this person

    @property
    def is_current(self) -> bool:
        return bool(self.current)


@dataclass(frozen=True, slots=True)
class Places:
    """The own schools and Träger of a person, by name, with the roles held there."""

    schools: tuple[School, ...] = ()
    authorities: tuple[SchoolAuthority, ...] = ()  # where an office is held
    equipped: tuple[SchoolAuthority, ...] = ()  # where one is the IT and nothing else
    roles: tuple[str, ...] = ()  # as the user reads them, one per membership
    areas: tuple[str, ...] = ()


def places_of(user: User) -> Places:
    """Out of the memberships that the access was read from."""
    rows = memberships_of(user)
    own = {row.school_id: row.school for row in rows if row.school and row.role in SCHOOL_ROLES}
    run = {row.authority_id: row.authority for row in rows if row.authority and row.role in OFFICES}
    equipped = {
        row.authority_id: row.authority for row in rows if row.authority and row.authority_id not in run
    }
    return Places(
        schools=tuple(own.values()),
        authorities=tuple(run.values()),
        equipped=tuple(equipped.values()),
        roles=tuple(dict.fromkeys(row.office for row in rows)),
        areas=tuple(dict.fromkeys(row.area for row in rows if row.area)),
    )


def _user(request: HttpRequest) -> User | None:
    """The signed-in person; error pages may be rendered before anybody was recognised."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


# --- header -------------------------------------------------------------------------------------------------


def entries(request: HttpRequest) -> list[Entry]:
    """The links of this person's roles, each address once, the best match of this page marked."""
    user = _user(request)
    if not user:
        return []
    wanted = [_link(_("Start page"), "home"), *_own(user, request), *_shared(user)]
    found = list({entry.url: entry for entry in wanted}.values())
    match = getattr(request, "resolver_match", None)
    return _mark(found, request.path, match.view_name if match else "")


def _link(label: str, name: str, **kwargs: Any) -> Entry:
    return Entry(label, address(name, **kwargs))


def _schools() -> Entry:
    """The list, and for those who have no school of their own what lies in one."""
    return replace(_link(_("Schools"), "schools:school_list"), covers=OF_A_SCHOOL)


def _own(user: User, request: HttpRequest) -> Iterator[Entry]:
    """What leads to one's own school or Träger."""
    places = places_of(user)
    school = _chosen(places.schools, request, "school_number")
    if school:
        yield from _of_school(school, user)
    elif places.schools:
        yield _link(_("My schools"), "schools:school_list")
    authority = _chosen(places.authorities, request, "number")
    if authority:
        yield from _of_authority(authority)
    equipped = _chosen(places.equipped, request, "number")
    if equipped:
        yield _schools()
        yield _link(_("Import stock"), "equipment:bulk_create", number=equipped.number)
        yield _link(_("Standard"), "standards:version_list", number=equipped.number)


def _chosen(own: tuple[Any, ...], request: HttpRequest, key: str) -> Any:
    """The only place, or among several the one that this page is about."""
    if len(own) == 1:
        return own[0]
    match = getattr(request, "resolver_match", None)
    asked = match.kwargs.get(key) if match else None
    return next((place for place in own if asked and getattr(place, key) == asked), None)


def _of_school(school: School, user: User) -> Iterator[Entry]:
    number = school.school_number
    yield _link(_("Overview"), "schools:school_detail", school_number=number)
    yield _link(_("Matrix"), "matrix:school_assessment", school_number=number)
    yield replace(_link(_("Equipment"), "equipment:stock_list", school_number=number), covers=OF_A_STOCK)
    yield _link(_("Concept"), "schools:concept_detail", school_number=number)
    yield _link(_("Needs"), "needs:need_list_current", school_number=number)
    if access_for(user).leads(school):
        yield _link(_("People"), "schools:member_list", school_number=number)


def _of_authority(authority: SchoolAuthority) -> Iterator[Entry]:
    yield _schools()
    yield _link(_("Heat map"), "matrix:heatmap", number=authority.number)
    yield _link(_("Own matrix"), "matrix:authority_assessment", number=authority.number)
    standard = _link(_("Standard"), "standards:version_list", number=authority.number)
    yield replace(standard, covers=OF_A_STANDARD)
    yield _link(_("Needs"), "needs:round_current", number=authority.number)
    forecast = _link(_("Forecast"), "forecast:authority_wave", number=authority.number)
    yield replace(forecast, covers=OF_A_FORECAST)
    yield replace(_link(_("Planning"), "planning:year_current", number=authority.number), covers=OF_A_PLAN)


def _shared(user: User) -> Iterator[Entry]:
    """What several roles have in common."""
    access = access_for(user)
    roles = access.roles
    if Role.MEDIA_ADVISER in roles:
        yield replace(_link(_("My schools"), "reports:adviser_page"), covers=("schools:school_detail",))
        yield replace(_link(_("Concepts to check"), "schools:review_list"), covers=OF_A_CONCEPT)
    if roles & {*READERS, *AUTHORITY_ROLES, Role.ADMIN}:
        yield _schools()
    if roles & {*READERS, Role.MEDIA_ADVISER}:
        yield _link(_("Releases"), "matrix:snapshot_list")
    if roles - {Role.ADMIN, Role.AUTHORITY_IT}:
        yield replace(_link(_("Round tables"), "roundtables:series_list"), covers=OF_A_TABLE)
        yield _link(_("Reports"), "reports:report_list")
    if roles & {*OFFICES, Role.ADMIN}:
        yield _link(_("People"), "schools:invitation_list")
    if access.is_admin:
        yield _link(_("Accounts"), "schools:user_list")
        yield _link(_("Register"), "schools:register_import_create")
        yield _link(_("Matrix"), "matrix:catalogue_list")
        yield _link(_("Equipment catalogue"), "equipment:type_list")
        yield _link(_("Funding programmes"), "procurement:programme_list")
        yield _link(_("Pages"), "sitepage_list")


def _mark(found: list[Entry], path: str, name: str) -> list[Entry]:
    """The page itself, or the entry whose address this page lies below; else the one that covers it by its name."""
    below = [entry for entry in found if entry.url != "/" and path.startswith(entry.url)]
    best = max(below, key=lambda entry: len(entry.url), default=None)
    if best is None and name:
        best = next((entry for entry in found if entry.covers and name.startswith(entry.covers)), None)
    return [
        replace(entry, current="page" if entry.url == path else "true")
        if entry is best or entry.url == path
        else entry
        for entry in found
    ]


def place(request: HttpRequest) -> str:
    """Role and place under the name in the header."""
    user = _user(request)
    if not user:
        return ""
    places = places_of(user)
    named = [str(place) for place in (*places.schools, *places.authorities, *places.equipped)]
    where = named[0] if len(named) == 1 else ""
    return ", ".join(filter(None, (" · ".join(places.roles[:2]), where)))


def links() -> dict[str, str]:
    return {
        "login": address("account_login"),
        "logout": address("account_logout"),
        "profile": address("accounts:profile"),
    }


def footer() -> list[Entry]:
    """The same four on every page, in the same order (WCAG 3.2.6)."""
    legal = [Entry(str(slug.label), address("sitepage_detail", str(slug))) for slug in LEGAL]
    return [*legal, Entry(_("Help"), address("help"))]
