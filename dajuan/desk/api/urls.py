"""Addresses of the interface: for programs under /api/v1/, one's keys under /api/, the description for everybody."""

from django.urls import URLPattern, path

from dajuan.desk.api import views
from dajuan.desk.api.interface import patterns

app_name = "api"
staff: list[URLPattern] = [
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoking/", views.revoking, name="revoking"),
    path("keys/", views.everybodys, name="everybodys"),
    path("keys/<int:pk>/shutting/", views.shutting, name="shutting"),
    *patterns(),
]
public: list[URLPattern] = [
    path("", views.documentation, name="documentation"),
    path("openapi.json", views.openapi, name="openapi"),
    path("calendar/<slug:word>.ics", views.calendar, name="calendar"),
]
urlpatterns = staff
