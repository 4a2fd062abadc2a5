"""Whatever is uploaded for a preview: thrown away, forgotten, and never lost once it was taken over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from core import previews
from core.errors import Conflict, DomainError
from core.models import AuditEntry
from core.previews import Upload, discard, hold, kinds, remove_abandoned
from equipment.models import BulkImport, InventoryImport
from matrix.models import CatalogueUpload
from schools.models import CompetenceImport, ConceptSplit, RegisterImport
from tests.world import World, build_world

OF_SCHOOL = (InventoryImport, CompetenceImport, ConceptSplit)
OF_PORTAL: dict[type[Upload], dict[str, Any]] = {
    RegisterImport: {"file_hash": "0" * 64},
    CatalogueUpload: {"label": "neu", "content": {}, "plan": {}},
    BulkImport: {"file_kind": "csv", "file_hash": "0" * 64},
}
WEEK = timedelta(days=7)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def make(kind: type[Upload], world: World, **values: Any) -> Any:
    place = OF_PORTAL.get(kind, {"school": world.school_a})
    model: Any = kind
    if kind is BulkImport:
        place = place | {"authority": world.authority, "ordered_by": world.user("admin")}
    row = model(uploaded_by=world.user("admin"), file_name="liste.csv", **place | values)
    if kind is RegisterImport:
        row.file.save("liste.csv", ContentFile(b"x"), save=False)
    row.save()
    return row


def left(kind: type[Upload]) -> list[Any]:
    return list(kind._default_manager.values_list("pk", flat=True))


def test_the_net_knows_every_kind() -> None:
    assert set(kinds()) == {*OF_SCHOOL, *OF_PORTAL}


@pytest.mark.parametrize("kind", kinds())
def test_a_preview_is_thrown_away_and_the_trail_says_by_whom(kind: type[Upload], world: World) -> None:
    row = make(kind, world)
    discard(row, actor=world.user("admin"))
    assert left(kind) == []
    entry = AuditEntry.objects.get(subject_id=str(row.pk))
    assert (entry.verb, entry.actor) == (
        f"{kind._meta.app_label}.{kind._meta.model_name}_discarded", world.user("admin"),
    )  # fmt: skip


@pytest.mark.parametrize("kind", kinds())
def test_what_was_taken_over_since_the_page_was_read_stays(kind: type[Upload], world: World) -> None:
    row = make(kind, world)  # as the page read it
    kind._default_manager.filter(pk=row.pk).update(committed_at=timezone.now())
    with pytest.raises(Conflict):
        discard(row, actor=world.user("admin"))
    assert left(kind) == [row.pk]
    assert not AuditEntry.objects.filter(subject_id=str(row.pk)).exists()


@pytest.mark.parametrize("kind", kinds())
def test_nobody_leaves_more_waiting_than_there_is_room(
    kind: type[Upload], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all kinds together; what was taken over, and what others left, takes no room."""
    monkeypatch.setattr(previews, "MOST_WAITING", 2)
    for _number in range(3):
        make(InventoryImport, world, committed_at=timezone.now())
    other = make(InventoryImport, world)
    InventoryImport._default_manager.filter(pk=other.pk).update(uploaded_by=world.user("staff"))
    first, second = make(InventoryImport, world), make(RegisterImport, world)
    known = left(kind)
    with pytest.raises(DomainError, match="Von Ihnen warten schon 2 hochgeladene Dateien"):
        make(kind, world)
    assert left(kind) == known
    second.save()  # only a new one takes room
    discard(first, actor=world.user("admin"))
    make(kind, world)


@pytest.mark.parametrize("kind", kinds())
def test_what_was_thrown_away_cannot_be_taken_over(kind: type[Upload], world: World) -> None:
    row = make(kind, world)
    kind._default_manager.all().delete()
    with pytest.raises(Conflict):
        hold(row)


@pytest.mark.parametrize("kind", kinds())
def test_only_old_previews_are_forgotten(
    kind: type[Upload], world: World, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    old = make(kind, world, uploaded_at=now - 2 * WEEK)
    young = make(kind, world)
    done = make(kind, world, uploaded_at=now - 2 * WEEK, committed_at=now - WEEK)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_abandoned(before=now - WEEK) == 1
    assert set(left(kind)) == {young.pk, done.pk}
    if kind is RegisterImport:
        assert [row.file.storage.exists(row.file.name) for row in (old, young, done)] == [False, True, True]
