"""Addresses of standards: versions and rules below the Träger, what is missing there and below the school."""

from __future__ import annotations

from django.urls import path

from standards.views import gap, rules, versions

app_name = "standards"

T = "traeger/<str:number>/"
D = f"{T}entwurf/"

urlpatterns = [
    path(T, versions.VersionListView.as_view(), name="version_list"),
    path(f"{T}fassung/<int:edition>/", versions.VersionDetailView.as_view(), name="version_detail"),
    path(
        f"{T}fassung/<int:edition>/beschluss/", versions.DecisionUpdateView.as_view(), name="decision_update"
    ),
    path(f"{D}beginnen/", versions.DraftBeginView.as_view(), name="draft_begin"),
    path(f"{D}verwerfen/", versions.DraftDiscardView.as_view(), name="draft_discard"),
    path(f"{D}beschluss/", versions.AdoptView.as_view(), name="version_adopt"),
    path(f"{D}regel/", rules.RuleCreateView.as_view(), name="rule_create"),
    path(f"{D}regel/<int:pk>/", rules.RuleUpdateView.as_view(), name="rule_update"),
    path(f"{D}regel/<int:pk>/streichen/", rules.RuleDeleteView.as_view(), name="rule_delete"),
    path(f"{D}ausnahme/", versions.ExceptionCreateView.as_view(), name="exception_create"),
    path(f"{D}ausnahme/<int:pk>/streichen/", versions.ExceptionDeleteView.as_view(), name="exception_delete"),
    path(f"{T}fehlbedarf/", gap.GapListView.as_view(), name="gap_list"),
    path(f"{T}fehlbedarf/export/<str:kind>/", gap.GapExportView.as_view(), name="gap_export"),
    path("schule/<str:school_number>/", gap.GapSchoolView.as_view(), name="gap_school"),
]
