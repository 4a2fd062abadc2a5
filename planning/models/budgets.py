"""The budget table of a fiscal year: what is asked for, and what the council has decided."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.marks import submission_field
from core.money import cents, gross
from core.scoping import ScopedModel
from equipment.models.prices import VAT_RATE
from needs.models import NeedItem
from planning.querysets import BudgetLineQuerySet
from schools.models import SchoolAuthority
from schools.querysets import OfAuthorityQuerySet

MOST = Decimal("999999999.99")  # euro, of one line


class Budget(ScopedModel):
    """A Träger's request for one fiscal year (`year`): drafted, handed to the treasury, decided by the council."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REQUESTED = "requested", _("requested")
        DECIDED = "decided", _("decided")
        REJECTED = "rejected", _("rejected")

    authority = models.ForeignKey(SchoolAuthority, models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("fiscal year"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    requested_on = models.DateField(_("handed in on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    paper = models.CharField(_("number of the paper"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)  # of the whole table: each change counts

    unscoped = OfAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget table")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "year"], name="budget_once"),
            models.CheckConstraint(
                name="budget_request_has_day",
                condition=Q(state="draft", requested_on__isnull=True)
                | (~Q(state="draft") & Q(requested_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="budget_decision_has_day",
                condition=Q(state__in=["decided", "rejected"], decided_on__isnull=False)
                | (~Q(state__in=["decided", "rejected"]) & Q(decided_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.year}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_requested(self) -> bool:
        return self.state == self.State.REQUESTED

    @property
    def is_settled(self) -> bool:
        return self.state in {self.State.DECIDED, self.State.REJECTED}


class BudgetLine(ScopedModel):
    """One line: a ranked need or a free text. `net`, `vat` and `gross` in euro; `approved` in euro gross.

    A line keeps its words and sums as they were requested, whatever becomes of the need.
    """

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="lines")
    item = models.ForeignKey(NeedItem, models.SET_NULL, null=True, blank=True, related_name="budget_lines")
    text = models.CharField(_("what for"), max_length=200)
    accounting = models.CharField(
        _("consumptive or investive"), max_length=12, choices=NeedItem.Accounting.choices
    )
    account = models.CharField(_("product and account"), max_length=80, blank=True)
    net = models.DecimalField(
        _("amount in euro, net"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(MOST)],
    )
    vat_rate = models.DecimalField(
        _("value-added tax in percent"),
        max_digits=4,
        decimal_places=1,
        default=VAT_RATE,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(99))],
    )
    vat = models.DecimalField(max_digits=12, decimal_places=2)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    approved = models.DecimalField(
        _("approved in euro, gross"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # why less was approved
    submission_id = submission_field()
    added_at = models.DateTimeField(default=timezone.now)

    unscoped = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a budget table")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "item"], condition=Q(item__isnull=False), name="budget_need_once"
            ),
            models.CheckConstraint(name="budget_line_adds_up", condition=Q(gross=F("net") + F("vat"))),
            models.CheckConstraint(name="budget_line_positive", condition=Q(net__gt=0)),
            models.CheckConstraint(
                name="budget_line_approved_within",
                condition=Q(approved__isnull=True) | Q(approved__gte=0, approved__lte=F("gross")),
                violation_error_message=_("More was approved than requested."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def cut(self) -> Decimal:
        """What was requested and not approved."""
        return Decimal(0) if self.approved is None else self.gross - self.approved

    def reach(self, pieces: int) -> int:
        """How many of the `pieces` that the line asks for the approved money reaches for, at the line's own price."""
        if self.approved is None or self.approved >= self.gross:
            return pieces
        count = min(int(pieces * self.approved / self.gross) + 1, pieces)
        while count and gross(cents(self.net * count / pieces), self.vat_rate) > self.approved:
            count -= 1
        return count
