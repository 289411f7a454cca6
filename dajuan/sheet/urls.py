"""Addresses of the answer sheet."""

from django.urls import URLPattern, path

from dajuan.sheet import views

staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<int:year>/", views.show, name="show"),
    path("<int:year>/sheet.<str:ending>", views.document, name="document"),
]
public: list[URLPattern] = []
