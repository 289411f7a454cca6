"""Addresses of GeoReport v2, all of them public: /open/open311/v2/requests.json and its like."""

from django.urls import URLPattern, path

from dajuan.desk.open311 import views

app_name = "open311"
ROUTES = (
    ("discovery", views.discovery, "discovery"),
    ("services", views.services, "services"),
    ("services/<path:code>", views.definition, "definition"),
    ("requests", views.requests, "requests"),
    ("requests/<str:number>", views.one_request, "request"),
    ("tokens/<str:word>", views.token, "token"),
    ("servicerequestupdates", views.updates, "updates"),
)
staff: list[URLPattern] = []
public: list[URLPattern] = [
    *(
        path(f"v2/{route}.{ending}", view, {"ending": ending}, name=f"{name}-{ending}")
        for route, view, name in ROUTES
        for ending in ("xml", "json")
    ),
    path("v2/openapi.json", views.openapi, name="openapi"),
]
urlpatterns = staff
