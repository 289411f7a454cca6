"""Addresses of assessment forms."""

from django.urls import URLPattern, path

from dajuan.sheet.assessment import views

staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("template.xlsx", views.template, name="template"),
    path("<int:number>/", views.show, name="show"),
    path("<int:number>/form.xlsx", views.export, name="export"),
]
public: list[URLPattern] = []
