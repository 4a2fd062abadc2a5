"""The KERN template pack: names, hints and errors joined the way a screen reader needs them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from core.layout import Fieldset, Hint, Pair, form_helper
from core.templatetags.kern import error_links
from tests.browser.styleguide import EveryField

EntrySet = forms.formset_factory(EveryField, extra=2)


def render(form: Any, options: str = "") -> str:
    source = f"{{% portal_form form submit='Speichern' {options} %}}"
    return Template(source).render(Context({"form": form, "request": RequestFactory().get("/")}))


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


@pytest.fixture
def faulty() -> str:
    return render(EveryField({"version": "1"}))


@pytest.mark.parametrize(
    "form", [EveryField(), EveryField({}), EntrySet()], ids=["empty", "faulty", "formset"]
)
def test_ids_are_unique_and_every_reference_has_its_target(form: Any) -> None:
    html = render(form)
    found = ids(html)
    assert sorted(found) == sorted(set(found))
    references = [name for group in re.findall(r'aria-describedby="([^"]+)"', html) for name in group.split()]
    targets = re.findall(r'\bfor="([^"]+)"', html) + re.findall(r'href="#([^"]+)"', html) + references
    assert [name for name in targets if name not in found] == []


def test_every_control_has_a_label(faulty: str) -> None:
    controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", faulty)
    visible = [control for control in controls if 'type="hidden"' not in control]
    named = [re.search(r'\bid="([^"]+)"', control)[1] for control in visible]
    assert [name for name in named if f'for="{name}"' not in faulty] == []


def test_fields_point_to_hint_and_error(faulty: str) -> None:
    assert 'aria-describedby="id_name_helptext id_name_error"' in faulty
    assert 'id="id_name_helptext">So, wie es auf der Liste steht.' in faulty
    assert 'aria-invalid="true"' in faulty


def test_groups_are_fieldsets_that_carry_error_and_anchor(faulty: str) -> None:
    group = re.search(r'<fieldset[^>]*id="id_topics"[^>]*>', faulty)
    assert group
    assert 'aria-describedby="id_topics_helptext id_topics_error"' in group[0]
    assert 'tabindex="-1"' in group[0]
    assert re.search(r"<legend[^>]*>Themen", faulty)


def test_error_summary_repeats_the_words_at_the_fields(faulty: str) -> None:
    assert 'role="alert" tabindex="-1" data-error-summary' in faulty
    assert '<a class="kern-link" href="#id_name">Bezeichnung: Diese Angabe fehlt.</a>' in faulty
    assert '<a class="kern-link" href="#id_topics">Themen: Diese Angabe fehlt.</a>' in faulty
    assert faulty.index("data-error-summary") < faulty.index("kern-form-input")


def test_errors_of_the_whole_form_come_first() -> None:
    form = EveryField({})
    form.add_error(None, "Alles zusammen passt nicht.")
    assert error_links(form)[0] == ("", "Alles zusammen passt nicht.")


def test_hidden_fields_report_without_a_link() -> None:
    form = EveryField({})
    form.add_error("version", "Veraltet.")
    assert ("", "Version: Veraltet.") in error_links(form)


def test_formsets_collect_the_errors_of_all_their_forms() -> None:
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "a", "form-1-name": "b"}
    links = error_links(EntrySet(data))
    assert {anchor.split("-")[1] for anchor, _text in links} == {"0", "1"}
    assert "data-error-summary" in render(EntrySet(data))


def test_a_form_without_errors_has_no_summary() -> None:
    assert "data-error-summary" not in render(EveryField())


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    html = render(EveryField())
    assert re.search(r"Gekauft am\s*<span class=\"kern-label__optional\">\(freiwillig\)", html)
    assert html.count("(freiwillig)") == 2  # date and file; hidden fields have no label


def test_a_field_that_is_wrong_is_not_called_optional() -> None:
    html = render(EveryField({"bought": "gestern"}))
    assert html.count("(freiwillig)") == 1


def test_widgets_keep_their_own_classes() -> None:
    class Own(forms.Form):
        a = forms.CharField(widget=forms.TextInput(attrs={"class": "mine"}))
        b = forms.ChoiceField(choices=[("1", "x")], widget=forms.RadioSelect(attrs={"class": "mine"}))

    html = render(Own())
    assert 'class="mine kern-form-input__input"' in html
    assert 'class="mine kern-form-check__radio"' in html


def test_legends_and_hints_are_text_not_templates() -> None:
    class Evil(forms.Form):
        a = forms.CharField(label="<b>")

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.helper = form_helper(Fieldset("{{ request }}<i>", Pair("a")), Hint("{% now 'Y' %}<i>"))

    html = render(Evil())
    assert "{{ request }}&lt;i&gt;" in html
    assert "{% now &#x27;Y&#x27; %}&lt;i&gt;" in html
    assert '<label class="kern-label" for="id_a">&lt;b&gt;' in html


def test_forms_with_files_send_them_and_others_do_not() -> None:
    class Plain(forms.Form):
        a = forms.CharField()

    assert 'enctype="multipart/form-data"' in render(EveryField())
    assert "enctype" not in render(Plain())
    assert 'enctype="multipart/form-data"' in render(Plain(), "multipart=True")


def test_a_form_has_one_mark_against_forgery() -> None:
    assert render(EveryField()).count("csrfmiddlewaretoken") == 1


def test_cancel_and_autosave_are_named() -> None:
    html = render(EveryField(), "cancel='/zurueck/' autosave='/sichern/'")
    assert 'href="/zurueck/"' in html
    assert 'data-autosave="/sichern/"' in html
    assert "data-autosave-state" in html
