"""Addresses of the Jahresgespräche."""

from __future__ import annotations

from django.urls import path

from annualreviews.views import reviews

app_name = "annualreviews"

T = "traeger/<str:number>/"
S = "schule/<str:school_number>/"
Y = f"{S}<int:year>/"

urlpatterns = [
    path(T, reviews.ReviewListView.as_view(), name="review_list_current"),
    path(f"{T}<int:year>/", reviews.ReviewListView.as_view(), name="review_list"),
    path(S, reviews.ReviewDetailView.as_view(), name="review_current"),
    path(Y, reviews.ReviewDetailView.as_view(), name="review_detail"),
    path(f"{Y}angaben/", reviews.ReviewUpdateView.as_view(), name="review_update"),
    path(f"{Y}abschliessen/", reviews.ReviewCloseView.as_view(), name="review_close"),
    path(f"{Y}oeffnen/", reviews.ReviewReopenView.as_view(), name="review_reopen"),
    path(f"{Y}vereinbarung/", reviews.PointCreateView.as_view(), name="point_create"),
    path(f"{S}vereinbarung/<int:pk>/", reviews.PointUpdateView.as_view(), name="point_update"),
    path(f"{S}vereinbarung/<int:pk>/streichen/", reviews.PointDeleteView.as_view(), name="point_delete"),
    path(f"{S}vereinbarung/<int:pk>/ergebnis/", reviews.PointSettleView.as_view(), name="point_settle"),
]
