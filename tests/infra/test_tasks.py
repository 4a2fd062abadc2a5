"""What beat sends on its own: every task is known, and the nightly ones clear away what nobody wants any more."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.utils import timezone

from equipment import tasks as equipment_tasks
from equipment.models import InventoryImport
from gutersloh_portal import tasks
from gutersloh_portal.celery import app
from reports import tasks as report_tasks
from schools.models import RegisterImport
from tests.world import World

AGES = {"old": timedelta(days=8), "young": timedelta(days=6)}


def sent_by_beat() -> set[str]:
    return {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_beat_sends_only_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    assert sent_by_beat() - set(app.tasks) == set()


def test_beat_sends_every_task_of_the_portal() -> None:
    app.loader.import_default_modules()
    ours = {str(name) for name in app.tasks if str(name).startswith("gutersloh_portal.")}
    assert ours - sent_by_beat() == set()


NIGHTLY = {
    "remove_previews": "core.previews.remove_abandoned",
    "remove_strays": "reports.services.remove_strays",
    "forget_sheets": "matrix.services.forget_sheets",
    "forget_mails": "core.outbox.forget",
    "forget_deputies": "invitations.services.forget_deputies",
    "forget_polls": "invitations.services.forget_polls",
    "close_questions": "screens.services.close_forgotten",
    "end_sessions": "gutersloh_portal.tasks.call_command",
}


@pytest.mark.parametrize("name", NIGHTLY)
def test_each_task_of_the_night_does_one_thing(name: str, monkeypatch: Any) -> None:
    """A part that fails tells so and keeps no other from running."""
    done = []
    for part, place in NIGHTLY.items():
        monkeypatch.setattr(place, lambda *_args, part=part, **_options: done.append(part))
    getattr(tasks, name)()
    assert done == [name]


@pytest.mark.parametrize("committed", [False, True])
def test_previews_wait_a_week(world: World, committed: bool, django_capture_on_commit_callbacks: Any) -> None:
    actor, done = world.user("admin"), timezone.now() if committed else None
    for name, age in AGES.items():
        common = {"uploaded_by": actor, "uploaded_at": timezone.now() - age, "committed_at": done}
        InventoryImport.unscoped.create(school=world.school_a, file_name=name, **common)
        RegisterImport.unscoped.create(file=ContentFile(b"x", "a.csv"), file_name=name, **common)
    files = {row.file_name: row.file for row in RegisterImport.unscoped.all()}
    with django_capture_on_commit_callbacks(execute=True):
        tasks.remove_previews()
    kept = {"old", "young"} if committed else {"young"}
    assert set(InventoryImport.unscoped.values_list("file_name", flat=True)) == kept
    assert set(RegisterImport.unscoped.values_list("file_name", flat=True)) == kept
    assert {name for name, file in files.items() if file.storage.exists(file.name)} == kept


@pytest.mark.django_db
def test_ended_sessions_go() -> None:
    now = timezone.now()
    for key, ends in (("ended", now - timedelta(minutes=1)), ("running", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    tasks.end_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]


@pytest.mark.django_db
@pytest.mark.parametrize(("tasks", "task"), [(equipment_tasks, "run_import"), (report_tasks, "run_report")])
def test_a_worker_is_woken_after_the_commit(
    tasks: Any, task: str, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    job, rung = uuid4(), []
    monkeypatch.setattr(getattr(tasks, task), "apply_async", lambda args, **_how: rung.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.ring_later(job)
        assert not rung
    assert rung == [(str(job),)]
