"""Taking part from a telephone: a code on the wall, one question at a time, one voice per device, nobody's name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from matrix.models import SHOWN_FROM
from roundtables.models import Meeting
from roundtables.querysets import OnMeetingQuerySet
from screens.querysets import BallotQuerySet

__all__ = ["CODE_LENGTH", "FEEDBACK", "LETTERS", "SHOWN_FROM", "Ballot", "Entrance", "Question"]

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, 1, I and O, which are mistaken for each other
CODE_LENGTH = (
    6  # a billion codes and thirty wrong guesses in ten minutes: nobody finds an open meeting by chance
)
DOTS = 3  # that each device may set

# Rückmeldung: two statements on each of the three areas of the evaluation (design, perception, what follows)
FEEDBACK = (
    _("Time and course of the meeting fitted what we had to do."),
    _("The material was clear and reached me in time."),
    _("I could say what mattered to me."),
    _("School and school authority met each other as equals."),
    _("I know what I have to do until the next meeting."),
    _("What we agreed today helps my school or my office."),
)


class Entrance(ScopedModel):
    """The door for telephones: open while the meeting takes voices, under a code that stands on the wall."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="entrance")
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)
    is_open = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=0)  # grows when telephones have something new to see

    unscoped = OnMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrance for telephones")

    def __str__(self) -> str:
        return self.code


class Question(ScopedModel):
    """Frage an alle: asked, answered, closed. Closed it keeps sums alone and never opens again.

    Whoever could open it again could compare before and after one more voice; asked anew it is compared with the
    first time before it shows anything (docs/adr/0021).
    """

    class Kind(models.TextChoices):
        DOTS = "dots", _("dots for topics")
        CHECK = "check", _("agreement check")
        FEEDBACK = "feedback", _("feedback on the meeting")

    class State(models.TextChoices):
        DRAFT = "draft", _("prepared")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    text = models.CharField(_("question"), max_length=300)
    options = models.JSONField(default=list)  # [str, …], in the order in which they are shown
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    voices = models.PositiveIntegerField(null=True)  # how many had answered when it was closed
    sums = models.JSONField(null=True)  # closed with enough voices: [int, …] or, for feedback, [[int × 4], …]
    first = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="asked_again")
    crowd = models.CharField(max_length=64, blank=True)  # a hash of all devices together, of none alone
    submission_id = submission_field()

    unscoped = OnMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to everybody")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state="open"), name="one_open_question_a_meeting"
            ),
            models.CheckConstraint(
                name="question_sums_only_of_enough",
                condition=Q(sums__isnull=True) | Q(state="closed", voices__gte=SHOWN_FROM),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def repeats(self, other: Question) -> bool:
        """Whether the two results could be laid side by side: one wording, or much the same to choose from."""
        if self.kind != other.kind:
            return False
        if self.kind == self.Kind.FEEDBACK or _plain(self.text) == _plain(other.text):
            return True
        shared = {_plain(one) for one in self.options} & {_plain(one) for one in other.options}
        return self.kind == self.Kind.DOTS and len(shared) > 1

    def tells_nobody_apart(self, other: Question) -> bool:
        """Whether the difference to the other result is that of no single person: by the very same devices, or by
        so many more or fewer as a result needs anyway."""
        apart = abs((self.voices or 0) - (other.voices or 0))
        return apart >= SHOWN_FROM or (bool(self.crowd) and self.crowd == other.crowd)

    def device_key(self, device: str) -> str:
        """What stands for a device at this question: nobody can tell that two of them are the same device.

        Asked again, the question knows the same devices; their voices of the first time are gone by then.
        """
        key = f"{self.first_id or self.pk}:{device}"
        return salted_hmac("screens.ballot", key, algorithm="sha256").hexdigest()

    def crowd_of(self, devices: Iterable[str]) -> str:
        """One mark for all devices together; nobody can tell from it who was among them."""
        key = f"{self.first_id or self.pk}:{','.join(sorted(devices))}"
        return salted_hmac("screens.crowd", key, algorithm="sha256").hexdigest()


def _plain(text: str) -> str:
    """Letters and digits alone: another full stop is no other question."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


class Ballot(ScopedModel):
    """What one device said to one question; gone when the question is closed.

    `device` is a keyed hash of the device's mark and the question, so that the voices of one device to two questions
    cannot be laid side by side. No person, no address, no time.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="ballots")
    device = models.CharField(max_length=64)
    choice = models.JSONField()  # [index of an option, …], for feedback one mark 1–4 per statement

    unscoped = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = _("voice of a device")
        constraints = [models.UniqueConstraint(fields=["question", "device"], name="one_voice_a_device")]

    def __str__(self) -> str:
        return str(self.question_id)
