"""Slots that apps above fill: one meaning of filling one twice."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.slots import Slot


def test_a_slot_for_one_takes_one() -> None:
    slot: Slot[str] = Slot("who knows")
    assert slot.provider is None
    slot.fill("a")
    slot.fill("a")
    assert (slot.provider, slot.providers()) == ("a", ["a"])
    with pytest.raises(ImproperlyConfigured):
        slot.fill("b")
    with pytest.raises(ImproperlyConfigured):
        slot.fill("a", key="named")


def test_a_slot_for_several_takes_one_under_each_key() -> None:
    slot: Slot[str] = Slot("who else knows", several=True)
    slot.fill("b", key="second")
    slot.fill("a", key="first")
    slot.fill("a", key="first")
    assert slot.providers() == ["a", "b"]
    with pytest.raises(ImproperlyConfigured):
        slot.fill("b", key="first")
    with pytest.raises(ImproperlyConfigured):
        slot.fill("c")
