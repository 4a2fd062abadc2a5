"""What the addresses name: a school and a planning year, and one agreement."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from annualreviews.models import AgreementPoint, AnnualReview
from needs.views.bases import year_asked
from schools.views.bases import OfSchool


class OfReview(OfSchool, abstract=True):
    """The talk of one school in one year; its row is there as soon as somebody has written something."""

    year: int
    review: AnnualReview | None

    def load(self) -> None:
        super().load()
        self.year = year_asked(self, self.school.authority_id)
        reviews = AnnualReview.visible_to(self.request.user).filter(school=self.school, year=self.year)
        self.review = reviews.first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"year": self.year, "review": self.review, "review_url": self.get_success_url()}
        return super().get_context_data(**kwargs) | told

    def get_success_url(self) -> str:
        return reverse("annualreviews:review_detail", args=[self.school.school_number, self.year])


class OfWrittenReview(OfReview, abstract=True):
    """A talk that has a row already."""

    review: AnnualReview

    def load(self) -> None:
        super().load()
        if self.review is None:
            raise Http404


class OfPoint(OfSchool, abstract=True):
    """One agreement; its talk says the year."""

    object: AgreementPoint
    year: int

    def load(self) -> None:
        super().load()
        points = AgreementPoint.visible_to(self.request.user).filter(review__school=self.school)
        self.object = self.fetch(points.select_related("review__school", "item"), pk=self.kwargs["pk"])
        self.year = self.object.review.year

    def get_permission_object(self) -> Any:
        return self.school

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"year": self.year, "point": self.object, "review_url": self.get_success_url()}
        return super().get_context_data(**kwargs) | told

    def get_success_url(self) -> str:
        return reverse("annualreviews:review_detail", args=[self.school.school_number, self.year])
