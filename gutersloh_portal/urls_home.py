"""Start page, health, the operator's pages."""

from django.urls import path

from gutersloh_portal import health, views_home

urlpatterns = [
    path("", views_home.HomeView.as_view(), name="home"),
    path("hilfe/", views_home.HelpView.as_view(), name="help"),
    path("seite/", views_home.SitePageListView.as_view(), name="sitepage_list"),
    path("seite/<slug:slug>/", views_home.SitePageDetailView.as_view(), name="sitepage_detail"),
    path("seite/<slug:slug>/bearbeiten/", views_home.SitePageUpdateView.as_view(), name="sitepage_update"),
    path("healthz", health.health, name="healthz"),
    path("healthz/queue", health.queue_health, name="healthz_queue"),
]
