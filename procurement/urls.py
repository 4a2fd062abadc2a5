"""Addresses of procurement."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "procurement"
urlpatterns: list[URLPattern] = []
