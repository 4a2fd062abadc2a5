"""The one-time mark of a form: two clicks at the same moment make one thing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection, transaction

from frame import services
from frame.models import ActionField
from tests.world import build_world

TOLD = {"title": "Infrastruktur", "text": "Netz und Geräte", "order": 1}


@pytest.mark.django_db(transaction=True)
def test_a_double_click_gets_what_the_first_click_made() -> None:
    world, mark, written = build_world(), uuid4(), Event()

    def click(is_first: bool) -> int:
        try:
            with transaction.atomic():
                made = services.add_field(
                    world.municipality, values=TOLD, submission_id=mark, actor=world.user("staff")
                )
                if is_first:
                    written.set()
                    waiting.result(timeout=60)  # the second click is on its way
            return made.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        waiting = threads.submit(until_somebody_waits, written)
        first = threads.submit(click, is_first=True)
        written.wait(timeout=60)
        second = threads.submit(click, is_first=False)
        assert first.result(timeout=60) == second.result(timeout=60)
    assert ActionField.unscoped.count() == 1


def until_somebody_waits(written: Event) -> None:
    """Until one connection of this database waits for a lock that another one holds."""
    written.wait(timeout=60)
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    try:
        with connection.cursor() as cursor:
            for _turn in range(3000):
                cursor.execute(query)
                if cursor.fetchone()[0]:
                    return
                cursor.execute("SELECT pg_sleep(0.01)")
        raise AssertionError("nobody waited")
    finally:
        connection.close()
