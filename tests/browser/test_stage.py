"""What the walks leave out: only what was seen before at the same address, to the last heading."""

from __future__ import annotations

import pytest

from tests.browser import crawl
from tests.browser.stage import Sight, Stage

PAGE = '<h1>A</h1><h2>B</h2><p class="lead">Text</p><input type="text">'


def sight(name: str, html: str) -> Sight:
    return Sight("lead_a", "/", name, 200, html)


def stage_of(*pages: Sight) -> Stage:
    stage = Stage()
    stage.pages = [page for page in pages if stage.is_new(page.name, crawl.read(page.html).shapes)]
    return stage


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<h2>B</h2>", "<h3>B</h3>"),
        ("<h1>A</h1>", ""),
        ('<input type="text">', '<input type="text" aria-invalid="true">'),
        ('class="lead"', 'class="muted"'),
        ("<p", "<div><p"),
    ],
)
def test_whatever_axe_could_say_more_about_is_new(old: str, new: str) -> None:
    assert old in PAGE
    assert len(stage_of(sight("home", PAGE), sight("home", PAGE.replace(old, new))).pages) == 2


def test_other_words_and_other_kinds_of_an_address_are_not_new() -> None:
    other = PAGE.replace("Text", "Anders")
    seen = stage_of(sight("note one", PAGE), sight("note two", other), sight("home", other))
    assert [page.name for page in seen.pages] == ["note one", "home"]


def test_a_stage_leaves_out_what_another_one_shows_and_comes_back_from_its_file() -> None:
    known = Stage.read(stage_of(sight("home", PAGE)).written())
    stage = stage_of(sight("home", PAGE), sight("home", PAGE + "<b>!</b>"), sight("help", PAGE))
    stage.leave_out(known)
    assert [(page.name, page.html) for page in stage.pages] == [
        ("home", PAGE + "<b>!</b>"),
        ("help", PAGE),
    ]
    assert known.is_new("home", {"another"})
