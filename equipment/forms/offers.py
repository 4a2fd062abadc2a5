"""What the choices of equipment forms offer."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from equipment.models import EquipmentType, FundingSource


def offer_types(field: Any, *, kept: int | None) -> None:
    """Types below their group; one that is switched off only where the row has it already (`kept`)."""
    types = EquipmentType.objects.filter(Q(is_active=True) | Q(pk=kept)).order_by("order", "name")
    field.queryset = types
    by_group: dict[str, list[tuple[int, str]]] = {}
    for one in types:
        by_group.setdefault(str(one.get_group_display()), []).append((one.pk, one.name))
    field.choices = [("", _("Please choose")), *by_group.items()]


def offer_sources(field: Any, *, kept: int | None, blank: tuple[str, Any] = ("", _("unknown"))) -> None:
    """Funding sources; one that is switched off only where the row has it already (`kept`)."""
    sources = FundingSource.objects.filter(Q(is_active=True) | Q(pk=kept))
    field.queryset = sources
    field.choices = [blank, *((one.pk, one.name) for one in sources)]
