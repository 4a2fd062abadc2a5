"""Which line of a file is which line of the stock. Pure: dicts in, a plan out.

A line with a key (Kennung) means exactly that batch. Without one, type, room, year of purchase and funding
source say which batches can be meant; building, invoice and price exclude those that say something else there;
among several the state and the condition decide. What fits nothing is new, what fits several is a fault.
Retired batches are met only by lines that say "retired".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
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
DETAILS = ("building", "invoice_number", "invoice_date", "price")  # empty without a key: nothing is said


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
    candidates: dict[tuple[Any, ...], list[Existing]] = defaultdict(list)
    for batch in free.values():
        candidates[_natural(batch.values)].append(batch)
    for natural, rows in keyless.items():
        steps |= {step.line: step for step in by_nature(rows, candidates[natural])}
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
    return tuple(full[name].lower() if name == "room" else full[name] for name in NATURAL)


def _exact(values: dict[str, Any]) -> tuple[Any, ...]:
    details = (_folded(values, name) for name in DETAILS)
    return (*_natural(values), *details, values["state"], values["condition"])


def _folded(values: dict[str, Any], name: str) -> Any:
    value = values.get(name, BLANK[name])
    return str(value).lower() if name == "building" else value


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
    steps = _paired(rows, candidates)
    if candidates and all(step.action != FAULTY for step in steps):
        made = {step.line: _after(step) for step in steps}
        untouched = {batch.pk for batch in candidates} - {batch.pk for batch in made.values()}
        stock = [*made.values(), *(batch for batch in candidates if batch.pk in untouched)]
        stock.sort(key=lambda batch: (batch.pk < 0, abs(batch.pk)))
        again = {step.line: step.batch and step.batch.pk for step in _paired(rows, stock)}
        for step in steps:
            if again[step.line] != made[step.line].pk:
                step.action, step.fault = FAULTY, "ambiguous"
    return steps


def _after(step: Step) -> Existing:
    """The batch as the step leaves it; new ones are known by their line until they are stored."""
    return Existing(step.batch.pk if step.batch else -step.line, 0, step.values)


def _paired(rows: list[dict[str, Any]], candidates: list[Existing]) -> list[Step]:
    """Those that say the same first, then those that can be completed.

    One line and one batch left, alike but for state and condition, belong together.
    """
    left, steps = _once(rows)
    free = list(candidates)
    for fits in (_says_the_same, _can_be):
        left = _pair(left, free, fits, steps)
    still = [batch for batch in free if batch.values["state"] != "retired"]
    meant = {row["line"]: [batch for batch in still if _can_be(row["values"], batch)] for row in left}
    unclear = [row for row in left if meant[row["line"]]]
    if len(unclear) == 1 and len(meant[unclear[0]["line"]]) == 1:
        steps.append(_compare(unclear[0], meant[unclear[0]["line"]][0]))
    else:
        steps += [Step(row["line"], FAULTY, row["values"], fault="ambiguous") for row in unclear]
    return steps + [_create(row) for row in left if not meant[row["line"]]]


def _once(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Step]]:
    """Lines that say something of their own, and a fault for each that repeats one. What is retired may be alike."""
    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    own, faults = [], []
    for row in rows:
        values = row["values"]
        said = (*(_folded(values, name) for name in DETAILS), values.get("state"), values.get("condition"))
        twin = first.setdefault(said, row)
        if twin is row or values.get("state") == "retired":
            own.append(row)
        else:
            faults.append(Step(row["line"], FAULTY, values, fault="line_twice", other_line=twin["line"]))
    return own, faults


def _pair(
    rows: list[dict[str, Any]],
    free: list[Existing],
    fits: Callable[[dict[str, Any], Existing], bool],
    steps: list[Step],
) -> list[dict[str, Any]]:
    """Takes what is paired out of `free` and into `steps`; returns the lines that are left."""
    left = []
    for row in rows:
        values = row["values"]
        twins = [batch for batch in free if fits(values, batch) and _is_twin(values, batch)]
        if len(twins) == 1 or (twins and _says_all(values) and _is_one_as_good(twins)):
            free.remove(twins[0])
            steps.append(_compare(row, twins[0]))
        else:
            left.append(row)
    return left


def _is_one_as_good(twins: list[Existing]) -> bool:
    """Among retired batches it does not matter which one a line means."""
    return twins[0].values["state"] == "retired" or len({_exact(batch.values) for batch in twins}) == 1


def _says_the_same(values: dict[str, Any], batch: Existing) -> bool:
    return all(_folded(values, name) == _folded(batch.values, name) for name in DETAILS if name in values)


def _can_be(values: dict[str, Any], batch: Existing) -> bool:
    """No detail of the line speaks against the batch; what either does not say can be completed."""
    pairs = ((_folded(values, name), _folded(batch.values, name)) for name in DETAILS)
    return all(not said or not stored or said == stored for said, stored in pairs)


def _is_twin(values: dict[str, Any], batch: Existing) -> bool:
    """Nothing said about state or condition fits every batch that is not retired."""
    state, condition = values.get("state"), values.get("condition")
    same_state = batch.values["state"] == state if state else batch.values["state"] != "retired"
    return same_state and (not condition or batch.values["condition"] == condition)


def _says_all(values: dict[str, Any]) -> bool:
    return all(values.get(name) for name in KEEP_WHEN_EMPTY)


def said(row: dict[str, Any]) -> dict[str, Any]:
    """What a line says. With a key an empty building or price is meant: it is to be emptied."""
    quiet = KEEP_WHEN_EMPTY if row["key"] else (*KEEP_WHEN_EMPTY, *DETAILS)
    return {name: value for name, value in row["values"].items() if value or name not in quiet}


def _create(row: dict[str, Any]) -> Step:
    return Step(row["line"], CREATE, BLANK | said(row))


def _compare(row: dict[str, Any], batch: Existing) -> Step:
    values = batch.values | said(row)
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
