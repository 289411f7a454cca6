"""Addresses of figures."""

from django.urls import URLPattern, path

from dajuan.figures import views
from dajuan.figures.mirror import views as mirror
from dajuan.figures.nation import views as nation

staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("given/", views.given, name="given"),
    path("mirror/", mirror.index, name="mirror"),
    path("zones/", nation.zones, name="zones"),
    path("<slug:key>/", views.show, name="show"),
    path("<slug:key>/rows/<int:part>/", views.rows, name="rows"),
    path("<slug:key>/export/", views.export, name="export"),
    path("<slug:key>/target/", views.target, name="target"),
    path("<slug:key>/attestation/", views.attestation, name="attestation"),
    path("<slug:key>/giving/", views.giving, name="giving"),
]
public: list[URLPattern] = [
    path("", views.public_index, name="index"),
    path("<slug:key>/", views.public_show, name="show"),
]
