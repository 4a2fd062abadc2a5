"""The full table shows stored rows without their forms: whatever is stored, both look the same."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone

from matrix.forms.rows import PlainRow, RowForm
from matrix.selectors import Answer, AspectInfo, StageText

STAGES = (StageText(1, "Anfang", "keine <Ziele>"), StageText(2, "Ziel & mehr", "alle"))
ASPECT = AspectInfo(5, "S1.1", "Ziele", "Welche Ziele?", "school", "S1", "", STAGES)
OTHER = AspectInfo(6, "S1.2", "Netz", "Trägt es?", "school", "S1", "", (StageText(1, "Anfang", "kaum"),))
ANSWERS = {
    "none": Answer(ASPECT),
    "rated": Answer(
        ASPECT, "rated", 2, target_stage=2, target_year=2027, priority="high", reason="Gut.", rating_pk=1234
    ),
    "past year": Answer(ASPECT, "rated", 1, target_stage=2, target_year=2019, reason="zwei\nZeilen"),
    "unknown": Answer(ASPECT, "unknown", priority="low", reason='</textarea><b>"&'),
    "marks": Answer(ASPECT, "not_applicable", reason="__prefix__ __text__ <!-- -->"),
    "fewer stages": Answer(OTHER, "rated", 1, reason="ß" * 100),
}


def form_of(answer: Answer) -> RowForm:
    return RowForm(user=AnonymousUser(), aspect=answer.aspect, current=answer)


def looks(row: PlainRow | RowForm) -> tuple[str, ...]:
    return (
        row.prefix or "",
        row.head,
        row.built_on_fields,
        str(row.is_open),
        row.cells,
        row.details,
    )


@pytest.mark.parametrize("name", ANSWERS)
def test_a_stored_row_looks_like_its_form(name: str) -> None:
    assert looks(PlainRow(ANSWERS[name])) == looks(form_of(ANSWERS[name]))


def test_what_one_row_shows_leaves_nothing_in_the_next() -> None:
    for _turn in range(2):
        for answer in ANSWERS.values():
            assert looks(PlainRow(answer)) == looks(form_of(answer))


def test_the_years_to_choose_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    for day in (date(2026, 3, 1), date(2026, 9, 1)):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        assert looks(PlainRow(ANSWERS["rated"])) == looks(form_of(ANSWERS["rated"]))
        shown.append(PlainRow(ANSWERS["rated"]).details)
    assert shown[0] != shown[1]


def test_each_radio_button_has_its_label_and_its_widget_id() -> None:
    form = form_of(ANSWERS["rated"])
    ids = [widget.id_for_label for widget in form["answer"].subwidgets]
    assert [option.id for option in form.options] == ids
    for mark in ids:
        assert form.cells.count(f'id="{mark}"') == form.cells.count(f'for="{mark}"') == 1


def test_a_row_names_its_errors_at_the_field() -> None:
    sent = {"S1-1-answer": "2", "S1-1-target_stage": "1"}
    form = RowForm(sent, user=AnonymousUser(), aspect=ASPECT, current=ANSWERS["none"])
    assert not form.is_valid()
    assert form.is_open
    assert 'aria-describedby="id_S1-1-target_stage_error"' in form.details
    assert form.details == "".join(
        render_to_string("kern/field.html", {"field": form[name]})
        for name in ("target_stage", "target_year", "priority", "reason")
    )
