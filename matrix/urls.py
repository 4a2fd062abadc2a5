"""Addresses of matrix. Both sides have the same pages under their own names (school_…, authority_…)."""

from django.urls import URLPattern, path

from matrix import views

app_name = "matrix"

PAGES = {
    "assessment": ("", views.AssessmentView),
    "aspect": ("aspekt/<str:code>/", views.AspectView),
    "table": ("tabelle/", views.TableView),
    "check": ("pruefen/", views.CheckView),
    "update": ("aktualisieren/", views.UpdateView),
    "release": ("freigeben/", views.ReleaseView),
}

urlpatterns: list[URLPattern] = [
    *(
        path(f"{place}{tail}", view.as_view(), name=f"{side}_{name}")
        for side, place in (("school", "schule/<str:school_number>/"), ("authority", "traeger/<str:number>/"))
        for name, (tail, view) in PAGES.items()
    ),
    path("traeger/<str:number>/uebersicht/", views.HeatmapView.as_view(), name="heatmap"),
    path("traeger/<str:number>/themen/", views.TopicListView.as_view(), name="topic_list"),
    path("traeger/<str:number>/themen/<str:code>/", views.TopicDetailView.as_view(), name="topic_detail"),
    path("beleg/<int:pk>/", views.EvidenceDownloadView.as_view(), name="evidence_download"),
    path("freigaben/", views.SnapshotListView.as_view(), name="snapshot_list"),
    path("freigaben/<int:pk>/", views.SnapshotDetailView.as_view(), name="snapshot_detail"),
    path("freigaben/<int:pk>/vergleich/", views.SnapshotCompareView.as_view(), name="snapshot_compare"),
]
