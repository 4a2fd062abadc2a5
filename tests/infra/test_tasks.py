"""What beat sends on its own: every task is known, and the nightly one clears away what nobody wants any more."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.utils import timezone

from equipment.models import InventoryImport
from gutersloh_portal import tasks
from gutersloh_portal.celery import app
from schools.models import RegisterImport
from tests.world import World

AGES = {"old": timedelta(days=8), "young": timedelta(days=6)}


def test_beat_sends_only_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - set(app.tasks) == set()


@pytest.mark.parametrize("committed", [False, True])
def test_previews_wait_a_week(world: World, committed: bool, django_capture_on_commit_callbacks: Any) -> None:
    actor, done = world.user("admin"), timezone.now() if committed else None
    for name, age in AGES.items():
        common = {"uploaded_by": actor, "uploaded_at": timezone.now() - age, "committed_at": done}
        InventoryImport.unscoped.create(school=world.school_a, file_name=name, **common)
        RegisterImport.unscoped.create(file=ContentFile(b"x", "a.csv"), file_name=name, **common)
    files = {row.file_name: row.file for row in RegisterImport.unscoped.all()}
    with django_capture_on_commit_callbacks(execute=True):
        tasks.tidy()
    kept = {"old", "young"} if committed else {"young"}
    assert set(InventoryImport.unscoped.values_list("file_name", flat=True)) == kept
    assert set(RegisterImport.unscoped.values_list("file_name", flat=True)) == kept
    assert {name for name, file in files.items() if file.storage.exists(file.name)} == kept


@pytest.mark.django_db
def test_ended_sessions_go() -> None:
    now = timezone.now()
    for key, ends in (("ended", now - timedelta(minutes=1)), ("running", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    tasks.tidy()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]
