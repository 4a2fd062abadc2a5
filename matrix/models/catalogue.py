"""The two-sided matrix as data: fields, aspects, stages, joined topics."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matrix.querysets import CatalogueQuerySet


class Side(models.TextChoices):
    SCHOOL = "school", _("school")
    AUTHORITY = "authority", _("school authority")


class Catalogue(models.Model):
    """One version of the matrix. Loaded by `load_matrix`; nothing in code knows an aspect."""

    version = models.CharField(_("version"), max_length=40, unique=True)
    content_hash = models.CharField(max_length=64, unique=True)
    is_current = models.BooleanField(default=False)
    loaded_at = models.DateTimeField(default=timezone.now)
    stage_names = models.JSONField(default=list)  # ["Beginnend", …], index 0 is stage 1

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("matrix")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_catalogue"
            )
        ]

    def __str__(self) -> str:
        return self.version


class JoinedTopic(models.Model):
    """Gemeinsames Thema: joins aspects of both sides; what a Runder Tisch talks about."""

    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="topics")
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = _("joined topic")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["catalogue", "code"], name="topic_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Field(models.Model):
    """Feld: groups the aspects that one side fills in alone."""

    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="fields")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = _("field")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["catalogue", "code"], name="field_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Aspect(models.Model):
    """One row of the matrix: a question with its stages."""

    field = models.ForeignKey(Field, models.CASCADE, related_name="aspects")
    topic = models.ForeignKey(JoinedTopic, models.SET_NULL, null=True, blank=True, related_name="aspects")
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    question = models.CharField(_("question"), max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = _("aspect")
        ordering = ["field__order", "order"]
        constraints = [models.UniqueConstraint(fields=["field", "code"], name="aspect_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Stage(models.Model):
    """Stufe: 1 is the lowest; any number of stages, higher is further."""

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField(_("stage"))
    text = models.CharField(_("description"), max_length=600)

    objects = models.Manager()

    class Meta:
        verbose_name = _("stage")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["aspect", "number"], name="stage_once")]

    def __str__(self) -> str:
        return f"{self.number}"
