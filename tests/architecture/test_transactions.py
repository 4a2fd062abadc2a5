"""What a service writes is written as a whole: more than one row in one transaction, or the reason why not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.places import APPS, ROOT, files, name_of

WRITES = {
    "save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update",
    "record", "record_many", "queue_mail",
}  # fmt: skip
LOOPS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# Public functions that write more than one row without a transaction of their own, each with its reason.
WITHOUT = {
    "equipment/services/bulk_jobs.py perform": "claim, work and its end are one transaction each",
    "equipment/services/bulk_jobs.py sweep": "each job ends for itself",
    "invitations/services/reminders.py remind_of_milestones": "each person in a transaction of its own",
    "matrix/services/focus.py carry_focuses": "a part of taking over a catalogue, which holds all locks",
    "matrix/services/successions.py carry_over": "a part of taking over a catalogue, which holds all locks",
    "matrix/services/joint_sheets.py forget_sheets": "each round in a transaction of its own; the next night goes on",
    "reports/services/jobs.py remove_expired": "each report goes for itself; the next sweep goes on where it stopped",
    "reports/services/jobs.py sweep": "each job in a transaction of its own",
    "screens/services/voices.py close_forgotten": "each meeting in a transaction of its own; the next night goes on",
    "schools/services/concept/history.py keep_text": "one row, an old or a new one",
    "schools/services/concept/history.py note_presence": "forgetting who has left is worth no transaction",
    "schools/services/successions.py write_former": "a part of its two callers; takes a lock, so it fails without",
    "reports/services/minutes.py deliver": "sent as a whole; that it is given up is written once that was undone",
    "reports/services/minutes.py deliver_made": "each job on its own: one that fails keeps no other from going out",
}


def services() -> Iterator[Path]:
    for app in APPS:
        for path in files(".py", under=ROOT / app):
            if "services" in (*path.relative_to(ROOT).parts, path.stem):
                yield path


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def is_write(call: ast.Call) -> bool:
    """A row is written. A dict's `update` takes no keywords, a storage's `delete` an argument."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "update":
        return bool(call.keywords) and not call.args
    if name == "delete":
        return not call.args and not call.keywords
    return name in WRITES


def is_atomic(node: ast.AST) -> bool:
    if isinstance(node, ast.With):
        return any("transaction.atomic" in ast.unparse(item.context_expr) for item in node.items)
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any("transaction.atomic" in ast.unparse(decorator) for decorator in decorators)


def weight(node: ast.AST, known: dict[str, ast.FunctionDef], seen: frozenset[str] = frozenset()) -> int:
    """How many writes outside a transaction stand here and in this module's functions called from here.

    A write in a loop counts twice; one transaction counts once, whatever it holds, next to writes outside of it.
    """
    own = 0
    if isinstance(node, ast.Call):
        own = int(is_write(node))
        if isinstance(node.func, ast.Name) and node.func.id in known.keys() - seen:
            called = known[node.func.id]
            own += weight(called, known, seen | {called.name})
    inner = own + sum(weight(child, known, seen) for child in ast.iter_child_nodes(node))
    if is_atomic(node):
        return min(inner, 1)
    return inner * 2 if isinstance(node, LOOPS) else inner


def loose(path: Path) -> list[str]:
    known = functions(ast.parse(path.read_text(encoding="utf-8")))
    return [
        name
        for name, node in known.items()
        if not name.startswith("_") and weight(node, known, frozenset({name})) > 1
    ]


def test_every_service_writes_as_a_whole_or_says_why_not() -> None:
    found = {f"{name_of(path)} {name}" for path in services() for name in loose(path)}
    assert found == set(WITHOUT)


def unheld(path: Path) -> list[str]:
    """Functions that ask for the mark of a form (`core.marks`) without the transaction that its lock lasts for."""
    known = functions(ast.parse(path.read_text(encoding="utf-8")))
    return [
        name for name, node in known.items() if "made_before(" in ast.unparse(node) and not is_atomic(node)
    ]


def test_the_lock_of_a_mark_lasts_for_the_whole_act() -> None:
    assert [f"{name_of(path)} {name}" for path in services() for name in unheld(path)] == []


def test_a_mark_without_a_transaction_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "services.py"
    file.write_text(
        "def f(mark):\n    with transaction.atomic():\n        return made_before(Row.unscoped, mark)\n"
    )
    assert unheld(file) == ["f"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("row.save()", []),
        ("row.save(); audit.record(actor, 'x', row)", ["f"]),
        ("_helper(row); row.delete()", ["f"]),
        ("for row in rows: row.save()", ["f"]),
        ("rows.filter(pk=1).update(a=1); rows.filter(pk=2).update(a=2)", ["f"]),
        ("told = {}; told.update(a); row.save(); file.storage.delete(name)", []),
        ("with transaction.atomic(): row.save(); audit.record(actor, 'x', row)", []),
        ("with transaction.atomic(): row.save()\n    audit.record(actor, 'x', row)", ["f"]),
    ],
)
def test_the_check_sees_what_it_shall_see(tmp_path: Path, body: str, expected: list[str]) -> None:
    file = tmp_path / "services.py"
    file.write_text(f"def f(row):\n    {body}\n\ndef _helper(row):\n    row.save()\n")
    assert loose(file) == expected
    file.write_text(f"@transaction.atomic\ndef f(row):\n    {body}\n\ndef _helper(row):\n    row.save()\n")
    assert loose(file) == []
