"""Addresses of forecast. The literal words come first: what follows /prognose/ else is the number of a Träger."""

from __future__ import annotations

from django.urls import path

from forecast.views import assumptions, scenarios, waves

app_name = "forecast"

A = "<str:number>/"
S = "szenarien/<int:pk>/"

urlpatterns = [
    path("schule/<str:school_number>/", waves.SchoolWaveView.as_view(), name="school_wave"),
    path(S, scenarios.ScenarioDetailView.as_view(), name="scenario_detail"),
    path(f"{S}gezeigt/", scenarios.ScenarioShownView.as_view(), name="scenario_shown"),
    path(f"{S}aendern/", scenarios.ScenarioUpdateView.as_view(), name="scenario_update"),
    path(f"{S}kopieren/", scenarios.ScenarioCopyView.as_view(), name="scenario_copy"),
    path(f"{S}zeigen/", scenarios.ScenarioShareView.as_view(), name="scenario_share"),
    path(f"{S}zuruecknehmen/", scenarios.ScenarioUnshareView.as_view(), name="scenario_unshare"),
    path(f"{S}loeschen/", scenarios.ScenarioDeleteView.as_view(), name="scenario_delete"),
    path(A, waves.AuthorityWaveView.as_view(), name="authority_wave"),
    path(f"{A}export/<str:kind>/", waves.AuthorityWaveExportView.as_view(), name="wave_export"),
    path(f"{A}folgekosten/", assumptions.FollowUpView.as_view(), name="follow_up"),
    path(f"{A}zweckbindung/", assumptions.BindingView.as_view(), name="bindings"),
    path(f"{A}szenarien/", scenarios.ScenarioListView.as_view(), name="scenario_list"),
    path(f"{A}szenarien/neu/", scenarios.ScenarioCreateView.as_view(), name="scenario_create"),
]
