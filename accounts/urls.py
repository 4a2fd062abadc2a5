"""Addresses of one's own account."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.ProfileView.as_view(), name="profile"),
    path("bleiben/", views.SessionExtendView.as_view(), name="session_extend"),
]
