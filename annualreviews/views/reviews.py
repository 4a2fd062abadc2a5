"""The list of a Träger's year, the page of one talk, and what is written on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annualreviews import selectors, services
from annualreviews.forms import OutcomeForm, PointForm, ReopenForm, ReviewForm, items_of
from annualreviews.models import AgreementPoint, AnnualReview
from annualreviews.views.bases import OfPoint, OfReview, OfWrittenReview
from core.views import FormPageView, ScopedActionView, ScopedPageView
from needs.models import LAST_YEAR, PlanningRound
from needs.views.bases import year_asked
from schools.views.bases import OfAuthority

VIEW = "annualreviews.view_review"
CHANGE = "annualreviews.change_review"
CLOSE = "annualreviews.close_review"


class ReviewListView(OfAuthority, ScopedPageView):
    """All schools of the Träger in one year; without a year in the address the current planning year is meant."""

    permission = "annualreviews.view_round"
    template_name = "annualreviews/review_list.html"
    year: int

    def load(self) -> None:
        super().load()
        self.year = year_asked(self, self.authority.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = selectors.review_rows(user=self.request.user, authority=self.authority, year=self.year)
        known = AnnualReview.visible_to(self.request.user).filter(school__authority=self.authority)
        current = PlanningRound.current_year(self.authority.pk)
        years = {*known.values_list("year", flat=True), self.year, current, min(current + 1, LAST_YEAR)}
        return super().get_context_data(**kwargs) | {
            "year": self.year,
            "years": sorted(years, reverse=True),
            "rows": rows,
            "closed": sum(bool(row.review and row.review.is_closed) for row in rows),
        }


class ReviewDetailView(OfReview, ScopedPageView):
    """Live until the talk is closed, then the frozen sheet."""

    permission = VIEW
    template_name = "annualreviews/review_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, review = self.request.user, self.review
        frozen = review.sheet if review else None
        sheet = frozen or selectors.sheet_of(user=user, school=self.school, year=self.year)
        reviews = AnnualReview.visible_to(user).filter(school=self.school)
        last = reviews.filter(year__lt=self.year, closed_at__isnull=False).order_by("-year").first()
        return super().get_context_data(**kwargs) | {
            "sheet": sheet,
            "points": selectors.points_of(review) if review else [],
            "last": last,
            "last_points": selectors.points_of(last) if last else [],
            "may_close": self.can(CLOSE),
            "years": sorted({*reviews.values_list("year", flat=True), self.year}, reverse=True),
        }


class ReviewUpdateView(OfReview, FormPageView):
    permission = CHANGE
    template_name = "annualreviews/review_form.html"
    form_class = ReviewForm
    title = gettext_lazy("Day, people, notes")
    lead = gettext_lazy("Both sides may write here until the talk is closed.")
    saved = gettext_lazy("The talk is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"review": self.review}

    def perform(self, form: ReviewForm) -> AnnualReview:
        return services.save_review(
            self.school, year=self.year, values=form.values(), actor=self.request.user
        )


class PointCreateView(OfReview, FormPageView):
    permission = CHANGE
    template_name = "annualreviews/point_form.html"
    form_class = PointForm
    title = gettext_lazy("Record an agreement")
    saved = gettext_lazy("The agreement is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        items = items_of(user=self.request.user, school=self.school, year=self.year)
        return super().get_form_kwargs() | {"items": items}

    def perform(self, form: PointForm) -> AgreementPoint:
        return services.add_point(
            self.school,
            year=self.year,
            values=form.values(),
            submission_id=form.mark(),
            actor=self.request.user,
        )


class PointUpdateView(OfPoint, FormPageView):
    permission = CHANGE
    template_name = "annualreviews/point_form.html"
    form_class = PointForm
    title = gettext_lazy("Change an agreement")
    saved = gettext_lazy("The agreement is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        items = items_of(user=self.request.user, school=self.school, year=self.year)
        return super().get_form_kwargs() | {"items": items, "instance": self.object}

    def perform(self, form: PointForm) -> AgreementPoint:
        return services.change_point(self.object, values=form.values(), actor=self.request.user)


class PointDeleteView(OfPoint, ScopedActionView):
    permission = CHANGE

    def perform(self) -> AnnualReview:
        review = services.remove_point(self.object, actor=self.request.user)
        messages.success(self.request, _("The agreement is removed."))
        return review


class PointSettleView(OfPoint, FormPageView):
    """What became of an agreement of a closed talk; either side says it."""

    permission = CHANGE
    template_name = "annualreviews/review_form.html"
    form_class = OutcomeForm
    title = gettext_lazy("What became of it")
    saved = gettext_lazy("Saved what became of it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"point": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": self.object.text}

    def perform(self, form: OutcomeForm) -> AgreementPoint:
        return services.settle_point(
            self.object,
            outcome=form.cleaned_data["outcome"],
            note=form.cleaned_data["note"],
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        """Back to the page that one came from: that of a later talk, mostly."""
        asked = self.request.GET.get("jahr", "")
        year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else self.year
        year = year if self.year <= year <= LAST_YEAR else self.year
        return reverse("annualreviews:review_detail", args=[self.school.school_number, year])


class ReviewCloseView(OfWrittenReview, ScopedActionView):
    permission = CLOSE

    def perform(self) -> AnnualReview:
        review = services.close_review(self.review, actor=self.request.user)
        messages.success(self.request, _("The talk is closed. Print its sheet for signing."))
        return review


class ReviewReopenView(OfWrittenReview, FormPageView):
    permission = CLOSE
    template_name = "annualreviews/review_form.html"
    form_class = ReopenForm
    title = gettext_lazy("Open the talk again")
    lead = gettext_lazy("The page then shows the present data again, and both sides may change it.")
    submit = gettext_lazy("Open it again")
    saved = gettext_lazy("The talk is open again.")

    def perform(self, form: ReopenForm) -> AnnualReview:
        return services.reopen_review(
            self.review, reason=form.cleaned_data["reason"], actor=self.request.user
        )
