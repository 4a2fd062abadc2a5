"""Components escape what comes from variables and refuse what they do not know."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.problems import Problem

EVIL = "<i onclick=x>\"'&"
SHOWN = "&lt;i onclick=x&gt;&quot;&#x27;&amp;"

BLOCKS = [
    "{% page_header title=t preline=t lead=t %}{% endpage_header %}",
    "{% card title=t %}{% endcard %}",
    "{% alert title=t tone='warning' %}{% endalert %}",
    "{% empty title=t %}{% endempty %}",
    "{% data_table caption=t id='x' %}{% enddata_table %}",
    "{% fold title=t id='x' %}{% endfold %}",
    "{% task_list title=t %}{% endtask_list %}",
    "{% task_item url='/' title=t status=t hint=t %}",
    "{% badge label=t %}",
    "{% badge label=t tone='danger' %}",
    "{% button_link url=t label=t %}",
    "{% action_button url=t label=t hint=t %}",
    "{% progress value=1 max=2 label=t %}",
    "{% stage stage=2 name=t %}",
]


def render(source: str, **context: object) -> str:
    return Template(source).render(Context({"request": RequestFactory().get("/"), **context}))


@pytest.mark.parametrize("source", BLOCKS)
def test_variables_are_escaped(source: str) -> None:
    html = render(source, t=EVIL)
    assert "<i onclick" not in html
    assert SHOWN in html


def test_content_of_a_block_is_a_template_of_its_own() -> None:
    html = render("{% card title='Titel' %}<p>{{ t }}</p>{% endcard %}", t=EVIL)
    assert f"<p>{SHOWN}</p>" in html


@pytest.mark.parametrize(
    "source",
    [
        "{% card titel='x' %}{% endcard %}",
        "{% card 'x' %}{% endcard %}",
        "{% card %}{% endcard %}",
        "{% badge label='x' colour='red' %}",
        "{% stage %}",
        "{% button_link url='/' %}",
        "{% action_button url='/' label='x' method='get' %}",
        "{% progress value=1 label='x' %}",
        "{% task_item url='/' title='x' %}",
        "{% portal_form form %}",
        "{% page_header title='x' %}",
    ],
)
def test_a_slip_fails_when_the_template_compiles(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% badge label='x' tone='red' %}",
        "{% alert title='x' tone='neutral' %}{% endalert %}",
        "{% button_link url='/' label='x' kind='big' %}",
        "{% stage stage=1 state='maybe' %}",
        "{% card title='x' level=1 %}{% endcard %}",
    ],
)
def test_unknown_values_are_errors(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        render(source)


def test_safe_and_unsafe_labels_are_remembered_apart() -> None:
    """A literal in a template is trusted, the same text out of a variable is not, in whatever order they come."""
    literal = render("{% badge label='<b>x</b>' %}")
    variable = render("{% badge label=t %}", t="<b>x</b>")
    assert ("<b>x</b>" in literal, "<b>x</b>" in variable) == (True, False)


@pytest.mark.parametrize(
    ("call", "number", "word", "tone"),
    [
        ("stage=3 name='etabliert'", "3", "etabliert", "stage--tone-3"),
        ("stage=1 name='beginnend'", "1", "beginnend", "stage--tone-1"),
        ("stage=4 name='prägend'", "4", "prägend", "stage--tone-4"),
        ("stage=3 name='halb' max=6", "3", "halb", "stage--tone-2"),
        ("stage=9 name='mehr' max=4", "9", "mehr", "stage--tone-4"),
    ],
)
def test_stage_says_number_word_and_tone(call: str, number: str, word: str, tone: str) -> None:
    html = render(f"{{% stage {call} %}}")
    assert f'<span class="stage__number">{number}</span>' in html
    assert f'<span class="stage__name">{word}</span>' in html
    assert f'class="stage {tone}"' in html
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize(
    ("state", "word"),
    [("unknown", "weiß nicht"), ("not_applicable", "trifft nicht zu"), ("none", "nicht eingeschätzt")],
)
def test_what_has_no_stage_never_looks_like_one(state: str, word: str) -> None:
    html = render(f"{{% stage stage=s state='{state}' %}}", s=None)
    assert word in html
    assert "stage__number" not in html
    assert "stage--tone" not in html


def test_rated_without_a_stage_counts_as_not_rated() -> None:
    assert "stage--none" in render("{% stage stage=s %}", s=None)


def test_stage_names_its_target_in_words() -> None:
    assert '<span class="visually-hidden">Ziel </span>4' in render("{% stage stage=2 name='x' target=4 %}")


def test_bars_are_as_many_as_there_are_stages() -> None:
    html = render("{% stage stage=2 name='x' max=5 %}")
    filled, rest = re.findall(r'<path[^>]*\bd="([^"]*)"', html)
    assert (filled.count("M"), rest.count("M")) == (2, 3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1.234.567"),
        (1234.5, "1.234,5"),
        (-1234.5, "\N{MINUS SIGN}1.234,5"),
        (0, "0"),
        (None, ""),
        ("", ""),
    ],
)
def test_german_number(value: object, text: str) -> None:
    assert render("{{ v|german_number }}", v=value) == text


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("money", Decimal(0), "0,00"),
        ("money", Decimal("94050.5"), "94.050,50"),
        ("money", None, ""),
        ("euro", 0, "0,00\xa0€"),
        ("euro", Decimal(94050), "94.050,00\xa0€"),
        ("euro", "", ""),
        ("amount", Decimal(0), "0,00"),
        ("amount", 1200, "1.200"),
    ],
)
def test_money_always_has_cents_and_its_sign_never_stands_alone(name: str, value: object, text: str) -> None:
    assert render(f"{{{{ v|{name} }}}}", v=value) == text


def test_progress_never_exceeds_its_end() -> None:
    html = render("{% progress value=1500 max=1200 label='x' %}")
    assert 'value="1200" max="1200"' in html


def test_action_is_a_post_form_with_its_mark() -> None:
    html = render("{% action_button url='/los/' label='Los' %}")
    assert '<form class="action-form" method="post" action="/los/">' in html
    assert 'name="csrfmiddlewaretoken" value="' in html


def test_breadcrumbs_of_nothing_are_nothing(db: None) -> None:
    empty = "{% breadcrumb_trail %} {% endbreadcrumb_trail %}"
    some = "{% breadcrumb_trail %}<li><a href='/x/'>X</a></li>{% endbreadcrumb_trail %}"
    assert render(empty) == ""
    assert "<li><a href=\"/\">Startseite</a></li><li><a href='/x/'>X</a></li>" in render(some)


def test_table_is_a_named_region_with_a_caption() -> None:
    html = render("{% data_table caption='Geräte' id='stock' %}<tbody></tbody>{% enddata_table %}")
    assert 'role="region" aria-label="Geräte" tabindex="0"' in html
    assert '<table class="data-table" id="stock">' in html
    assert '<caption class="data-table__caption">Geräte</caption>' in html


def test_cells_of_a_folding_table_name_their_column() -> None:
    """The words come from the headings; markup in them and in the cells stays what it was."""
    table = (
        "{% data_table caption='Berichte' folds=True %}<thead><tr><th scope='col'>Bericht</th>"
        "<th scope='col'>Datei <b>\"neu\"</b> &amp; {{ t }}</th></tr></thead><tbody>{% for x in n %}<tr>"
        "<th scope='row'>A</th><td class='y'>B {{ t }}</td></tr>{% endfor %}</tbody>{% enddata_table %}"
    )
    html = render(table, t=EVIL, n=[1, 2])
    label = f'data-label="Datei &quot;neu&quot; &amp; {SHOWN}"'
    assert html.count(f"<td {label} class='y'>B {SHOWN}</td>") == 2
    assert html.count("<th data-label=\"Bericht\" scope='row'>A</th>") == 2
    assert "data-table--folds" in html
    assert "data-label" not in render(table.replace(" folds=True", ""), t=EVIL, n=[1])


def test_the_line_of_a_problem_is_a_number_as_editors_show_it() -> None:
    told = {"problems": [Problem(1234, "Ort", "leer")], "more_problems": 0}
    assert ">1234</td>" in render_to_string("components/problems.html", told)
