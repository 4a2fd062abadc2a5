"""Private files: when they leave the disk."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from core.storage import delete_on_commit


@pytest.mark.django_db
def test_a_file_goes_with_the_commit_and_stays_without(django_capture_on_commit_callbacks: Any) -> None:
    kept, gone = (default_storage.save("papiere/blatt.pdf", ContentFile(b"%PDF-")) for _file in range(2))
    with django_capture_on_commit_callbacks(execute=True) as asked:
        with transaction.atomic():
            delete_on_commit(kept)
            transaction.set_rollback(True)
        delete_on_commit(gone)
        delete_on_commit("")
        delete_on_commit(None)
        assert default_storage.exists(gone)
    assert (default_storage.exists(kept), default_storage.exists(gone), len(asked)) == (True, False, 1)
