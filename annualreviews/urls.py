"""Addresses of annualreviews."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "annualreviews"
urlpatterns: list[URLPattern] = []
