"""The mark by which a form notices another change tells nobody what stands in columns that nobody is shown."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse

from core.fingerprint import fingerprint, fingerprint_now
from roundtables.models import SeriesMember
from tests.roundtables.conftest import Table, table  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def guess(member: SeriesMember, address: str) -> str:
    """What somebody reckons who has read the source: the page shows all other columns, or they are small numbers."""
    member.deputy_email = address
    values = [str(getattr(member, field.attname)) for field in member._meta.concrete_fields]
    return sha256("\x1f".join(values).encode()).hexdigest()[:20]


@pytest.mark.parametrize("page", ["roundtables:member_update", "invitations:succession"])
def test_the_address_of_a_deputy_cannot_be_tried_out(table: Table, page: str) -> None:  # noqa: F811
    rows = SeriesMember.unscoped.filter(body="Grundschule Am Anger")
    rows.update(deputy_name="Ina Feld", deputy_email="ina.feld@example.org")
    member = rows.get()
    shown: Any = table.world.client_for("moderator").get(reverse(page, args=[member.pk]))
    assert "ina.feld@example.org" not in shown.text
    seen = shown.context["form"]["seen"].value()
    assert seen == fingerprint_now(member) == fingerprint(member)
    assert seen != guess(member, "ina.feld@example.org")
    with override_settings(SECRET_KEY="another-key-of-another-portal-0123456789"):
        assert fingerprint(member) != seen
