"""Addresses of matrix. Both sides have the same pages under their own names (school_…, authority_…)."""

from django.urls import URLPattern, path

from matrix import views

app_name = "matrix"

PAGES = {
    "assessment": ("", views.AssessmentView),
    "aspect": ("aspekt/<str:code>/", views.AspectView),
    "withdraw": ("aspekt/<str:code>/zuruecknehmen/", views.WithdrawView),
    "table": ("tabelle/", views.TableView),
    "check": ("pruefen/", views.CheckView),
    "update": ("aktualisieren/", views.UpdateView),
    "release": ("freigeben/", views.ReleaseView),
}

JOINT = "schule/<str:school_number>/gemeinsam/<int:pk>"

urlpatterns: list[URLPattern] = [
    *(
        path(f"{place}{tail}", view.as_view(), name=f"{side}_{name}")
        for side, place in (("school", "schule/<str:school_number>/"), ("authority", "traeger/<str:number>/"))
        for name, (tail, view) in PAGES.items()
    ),
    path(
        "schule/<str:school_number>/schwerpunkt/<str:code>/setzen/",
        views.FocusSetView.as_view(),
        name="school_focus_set",
    ),
    path(
        "schule/<str:school_number>/schwerpunkt/<str:code>/beenden/",
        views.FocusEndView.as_view(),
        name="school_focus_end",
    ),
    path("traeger/<str:number>/uebersicht/", views.HeatmapView.as_view(), name="heatmap"),
    path("traeger/<str:number>/themen/", views.TopicListView.as_view(), name="topic_list"),
    path("traeger/<str:number>/themen/<str:code>/", views.TopicDetailView.as_view(), name="topic_detail"),
    path("beleg/<int:pk>/", views.EvidenceDownloadView.as_view(), name="evidence_download"),
    path("schule/<str:school_number>/gemeinsam/", views.JointListView.as_view(), name="joint_list"),
    path("schule/<str:school_number>/gemeinsam/neu/", views.JointCreateView.as_view(), name="joint_create"),
    path(f"{JOINT}/", views.JointDetailView.as_view(), name="joint_detail"),
    path(f"{JOINT}/links/", views.JointLinksView.as_view(), name="joint_links"),
    path(
        f"{JOINT}/links/<int:link>/zurueckziehen/", views.JointWithdrawView.as_view(), name="joint_withdraw"
    ),
    path(f"{JOINT}/beenden/", views.JointCloseView.as_view(), name="joint_close"),
    path(f"{JOINT}/einigen/<str:code>/", views.JointAgreeView.as_view(), name="joint_agree"),
    path("meine-antworten/<int:pk>/", views.SheetStartView.as_view(), name="sheet_start"),
    path("meine-antworten/<int:pk>/abgeben/", views.SheetHandInView.as_view(), name="sheet_hand_in"),
    path("meine-antworten/<int:pk>/<str:code>/", views.SheetAspectView.as_view(), name="sheet_aspect"),
    # the key in these addresses is cut out of the logs: core/logs.py, deploy/gunicorn.conf.py
    path("gemeinsam/<str:token>/", views.GuestStartView.as_view(), name="guest_start"),
    path("gemeinsam/<str:token>/abgeben/", views.GuestHandInView.as_view(), name="guest_hand_in"),
    path("gemeinsam/<str:token>/<str:code>/", views.GuestAspectView.as_view(), name="guest_aspect"),
    path("fassungen/", views.CatalogueListView.as_view(), name="catalogue_list"),
    path("fassungen/neu/", views.CatalogueUploadView.as_view(), name="catalogue_upload"),
    path("fassungen/beispiel.csv", views.CatalogueExampleView.as_view(), name="catalogue_example"),
    path("fassungen/<uuid:pk>/", views.CatalogueMappingView.as_view(), name="catalogue_mapping"),
    path("fassungen/<uuid:pk>/uebernehmen/", views.CatalogueCommitView.as_view(), name="catalogue_commit"),
    path("fassungen/<uuid:pk>/verwerfen/", views.CatalogueDiscardView.as_view(), name="catalogue_discard"),
    path("freigaben/", views.SnapshotListView.as_view(), name="snapshot_list"),
    path("freigaben/<int:pk>/", views.SnapshotDetailView.as_view(), name="snapshot_detail"),
    path("freigaben/<int:pk>/sichten/", views.VoiceListView.as_view(), name="voice_list"),
    path("freigaben/<int:pk>/sichten/<str:code>/", views.VoiceFormView.as_view(), name="voice_form"),
    path("freigaben/<int:pk>/name/", views.SnapshotNameView.as_view(), name="snapshot_name"),
    path("freigaben/<int:pk>/vergleich/", views.SnapshotCompareView.as_view(), name="snapshot_compare"),
]
