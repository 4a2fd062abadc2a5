"""The write doors of the reports: asking for one, sending minutes, and what the worker does."""

from reports.services.jobs import KEEP_DAYS, perform, remove_expired, remove_strays, sweep, tell
from reports.services.minutes import deliver, deliver_made, send_minutes
from reports.services.orders import (
    OPEN_JOBS_PER_USER,
    Ordered,
    kind_and_place,
    order_school_reports,
    page_of,
    request_report,
)

__all__ = [
    "KEEP_DAYS",
    "OPEN_JOBS_PER_USER",
    "Ordered",
    "deliver",
    "deliver_made",
    "kind_and_place",
    "order_school_reports",
    "page_of",
    "perform",
    "remove_expired",
    "remove_strays",
    "request_report",
    "send_minutes",
    "sweep",
    "tell",
]
