"""Addresses of the reports."""

from django.urls import path

from reports.views import adviser, links, reports, requests, sending, word

app_name = "reports"
urlpatterns = [
    path("", reports.ReportListView.as_view(), name="report_list"),
    path("beratung/", adviser.AdviserPageView.as_view(), name="adviser_page"),
    path("beratung/zip/", adviser.ReportArchiveView.as_view(), name="report_archive"),
    path("beratung/bestellen/", adviser.SeveralRequestView.as_view(), name="several_request"),
    path("<uuid:pk>/", reports.ReportDetailView.as_view(), name="report_detail"),
    path("<uuid:pk>/datei/", reports.ReportDownloadView.as_view(), name="report_download"),
    path("schule/<str:key>/", requests.SchoolReportRequestView.as_view(), name="school_report_request"),
    path("bedarf/<str:key>/", requests.NeedsReportRequestView.as_view(), name="needs_report_request"),
    path(
        "jahresgespraech/<str:key>/<int:year>/",
        requests.ReviewReportRequestView.as_view(),
        name="review_report_request",
    ),
    path("raumzettel/<str:key>/", requests.RoomsRequestView.as_view(), name="rooms_request"),
    path("konzept/<str:key>/", requests.ConceptReportRequestView.as_view(), name="concept_report_request"),
    path(
        "konzept/<str:key>/entwurf/", requests.ConceptDraftRequestView.as_view(), name="concept_draft_request"
    ),
    path("konzept/<str:key>/word/", word.ConceptWordView.as_view(), name="concept_word"),
    path("konzept/<str:key>/entwurf/word/", word.ConceptDraftWordView.as_view(), name="concept_draft_word"),
    path(
        "traeger/<str:key>/", requests.AuthorityReportRequestView.as_view(), name="authority_report_request"
    ),
    path("verwendungsnachweis/<int:key>/", requests.ProofRequestView.as_view(), name="proof_request"),
    path("leitlinien/<int:key>/", requests.GuidelinesRequestView.as_view(), name="guidelines_request"),
    path("tischvorlage/<int:key>/", requests.PackRequestView.as_view(), name="pack_request"),
    path("plakat/<int:key>/", requests.PosterRequestView.as_view(), name="poster_request"),
    path("protokoll/link/<str:token>/", links.MinutesByLinkView.as_view(), name="minutes_by_link"),
    path("protokoll/link/<str:token>/aufgaben/", links.DutiesByLinkView.as_view(), name="duties_by_link"),
    path("protokoll/<int:pk>/senden/", sending.MinutesSendView.as_view(), name="minutes_send"),
    path(
        "protokoll/<int:pk>/noch-einmal-senden/",
        sending.MinutesSendAgainView.as_view(),
        name="minutes_send_again",
    ),
    path("geschichte/<int:key>/", requests.StoryRequestView.as_view(), name="story_request"),
    path("protokoll/<int:key>/", requests.MinutesRequestView.as_view(), name="minutes_request"),
]
