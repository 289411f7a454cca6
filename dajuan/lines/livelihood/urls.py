"""Addresses of livelihood: staff under /livelihood/, the public under /open/livelihood/."""

from django.urls import URLPattern, path

from dajuan.lines.livelihood import views

app_name = "livelihood"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("air/", views.air, name="air"),
    path("readings/", views.readings, name="readings"),
    path("coverage/", views.coverage, name="coverage"),
    path("<slug:what>/", views.index, name="list"),
    path("<slug:what>/board/", views.board, name="board"),
    path("<slug:what>/map/", views.map_page, name="map"),
    path("<slug:what>/shapes/", views.shapes, name="shapes"),
    path("<slug:what>/export/", views.export, name="export"),
    path("<slug:what>/new/", views.form, name="new"),
    path("<slug:what>/<int:pk>/", views.show, name="show"),
    path("<slug:what>/<int:pk>/brief/", views.brief, name="brief"),
    path("<slug:what>/<int:pk>/change/", views.form, name="change"),
    path("<slug:what>/<int:pk>/merging/", views.merging, name="merging"),
    path("<slug:what>/<int:pk>/<slug:verb>/", views.recording, name="recording"),
]
public: list[URLPattern] = [
    path("air/", views.open_air, name="air"),
    path("schools/", views.open_schools, name="schools"),
]
urlpatterns = staff
