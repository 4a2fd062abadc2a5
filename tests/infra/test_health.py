"""Health pages: for everybody, without detail, and honest."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client
from health_check.checks import Database

from gutersloh_portal.celery import app


@pytest.mark.django_db(transaction=True)
def test_a_healthy_portal_says_so(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"Database: OK\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.django_db(transaction=True)
def test_the_queue_answers(client: Client) -> None:
    answer = client.get("/healthz/queue")
    assert (answer.status_code, answer.content) == (200, b"Queue: OK\n")


@pytest.mark.expects_errors
@pytest.mark.django_db(transaction=True)
def test_a_broken_database_is_told_without_detail(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Database) -> None:
        raise DatabaseError("password of portal is wrong")

    monkeypatch.setattr(Database, "run", fail)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"Database: failed\n")


@pytest.mark.expects_errors
@pytest.mark.django_db(transaction=True)
def test_a_page_opens_while_the_queue_is_down(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    def nowhere(**kwargs: object) -> object:
        from kombu import Connection  # noqa: PLC0415 - only this test needs it

        return Connection(f"redis+socket://{tmp_path}/none.sock")

    monkeypatch.setattr(app, "connection_for_write", nowhere)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/healthz/queue")
    assert (answer.status_code, answer.content) == (503, b"Queue: failed\n")
