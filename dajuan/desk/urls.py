"""Addresses of the desk."""

from django.urls import URLPattern, path

from dajuan.desk import views

app_name = "desk"
staff: list[URLPattern] = [
    path("", views.workbench, name="day"),
]
public: list[URLPattern] = []
