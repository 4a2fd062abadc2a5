"""What becomes of stock lines that are given new values: which ones change, and which ones become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from equipment.words import split_serials

if TYPE_CHECKING:
    from equipment.models import StockBatch

# The columns by which two lines of a school differ (constraint stock_line_once).
KEY = (
    "type_id",
    "building",
    "room",
    "purchase_year",
    "funding_source_id",
    "invoice_number",
    "invoice_date",
    "price",
    "state",
    "condition",
)
COLUMNS = {"type": "type_id", "funding_source": "funding_source_id"}
Key = tuple[Any, ...]


@dataclass(slots=True)
class Step:
    """Lines that say the same afterwards. `into` is an equal line that nobody chose, or None."""

    parts: list[StockBatch] = field(default_factory=list)
    into: StockBatch | None = None

    @property
    def lines(self) -> list[StockBatch]:
        return [*([self.into] if self.into else []), *self.parts]

    @property
    def quantity(self) -> int:
        return sum(one.quantity for one in self.lines)

    @property
    def serials(self) -> str:
        """Serial numbers of all lines, each once."""
        return "\n".join(split_serials("\n".join(one.serials for one in self.lines)))

    @property
    def is_merge(self) -> bool:
        return len(self.lines) > 1


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` by the names of the columns: a related row by its key."""
    return {
        COLUMNS.get(name, name): (value.pk if value is not None else None) if name in COLUMNS else value
        for name, value in values.items()
    }


def key_of(batch: StockBatch, changed: Mapping[str, Any]) -> Key:
    """What makes a line the same as another one, with these columns changed; case of places does not count."""
    found = [changed.get(name, getattr(batch, name)) for name in KEY]
    return tuple(
        value.lower() if name in {"building", "room"} else value
        for name, value in zip(KEY, found, strict=True)
    )


def steps_of(
    chosen: Iterable[StockBatch], others: Iterable[StockBatch], values: Mapping[str, Any]
) -> list[Step]:
    """The chosen lines with `values`, in their order, joined with equal lines among them and among `others`.

    Every chosen line is part of exactly one step, so no piece is lost or counted twice.
    """
    changed = columns(values)
    known = {key_of(one, {}): one for one in others}
    steps: dict[Key, Step] = {}
    for batch in chosen:
        key = key_of(batch, changed)
        steps.setdefault(key, Step(into=known.get(key))).parts.append(batch)
    return list(steps.values())


def plan_of(steps: Iterable[Step], values: Mapping[str, Any]) -> list[Any]:
    """All that carrying out these steps would write, for a fingerprint."""
    told = sorted((name, str(value)) for name, value in columns(values).items())
    return [told, *([[one.pk, one.version, one.quantity] for one in step.lines] for step in steps)]
