"""Forms take what they show and nothing else: no column slips in, no foreign row can be chosen."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.forms import BooleanField, FileField, Form, ModelChoiceField, MultipleChoiceField
from django.forms import ChoiceField as PlainChoiceField
from django.test import Client

from accounts.models import User
from schools.models import School
from tests.architecture.places import APPS
from tests.permissions.addresses import NOWHERE_PK, POLICED, address
from tests.permissions.conftest import rolled_back
from tests.permissions.marks import FullWorld
from tests.permissions.policy import POLICY

WRITERS = ("lead_a", "staff", "admin")  # together they may fill in every form of side A
# What services note themselves whenever something is saved.
BOOKKEEPING = {
    "version",
    "notes_version",
    "revision",
    "changed_at",
    "changed_by_id",
    "sequence",
    "links_version",
    "moved_at",
    "last_login",
}
# Saved under another name than the field of the form has.
TOLD_OTHERWISE = {
    "roundtables.milestone": {"state_reason"},
    "roundtables.meeting": {"starts_at", "ends_at", "joined_topic_id"},
    "roundtables.participant": {"name"},
    "roundtables.amendment": {"state", "answered_at"},
    "matrix.jointinvitation": {"handed_in_at"},
    "needs.needitem": {"decision", "batch_id"},
    "planning.ranking": {"locked_at", "locked_by_id", "lock_note"},
    "planning.rankeditem": {"frozen"},
    "planning.budget": {"state"},
    "equipment.roomcount": {"lines", "finds", "counted_at"},
    "procurement.delivery": {"confirmed_at", "confirmed_by_id", "batch_id"},
}
# The choices of a split are made per piece; what is written comes from the document.
OF_THE_SPLIT = {
    "schools.conceptsplit": {"committed_at", "pieces", "sections"},
    "schools.conceptsection": {"text", "state"},
}
OF_A_LIST = {"equipment.inventoryimport": {"mapping", "rows", "problems", "ignored"}}
OF_A_READING = {
    "equipment.bulkimport": {
        "mapping",
        "step",
        "state",
        "ordered_by_id",
        "attempts",
        "progress",
        "error",
        "asked_at",
    }
}
TOLD_ON = {
    "schools:concept_split_detail": OF_THE_SPLIT,
    "equipment:inventory_import_columns": OF_A_LIST,
    "equipment:inventory_import_words": OF_A_LIST,
    "equipment:bulk_columns": OF_A_READING,
    "equipment:bulk_words": OF_A_READING,
    "screens:functions": {"roundtables.participant": {"function"}},  # a field a person
    "roundtables:agenda_fill": {"roundtables.agendaitem": {"order"}},
    "equipment:stocktaking_close": {"equipment.stocktaking": {"closed_at"}},
}

Rows = dict[tuple[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as a browser would send it back untouched."""

    name: str
    url: str
    form: Form
    data: dict[str, Any]


def filled_forms(actor: str, client: Client, full: FullWorld) -> Iterator[Filled]:
    """Each form once: in the hands of the first who may fill it in."""
    for line in POLICY:
        url = address(line.name, full.places["A"])
        if line.thing or line.get != 200 or line.post == 405 or not url:
            continue
        if actor != next((one for one in WRITERS if line.letters[one] == "o"), ""):
            continue
        form = client.get(url).context.get("form")
        if isinstance(form, Form) or hasattr(form, "fields"):
            yield Filled(line.name, url, form, dict(values_of(form)))


def values_of(form: Any) -> Iterator[tuple[str, Any]]:
    for name, field in form.fields.items():
        value = form[name].value()
        if value is None or isinstance(field, FileField) or (isinstance(field, BooleanField) and not value):
            continue
        shown = field.widget.format_value(value) if hasattr(field.widget, "format_value") else value
        if isinstance(shown, list) and not isinstance(field, MultipleChoiceField):
            shown = shown[0]
        if shown is not None:
            yield form.add_prefix(name), shown


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


def rows_of(model: type[models.Model]) -> Rows:
    label, key = model._meta.label_lower, model._meta.pk.attname
    return {(label, row[key]): row for row in model._default_manager.values()}


def written_so_far() -> dict[str, int]:
    """Table -> rows that were written in this transaction, as the database counts them: a rollback takes none away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


class Stored:
    """Everything that is stored, but for the audit trail and mails, which only ever grow."""

    def __init__(self) -> None:
        growing = {"core.AuditEntry", "core.OutboxMail", "core.OutboxPart"}
        self.models = {
            model._meta.db_table: model for model in our_models() if model._meta.label not in growing
        }
        self.rows = {table: rows_of(model) for table, model in self.models.items()}

    def since(self, written: dict[str, int]) -> tuple[Rows, Rows]:
        """The rows as they were and as they are, of the tables that were written to since."""
        now = written_so_far()
        tables = [table for table in self.models if now.get(table, 0) != written.get(table, 0)]
        before, after = (
            ChainMap(*(self.rows[table] for table in tables)),
            map(rows_of, map(self.models.get, tables)),
        )
        return dict(before), dict(ChainMap(*after))


def changed_columns(before: Rows, after: Rows) -> dict[str, set[str]]:
    """Model -> columns of rows that were there before; a vanished row changes all of its columns."""
    found: dict[str, set[str]] = {}
    for key, row in before.items():
        now = after.get(key, {})
        if columns := {name for name, value in row.items() if name not in now or now[name] != value}:
            found.setdefault(key[0], set()).update(columns)
    return found


def is_harmed(row: dict[str, Any], full: FullWorld) -> bool:
    """A new row that belongs to the other side, or took a text from beside the form."""
    c = full.world.school_c
    belongs = {row.get("school_id") == c.pk, row.get("authority_id") == c.authority_id}
    return True in belongs or "fremd" in row.values() or row.get("role") == "admin"


def every_column(full: FullWorld) -> dict[str, Any]:
    """Every field name of every model with a value that would do harm."""
    c = full.world.school_c
    harm: dict[str, Any] = {}
    for field in (field for model in our_models() for field in model._meta.concrete_fields):
        harm[field.attname] = harm[field.name] = _harm(field)
    return harm | {
        "school": c.pk,
        "school_id": c.pk,
        "authority": c.authority_id,
        "authority_id": c.authority_id,
        "user": full.world.users["admin"].pk,
        "role": "admin",
        "is_staff": "1",
        "is_superuser": "1",
        "is_active": "",
        "email": "fremd@example.org",
        "password": "fremd",
        "state": "sealed",
        "pk": NOWHERE_PK,
        "id": NOWHERE_PK,
    }


def _harm(field: Any) -> Any:
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return "2001-01-01"
    if isinstance(field, models.UUIDField):
        return str(uuid4())
    return "1" if isinstance(field, models.IntegerField | models.ForeignKey) else "fremd"


@pytest.mark.usefixtures("unpainted")
def test_no_column_slips_into_a_form(full: FullWorld, clients: dict[str, Client]) -> None:
    """Each form goes back untouched, with every column of every model beside its own fields."""
    harm, slipped, sent, stored = every_column(full), {}, 0, Stored()
    for actor in WRITERS:
        for filled in filled_forms(actor, clients[actor], full):
            own = set(filled.form.fields)
            written = written_so_far()
            with rolled_back():
                clients[actor].post(filled.url, {k: v for k, v in harm.items() if k not in own} | filled.data)
                before, after = stored.since(written)
            changed, sent = changed_columns(before, after), sent + 1
            if harmed := [key for key in after.keys() - before.keys() if is_harmed(after[key], full)]:
                slipped[actor, filled.name, "new rows"] = set(map(str, harmed))
            for label, columns in changed.items():
                may = own | {f"{name}_id" for name in own} | BOOKKEEPING | TOLD_OTHERWISE.get(label, set())
                may |= TOLD_ON.get(filled.name, {}).get(label, set())
                if columns - may:
                    slipped[actor, filled.name, label] = columns - may
    assert slipped == {}
    assert sent > 160


@pytest.mark.usefixtures("unpainted")
def test_foreign_rows_cannot_be_chosen(full: FullWorld, clients: dict[str, Client]) -> None:
    """A row outside the offered ones is refused at its field, and nothing is written."""
    stored, accepted, tried = Stored(), {}, 0
    for actor in WRITERS:
        for filled in filled_forms(actor, clients[actor], full):
            for name, foreign in foreign_choices(filled.form):
                tried += 1
                counted = written_so_far()
                with rolled_back():
                    key = filled.form.add_prefix(name)
                    response = clients[actor].post(filled.url, filled.data | {key: foreign})
                    before, after = stored.since(counted)
                    written = changed_columns(before, after) or sorted(map(str, after.keys() - before.keys()))
                    errors = response.context["form"].errors if response.status_code == 422 else {}
                if name not in errors or written:
                    accepted[actor, filled.name, name] = (response.status_code, written)
    assert accepted == {}
    assert tried > 200


def foreign_choices(form: Any) -> Iterator[tuple[str, Any]]:
    for name, field in form.fields.items():
        if isinstance(field, ModelChoiceField):
            model: Any = field.queryset.model
            offered = field.queryset.values("pk")
            outside = model._default_manager.exclude(pk__in=offered).values_list("pk", flat=True).first()
            yield name, outside or NOWHERE_PK
        elif isinstance(field, PlainChoiceField):
            yield name, "gibt-es-nicht"


def test_another_persons_account_cannot_be_renamed(full: FullWorld, clients: dict[str, Client]) -> None:
    other = full.world.users["lead_c"]
    before = User.objects.filter(pk=other.pk).values().get()
    clients["lead_a"].post("/konto/", {"name": "Neu", "pk": other.pk, "id": other.pk, "email": other.email})
    assert User.objects.filter(pk=other.pk).values().get() == before
    assert POLICED["accounts:profile"] == ()


def test_rows_of_written_tables_are_read_again(full: FullWorld) -> None:
    stored, written = Stored(), written_so_far()
    assert stored.since(written) == ({}, {})
    with rolled_back():
        School.unscoped.filter(pk=full.world.school_a.pk).update(city="Neustadt")
        before, after = stored.since(written)
        assert changed_columns(before, after) == {"schools.school": {"city"}}
    assert {label for label, _key in before} == {"schools.school"}
    again = written_so_far()
    before, after = stored.since(written)
    assert before == after != {}  # undone, yet counted
    assert stored.since(again) == ({}, {})
    assert set(stored.models) <= set(written)


def test_changes_are_noticed(full: FullWorld) -> None:
    before: Rows = {("a.b", 1): {"x": 1, "y": 2}, ("a.b", 2): {"x": 1, "y": 2}}
    assert changed_columns(before, {("a.b", 1): {"x": 5, "y": 2}, ("a.b", 2): before["a.b", 2]}) == {
        "a.b": {"x"}
    }
    assert changed_columns(before, {("a.b", 1): before["a.b", 1]}) == {"a.b": {"x", "y"}}
    assert is_harmed({"school_id": full.world.school_c.pk}, full)
    assert is_harmed({"role": "admin"}, full)
    assert not is_harmed({"school_id": full.world.school_a.pk, "role": ""}, full)
