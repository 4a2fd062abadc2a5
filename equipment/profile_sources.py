"""Lists that other systems are known to write, and what their columns probably mean: a proposal, never a decision.

Column names as documented by the vendors and in their samples (domain: 8.4). A purchase is not proposed from days
that mean something else, such as the enrolment of a device.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from equipment.profiles import FIELDS, is_dropped
from equipment.words import plain, words


@dataclass(frozen=True, slots=True)
class Source:
    """`columns`: field -> names that its column may have, the likeliest first. `values`: words known in advance."""

    label: object
    signs: tuple[tuple[str, ...], ...] = ()  # columns that tell this list from others; of each group one
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


OWN = "own"  # our own template: its columns are known, only words may need a profile
SOURCES: dict[str, Source] = {
    "intune": Source(
        _("Microsoft Intune export"),
        (("Device ID",), ("Device name",), ("Serial number",), ("Model",)),
        {"school_number": ("Category",), "type": ("Model",), "serials": ("Serial number",)},
    ),
    "jamf": Source(
        _("Jamf School list"),
        (("UDID",), ("serialNumber",), ("model.name", "model.identifier")),
        {
            "school_number": ("locationId",),
            "type": ("model.name", "model.identifier"),
            "serials": ("serialNumber",),
            "state": ("inTrash",),
        },
        {"state": {"ja": "retired", "nein": "in_use"}},
    ),
    "snipeit": Source(
        _("Snipe-IT export"),
        (("Asset Tag",), ("Category", "Model"), ("Company", "Purchase Date", "Checkout Type", "Status")),
        {
            "school_number": ("Company",),
            "type": ("Category", "Model"),  # the model is a name of its own, such as "iPad 9"
            "room": ("Location",),
            "purchase_year": ("Purchase Date",),
            "price": ("Purchase Cost",),
            "serials": ("Serial", "Serial Number"),
            "state": ("Status",),
        },
        {
            "state": {
                "Deployed": "in_use",
                "Ready to Deploy": "stored",
                "Pending": "stored",
                "Out for Repair": "broken",
                "Broken - Not Fixable": "broken",
                "Archived": "retired",
            }
        },
    ),
    "glpi": Source(
        _("GLPI export"),
        (
            ("Seriennummer", "Serial number"),
            ("Modell", "Model", "Typ", "Type"),
            # its users choose the columns: without the entity it is known by two others of its usual ones
            ("Entität", "Entity", "Status", "Hersteller", "Manufacturer"),
            ("Entität", "Entity", "Status", "Standort", "Location"),
            ("Entität", "Entity", "Hersteller", "Manufacturer", "Standort", "Location"),
        ),
        {
            "school_number": ("Entität", "Entity"),
            "type": ("Modell", "Model", "Typ", "Type"),
            "room": ("Standort", "Location"),
            "purchase_year": ("Kaufdatum", "Anschaffungsdatum", "Date of purchase"),
            "invoice_number": ("Rechnungsnummer", "Invoice number"),
            "serials": ("Seriennummer", "Serial number"),
            "state": ("Status",),
        },
    ),
    OWN: Source(_("our template")),
    "other": Source(_("another list")),
}


CHOSEN = frozenset({"glpi", "other"})  # lists whose columns people choose


def recognised(header: Sequence[str]) -> str:
    """The source whose columns these are; empty when it is none that we know."""
    found = {plain(column) for column in header}
    return next(
        (
            name
            for name, source in SOURCES.items()
            if source.signs and all(found & set(map(plain, group)) for group in source.signs)
        ),
        "",
    )


def proposal(source: str, header: Sequence[str]) -> dict[str, str]:
    """Field -> column, as far as the names say it; each column once, personal ones never.

    Where people choose the columns, our own words count too, and words that would be too vague to read without asking.
    """
    free = {plain(column): column for column in reversed(header) if column and not is_dropped(column)}
    found: dict[str, str] = {}
    known = SOURCES[source].columns
    for name in FIELDS:
        for word in (*known.get(name, ()), *(_words_for(name) if source in CHOSEN else ())):
            if column := free.pop(plain(word), ""):
                found[name] = column
                break
    return found


def _words_for(name: str) -> tuple[str, ...]:
    """Plain words for a field, the likeliest first."""
    kinds = (words("column"), words("likely_column"))
    return tuple(word for known in kinds for word, target in known.items() if target == name)
