"""What a school needs and why: its list per planning year, the items, and the way each item went."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.scoping import ScopedModel
from equipment.models import EquipmentType, FundingSource, StockBatch
from needs.querysets import NeedItemQuerySet, NeedListQuerySet, NeedStepQuerySet, RoundQuerySet
from needs.states import AUTHORITY_STEPS, State, tone_of
from schools.access import Role
from schools.framework import SECTION_COUNT, competences, competences_by_number, section, sections
from schools.models import CompetenceUse, School, SchoolAuthority
from schools.querysets import OwnedQuerySet

FIRST_YEAR, LAST_YEAR = 2020, 2100  # that somebody may plan for
DEFAULT_LIMIT = Decimal("800.00")  # euro net, KomHVO NRW § 36 Abs. 3
DUE_MONTH, DUE_DAY = 3, 31  # until then schools report, where the Träger sets no other day
NEW_YEAR_MONTH = 10  # in October the round of the next year begins


class PlanningRound(ScopedModel):
    """A Träger's rules for one planning year, and whether it has begun to decide."""

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="planning_rounds")
    year = models.PositiveSmallIntegerField(_("planning year"))
    price_limit = models.DecimalField(
        _("limit for investments in euro, net"),
        max_digits=9,
        decimal_places=2,
        default=DEFAULT_LIMIT,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    is_strict = models.BooleanField(_("reason and link are required for sending"), default=True)
    due_on = models.DateField(_("lists are due on"), null=True, blank=True)
    is_open = models.BooleanField(_("schools may send their lists"), default=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    unscoped = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("planning round")
        constraints = [
            models.UniqueConstraint(fields=["authority", "year"], name="planning_round_once"),
            models.CheckConstraint(name="planning_limit_positive", condition=Q(price_limit__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.year}"

    @classmethod
    def of(cls, authority_id: int, year: int) -> PlanningRound:
        """The round, or an unsaved one with the rules of the year before. Not cut to a reader: see RoundQuerySet."""
        known = cls.newest(authority_id, until=year)
        if known and known.year == year:
            return known
        rules = {"price_limit": known.price_limit, "is_strict": known.is_strict} if known else {}
        return cls(authority_id=authority_id, year=year, **rules)

    @classmethod
    def newest(cls, authority_id: int, *, until: int) -> PlanningRound | None:
        """The newest one that somebody has saved; its rules count on. Not cut to a reader either."""
        found: PlanningRound | None = (
            cls.unscoped.filter(authority=authority_id, year__lte=until).order_by("-year").first()
        )
        return found

    @classmethod
    def current_year(cls, authority_id: int) -> int:
        """The open round whose day is still to come, else what the calendar suggests."""
        today = timezone.localdate()
        opened = cls.unscoped.filter(authority=authority_id, is_open=True).order_by("year")
        running = (one.year for one in opened if one.deadline >= today)
        return next(running, today.year + (today.month >= NEW_YEAR_MONTH))

    @property
    def deadline(self) -> date:
        return self.due_on or date(self.year, DUE_MONTH, DUE_DAY)


class NeedList(ScopedModel):
    """A school's list for one planning year. `sent_at` is empty again after a withdrawal."""

    school = models.ForeignKey(School, models.CASCADE, related_name="need_lists", verbose_name=_("school"))
    year = models.PositiveSmallIntegerField(_("planning year"))
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    unscoped = NeedListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of needs")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="need_list_once")]

    def __str__(self) -> str:
        return f"{self.school} {self.year}"

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class NeedItem(ScopedModel):
    """One need. An empty `accounting` follows price and limit; prices are net, per piece."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first equipment")
        REPLACEMENT = "replacement", _("replacement")
        EXTENSION = "extension", _("extension")

    class Priority(models.TextChoices):
        A = "A", _("A – cannot wait")
        B = "B", _("B – important")
        C = "C", _("C – desirable")

    class Training(models.TextChoices):
        NO = "no", _("not needed or not planned")
        PLANNED = "planned", _("planned")
        DONE = "done", _("done")

    class Building(models.TextChoices):
        NONE = "none", _("nothing")
        POWER = "power", _("power")
        NETWORK = "network", _("network")
        BOTH = "both", _("power and network")

    class Accounting(models.TextChoices):
        CONSUMPTIVE = "consumptive", _("consumptive")
        INVESTIVE = "investive", _("investive")

    need_list = models.ForeignKey(NeedList, models.CASCADE, related_name="items")
    type = models.ForeignKey(
        EquipmentType, models.PROTECT, related_name="needs", verbose_name=_("equipment type")
    )
    quantity = models.PositiveIntegerField(
        _("quantity"), validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    kind = models.CharField(_("kind of need"), max_length=12, choices=Kind.choices)
    priority = models.CharField(_("priority of the school"), max_length=1, choices=Priority.choices)
    reason = models.TextField(_("pedagogical reason"), max_length=1000, blank=True)
    section = models.PositiveSmallIntegerField(_("section of the Medienkonzept"), null=True, blank=True)
    competence = models.CharField(
        _("competence of the MKR NRW"), max_length=4, blank=True
    )  # its number: "2.3"
    plan = models.ForeignKey(
        CompetenceUse,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Vorhaben of the MKR grid"),
    )
    plan_text = models.CharField(max_length=400, blank=True)  # the Vorhaben as it read when the list was sent
    place = models.CharField(_("rooms or years affected"), max_length=200, blank=True)
    training = models.CharField(_("training"), max_length=8, choices=Training.choices, blank=True)
    training_on = models.DateField(_("training on"), null=True, blank=True)
    building = models.CharField(_("building work needed"), max_length=8, choices=Building.choices, blank=True)
    price = models.DecimalField(
        _("price of a piece in euro, net"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    accounting = models.CharField(
        _("consumptive or investive"), max_length=12, choices=Accounting.choices, blank=True
    )
    funding = models.ForeignKey(
        FundingSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposal for funding"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    decision = models.TextField(blank=True)  # the Träger's newest reason; all of them stand in the steps
    batch = models.ForeignKey(StockBatch, models.SET_NULL, null=True, blank=True, related_name="+")
    order_number = models.CharField(
        _("order number"), max_length=40, blank=True
    )  # its state follows this order
    submission_id = submission_field()
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = NeedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        ordering = ["priority", "type__order", "pk"]
        constraints = [
            models.CheckConstraint(name="need_counts_something", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="need_section_of_twelve",
                condition=Q(section__isnull=True) | Q(section__gte=1, section__lte=SECTION_COUNT),
            ),
            models.CheckConstraint(
                name="need_price_not_negative", condition=Q(price__isnull=True) | Q(price__gte=0)
            ),
            models.CheckConstraint(name="need_state_known", condition=Q(state__in=State.values)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.type}"

    @property
    def school(self) -> School:
        return self.need_list.school

    @property
    def total(self) -> Decimal | None:
        return None if self.price is None else self.price * self.quantity

    @property
    def section_name(self) -> str:
        return f"{self.section} {section(self.section).heading}" if self.section else ""

    @property
    def competence_name(self) -> str:
        return str(competences_by_number().get(self.competence, self.competence))

    @property
    def plan_name(self) -> str:
        """What was sent stays as it was sent, whatever becomes of the grid."""
        return self.plan_text or (f"{self.plan}: {self.plan.plan}" if self.plan else "")

    @property
    def tone(self) -> str:
        return tone_of(self.state)

    @property
    def is_delivered(self) -> bool:
        return self.state in {State.DELIVERED, State.IN_OPERATION}

    @property
    def next_states(self) -> tuple[str, ...]:
        """Where the Träger may take it from here by a decision; what is in an order follows its deliveries."""
        return () if self.follows_order else AUTHORITY_STEPS[self.state]

    @property
    def follows_order(self) -> bool:
        return bool(self.order_number) and self.state == State.ORDERED


class NeedStep(ScopedModel):
    """One step of an item's way. Append-only: a trigger of the database refuses changes (migration 0002)."""

    item = models.ForeignKey(NeedItem, models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=12, choices=State.choices, blank=True)  # empty: the first step
    to_state = models.CharField(max_length=12, choices=State.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    old_price = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    new_price = models.DecimalField(  # of a piece, where this step has changed it
        max_digits=10, decimal_places=2, null=True, blank=True
    )
    office = models.CharField(max_length=20, choices=Role.choices, blank=True)  # held when the step was taken
    at = models.DateTimeField(default=timezone.now)

    unscoped = NeedStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a need")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def tone(self) -> str:
        return tone_of(self.to_state)


class ProposalAnswer(ScopedModel):
    """What a school said to something proposed to it: not proposed again in that planning year.

    What was taken over goes with the `item` that it became: who deletes the draft is asked once more.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="proposal_answers")
    year = models.PositiveSmallIntegerField(_("planning year"))
    key = models.CharField(max_length=60)
    is_accepted = models.BooleanField()
    item = models.OneToOneField(
        NeedItem, models.CASCADE, null=True, blank=True, related_name="proposal_answer"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)  # why it was rejected
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    unscoped = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a proposal")
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "key"], name="proposal_answered_once"),
            models.CheckConstraint(
                name="proposal_item_was_accepted", condition=Q(item__isnull=True) | Q(is_accepted=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.year} {self.key}"


def section_choices() -> list[tuple[int, str]]:
    return [(one.number, f"{one.number} {one.heading}") for one in sections()]


def competence_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The 24 competences under their six areas."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for one in competences():
        areas.setdefault(f"{one.area_number} {one.area}", []).append((one.number, str(one)))
    return list(areas.items())
