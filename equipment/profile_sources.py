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
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


SOURCES: dict[str, Source] = {
    "intune": Source(
        _("Microsoft Intune, device export"),
        {"school_number": ("Category",), "type": ("Model",), "serials": ("Serial number",)},
    ),
    "jamf": Source(
        _("Jamf School, API (JSON)"),
        {
            "school_number": ("locationId",),
            "type": ("model.name", "model.identifier"),
            "serials": ("serialNumber",),
            "state": ("inTrash",),
        },
        {"state": {"ja": "retired", "nein": "in_use"}},
    ),
    "snipeit": Source(
        _("Snipe-IT, CSV"),
        {
            "school_number": ("Company",),
            "type": ("Model", "Category"),
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
        _("GLPI, CSV with semicolons"),
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
    "other": Source(_("another list")),
}


def proposal(source: str, header: Sequence[str]) -> dict[str, str]:
    """Field -> column, as far as the names say it; each column once, personal ones never."""
    free = {plain(column): column for column in reversed(header) if column and not is_dropped(column)}
    found: dict[str, str] = {}
    known = SOURCES[source].columns
    for name in FIELDS:
        own = tuple(word for word, target in words("column").items() if target == name)
        for word in (*known.get(name, ()), *(own if source == "other" else ())):
            if column := free.pop(plain(word), ""):
                found[name] = column
                break
    return found
