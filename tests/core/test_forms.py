"""What forms say about their fields beside what Django knows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string

from accounts.models import User
from core.forms import ScopedForm, SentOnce, choice_field, leave_unmarked, row_field


class TwoFields(forms.Form):
    title = forms.CharField(required=False)
    stage = forms.ChoiceField()


class OneRow(forms.Form):
    row: Any = forms.ModelChoiceField(None)


def test_choices_are_set_on_the_field_that_the_form_asks_with() -> None:
    form = TwoFields({"stage": "1"})
    choice_field(form, "stage").choices = [("1", "first")]
    assert form.is_valid()
    assert not TwoFields({"stage": "1"}).is_valid()  # the class is as it was


@pytest.mark.django_db
def test_rows_are_set_on_the_field_that_the_form_asks_with() -> None:
    form = OneRow({"row": "1"})
    row_field(form, "row").queryset = ContentType.objects.none()
    assert form.errors == {"row": ["Bitte eine gültige Auswahl treffen. Dies ist keine gültige Auswahl."]}


@pytest.mark.parametrize("accessor", [choice_field, row_field])
def test_a_field_that_would_ignore_choices_is_refused(accessor: Any) -> None:
    with pytest.raises(TypeError, match="title is a CharField"):
        accessor(TwoFields(), "title")


def test_an_optional_field_may_go_without_the_word() -> None:
    form = TwoFields()
    assert "(freiwillig)" in render_to_string("kern/optional.html", {"field": form["title"]})
    leave_unmarked(form, "title")
    assert "(freiwillig)" not in render_to_string("kern/optional.html", {"field": form["title"]})


class NewRow(SentOnce, TwoFields):
    """As the apps write it: the mark stands before the other bases."""


def test_each_page_has_its_own_mark() -> None:
    first, second = NewRow()["submission_id"].value(), NewRow()["submission_id"].value()
    assert first
    assert first != second


def test_the_mark_is_what_was_sent() -> None:
    sent = uuid4()
    form = NewRow({"submission_id": str(sent), "stage": "1"})
    choice_field(form, "stage").choices = [("1", "first")]
    assert form.is_valid()
    assert form.mark() == sent


def test_a_lost_mark_is_a_fresh_one() -> None:
    form = NewRow({"stage": "1"})
    choice_field(form, "stage").choices = [("1", "first")]
    assert form.is_valid()
    assert isinstance(form.mark(), UUID)


class Numbers(ScopedForm):
    share = forms.DecimalField(min_value=Decimal("0.01"))
    pieces = forms.IntegerField(max_value=100_000)
    name = forms.CharField(max_length=2000)


def test_limits_are_named_as_germans_write_numbers() -> None:
    form = Numbers({"share": "0", "pieces": "200000", "name": "x" * 2001}, user=User())
    assert form.errors["share"] == ["Bitte mindestens 0,01 eingeben."]
    assert form.errors["pieces"] == ["Bitte höchstens 100.000 eingeben."]
    assert list(form.errors) == ["share", "pieces", "name"]
