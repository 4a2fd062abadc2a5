"""Bring municipalities, Träger and schools to what the register says: compare first, write only differences.

Municipality names: the register knows keys (AGS) and the towns of addresses, not names. Kreis Gütersloh stands
in `schools.keys`; any other municipality is called like the most frequent town among its schools (on a tie the
first in the alphabet) and keeps that name as long as one of its schools still has it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.days import day_in_figures
from core.errors import Conflict
from core.fingerprint import fingerprint_of
from core.problems import FileRefused, Problem
from schools.importers.register import Reading, SchoolRow
from schools.keys import MUNICIPALITIES
from schools.models import Municipality, School, SchoolAuthority, SchoolStatus
from schools.models.register import status_on
from schools.services.successions import write_former

if TYPE_CHECKING:
    from accounts.models import User

PLAIN_FIELDS = (
    "name", "official_name", "school_type", "legal_status", "street", "postcode", "city", "phone", "email",
    "homepage", "operation_key", "operation_on", "latitude", "longitude",
)  # fmt: skip
WRITTEN_FIELDS = (*PLAIN_FIELDS, "authority", "municipality", "missing_since")
BATCH = 2000
IMPORT_LOCK = 20_260_801  # one import at a time, whoever starts it
MANY_MISSING = 50  # so many schools, and a quarter of all, do not vanish in a year: the file is cut off
FEW_MISSING = 3  # so many, and more than half of the open ones: perhaps the file of another place
NAMED_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one school. `fields` maps a field to [old, new]."""

    kind: str  # "created", "updated" or "missing"
    school_number: str
    name: str
    fields: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Outcome:
    """What an import did, or would do. `closed` counts schools that this run closes or no longer finds.

    `missing` counts the latter alone. `doubtful`: so many open schools are missing that somebody has to look.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    skipped: int = 0
    warnings: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    missing: int = 0
    doubtful: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The six keys that `import_schools --json` promises."""
        inner = ("changes", "missing", "doubtful")
        return {key: value for key, value in asdict(self).items() if key not in inner}

    def digest(self) -> str:
        """Two previews with the same digest would write the same."""
        told = [(change.kind, change.school_number, change.fields) for change in self.changes]
        return fingerprint_of(told)


@dataclass
class Plan:
    """Differences between file and database, found without writing."""

    outcome: Outcome
    municipalities: dict[str, str] = field(default_factory=dict)  # AGS -> name to write
    authorities: dict[str, tuple[str, bool]] = field(default_factory=dict)  # number -> (name, is placeholder)
    rows: list[tuple[SchoolRow, dict[str, Any]]] = field(default_factory=list)  # row, values to write
    missing: list[int] = field(default_factory=list)


def upsert_register(
    reading: Reading,
    *,
    authorities: dict[str, str] | None = None,
    district: str = "",
    dry_run: bool = False,
    accept_missing: bool = False,
    actor: User | None = None,
) -> Outcome:
    """Write what differs, all or nothing; a second run with the same file writes nothing.

    `authorities` maps Träger numbers to names, `district` is an AGS prefix that limits reading and writing.
    Raises FileRefused when the file has problems, names no school of the district, or lacks so many schools
    that it must be cut off (unless `accept_missing`). Raises Conflict while another import is writing.
    """
    with transaction.atomic():
        if not dry_run:
            _lock()
        plan = make_plan(reading, authorities=authorities, district=district, accept_missing=accept_missing)
        if not dry_run:
            _apply(plan, actor)
    return plan.outcome


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IMPORT_LOCK])
        (free,) = cursor.fetchone()
    if not free:
        raise Conflict(_("Another import of the register is running. Please try again in a minute."))


# --- compare ---


def make_plan(
    reading: Reading, *, authorities: dict[str, str] | None, district: str, accept_missing: bool = False
) -> Plan:
    """Everything that would be written. Reads three tables, once each."""
    if reading.problems:
        raise FileRefused(reading.problems)
    known = _known_schools(reading, district)
    here = {number for number, old in known.items() if old["ags"].startswith(district)}
    rows = [row for row in reading.rows if row.ags.startswith(district) or row.school_number in here]
    if not rows:
        text = _("The file names no school whose AGS begins with %(ags)s.") % {"ags": district}
        raise FileRefused([Problem(0, "", text)])
    plan = Plan(Outcome(skipped=sum(ags.startswith(district) for ags in reading.no_schools)))
    plan.outcome.warnings = _warnings_of(reading, rows)
    _plan_municipalities(plan, rows)
    _plan_authorities(plan, rows, authorities)
    _plan_schools(plan, rows, known, reading.fields)
    named = {row.school_number for row in reading.rows}
    _plan_missing(plan, known, here, named, accept_missing=accept_missing)
    return plan


def _known_schools(reading: Reading, district: str) -> dict[str, dict[str, Any]]:
    """Schools of the file and of the district by number, with the keys of Träger and municipality as text."""
    schools = School.unscoped.order_by()
    if district:
        numbers = [row.school_number for row in reading.rows if row.ags.startswith(district)]
        schools = schools.in_area(district) | schools.filter(school_number__in=numbers)
    names = ("authority", "ags", "pk", "school_number", "display_name", "missing_since", *PLAIN_FIELDS)
    columns = ("authority__number", "municipality__ags", *names[2:])
    return {row[3]: dict(zip(names, row, strict=True)) for row in schools.values_list(*columns)}


def _warnings_of(reading: Reading, rows: list[SchoolRow]) -> list[str]:
    lines = {row.line for row in rows}
    return [str(warning) for warning in reading.warnings if warning.line in lines]


def _plan_municipalities(plan: Plan, rows: list[SchoolRow]) -> None:
    towns: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        towns[row.ags][row.city] += 1
    known = dict(Municipality.objects.filter(ags__in=towns).values_list("ags", "name"))
    for ags, counts in towns.items():
        name = _municipality_name(ags, counts)
        kept = ags not in MUNICIPALITIES and known.get(ags) in counts
        if known.get(ags) != name and not kept:
            plan.municipalities[ags] = name


def _municipality_name(ags: str, towns: Counter[str]) -> str:
    named = sorted((-count, town) for town, count in towns.items() if town)
    return MUNICIPALITIES.get(ags) or (named[0][1] if named else ags)


def _plan_authorities(plan: Plan, rows: list[SchoolRow], names: dict[str, str] | None) -> None:
    schools: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        schools[row.authority].append(row.school_number)
    known = {
        number: (name, placeholder)
        for number, name, placeholder in SchoolAuthority.unscoped.filter(number__in=schools).values_list(
            "number", "name", "is_placeholder"
        )
    }
    nameless = []
    for number in schools:
        official = (names or {}).get(number)
        wanted = (official, False) if official else known.get(number) or (_placeholder(number), True)
        if wanted != known.get(number):
            plan.authorities[number] = wanted
        if wanted[1]:
            nameless.append(number)
    plan.outcome.warnings += _nameless_warnings(nameless, schools)


def _placeholder(number: str) -> str:
    return _("School authority %(number)s (name unknown)") % {"number": number}


def _nameless_warnings(numbers: list[str], schools: dict[str, list[str]]) -> list[str]:
    """One warning for each Träger without a name; in bulk when no key table was given at all."""
    if len(numbers) > NAMED_WARNINGS:
        text = _("%(count)d school authorities are known by number only. Add the key table of authorities.")
        return [text % {"count": len(numbers)}]
    text = _(
        "School authority %(number)s stands in no key table (schools: %(schools)s). It is kept by number."
    )
    return [
        text % {"number": number, "schools": ", ".join(schools[number][:5])} for number in sorted(numbers)
    ]


def _plan_schools(
    plan: Plan, rows: list[SchoolRow], known: dict[str, dict[str, Any]], given: frozenset[str]
) -> None:
    outcome, today = plan.outcome, timezone.localdate()
    compared = ("authority", "ags", *(name for name in PLAIN_FIELDS if name in given))
    for row in rows:
        old = known.get(row.school_number)
        new = {name: getattr(row, name) for name in compared} | {"missing_since": None}
        if old is None:
            new |= {name: getattr(row, name) for name in PLAIN_FIELDS}
            outcome.created += 1
            outcome.changes.append(Change("created", row.school_number, row.name))
        else:
            changed = {name: [_text(old[name]), _text(new[name])] for name in new if old[name] != new[name]}
            if not changed:
                outcome.unchanged += 1
                continue
            new = old | new
            outcome.updated += 1
            outcome.changes.append(Change("updated", row.school_number, row.name, changed))
        plan.rows.append((row, new))
        outcome.closed += _is_closed(new, today) and not (old and _is_closed(old, today))


def _is_closed(values: dict[str, Any], today: date) -> bool:
    status = status_on(today, values["operation_key"], values["operation_on"])
    return values["missing_since"] is not None or status == SchoolStatus.CLOSED


def _plan_missing(
    plan: Plan, known: dict[str, dict[str, Any]], here: set[str], named: set[str], *, accept_missing: bool
) -> None:
    """Mark the schools of this area (`here`) that the file does not name."""
    numbers = here - named
    gone = [known[number] for number in sorted(numbers) if known[number]["missing_since"] is None]
    if len(gone) >= MANY_MISSING and 4 * len(gone) >= len(known) and not accept_missing:
        text = _(
            "%(gone)d of %(known)d schools are missing in the file. It seems to be cut off: load it again. "
            "If it is right, repeat the import and accept missing schools."
        )
        raise FileRefused([Problem(0, "", text % {"gone": len(gone), "known": len(known)})])
    plan.missing = [old["pk"] for old in gone]
    plan.outcome.closed += len(gone)
    plan.outcome.missing = len(gone)
    _warn_of_missing(plan.outcome, gone, [known[number] for number in here])
    for old in gone:
        plan.outcome.changes.append(
            Change("missing", old["school_number"], old["display_name"] or old["name"])
        )


def _warn_of_missing(outcome: Outcome, gone: list[dict[str, Any]], here: list[dict[str, Any]]) -> None:
    """A school that was closed anyway may leave the register; only open ones make a file doubtful."""
    today = timezone.localdate()
    lost, known = (sum(not _is_closed(old, today) for old in schools) for schools in (gone, here))
    outcome.doubtful = lost >= MANY_MISSING or (lost >= FEW_MISSING and 2 * lost > known)
    if outcome.doubtful:
        text = _(
            "%(lost)d of %(known)d open schools are missing in the file. Is it complete, and the right one?"
        )
        outcome.warnings.insert(0, text % {"lost": lost, "known": known})
    elif gone:
        text = _("Missing in the file (not closed by it): %(schools)s.")
        names = ", ".join(old["school_number"] for old in gone[:NAMED_WARNINGS])
        outcome.warnings.insert(0, text % {"schools": names + (" …" if len(gone) > NAMED_WARNINGS else "")})


def _text(value: Any) -> str:
    if value is None:
        return ""
    return day_in_figures(value) if isinstance(value, date) else str(value)


# --- write ---


def _apply(plan: Plan, actor: User | None) -> None:
    municipalities = _write_municipalities(plan)
    authorities = _write_authorities(plan)
    schools = [
        School(
            school_number=row.school_number,
            authority_id=authorities[values["authority"]],
            municipality_id=municipalities[values["ags"]],
            missing_since=None,
            display_name=values.get("display_name", ""),
            **{name: values[name] for name in PLAIN_FIELDS},
        )
        for row, values in plan.rows
    ]
    if schools:
        School.unscoped.bulk_create(
            schools,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["school_number"],
            update_fields=WRITTEN_FIELDS,
        )
    if plan.missing:
        School.unscoped.filter(pk__in=plan.missing).update(missing_since=timezone.localdate())
    write_former()  # a school may have come to another Träger
    _record(plan.outcome.changes, actor)


def _write_municipalities(plan: Plan) -> dict[str, int]:
    Municipality.objects.bulk_create(
        [Municipality(ags=ags, name=name[:80]) for ags, name in plan.municipalities.items()],
        update_conflicts=True,
        unique_fields=["ags"],
        update_fields=["name"],
    )
    needed = {values["ags"] for _row, values in plan.rows}
    return dict(Municipality.objects.filter(ags__in=needed).values_list("ags", "pk"))


def _write_authorities(plan: Plan) -> dict[str, int]:
    SchoolAuthority.unscoped.bulk_create(
        [
            SchoolAuthority(number=number, name=name, is_placeholder=placeholder)
            for number, (name, placeholder) in plan.authorities.items()
        ],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name", "is_placeholder"],
    )
    needed = {values["authority"] for _row, values in plan.rows}
    return dict(SchoolAuthority.unscoped.filter(number__in=needed).values_list("number", "pk"))


def _record(changes: Iterable[Change], actor: User | None) -> None:
    """A school's trail names renames, moves and closures; thousands of first entries would only be noise."""
    told = {change.school_number: change for change in changes if change.kind != "created"}
    schools: list[School] = list(School.unscoped.filter(school_number__in=list(told)).order_by())
    audit.record_many(
        actor,
        "schools.register_changed",
        ((school, _fields(told[school.school_number])) for school in schools),
    )


def _fields(change: Change) -> dict[str, Any]:
    return change.fields or {"missing_since": ["", timezone.localdate().isoformat()]}
