"""Addresses of planning, all below one Träger."""

from __future__ import annotations

from django.urls import path

from planning.views import years

app_name = "planning"

T = "traeger/<str:number>/"
Y = f"{T}<int:year>/"
PHASE = f"{Y}phase/<int:phase>/"

urlpatterns = [
    path(T, years.YearDetailView.as_view(), name="year_current"),
    path(Y, years.YearDetailView.as_view(), name="year_detail"),
    path(PHASE, years.PhaseUpdateView.as_view(), name="phase_update"),
    path(f"{PHASE}zuruecksetzen/", years.PhaseResetView.as_view(), name="phase_reset"),
]
