"""The Zweckbindung of a Träger's sources, for whoever retires what they paid."""

from __future__ import annotations

from equipment.outside import BINDING_YEARS
from forecast.models import BindingPeriod


def lend() -> None:
    BINDING_YEARS.fill(BindingPeriod.of)
