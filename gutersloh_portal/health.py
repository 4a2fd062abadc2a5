"""Health: the database decides whether a page can be served, the queue is asked apart.

A page must open while the queue is down, so `/healthz` (for the proxy and the container) asks the database
only; `/healthz/queue` is for the people who watch the portal.
"""

import asyncio
import dataclasses
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from health_check.base import HealthCheck
from health_check.checks import Database
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView
from kombu.exceptions import OperationalError

from gutersloh_portal.celery import app


@dataclasses.dataclass
class Queue(HealthCheck):
    """Whether the queue takes messages."""

    def run(self) -> None:
        try:
            with app.connection_for_write(connect_timeout=2) as connection:
                connection.ensure_connection(max_retries=1, timeout=2)
        except (OperationalError, OSError) as error:
            raise ServiceUnavailable("The queue does not answer.") from error


class HealthView(HealthCheckView):
    """One line of plain text per check, 503 when one fails; no page, no feed, no detail for strangers."""

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        results = await asyncio.gather(*(check.get_result(None) for check in self.get_checks()))
        lines = [
            f"{type(result.check).__name__}: {'failed' if result.error else 'OK'}\n" for result in results
        ]
        status = 503 if any(result.error for result in results) else 200
        return HttpResponse("".join(lines), status=status, content_type="text/plain; charset=utf-8")


health = login_not_required(HealthView.as_view(checks=[Database]))
queue_health = login_not_required(HealthView.as_view(checks=[Queue]))
