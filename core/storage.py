"""Private files: random names on disk, whole files or none (trust rule R5)."""

from __future__ import annotations

import os
import secrets
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction


class PrivateStorage(FileSystemStorage):
    """Stores under a random name; what the user called the file is a column, never a path."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        path = PurePath(name)
        suffix = path.suffix.lower() if path.suffix[1:].isalnum() and len(path.suffix) <= 6 else ".bin"
        return str(path.parent / f"{secrets.token_hex(16)}{suffix}")

    def _save(self, name: str, content: Any) -> str:
        """Write beside the final name, flush to disk, then rename: a full disk leaves no torn file."""
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(f".{target.name}.part")
        try:
            with draft.open("wb") as file:
                draft.chmod(0o600)
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        return name

    def url(self, name: str | None) -> str:
        raise ValueError("Private files have no address; a view that asks for the right hands them out.")


def delete_on_commit(name: str | None) -> None:
    """Off the disk once no row names the file for good; whatever undoes the transaction keeps it."""
    if name:
        transaction.on_commit(partial(default_storage.delete, name))
