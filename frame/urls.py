"""Addresses of the strategic frame."""

from django.urls import path

from frame.views import cities, fields, projects

app_name = "frame"
CITY = "<int:pk>/"
FIELD = "handlungsfelder/<int:pk>/"
PROJECT = "projekte/<int:pk>/"

urlpatterns = [
    path(CITY, cities.CityDetailView.as_view(), name="city_detail"),
    path(CITY + "bearbeiten/", cities.CityUpdateView.as_view(), name="city_update"),
    path(CITY + "handlungsfelder/neu/", fields.FieldCreateView.as_view(), name="field_create"),
    path(CITY + "projekte/neu/", projects.ProjectCreateView.as_view(), name="project_create"),
    path(FIELD, fields.FieldDetailView.as_view(), name="field_detail"),
    path(FIELD + "bearbeiten/", fields.FieldUpdateView.as_view(), name="field_update"),
    path(FIELD + "entfernen/", fields.FieldRemoveView.as_view(), name="field_remove"),
    path(FIELD + "zuordnen/", fields.FieldAssignView.as_view(), name="field_assign"),
    path(
        FIELD + "zuordnung/<slug:kind>/<int:row>/loesen/",
        fields.FieldReleaseView.as_view(),
        name="field_release",
    ),
    path(PROJECT, projects.ProjectDetailView.as_view(), name="project_detail"),
    path(PROJECT + "bearbeiten/", projects.ProjectUpdateView.as_view(), name="project_update"),
    path(PROJECT + "entfernen/", projects.ProjectRemoveView.as_view(), name="project_remove"),
]
