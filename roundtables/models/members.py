"""Who is invited to each meeting of a table, for which office, and who comes instead."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from roundtables.models.tables import RoundTableSeries, TableFunction, seat_of
from roundtables.querysets import OnTableQuerySet


class SeriesMember(ScopedModel):
    """Somebody who is invited each time, with or without an account, and the standing deputy.

    The deputy's address is written to when the deputy comes, and shown to nobody.
    """

    series = models.ForeignKey(RoundTableSeries, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="series_memberships"
    )
    name = models.CharField(_("name"), max_length=120)
    body = models.CharField(_("body or office"), max_length=160)
    office = models.CharField(_("office"), max_length=160, blank=True)
    function = models.CharField(
        _("function"), max_length=12, choices=TableFunction.choices, default=TableFunction.DECIDE
    )
    email = models.EmailField(_("e-mail"), blank=True)
    deputy_name = models.CharField(_("name of the standing deputy"), max_length=120, blank=True)
    deputy_office = models.CharField(_("office of the standing deputy"), max_length=160, blank=True)
    deputy_email = models.EmailField(_("e-mail of the standing deputy"), blank=True)

    unscoped = OnTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the round table")
        ordering = ["function", "body", "name"]
        constraints = [
            models.CheckConstraint(
                name="member_deputy_is_named",
                condition=~Q(deputy_name="") | Q(deputy_office="", deputy_email=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seat(self) -> str:
        """The office with its body: "Schulleitung, Grundschule Am Anger"."""
        return seat_of(self.office, self.body)

    @property
    def deputy(self) -> str:
        """The standing deputy with the office; "" where nobody is named."""
        return ", ".join(filter(None, (self.deputy_name, self.deputy_office)))
