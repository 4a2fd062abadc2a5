"""What the table sees together while it meets."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.scoping import ScopedModel
from roundtables.models import AgendaItem, Meeting
from roundtables.querysets import OnMeetingQuerySet

SENTENCE_LIMIT = 2000  # characters, as of a result


class Wall(ScopedModel):
    """Tafel: what stands on the projector of one meeting. A second screen, a reload, another browser show the same.

    Nothing here names a person: whoever looks at the wall may be anybody.
    """

    class Show(models.TextChoices):
        ITEM = "item", _("agenda item")
        PICTURE = "picture", _("matrix of all schools")
        TOPIC = "topic", _("joined topic")
        SINCE = "since", _("since the last time")
        JOIN = "join", _("code for telephones")
        VOICES = "voices", _("question to everybody")
        SENTENCE = "sentence", _("sentence at hand")
        RESULTS = "results", _("what is agreed")

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="wall")
    show = models.CharField(_("on the wall"), max_length=10, choices=Show.choices, default=Show.ITEM)
    is_dark = models.BooleanField(_("light on dark"), default=False)
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("current item")
    )
    item_before = models.ForeignKey(  # that the talk came from, whatever its place on the agenda
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    item_since = models.DateTimeField(null=True, blank=True)
    sentence = models.TextField(_("sentence at hand"), max_length=SENTENCE_LIMIT, blank=True)
    sentence_version = models.PositiveIntegerField(default=0)  # guards `sentence` against overwriting

    unscoped = OnMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wall of a meeting")

    def __str__(self) -> str:
        return str(self.meeting)

    def get_absolute_url(self) -> str:
        return reverse("screens:wall", args=[self.meeting_id])
