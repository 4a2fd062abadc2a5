"""Nobody changes something and leaves no trace: acts that once had no line in the trail."""

from __future__ import annotations

import pytest

from core import audit
from core.models import AuditEntry
from matrix.models import CatalogueUpload
from matrix.services import catalogue_uploads
from schools.models import RegisterImport, School
from schools.services.schools import rename_school
from tests.matrix.conftest import catalogue, matrix_world  # noqa: F401 - the fixtures of a small matrix
from tests.matrix.test_catalogue_pages import send, typed, url
from tests.schools.test_register_views import OURS, upload
from tests.world import World


def written() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "actor__email"))


def test_a_matrix_on_its_way_in(matrix_world: World):  # noqa: F811 - the fixture
    client, admin = matrix_world.client_for("admin"), matrix_world.users["admin"].email
    AuditEntry.objects.all().delete()
    send(client)
    before = CatalogueUpload.unscoped.get().plan
    assert client.post(url("mapping"), typed(client) | {"aspect-1": "S1.2"}).status_code == 302
    assert written() == [("matrix.catalogue_uploaded", admin), ("matrix.catalogue_mapped", admin)]
    after = CatalogueUpload.unscoped.get().plan
    assert AuditEntry.objects.order_by("pk").last().changes == {"plan": [before, after]}


def test_a_mapping_that_came_too_late_leaves_no_line(matrix_world: World):  # noqa: F811 - the fixture
    send(matrix_world.client_for("admin"))
    found = CatalogueUpload.unscoped.get()
    with pytest.raises(catalogue_uploads.Conflict):
        catalogue_uploads.save_plan(
            found, catalogue_uploads.plan_of(found), seen=7, actor=matrix_world.user("admin")
        )
    assert not AuditEntry.objects.filter(verb="matrix.catalogue_mapped").exists()


def test_a_register_on_its_way_in(world: World):
    AuditEntry.objects.all().delete()
    upload(world.client_for("admin"), *OURS)
    assert RegisterImport.unscoped.count() == 1
    assert written() == [("schools.register_uploaded", world.users["admin"].email)]


def test_a_name_without_its_line_is_not_kept(world: World, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda *_told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rename_school(world.school_a, display_name="Heimlich", actor=world.user("staff"))
    assert School.unscoped.get(pk=world.school_a.pk).display_name != "Heimlich"
