"""What was done to the stock, as sentences. Numbers, rooms and files stand there, and who did it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.audit import trail_below, trail_of
from equipment.models import InventoryImport, StockBatch
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User
    from core.models import AuditEntry

FIELDS: dict[str, Any] = {
    "type": gettext_lazy("equipment type"),
    "quantity": gettext_lazy("quantity"),
    "building": gettext_lazy("building"),
    "room": gettext_lazy("room or area"),
    "purchase_year": gettext_lazy("year of purchase"),
    "funding_source": gettext_lazy("funding source"),
    "invoice_number": gettext_lazy("invoice number"),
    "invoice_date": gettext_lazy("invoice date"),
    "price": gettext_lazy("price of a piece"),
    "condition": gettext_lazy("condition"),
    "state": gettext_lazy("status"),
}
Changes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that happened. `by` is empty for the portal itself or a former person."""

    at: datetime
    by: str
    subject: str
    text: str


def trail_of_line(batch: StockBatch) -> Any:
    """Entries of one line, newest first. The caller may read the line."""
    return trail_of(batch)


def trail_of_stock(*, user: User, school: School) -> Any:
    """Entries of all lines of a school, of its imports and of its stock as a whole, newest first."""
    return trail_below(
        "equipment.",
        StockBatch.visible_to(user).filter(school=school),
        InventoryImport.visible_to(user).filter(school=school),
        School.visible_to(user).filter(pk=school.pk),
    )


def sentence(entry: AuditEntry) -> Sentence:
    say = SENTENCES.get(entry.verb.removeprefix("equipment."), _changed)
    about_stock = entry.subject_type == StockBatch._meta.label_lower
    return Sentence(
        at=entry.at,
        by=entry.actor.name if entry.actor else "",
        subject=entry.subject_text if about_stock else "",
        text=say(entry.changes),
    )


def _new(changes: Changes, name: str) -> Any:
    pair = changes.get(name)
    return pair[1] if isinstance(pair, list) and pair[1] is not None else ""


def _old(changes: Changes, name: str) -> Any:
    pair = changes.get(name)
    return pair[0] if isinstance(pair, list) and pair[0] is not None else ""


def _pieces(number: Any) -> str:
    count = int(number or 0)
    return ngettext("%(count)s piece", "%(count)s pieces", count) % {
        "count": number_format(count, force_grouping=True)
    }


def _shown(name: str, value: Any) -> str:
    """A value as people read it: words for choices, German numbers and days."""
    choices = {"state": StockBatch.State.choices, "condition": StockBatch.Condition.choices}.get(name)
    if value in (None, ""):
        return _("empty")
    if choices:
        return str(dict(choices).get(value, value))
    if name in {"invoice_date", "counted_on"}:
        return _day(str(value))
    if name == "price":
        return _euro(str(value))
    return number_format(value, force_grouping=True) if name == "quantity" else str(value)


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


def _euro(text: str) -> str:
    try:
        return f"{number_format(Decimal(text), 2, force_grouping=True)} €"
    except InvalidOperation:
        return text


def _changed(changes: Changes) -> str:
    told = [
        _("%(field)s changed from %(old)s to %(new)s")
        % {"field": label, "old": _shown(name, _old(changes, name)), "new": _shown(name, _new(changes, name))}
        for name, label in FIELDS.items()
        if name in changes
    ]
    if "serials" in changes:
        told.append(_("serial numbers changed"))
    if "counted_on" in changes:
        told.append(_("counted on %(day)s") % {"day": _shown("counted_on", _new(changes, "counted_on"))})
    text = "; ".join(told) or _("saved")
    return f"{text[0].upper()}{text[1:]}."


def _created(changes: Changes) -> str:
    room = _new(changes, "room")
    told = {"pieces": _pieces(_new(changes, "quantity")), "room": room}
    return (_("Entered with %(pieces)s in %(room)s.") if room else _("Entered with %(pieces)s.")) % told


def _retired(changes: Changes) -> str:
    return _("Retired: %(reason)s.") % {"reason": _new(changes, "retired_reason")}


def _split(changes: Changes) -> str:
    told = {
        "pieces": _pieces(_new(changes, "part")),
        "place": _new(changes, "place") or _("no fixed place"),
        "state": _shown("state", _new(changes, "state")),
    }
    return _("%(pieces)s split off to %(place)s (%(state)s).") % told


def _came(text: Any) -> Callable[[Changes], str]:
    def say(changes: Changes) -> str:
        told = {"pieces": _pieces(_new(changes, "pieces")), "place": _new(changes, "from")}
        return str(text) % told

    return say


def _file(text: Any) -> Callable[[Changes], str]:
    def say(changes: Changes) -> str:
        name = _new(changes, "file") or _old(changes, "file")
        return str(text if name else gettext_lazy("List uploaded for a preview.")) % {"file": name}

    return say


def _rooms(text: Any) -> Callable[[Changes], str]:
    def say(changes: Changes) -> str:
        return str(text) % {"rooms": _new(changes, "rooms"), "room": _new(changes, "room")}

    return say


def _imported(changes: Changes) -> str:
    updated = _new(changes, "updated")
    return _("Taken over from the list %(file)s: %(created)s new lines, %(updated)s changed.") % {
        "file": _new(changes, "file"),
        "created": number_format(_new(changes, "created") or 0),
        "updated": number_format(len(updated) if isinstance(updated, dict) else updated or 0),
    }


def _handed_over(changes: Changes) -> str:
    return _("Left this school: %(reason)s.") % {"reason": _new(changes, "retired_reason")}


SENTENCES: dict[str, Callable[[Changes], str]] = {
    "stock_created": _created,
    "stock_retired": _retired,
    "stock_split": _split,
    "stock_split_off": _came(gettext_lazy("%(pieces)s split off from the line in %(place)s.")),
    "stock_merged": _came(gettext_lazy("%(pieces)s came from an equal line in %(place)s.")),
    "stock_received": _came(gettext_lazy("%(pieces)s taken over from %(place)s.")),
    "stock_handed_over": _handed_over,
    "inventory_imported": _imported,
    "stocktaking_started": _rooms(gettext_lazy("Stock-taking started, %(rooms)s rooms.")),
    "stocktaking_taken": _rooms(gettext_lazy("Counts of %(rooms)s rooms taken over.")),
    "stocktaking_closed": _rooms(gettext_lazy("Stock-taking closed.")),
    "room_added": _rooms(gettext_lazy("Room %(room)s added to the stock-taking.")),
    "inventory_uploaded": _file(gettext_lazy("List %(file)s uploaded for a preview.")),
    "inventory_import_undone": _file(gettext_lazy("Import of the list %(file)s taken back.")),
}
