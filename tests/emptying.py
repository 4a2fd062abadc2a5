"""How the tables become empty after a test whose rows were truly committed."""

from __future__ import annotations

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}  # written by the migrations' signal, changed by no test
_django_empties = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # not in the stubs


def filled_tables() -> list[str]:
    """The names of all tables of models that hold a row."""
    with connection.cursor() as cursor:
        asked = " UNION ALL ".join(
            f"(SELECT '{name}' FROM {connection.ops.quote_name(name)} LIMIT 1)"  # noqa: S608 - our own names
            for name in _tables()
        )
        cursor.execute(asked)
        return sorted(name for (name,) in cursor.fetchall())


def empty_tables() -> None:
    """Deletes every row, in any order: the session of a replica asks no trigger and no foreign key.

    Django truncates all tables and writes permissions anew. PostgreSQL makes a file for each table and each
    index then and waits for the disk: seconds for a hundred and forty tables, most of which are empty.
    """
    statements = [
        f"DELETE FROM {connection.ops.quote_name(name)}"  # noqa: S608 - our own names
        for name in _tables()
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(["SET LOCAL session_replication_role = replica", *statements]))


def use_for_committed_tests() -> None:
    """Django's own way remains where the tests' account is no superuser, which may not play the replica."""
    TransactionTestCase._fixture_teardown = _after_test  # type: ignore[attr-defined]  # not in the stubs


def _after_test(case: TransactionTestCase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        allowed = cursor.fetchone() == ("on",)
    if allowed:
        empty_tables()
    else:
        _django_empties(case)


def _tables() -> list[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(found) - KEPT)
