"""Addresses of editions; the public reads what was published to everybody."""

from django.urls import URLPattern, path

from dajuan.sheet.editions import views

staff: list[URLPattern] = [
    path("<int:pk>/", views.show, name="show"),
]
public: list[URLPattern] = []
