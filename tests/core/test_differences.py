"""Differences in words: readable, complete, and never slow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.differences import Piece, differences

TEXTS = st.text(alphabet="ab \nÄ.", max_size=60)


def joined(pieces, *kinds):
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


def test_words_not_letters():
    assert differences("Wir lesen viel.", "Wir schreiben viel.") == [
        Piece("same", "Wir "),
        Piece("removed", "lesen "),
        Piece("added", "schreiben "),
        Piece("same", "viel."),
    ]


def test_equal_and_empty():
    assert differences("", "") == []
    assert differences("a\nb", "a\nb") == [Piece("same", "a\nb")]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back(before, after):
    pieces = differences(before, after)
    assert joined(pieces, "same", "removed") == before
    assert joined(pieces, "same", "added") == after


@pytest.mark.parametrize("sign", ["a ", "a\n"])
def test_a_huge_text_is_replaced_as_a_whole(sign):
    before, after = sign * 2500, sign.replace("a", "b") * 2500
    assert [piece.kind for piece in differences(before, after)] == ["removed", "added"]
