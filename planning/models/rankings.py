"""The ranking of needs over all schools of a Träger, with the values and the notes beside each need."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from needs.models import NeedItem
from planning.criteria import CRITERIA, HIGHEST, KEYS, MOST_WEIGHT
from planning.querysets import RankedItemQuerySet
from schools.models import SchoolAuthority
from schools.querysets import OfAuthorityQuerySet

WEIGHTS = {one.key: one.weight for one in CRITERIA}


def _weight(key: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(default=WEIGHTS[key], validators=[MaxValueValidator(MOST_WEIGHT)])


def _value() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(HIGHEST)])


class Ranking(ScopedModel):
    """Weights and state of one planning year. Not by hand: the scores alone say the order."""

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="rankings")
    year = models.PositiveSmallIntegerField(_("planning year"))
    weight_legal = _weight("legal")
    weight_standard = _weight("standard")
    weight_life = _weight("life")
    weight_readiness = _weight("readiness")
    weight_social = _weight("social")
    weight_transition = _weight("transition")
    weight_deadline = _weight("deadline")
    is_by_hand = models.BooleanField(default=False)  # places count, see RankedItem.place
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lock_note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)  # of the order: each move counts

    unscoped = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("ranking of needs")
        constraints = [models.UniqueConstraint(fields=["authority", "year"], name="ranking_once")]

    def __str__(self) -> str:
        return f"{self.authority} {self.year}"

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def weights(self) -> dict[str, int]:
        return {key: getattr(self, f"weight_{key}") for key in KEYS}


class RankedItem(ScopedModel):
    """What people said about a need in the ranking: values other than proposed, a place, and why.

    `frozen` is the line as the school reads it while the ranking is locked: position, of how many, score, values
    with their reasons.
    """

    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="lines")
    item = models.OneToOneField(NeedItem, models.CASCADE, related_name="ranked")
    value_legal = _value()
    value_standard = _value()
    value_life = _value()
    value_readiness = _value()
    value_social = _value()
    value_transition = _value()
    value_deadline = _value()
    value_note = models.CharField(_("why other than proposed"), max_length=300, blank=True)
    place = models.PositiveIntegerField(null=True, blank=True)  # equal places share a position
    note = models.CharField(_("why it stands there"), max_length=300, blank=True)
    frozen = models.JSONField(null=True, blank=True)

    unscoped = RankedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("ranked need")
        constraints = [
            models.CheckConstraint(
                name=f"ranked_{key}_sane",
                condition=Q(**{f"value_{key}__isnull": True}) | Q(**{f"value_{key}__lte": HIGHEST}),
            )
            for key in KEYS
        ]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def by_hand(self) -> dict[str, int]:
        """The values that somebody has set."""
        found = {key: getattr(self, f"value_{key}") for key in KEYS}
        return {key: value for key, value in found.items() if value is not None}
