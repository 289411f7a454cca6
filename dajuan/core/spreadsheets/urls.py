"""Addresses of imports."""

from django.urls import URLPattern, path

from dajuan.core.spreadsheets import views

app_name = "spreadsheets"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("registers/<str:name>/", views.register, name="register"),
    path("registers/<str:name>/template/", views.blank, name="template"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/mapping/", views.mapping, name="mapping"),
    path("<int:pk>/names/", views.names, name="names"),
    path("<int:pk>/rehearsal/", views.rehearsal, name="rehearsal"),
    path("<int:pk>/confirmation/", views.confirmation, name="confirmation"),
    path("<int:pk>/passing/", views.passing, name="passing"),
    path("<int:pk>/rejected/", views.rejected, name="rejected"),
    path("<int:pk>/dropping/", views.dropping, name="dropping"),
]
public: list[URLPattern] = []
