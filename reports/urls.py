"""Addresses of the reports."""

from django.urls import path

from reports import views, views_links, views_sending

app_name = "reports"
urlpatterns = [
    path("", views.ReportListView.as_view(), name="report_list"),
    path("beratung/", views.AdviserPageView.as_view(), name="adviser_page"),
    path("beratung/zip/", views.ReportArchiveView.as_view(), name="report_archive"),
    path("beratung/bestellen/", views.SeveralRequestView.as_view(), name="several_request"),
    path("<uuid:pk>/", views.ReportDetailView.as_view(), name="report_detail"),
    path("<uuid:pk>/datei/", views.ReportDownloadView.as_view(), name="report_download"),
    path("schule/<str:key>/", views.SchoolReportRequestView.as_view(), name="school_report_request"),
    path("bedarf/<str:key>/", views.NeedsReportRequestView.as_view(), name="needs_report_request"),
    path(
        "jahresgespraech/<str:key>/<int:year>/",
        views.ReviewReportRequestView.as_view(),
        name="review_report_request",
    ),
    path("raumzettel/<str:key>/", views.RoomsRequestView.as_view(), name="rooms_request"),
    path("konzept/<str:key>/", views.ConceptReportRequestView.as_view(), name="concept_report_request"),
    path("konzept/<str:key>/entwurf/", views.ConceptDraftRequestView.as_view(), name="concept_draft_request"),
    path("konzept/<str:key>/word/", views.ConceptWordView.as_view(), name="concept_word"),
    path("konzept/<str:key>/entwurf/word/", views.ConceptDraftWordView.as_view(), name="concept_draft_word"),
    path("traeger/<str:key>/", views.AuthorityReportRequestView.as_view(), name="authority_report_request"),
    path("verwendungsnachweis/<int:key>/", views.ProofRequestView.as_view(), name="proof_request"),
    path("leitlinien/<int:key>/", views.GuidelinesRequestView.as_view(), name="guidelines_request"),
    path("tischvorlage/<int:key>/", views.PackRequestView.as_view(), name="pack_request"),
    path("plakat/<int:key>/", views.PosterRequestView.as_view(), name="poster_request"),
    path("protokoll/link/<str:token>/", views_links.MinutesByLinkView.as_view(), name="minutes_by_link"),
    path(
        "protokoll/link/<str:token>/aufgaben/", views_links.DutiesByLinkView.as_view(), name="duties_by_link"
    ),
    path("protokoll/<int:pk>/senden/", views_sending.MinutesSendView.as_view(), name="minutes_send"),
    path(
        "protokoll/<int:pk>/noch-einmal-senden/",
        views_sending.MinutesSendAgainView.as_view(),
        name="minutes_send_again",
    ),
    path("geschichte/<int:key>/", views.StoryRequestView.as_view(), name="story_request"),
    path("protokoll/<int:key>/", views.MinutesRequestView.as_view(), name="minutes_request"),
]
