"""How many queries a page asks, whatever ran before it."""

from __future__ import annotations

from http import HTTPStatus

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def page_queries(client: Client, address: str) -> int:
    """Queries of the second look at a page: the first one fills what the process remembers."""
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == HTTPStatus.OK
    return len(caught)
