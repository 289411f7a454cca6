"""Addresses of the desk: staff under /desk/, the public under /open/desk/."""

from django.urls import URLPattern, path

from dajuan.desk import cockpit_views, public_views, views

app_name = "desk"
staff: list[URLPattern] = [
    path("", views.workbench, name="day"),
    path("cockpit/", cockpit_views.show, name="cockpit"),
    path("cockpit/board/", cockpit_views.board, name="board"),
    path("cockpit/lights/", cockpit_views.due, name="due"),
    path("cockpit/layer/", cockpit_views.layer, name="layer"),
]
public: list[URLPattern] = [
    path("", public_views.front, name="front"),
    path("layer/", public_views.layer, name="layer"),
]
