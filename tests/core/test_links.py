"""`{% url %}` and the memory behind it: what Django says, and no answer for another question."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe

from core.addresses import address


def rendered(text: str, **context: Any) -> str:
    return Template(text).render(Context(context))


@pytest.mark.parametrize("number", ["990012", mark_safe("990012"), 990012])
def test_an_address_is_the_one_of_django(number):
    expected = reverse("equipment:stock_list", args=[number])
    for _turn in range(2):
        assert rendered('{% url "equipment:stock_list" number %}', number=number) == expected
        assert rendered('{% url "equipment:stock_list" school_number=n %}', n=number) == expected
        assert rendered(
            "{% url name number as it %}<{{ it }}>", name="equipment:stock_list", number=number
        ) == (f"<{expected}>")


def test_only_what_is_written_as_it_compares_is_remembered():
    """True equals 1, and a row equals itself after its name has changed: both are written anew."""
    assert address("roundtables:milestone_detail", 1).endswith("/1/")
    with pytest.raises(NoReverseMatch):
        address("roundtables:milestone_detail", True)


def test_a_page_that_is_not_there_is_nothing_by_name_and_an_error_else():
    assert rendered('{% url "nowhere" as it %}<{{ it }}>') == "<>"
    with pytest.raises(NoReverseMatch):
        rendered('{% url "nowhere" %}')


def test_an_address_is_escaped_where_html_is_written():
    found = rendered('{% url "equipment:stock_list" number %}', number="990012") + rendered(
        '{% autoescape off %}{% url "sitepage_detail" slug %}{% endautoescape %}', slug="impressum"
    )
    assert found == reverse("equipment:stock_list", args=["990012"]) + reverse(
        "sitepage_detail", args=["impressum"]
    )
