"""Start page, health, the operator's pages and failed mails."""

from django.urls import path

from gutersloh_portal import health, views_home, views_outbox

urlpatterns = [
    path("", views_home.HomeView.as_view(), name="home"),
    path("hilfe/", views_home.HelpView.as_view(), name="help"),
    path("seite/", views_home.SitePageListView.as_view(), name="sitepage_list"),
    path("seite/<slug:slug>/", views_home.SitePageDetailView.as_view(), name="sitepage_detail"),
    path("seite/<slug:slug>/bearbeiten/", views_home.SitePageUpdateView.as_view(), name="sitepage_update"),
    path("seite/<slug:slug>/vorschau/", views_home.SitePagePreviewView.as_view(), name="sitepage_preview"),
    path("post/", views_outbox.OutboxListView.as_view(), name="outbox_list"),
    path("post/noch-einmal/", views_outbox.OutboxResendAllView.as_view(), name="outbox_resend_all"),
    path("post/<int:pk>/noch-einmal/", views_outbox.OutboxResendView.as_view(), name="outbox_resend"),
    path("post/<int:pk>/verwerfen/", views_outbox.OutboxDiscardView.as_view(), name="outbox_discard"),
    path("healthz", health.health, name="healthz"),
    path("healthz/queue", health.queue_health, name="healthz_queue"),
]
