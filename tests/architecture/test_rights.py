"""Nets under the rights: every model has its readers, every address its permission, nobody goes around them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rules
from django.apps import apps
from django.db.models import Model
from django.forms import ModelForm

from core.scoping import ScopedModel, ScopedQuerySet
from core.views import PortalView
from tests.architecture.places import APPS, ROOT, files, name_of, url_patterns

# Models whose rows belong to nobody in particular, each with its reason.
WITHOUT_TENANT = {
    "accounts.User": "people are reached through memberships, which are scoped, or are the reader himself",
    "core.AuditEntry": "written by services, read through core.audit.trail_of for a row that the reader sees",
    "core.OutboxMail": "written and sent by core.mail; the operator sees address and subject of what failed",
    "core.OutboxPart": "written and sent by core.mail; nobody else opens it",
    "core.SitePage": "the operator's public pages",
    "equipment.EquipmentType": "catalogue, the same for everybody",
    "equipment.FundingSource": "catalogue, the same for everybody",
    "matrix.Aspect": "catalogue, the same for everybody",
    "matrix.AspectSuccession": "catalogue, the same for everybody",
    "matrix.Catalogue": "catalogue, the same for everybody",
    "matrix.Field": "catalogue, the same for everybody",
    "matrix.HintRule": "catalogue, the same for everybody",
    "matrix.JoinedTopic": "catalogue, the same for everybody",
    "matrix.Stage": "catalogue, the same for everybody",
    "matrix.Succession": "catalogue, the same for everybody",
    "procurement.Programme": "catalogue, the same for everybody",
    "procurement.ProgrammeCategory": "catalogue, the same for everybody",
    "schools.Municipality": "public register",
}

# Addresses whose view is no PortalView, each with its reason.
WITHOUT_PERMISSION = {
    "": "start page: for guests and, cut to the person by selectors, for everybody signed in",
    "hilfe/": "public",
    "seite/<slug:slug>/": "the operator's public pages",
    "healthz": "says OK or failed to everybody",
    "healthz/queue": "says OK or failed to everybody",
    "konto/abmelden/": "ends the own session",
    "tisch/dabei/": "for whoever is in the room and reads the wall",
    "tisch/dabei/<str:code>/": "the code on the wall is the right",
    "tisch/dabei/stand/<str:key>/": "the signed key of the page is the right; the answer is one number",
    "tisch/stand/<str:key>/": "the signed key of the page is the right; the answer is one number",
    "schulen/einladung/<str:token>/": "the single-use link is the right",
    "runde-tische/erfahrungen/oeffentlich/": "what schools share with everybody, and nothing else",
    "kalender/<str:token>.ics": "the secret address is the right",
    "einladung/<str:token>/": "the link out of a mail is the right",
    "terminumfrage/<str:token>/": "the link out of a mail is the right",
    "berichte/protokoll/link/<str:token>/": "the link out of a mail is the right",
    "berichte/protokoll/link/<str:token>/aufgaben/": "the link out of a mail is the right",
    "matrix/gemeinsam/<str:token>/": "the single-use link is the right",
    "matrix/gemeinsam/<str:token>/abgeben/": "the single-use link is the right",
    "matrix/gemeinsam/<str:token>/<str:code>/": "the single-use link is the right",
}

UNSCOPED = {"unscoped", "_default_manager", "_base_manager"}
# Where everybody's rows may be named: what writes, the queries themselves, and what no page runs.
BEHIND_THE_SCOPE = {"services", "models", "querysets", "management", "demo", "migrations"}
CARRIED = "what one table left behind, for its next meeting; only services ask"
LINK = "the secret in the link takes the place of the reader"
# Functions outside of them that go around the scope, each with its reason.
AROUND_THE_SCOPE = {
    "core/fingerprint.py:fingerprint_now": "compares the one row that somebody is editing with what it has become",
    "core/previews.py:_rows": "a service: throws away the upload that a reader was given, and forgets abandoned ones",
    "core/scoping.py:ScopedModel.visible_to": "visible_to itself",
    "equipment/selectors/trail.py:_authority_lists": "the lists of the one line that a reader was given",
    "equipment/selectors/trail.py:_school_lists": "the lists of the one line that a reader was given",
    "equipment/selectors/trail.py:trail_of_stock": "the lists of the one school that a reader was given",
    "equipment/selectors/undoing.py:obstacle_to_undoing": "the lines that the import somebody reads has written",
    "equipment/selectors/undoing.py:obstacle_to_undoing_bulk": "the lines that the import somebody reads has written",
    "gutersloh_portal/digest.py:_readers": "finds whom to write to; what each is told comes from tasks_of(user)",
    "invitations/selectors/links.py:find_invitation": LINK,
    "invitations/selectors/links.py:find_minutes": LINK,
    "invitations/selectors/links.py:find_reader": LINK,
    "invitations/selectors/links.py:find_voter": LINK,
    "invitations/selectors/reminders.py:_offices": "finds whom to write to: who holds the office that carries one",
    "invitations/selectors/reminders.py:due_reminders": "finds what to write of: milestones of all tables",
    "invitations/selectors/sending.py:in_office": "finds whom to write to and let in: who still has an office",
    "matrix/selectors/joint.py:find_sheet": LINK,
    "matrix/selectors/joint.py:running_joint_rounds": "a number over all schools, for whoever manages the matrix",
    "needs/concept_tables.py:need_table": "a school's list in its concept; schools.live_tables has no reader to ask",
    "procurement/under_way.py:_granted": "pieces of needs that somebody reads: what was approved stands there in words",
    "reports/pipeline.py:_finish": "the worker: ends its job",
    "reports/pipeline.py:_progress": "the worker: writes how far its job is",
    "reports/pipeline.py:_same_content": "the worker: finds what was rendered before for the same subject",
    "reports/pipeline.py:fail": "the worker: ends its job",
    "reports/pipeline.py:freeze": "the worker: keeps what its job has collected",
    "reports/pipeline.py:run": "the worker: keeps the lease of its job",
    "reports/selectors.py:_lists_of": "what hangs on the letter that was found by its link",
    "reports/selectors.py:sealed_minutes": "what hangs on the letter that was found by its link",
    "roundtables/selectors/carried.py:_agreements": CARRIED,
    "roundtables/selectors/carried.py:_parked": CARRIED,
    "roundtables/selectors/carried.py:_postponed": CARRIED,
    "roundtables/selectors/carried.py:_with_results": CARRIED,
    "roundtables/selectors/since.py:arrivals": "pieces added up by school and kind, for whoever reads the meeting",
    "schools/selectors/people.py:find_invitation": LINK,
    "screens/selectors/voices.py:entrance_by": "the door of one meeting by its code, for telephones without account",
    "screens/selectors/voices.py:entrance_revision": "one number of the door whose page a telephone was given",
    "screens/selectors/wall.py:revision_by": "one number of the meeting whose page somebody was given",
}


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


def test_every_model_has_readers_or_a_reason() -> None:
    unscoped = {model._meta.label for model in our_models() if not issubclass(model, ScopedModel)}
    assert unscoped == set(WITHOUT_TENANT)


def test_scoped_models_have_no_objects_and_say_who_reads() -> None:
    scoped = [model for model in our_models() if issubclass(model, ScopedModel)]
    assert scoped
    for model in scoped:
        assert not hasattr(model, "objects"), model
        queryset = type(model._default_manager.all())
        assert issubclass(queryset, ScopedQuerySet), model
        assert queryset.visible_q is not ScopedQuerySet.visible_q, model


def test_every_address_asks_a_known_permission_or_has_a_reason() -> None:
    exceptions = set()
    for path, callback in url_patterns():
        view = getattr(callback, "view_class", None)
        if callback.__module__.startswith("allauth."):
            continue  # sign-in and own account: allauth asks for itself, tests/accounts walks it
        if isinstance(view, type) and issubclass(view, PortalView):
            assert rules.perm_exists(view.permission), (path, view.permission)
        else:
            exceptions.add(path)
    assert exceptions == set(WITHOUT_PERMISSION)


def test_who_decides_about_people_is_written_once() -> None:
    pair = re.compile(r"Role\.AUTHORITY_STAFF,\s*Role\.AUTHORITY_LEAD")
    paths = [path for path in files(".py") if path.relative_to(ROOT).parts[0] in APPS]
    spelled = [name_of(path) for path in paths if pair.search(path.read_text("utf-8"))]
    assert spelled == ["schools/access.py"]


def asked_names(source: str) -> set[str]:
    """Every text of a module that is not the name given to a rule: names of permissions are written out."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    given = {id(call.args[0]) for call in calls if getattr(call.func, "attr", "") == "add_perm"}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in given]
    return {node.value for node in texts if isinstance(node.value, str)}


def test_every_rule_is_asked_somewhere() -> None:
    list(url_patterns())  # loads all rules
    paths = [path for path in files(".py") if path.relative_to(ROOT).parts[0] in APPS]
    asked = set().union(*(asked_names(path.read_text("utf-8")) for path in paths))
    assert sorted(set(rules.permissions.permissions) - asked) == []


def test_a_rule_that_nobody_asks_is_noticed() -> None:
    assert asked_names('rules.add_perm("needs.guess", is_admin)') == set()
    assert asked_names('user.has_perm("needs.guess", item)') == {"needs.guess"}


def going_around(source: str) -> list[str]:
    """Functions that name a manager which shows everybody's rows, with their class; "" for the module's own lines."""
    return list(dict.fromkeys(_places(ast.parse(source), "")))


def _places(tree: ast.AST, place: str) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        name = getattr(node, "attr", None) or getattr(node, "id", None)
        if isinstance(node, ast.Constant):  # getattr(model, "unscoped")
            name = node.value if isinstance(node.value, str) else None
        if name in UNSCOPED:
            yield place
        inner = place
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{place}.{node.name}".removeprefix(".")
        yield from _places(node, inner)


def reading_files() -> list[Path]:
    found = []
    for path in files(".py"):
        parts = path.relative_to(ROOT).parts
        kinds = [part.removesuffix(".py").split("_")[0] for part in parts[1:]]
        if parts[0] in APPS and not set(kinds) & BEHIND_THE_SCOPE:
            found.append(path)
    return found


def test_readers_never_go_around_the_scope() -> None:
    paths = reading_files()
    assert len(paths) > 100
    found = {f"{name_of(path)}:{place}" for path in paths for place in going_around(path.read_text("utf-8"))}
    assert sorted(found) == sorted(AROUND_THE_SCOPE)


def test_the_trail_is_read_through_one_door() -> None:
    outside = [path for path in files(".py") if path.relative_to(ROOT).parts[0] in set(APPS) - {"core"}]
    assert [name_of(path) for path in outside if "AuditEntry.objects" in path.read_text("utf-8")] == []


@pytest.mark.parametrize(
    "source",
    [
        "School.unscoped.all()",
        "School._default_manager",
        "getattr(School, '_base_manager')",
        "from x import unscoped\nunscoped()",
    ],
)
def test_going_around_is_noticed(source: str) -> None:
    assert going_around(source) == [""]


def test_going_around_names_the_function() -> None:
    source = (
        "class A:\n    def b(self):\n        return B.unscoped\n\ndef c():\n    return D.unscoped, D.unscoped"
    )
    assert going_around(source) == ["A.b", "c"]


def subclasses(parent: type) -> set[type]:
    found: set[type] = set(parent.__subclasses__())
    return found.union(*(subclasses(child) for child in found))


def test_forms_name_their_fields() -> None:
    list(url_patterns())  # loads all views and with them all forms
    ours = [form for form in subclasses(ModelForm) if form.__module__.partition(".")[0] in APPS]
    assert ours
    for form in ours:
        if meta := getattr(form, "_meta", None):
            assert meta.fields != "__all__", form
            assert not meta.exclude, form
