"""Whoever retires what is still bound to its purpose is warned, and may do it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from equipment.models import FundingSource
from forecast.models import BindingPeriod
from tests.equipment.conftest import url
from tests.equipment.test_chosen import post
from tests.equipment.test_views import seen

THIS_YEAR = timezone.localdate().year
TITLE = "Die Zweckbindung läuft noch"


@pytest.fixture
def lines(world, stock):
    """Five years for one source: what is bound for longer, what just until this year, and what no longer or never."""
    source = FundingSource.objects.get(code="DP1")
    BindingPeriod.unscoped.create(authority=world.authority, source=source, years=5)
    BindingPeriod.unscoped.create(
        authority=world.authority_c, source=FundingSource.objects.get(code="EIG"), years=9
    )
    years = (THIS_YEAR - 1, THIS_YEAR - 1, THIS_YEAR - 5, THIS_YEAR - 6, None)
    bound = [
        stock(room=f"R{at}", quantity=at + 1, fund="DP1", purchase_year=year) for at, year in enumerate(years)
    ]
    return [*bound, stock(room="R9", fund="EIG", purchase_year=THIS_YEAR)]


def test_many_lines_at_once(world, lines):
    name = FundingSource.objects.get(code="DP1").name
    client = world.client_for("lead_a")
    first = post(client, "retire", lines)
    assert [tuple(one) for one in first.context["bound"]] == [(THIS_YEAR, name, 3), (THIS_YEAR + 4, name, 3)]
    preview = post(client, "retire", lines, step="preview", reason="defekt")
    for page in (first.content.decode(), preview.content.decode()):
        assert TITLE in page
        assert f"3 Stück aus „{name}“: Sie endet {THIS_YEAR + 4}" in page
    done = post(client, "retire", lines, step="apply", reason="defekt", seen=preview.context["seen"])
    assert done.status_code == 302
    assert TITLE not in post(client, "change", lines).content.decode()


@pytest.mark.parametrize("where", ["stock_retire", "stock_split"])
def test_one_line(world, lines, where):
    client = world.client_for("lead_a")
    told = [TITLE in client.get(url(where, "990012", one.pk)).content.decode() for one in lines]
    assert told == [True, True, True, False, False, False]
    if where == "stock_retire":
        sent = {"reason": "defekt", "seen": seen(lines[0])}
        assert client.post(url(where, "990012", lines[0].pk), sent).status_code == 302
