"""Addresses of the studio."""

from django.urls import URLPattern, path

from dajuan.sheet.studio import views

staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("manuscripts/<int:pk>/", views.show, name="show"),
    path("passages/<int:pk>/", views.passage, name="passage"),
    path("calls/<int:pk>/", views.call, name="call"),
]
public: list[URLPattern] = []
