"""Rules that let figures speak to an aspect: data beside the catalogue."""

from __future__ import annotations

from fractions import Fraction

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from matrix.models.catalogue import Aspect


class HintRule(models.Model):
    """From which value of a fact on which stage is reached, and the sentence that shows the figures.

    Loaded by `load_matrix` out of `data/hint_rules.csv`, or out of a file of the installation's own.
    """

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="hint_rules")
    fact = models.CharField(_("fact"), max_length=40)  # a name in `matrix.hints.FACTS`
    at_most = models.BooleanField(default=False)  # smaller values are better
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    stages = ArrayField(models.PositiveSmallIntegerField())  # rising; stage 1 is what lies below the first
    values = ArrayField(models.DecimalField(max_digits=9, decimal_places=3))  # one per stage
    sentence = models.CharField(_("sentence"), max_length=200)  # German, with {anzahl} {gesamt} {wert} …

    objects = models.Manager()

    class Meta:
        verbose_name = _("rule of a hint")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["aspect", "fact"], name="hint_rule_once")]

    def __str__(self) -> str:
        return f"{self.aspect_id}: {self.fact}"

    @property
    def thresholds(self) -> list[tuple[int, Fraction]]:
        return [(stage, Fraction(value)) for stage, value in zip(self.stages, self.values, strict=True)]
