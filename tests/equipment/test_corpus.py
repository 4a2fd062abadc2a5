"""Every file of the corpus at a school and for all schools: read, refused, or told line by line; nothing is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import DomainError
from equipment.models import BulkImport, StockBatch
from equipment.services import bulk
from equipment.services.inventory import commit_inventory, upload_inventory
from tests.equipment.bulk_files import performed
from tests.equipment.corpus import CASES, Case
from tests.world import World

each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def at_a_school(case: Case, world: World) -> tuple[int, list[Any], str]:
    file = SimpleUploadedFile(case.file_name, case.content)
    try:
        upload = upload_inventory(file, school=world.school_a, actor=world.user("lead_a"))
    except DomainError as error:
        return 0, [], str(error)
    if upload.problems:
        with pytest.raises(DomainError):
            commit_inventory(upload, seen="", actor=world.user("lead_a"))
    assert upload.needs_columns == case.asks
    return len(upload.rows), upload.problems, ""


def for_all_schools(case: Case, world: World) -> tuple[int, list[Any], str]:
    file = SimpleUploadedFile(case.file_name, case.content)
    try:
        upload = performed(bulk.upload_bulk(file, authority=world.authority, actor=world.user("it")))
    except DomainError as error:
        return 0, [], str(error)
    if upload.state == BulkImport.State.FAILED:
        return 0, [], upload.error
    if upload.faulty_lines:
        with pytest.raises(DomainError):
            bulk.order_commit(upload, skips_faulty=False, actor=world.user("it"))
    assert upload.needs_columns == case.asks
    return upload.lines.count(), upload.problems, ""


def told(problems: list[Any]) -> list[tuple[int, str]]:
    return [(one["line"], one["column"]) for one in problems]


@each
@pytest.mark.parametrize("way", [at_a_school, for_all_schools])
def test_what_comes_of_a_file(world: World, case: Case, way: Any) -> None:
    good, problems, refused = way(case, world)
    if case.refused:
        assert case.refused in refused
    else:
        assert refused == ""
        assert (good, told(problems)) == (case.good, list(case.faults))
        assert all(problem["text"] and problem["value"] is not None for problem in problems)
    assert StockBatch.unscoped.count() == 0


def test_the_corpus_is_large_and_each_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40
