"""Worlds that take long to build: built once for all workers of a run, copied for each test that wants one.

A world is a database and a folder of files. Whoever wants it first builds it, with the others waiting; PostgreSQL
copies it in a moment, so a test has a database of its own and keys are the same in each. Those who only look round
share one copy a worker. Whoever leaves last clears everything away; should somebody come after that, the world is
built again.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import override_settings


@dataclass(frozen=True)
class Worlds:
    """`folder` and `run` are the same for all workers of a run, `worker` is our own name among them."""

    folder: Path
    run: str
    worker: str
    looked_at: dict[str, ExitStack] = field(default_factory=dict)  # name of a copy -> how to clear it away

    @contextmanager
    def open(self, name: str, build: Callable[[], Any]) -> Iterator[Any]:
        """We are in a copy of this world; gives what `build` returned (JSON) when it was built."""
        told = self.told(name, build)
        copy = f"{self._database(name)}_{self.worker}"
        with _database_like(self._database(name), copy), self._inside(name, copy):
            yield told

    @contextmanager
    def look_round(self, name: str, build: Callable[[], Any]) -> Iterator[Any]:
        """As `open`, for whoever changes nothing there: the copy stays for the next one of this worker."""
        told = self.told(name, build)
        copy = f"{self._database(name)}_{self.worker}_seen"
        if copy not in self.looked_at:
            self.looked_at[copy] = ExitStack()
            self.looked_at[copy].enter_context(_database_like(self._database(name), copy))
        with self._inside(name, copy):
            yield told

    def told(self, name: str, build: Callable[[], Any]) -> Any:
        """What `build` returned, without going there."""
        note = self.folder / f"{name}.json"
        with self._alone(name):
            if not note.exists():
                note.write_text(json.dumps(self._build(name, build)), encoding="utf-8")
        return json.loads(note.read_text(encoding="utf-8"))

    def _build(self, name: str, build: Callable[[], Any]) -> Any:
        home = connection.settings_dict["NAME"]
        connection.close()
        _sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", home)
        _sql(f'DROP DATABASE IF EXISTS "{self._database(name)}" WITH (FORCE)')
        _sql(f'CREATE DATABASE "{self._database(name)}" TEMPLATE "{home}"')
        with self._inside(name, self._database(name)):
            return build()

    @contextmanager
    def _inside(self, name: str, database: str) -> Iterator[None]:
        home = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = database  # threads of the live server read it from here as well
        try:
            with override_settings(MEDIA_ROOT=self.folder / name):
                yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = home

    def _database(self, name: str) -> str:
        return f"test_world_{self.run}_{name}"

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        with (self.folder / f"{name}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def needed(self) -> Iterator[None]:
        """As long as this lasts, the worlds stay; the last one takes them away."""
        with (self.folder / "users").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield
            while self.looked_at:
                self.looked_at.popitem()[1].close()
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            for name in [file.stem for file in self.folder.glob("*.lock")]:
                _sql(f'DROP DATABASE IF EXISTS "{self._database(name)}" WITH (FORCE)')
                (self.folder / f"{name}.json").unlink(missing_ok=True)
                shutil.rmtree(self.folder / name, ignore_errors=True)


@contextmanager
def _database_like(template: str, copy: str) -> Iterator[None]:
    _sql(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
    try:
        yield
    finally:
        _sql(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _sql(statement: str, *values: str) -> None:
    """A statement about databases, asked from beside them all; on a busy disk it may take its time."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(statement, values or None)
