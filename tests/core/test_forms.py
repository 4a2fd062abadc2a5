"""What forms say about their fields beside what Django knows."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string

from core.forms import choice_field, leave_unmarked, row_field


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
