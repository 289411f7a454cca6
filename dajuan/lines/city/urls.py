"""Addresses of city quality; `public` is what anybody may open."""

from django.urls import URLPattern, path

from dajuan.lines.city import reporting, views

app_name = "city"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("dead-ends/", views.dead_ends, name="dead-ends"),
    path("<slug:what>/", views.index, name="list"),
    path("<slug:what>/board/", views.board, name="board"),
    path("<slug:what>/map/", views.map_page, name="map"),
    path("<slug:what>/shapes/", views.shapes, name="shapes"),
    path("<slug:what>/export/", views.export, name="export"),
    path("<slug:what>/new/", views.form, name="new"),
    path("<slug:what>/<int:pk>/", views.show, name="show"),
    path("<slug:what>/<int:pk>/brief/", views.brief, name="brief"),
    path("works/<int:pk>/links/", reporting.links, name="links"),
    path("works/<int:pk>/links/<int:link>/revoking/", reporting.revoking, name="revoking"),
    path("<slug:what>/<int:pk>/change/", views.form, name="change"),
    path("<slug:what>/<int:pk>/merging/", views.merging, name="merging"),
    path("<slug:what>/<int:pk>/<slug:verb>/", views.recording, name="recording"),
]
public: list[URLPattern] = [
    path("report/<str:token>/", reporting.report, name="report"),
    path("", views.open_index, name="open"),
    path("shapes/", views.open_shapes, name="open-shapes"),
]
urlpatterns = staff
