"""HTML of a document to Markdown: what a person reads stays the same."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.markdown import render_markdown
from core.markdown_writing import parse_html, plain_text, to_markdown


def written(source):
    return to_markdown(parse_html(source))


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<p>Lehrer*innen</p>", "Lehrer*innen"),
        ("<p>Lehrer*innen und Schüler*innen</p>", r"Lehrer\*innen und Schüler\*innen"),
        ("<p>1. Ziel</p>", r"1\. Ziel"),
        ("<p># kein Titel</p>", r"\# kein Titel"),
        ("<p>- a<br/>- b</p>", "\\- a\n\\- b"),
        ("<p>a<br/><br/>b</p>", "a\nb"),
        ("<p>Das ist <strong>wichtig: </strong>ja</p>", "Das ist **wichtig:** ja"),
        ("<p><strong>a</strong><strong>b</strong> <em>c</em> <s>d</s></p>", "**ab** *c* ~~d~~"),
        ("<p><strong>„Ja“</strong>wort</p>", "„Ja“wort"),  # Markdown cannot say this: the words win
        ("<h2>Ein <em>Titel</em></h2><h3></h3>", "## Ein Titel"),
        ("<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul>", "- a\n  - b\n    1. c\n- d"),
        (
            "<table><tr><th><b>A|B</b></th><th>C</th></tr><tr><td><p>1</p><p>2</p></td><td><ul><li>x<li>y</ul></td></tr></table>",
            "| A\\|B | C |\n| --- | --- |\n| 1; 2 | x; y |",
        ),
        (
            '<table><tr><td colspan="2">weit</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>',
            "| weit |  |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |",
        ),
        ("<table><tr><td><p>Kasten</p><ul><li>a</li></ul></td></tr></table>", "Kasten\n\n- a"),
        ('<p><a href="https://a.de/(b)">hier</a></p>', "[hier](<https://a.de/(b)>)"),
        ('<p><a href="http://a.de">hier</a> <a href="#ziel">dort</a></p>', "hier (http://a.de) dort"),
        ('<p><a href="javascript:alert(1)">hier</a></p>', "hier"),
        ("<p>Bild <img/></p><p> </p><table><tr><td></td></tr></table><ul></ul>", "Bild"),
    ],
)
def test_as_few_signs_as_will_do(source, markdown):
    assert written(source) == markdown


SIGNS = st.text(st.sampled_from("aB1 *_`[]()<>&#-+.!|~\\:/=^$„“ä\n"), max_size=30)
PIECES = st.lists(st.tuples(st.sampled_from(["", "strong", "em", "s"]), SIGNS), max_size=4)


def words(html):
    return "".join(plain_text(parse_html(html)).split())


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_no_text_of_a_paragraph_is_lost_or_read_as_a_sign(pieces):
    source = "".join(f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text) for tag, text in pieces)
    assert words(render_markdown(written(f"<p>{source}</p>"))) == words(f"<p>{source}</p>")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(SIGNS, min_size=2, max_size=3), min_size=1, max_size=3), st.lists(SIGNS, max_size=3))
def test_tables_and_lists_keep_their_text(rows, points):
    cells = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    source = (
        f"<table>{cells}</table><p>dann</p><ul>{''.join(f'<li>{escape(one)}</li>' for one in points)}</ul>"
    )
    assert words(render_markdown(written(source))) == words(source)
