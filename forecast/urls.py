"""Addresses of forecast. The literal words come first: what follows /prognose/ else is the number of a Träger."""

from __future__ import annotations

from django.urls import path

from forecast.views import waves

app_name = "forecast"

A = "<str:number>/"

urlpatterns = [
    path("schule/<str:school_number>/", waves.SchoolWaveView.as_view(), name="school_wave"),
    path(A, waves.AuthorityWaveView.as_view(), name="authority_wave"),
    path(f"{A}export/<str:kind>/", waves.AuthorityWaveExportView.as_view(), name="wave_export"),
]
