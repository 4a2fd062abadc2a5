"""What was done to the stock, as sentences. Numbers, rooms and files stand there, and who did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.audit import trail_at, trail_of
from core.days import told_day
from core.money import euro
from equipment.models import BulkTrace, InventoryImport, NetworkLine, RoomNetwork, StockBatch
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
NAMED = {
    model._meta.label_lower for model in (StockBatch, NetworkLine, RoomNetwork)
}  # their sentences name the row
Changes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that happened. `by` is empty for the portal itself or a former person, `person` then None."""

    at: datetime
    by: str
    subject: str
    text: str
    person: int | None = None


def trail_of_stock(school: School) -> Any:
    """Entries of all lines of a school, also of those that are gone, of its network, its imports and its stock as a
    whole, newest first. The caller may read the school's stock.

    A list that was looked at and never taken over did nothing to the stock, so nothing tells of it.
    """
    taken = InventoryImport.unscoped.filter(school=school, committed_at__isnull=False)
    keys = taken.order_by().values_list(Cast("pk", CharField()))
    looked_at = Q(verb="equipment.inventory_uploaded") & ~Q(subject_id__in=keys)
    return trail_at("equipment.", school).exclude(looked_at | Q(verb="equipment.inventoryimport_discarded"))


def sentences_of_line(batch: StockBatch) -> list[Sentence]:
    """Everything that was done to one line, newest first: its entries, and the lists that wrote it.

    A list of 100,000 lines leaves one entry a school; which lines it wrote stands in what undoing needs.
    """
    told = [sentence(entry) for entry in trail_of(batch)] + [*_school_lists(batch), *_authority_lists(batch)]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _school_lists(batch: StockBatch) -> Iterator[Sentence]:
    key = str(batch.pk)
    wrote = Q(written__created__has_key=key) | Q(written__changed__has_key=key)
    uploads = InventoryImport.unscoped.filter(wrote, school=batch.school_id, committed_at__isnull=False)
    for one in uploads.select_related("uploaded_by").defer("rows", "problems", "table"):
        before = one.written["changed"].get(key, {}).get("before")
        yield _by_list(one, one.uploaded_by, before)
        if one.undone_at:
            text = _("Import of the list %(file)s taken back.") % {"file": one.file_name}
            yield Sentence(one.undone_at, "", "", text)


def _authority_lists(batch: StockBatch) -> Iterator[Sentence]:
    traces = BulkTrace.unscoped.filter(batch=batch.pk, upload__committed_at__isnull=False)
    for one in traces.select_related("upload__ordered_by"):
        yield _by_list(one.upload, one.upload.ordered_by, one.before)


def _by_list(upload: Any, person: User, before: Mapping[str, Any] | None) -> Sentence:
    told = {"file": upload.file_name}
    if before is None:
        text = _("Entered by the list %(file)s.") % told
    else:
        told |= {"pieces": _pieces(before["quantity"]), "place": before["room"]}
        text = (
            _("Changed by the list %(file)s; before: %(pieces)s in %(place)s.")
            if before["room"]
            else _("Changed by the list %(file)s; before: %(pieces)s without a fixed place.")
        ) % told
    return Sentence(upload.committed_at, person.name, "", text, person.pk)


def sentence(entry: AuditEntry) -> Sentence:
    say = SENTENCES.get(entry.verb.removeprefix("equipment."), _changed)
    return Sentence(
        at=entry.at,
        by=entry.actor.name if entry.actor else "",
        subject=entry.subject_text if entry.subject_type in NAMED else "",
        text=say(entry.changes | {"subject": [None, entry.subject_text]}),
        person=entry.actor_id,
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
        return told_day(str(value))
    if name == "price":
        return _euro(str(value))
    return number_format(value, force_grouping=True) if name == "quantity" else str(value)


def _euro(text: str) -> str:
    try:
        return euro(Decimal(text))
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
    room = ", ".join(filter(None, (str(_new(changes, "building")), str(_new(changes, "room")))))
    told = {"pieces": _pieces(_new(changes, "quantity")), "room": room}
    return (_("Entered with %(pieces)s in %(room)s.") if room else _("Entered with %(pieces)s.")) % told


def _retired(changes: Changes) -> str:
    return _("Retired: %(reason)s.") % {"reason": _new(changes, "retired_reason")}


def _split(changes: Changes) -> str:
    told = {
        "pieces": _pieces(_new(changes, "part")),
        "place": _new(changes, "place"),
        "state": _shown("state", _new(changes, "state")),
    }
    if not told["place"]:
        return _("%(pieces)s split off, without a fixed place (%(state)s).") % told
    return _("%(pieces)s split off to %(place)s (%(state)s).") % told


def _came(text: Any) -> Callable[[Changes], str]:
    def say(changes: Changes) -> str:
        told = {"pieces": _pieces(_new(changes, "pieces")), "place": _new(changes, "from")}
        return str(text) % told

    return say


def _file(text: Any) -> Callable[[Changes], str]:
    def say(changes: Changes) -> str:
        name = _new(changes, "file") or _old(changes, "file") or _new(changes, "subject")
        return str(text) % {"file": name}

    return say


def _said(text: Any) -> Callable[[Changes], str]:
    return lambda _changes: str(text)


def _named(text: Any) -> Callable[[Changes], str]:
    return lambda changes: str(text) % {"name": _new(changes, "subject")}


def _rooms(text: Any) -> Callable[[Changes], str]:
    def say(changes: Changes) -> str:
        return str(text) % {"rooms": _new(changes, "rooms"), "room": _new(changes, "room")}

    return say


def _imported(changes: Changes) -> str:
    updated, created = _new(changes, "updated"), int(_new(changes, "created") or 0)
    lines = ngettext("%(count)s new line", "%(count)s new lines", created)
    return _("Taken over from the list %(file)s: %(created)s, %(updated)s changed.") % {
        "file": _new(changes, "file"),
        "created": lines % {"count": number_format(created, force_grouping=True)},
        "updated": number_format(
            len(updated) if isinstance(updated, dict) else updated or 0, force_grouping=True
        ),
    }


def _counted(changes: Changes) -> str:
    """Differences that a stock-taking found; what was not there at all is retired."""
    if "retired_reason" in changes:
        return _("Retired after the stock-taking: %(pieces)s not found.") % {
            "pieces": _pieces(_old(changes, "quantity"))
        }
    return _changed(changes)


def _found(changes: Changes) -> str:
    told = {
        "pieces": _pieces(_new(changes, "quantity")),
        "room": _new(changes, "room"),
        "note": _new(changes, "note"),
    }
    if told["note"]:
        return _("%(pieces)s found in %(room)s in the stock-taking: %(note)s.") % told
    return _("%(pieces)s found in %(room)s in the stock-taking.") % told


def _network_changed(changes: Changes) -> str:
    fields = {one.name: one for model in (NetworkLine, RoomNetwork) for one in model._meta.fields}

    def shown(name: str, value: Any) -> str:
        labels = {str(key): str(label) for key, label in fields[name].flatchoices}
        if value in (None, ""):
            return _("empty")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return labels.get(str(value), told_day(str(value)) if name == "measured_on" else str(value))

    told = [
        _("%(field)s changed from %(old)s to %(new)s")
        % {"field": fields[name].verbose_name, "old": shown(name, pair[0]), "new": shown(name, pair[1])}
        for name, pair in changes.items()
        if name in fields
    ]
    text = "; ".join(told) or _("saved")
    return f"{text[0].upper()}{text[1:]}."


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
    "stock_counted": _counted,
    "stock_found": _found,
    "stock_moved": _said(gettext_lazy("Moved as a whole to another line.")),
    "network_line_added": _said(gettext_lazy("Entered in the network.")),
    "room_network_added": _said(gettext_lazy("Entered in the network.")),
    "network_changed": _network_changed,
    "network_removed": _said(gettext_lazy("Removed from the network.")),
    "profile_saved": _named(gettext_lazy("Mapping %(name)s for lists kept.")),
    "profile_deleted": _named(gettext_lazy("Mapping %(name)s for lists deleted.")),
    "inventory_imported": _imported,
    "stocktaking_started": _rooms(gettext_lazy("Stock-taking started, %(rooms)s rooms.")),
    "stocktaking_taken": _rooms(gettext_lazy("Counts of %(rooms)s rooms taken over.")),
    "stocktaking_closed": _rooms(gettext_lazy("Stock-taking closed.")),
    "room_added": _rooms(gettext_lazy("Room %(room)s added to the stock-taking.")),
    "inventory_uploaded": _file(gettext_lazy("List %(file)s uploaded for a preview.")),
    "inventory_import_undone": _file(gettext_lazy("Import of the list %(file)s taken back.")),
}
