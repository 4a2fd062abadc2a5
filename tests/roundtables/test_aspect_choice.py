"""Aspects are chosen from the matrix in words, or typed by their codes; both in one field."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from lxml import html

from matrix.forms import AspectCodesField
from roundtables.models import Guideline
from tests.roundtables.conftest import Table, page

pytestmark = pytest.mark.django_db


def form_page(table: Table, **told: Any) -> tuple[Any, html.HtmlElement]:
    """The form for a guideline as it was answered, and its field of aspects."""
    client, url = table.world.client_for("staff"), page("result_create", table.meeting.pk, "leitlinie")
    answer = client.post(url, told) if told else client.get(url)
    return answer, html.fromstring(answer.content or b"<p></p>")


def boxes(tree: html.HtmlElement, place: str) -> list[str]:
    return [box.get("value") for box in tree.xpath(f'//*[@class="{place}"]//input[@name="aspects_chosen"]')]


def test_the_matrix_is_offered_in_words_below_the_line(table: Table) -> None:
    _answer, tree = form_page(table)
    assert sorted(boxes(tree, "aspect-list")) == sorted(table.aspects)
    [fold] = tree.xpath('//details[@class="aspect-list"]')
    assert fold.get("open") is None
    titles = [" ".join(one.text_content().split()) for one in fold.xpath(".//legend")]
    assert all("(Schule)" in one or "(Schulträger)" in one for one in titles)
    [label] = [one for one in fold.xpath(".//label") if one.get("for") == "id_aspects-S4.2"]
    assert " ".join(label.text_content().split()) == "S4.2 Geräte"
    assert not tree.xpath('//*[@class="aspect-picks"]')


def test_ticked_and_typed_make_one_list(table: Table) -> None:
    told = {"text": "Wartung klären", "submission_id": str(uuid4()), "aspects": "t2.3 S4.2"}
    answer, _tree = form_page(table, **told, aspects_chosen=["S4.2"])
    assert answer.status_code == 302
    assert {one.code for one in Guideline.unscoped.get().aspects.all()} == {"S4.2", "T2.3"}


def test_what_was_chosen_and_typed_is_kept_when_something_is_wrong(table: Table) -> None:
    told = {"text": "", "submission_id": str(uuid4()), "aspects": "T2.3, S9.9", "aspects_chosen": ["S4.2"]}
    answer, tree = form_page(table, **told)
    assert answer.status_code == 422
    assert sorted(boxes(tree, "aspect-picks")) == ["S4.2", "T2.3"]
    assert all(box.get("checked") is not None for box in tree.xpath('//*[@class="aspect-picks"]//input'))
    assert [line.get("value") for line in tree.xpath('//input[@name="aspects"]')] == ["S9.9"]
    assert not {"S4.2", "T2.3"} & set(boxes(tree, "aspect-list"))


def test_a_chosen_aspect_is_taken_away_by_its_box(table: Table) -> None:
    kept = {"text": "Wartung", "submission_id": str(uuid4())}
    form_page(table, **kept, aspects_chosen=["S4.2", "T2.3"])
    row = Guideline.unscoped.get()
    client, url = table.world.client_for("staff"), page("result_update", "leitlinie", row.pk)
    shown = client.get(url)
    assert sorted(boxes(html.fromstring(shown.content), "aspect-picks")) == ["S4.2", "T2.3"]
    told = {"seen": shown.context["form"]["seen"].value(), "text": "Wartung", "aspects_chosen": ["T2.3"]}
    assert client.post(url, told).status_code == 302
    assert [one.code for one in row.aspects.all()] == ["T2.3"]


def test_a_forged_box_is_refused(table: Table) -> None:
    data = QueryDict("aspects_chosen=S9.9&aspects_chosen=%3Cb%3E")
    field = AspectCodesField()
    widget: Any = field.widget
    text = widget.value_from_datadict(data, {}, "aspects")
    assert "<b>" not in str(widget.render("aspects", text, {"id": "id_aspects"}))
    answer, _tree = form_page(table, text="x", submission_id=str(uuid4()), aspects_chosen=["S9.9"])
    assert answer.status_code == 422


def test_without_a_matrix_there_is_the_line_alone() -> None:
    drawn = AspectCodesField().widget.render("aspects", "S4.2", {"id": "id_aspects"})
    assert ("details" in drawn, 'value="S4.2"' in drawn) == (False, True)
