"""Guard against hidden queries in templates and PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from django.db import connection


class QueryInRender(RuntimeError):
    """A template asked the database; its data belong into `collect()`."""


def _refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> NoReturn:  # noqa: FBT001 - Django's signature
    raise QueryInRender(sql)


@contextmanager
def no_queries() -> Iterator[None]:
    """Any SQL inside raises QueryInRender."""
    with connection.execute_wrapper(_refuse):
        yield
