"""All addresses of the portal: includes only."""

from django.urls import include, path

urlpatterns = [
    path("", include("gutersloh_portal.urls_home")),
    path("konto/", include("accounts.urls")),
    path("konto/", include("accounts.urls_signin")),
    path("schulen/", include("schools.urls")),
    path("ausstattung/", include("equipment.urls")),
    path("standards/", include("standards.urls")),
    path("prognose/", include("forecast.urls")),
    path("bedarf/", include("needs.urls")),
    path("planung/", include("planning.urls")),
    path("beschaffung/", include("procurement.urls")),
    path("jahresgespraeche/", include("annualreviews.urls")),
    path("matrix/", include("matrix.urls")),
    path("", include("invitations.urls")),
    path("tisch/", include("screens.urls")),
    path("strategie/", include("frame.urls")),
    path("runde-tische/", include("roundtables.urls")),
    path("berichte/", include("reports.urls")),
]
handler429 = "accounts.views.too_many_requests"
