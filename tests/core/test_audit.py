"""What the trail is told about a changed row."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.audit import between, plain, record_now_and_then, set_related, set_values
from core.models import AuditEntry, OutboxMail


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("", ""),
        (Decimal("1E+3"), "1000"),
        (Decimal("2.50"), "2.50"),
        (date(2026, 9, 1), "2026-09-01"),
        (gettext_lazy("yes"), "ja"),
    ],
)
def test_the_trail_keeps_what_json_can_hold(value: Any, told: Any) -> None:
    assert plain(value) == told
    assert type(plain(value)) is type(told)


def test_only_what_differs_is_set_and_told() -> None:
    row = OutboxMail(subject="Einladung", attempts=1)
    changes = set_values(row, {"subject": "Erinnerung", "attempts": 1, "error": "zu"})
    assert changes == {"subject": ["Einladung", "Erinnerung"], "error": ["", "zu"]}
    assert (row.subject, row.attempts, row.error) == ("Erinnerung", 1, "zu")


def test_what_was_not_there_before_is_told_with_what_has_changed() -> None:
    old, new = (
        {"price": Decimal(5), "product": "Tablet"},
        {"price": Decimal("5.00"), "product": "", "type": 3},
    )
    assert between(old, new) == {"product": ["Tablet", ""], "type": [None, 3]}


@pytest.mark.django_db
def test_related_rows_are_set_and_told_where_they_differ() -> None:
    group = Group.objects.create(name="Fachstelle")
    read, write = Permission.objects.order_by("pk")[:2]
    group.permissions.set([read])
    assert set_related(group, "permissions", [read]) == {}
    told = "; ".join(sorted([str(read), str(write)]))
    assert set_related(group, "permissions", (one for one in (write, read))) == {
        "permissions": [str(read), told]
    }
    assert set(group.permissions.all()) == {read, write}


@pytest.mark.django_db
def test_what_a_page_stores_by_itself_is_told_now_and_then_and_anew_after_somebody_else() -> None:
    first, second = (User.objects.create_user(f"{name}@example.org", name=name) for name in ("eins", "zwei"))
    row = Group.objects.create(name="Fachstelle")

    def told_by(actor: User) -> int:
        record_now_and_then(actor, "core.saved", row, every=timedelta(minutes=10))
        return AuditEntry.objects.filter(verb="core.saved").count()

    assert [told_by(first), told_by(first), told_by(second), told_by(first)] == [1, 1, 2, 3]
    AuditEntry.objects.update(at=timezone.now() - timedelta(minutes=10))
    assert told_by(first) == 4
