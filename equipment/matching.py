"""Which line of a file is which line of the stock. Pure: dicts in, a plan out.

A line with a key (Kennung) means exactly that batch. Without one, type, room, year of purchase and funding
source say which batches can be meant; among several the state and the condition decide. What fits nothing is
new, what fits several is a fault. Retired batches are met only by lines that say "retired".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.fingerprint import fingerprint_of

CREATE, UPDATE, UNCHANGED, FAULTY = "create", "update", "unchanged", "faulty"
BLANK = {
    "building": "",
    "room": "",
    "purchase_year": None,
    "funding_source": "",
    "invoice_number": "",
    "invoice_date": None,
    "price": None,
    "condition": "good",
    "state": "in_use",
    "serials": "",
}
KEEP_WHEN_EMPTY = ("condition", "state")  # an empty cell says nothing about them
NATURAL = ("type", "room", "purchase_year", "funding_source")
TELLING = (
    "building",
    "invoice_number",
    "invoice_date",
    "price",
)  # where both sides say something, it must agree
NOTHING = (None, "")
FOLDED = frozenset({"building", "room"})


@dataclass(frozen=True, slots=True)
class Existing:
    """A batch as it is stored, in the words of the file (codes)."""

    pk: int
    version: int
    values: dict[str, Any]


@dataclass(slots=True)
class Step:
    """What one line of the file would do. `fault` is a key that the caller puts into words."""

    line: int
    action: str
    values: dict[str, Any]
    batch: Existing | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    fault: str = ""
    other_line: int = 0


def plan_lines(lines: Iterable[dict[str, Any]], existing: Iterable[Existing]) -> list[Step]:
    """One step per line, in the order of the file. `lines` are `Line`s as JSON keeps them."""
    batches = {batch.pk: batch for batch in existing}
    steps: dict[int, Step] = {}
    free = dict(batches)
    keyless: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in lines:
        if row["key"] is None:
            keyless[_natural(row["values"])].append(row)
        else:
            steps[row["line"]] = _by_key(row, batches, free)
    for natural, rows in keyless.items():
        candidates = [batch for batch in free.values() if _natural(batch.values) == natural]
        steps |= {step.line: step for step in by_nature(rows, candidates)}
    planned = [steps[line] for line in sorted(steps)]
    _mark_collisions(planned, batches.values())
    return planned


def fingerprint(steps: Iterable[Step]) -> str:
    """Changes whenever the plan would do something else: guards the commit of an outdated preview."""
    told = [
        [step.line, step.action, step.batch and step.batch.pk, step.changes, step.fault] for step in steps
    ]
    return fingerprint_of(told)


def counts(steps: Iterable[Step]) -> dict[str, int]:
    found = dict.fromkeys((CREATE, UPDATE, UNCHANGED, FAULTY), 0)
    for step in steps:
        found[step.action] += 1
    return found


def _natural(values: dict[str, Any]) -> tuple[Any, ...]:
    full = BLANK | values
    return tuple(full[name].lower() if name in FOLDED else full[name] for name in NATURAL)


def _exact(values: dict[str, Any]) -> tuple[Any, ...]:
    told = ((BLANK | values)[name] for name in TELLING)
    return (*_natural(values), *map(_folded, told), values["state"], values["condition"])


def _by_key(row: dict[str, Any], batches: dict[int, Existing], free: dict[int, Existing]) -> Step:
    batch = batches.get(row["key"])
    if batch is None:
        return Step(row["line"], FAULTY, row["values"], fault="unknown_key")
    if row["key"] not in free:
        return Step(row["line"], FAULTY, row["values"], batch, fault="key_twice")
    del free[row["key"]]
    return _compare(row, batch)


def by_nature(rows: list[dict[str, Any]], candidates: list[Existing]) -> list[Step]:
    """Pair lines and batches of one kind. A pairing that the same lines would not make again is a fault."""
    steps = _paired(rows, list(candidates))
    if candidates and all(step.action != FAULTY for step in steps):
        made = {step.line: _after(step) for step in steps}
        touched = {batch.pk for batch in made.values()}
        stock = [*made.values(), *(batch for batch in candidates if batch.pk not in touched)]
        stock.sort(key=lambda batch: (batch.pk < 0, abs(batch.pk)))
        again = {step.line: step for step in _paired(rows, stock)}
        for step in steps:
            batch = again[step.line].batch
            if batch is None or batch.pk != made[step.line].pk or again[step.line].changes:
                step.action, step.fault = FAULTY, "ambiguous"
    return steps


def _after(step: Step) -> Existing:
    """The batch as the step leaves it; new ones are known by their line until they are stored."""
    return Existing(step.batch.pk if step.batch else -step.line, 0, step.values)


def _paired(rows: list[dict[str, Any]], candidates: list[Existing]) -> list[Step]:
    """Pair lines and batches alike in state and condition first; one left on each side belong together.

    A batch of another building, invoice or price is never meant; one that says nothing there can be filled in.
    """
    steps, left = [], []
    for row in rows:
        twins = [batch for batch in candidates if _is_twin(row["values"], batch) and _fits(row, batch)]
        twins = [batch for batch in twins if _fits(row, batch, exactly=True)] or twins
        if len(twins) == 1 or (twins and _says_all(row["values"])):
            candidates.remove(twins[0])
            steps.append(_compare(row, twins[0]))
        else:
            left.append(row)
    open_batches = [batch for batch in candidates if batch.values["state"] != "retired"]
    meant = {row["line"]: [batch for batch in open_batches if _fits(row, batch)] for row in left}
    unsure = [row for row in left if meant[row["line"]]]
    new = [_create(row) for row in left if not meant[row["line"]]]
    if len(unsure) == 1 and len(meant[unsure[0]["line"]]) == 1:
        return [*steps, *new, _compare(unsure[0], meant[unsure[0]["line"]][0])]
    return [*steps, *new, *(Step(row["line"], FAULTY, row["values"], fault="ambiguous") for row in unsure)]


def _fits(row: dict[str, Any], batch: Existing, *, exactly: bool = False) -> bool:
    """Nothing that the line says contradicts the batch; `exactly`: the batch says it too."""
    for name in TELLING:
        said, stored = _folded(row["values"].get(name)), _folded(batch.values.get(name))
        if said not in NOTHING and said != stored and (exactly or stored not in NOTHING):
            return False
    return True


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _is_twin(values: dict[str, Any], batch: Existing) -> bool:
    """Nothing said about state or condition fits every batch that is not retired."""
    state, condition = values.get("state"), values.get("condition")
    same_state = batch.values["state"] == state if state else batch.values["state"] != "retired"
    return same_state and (not condition or batch.values["condition"] == condition)


def _says_all(values: dict[str, Any]) -> bool:
    return all(values.get(name) for name in KEEP_WHEN_EMPTY)


def _create(row: dict[str, Any]) -> Step:
    said = {name: value for name, value in row["values"].items() if value or name not in KEEP_WHEN_EMPTY}
    return Step(row["line"], CREATE, BLANK | said)


def _compare(row: dict[str, Any], batch: Existing) -> Step:
    said = {name: value for name, value in row["values"].items() if value or name not in KEEP_WHEN_EMPTY}
    values = batch.values | said
    changes = {
        name: [batch.values[name], values[name]] for name in values if values[name] != batch.values[name]
    }
    return Step(row["line"], UPDATE if changes else UNCHANGED, values, batch, changes)


def _mark_collisions(steps: list[Step], batches: Iterable[Existing]) -> None:
    """After the import no two lines in stock may be alike: the later line of the file is the faulty one."""
    touched = {step.batch.pk for step in steps if step.batch}
    taken = {
        _exact(batch.values): 0
        for batch in batches
        if batch.pk not in touched and batch.values["state"] != "retired"
    }
    for step in steps:
        if step.action == FAULTY or step.values["state"] == "retired":
            continue
        exact = _exact(step.values)
        if exact in taken:
            step.action, step.fault, step.other_line = FAULTY, "line_twice", taken[exact]
        taken.setdefault(exact, step.line)
