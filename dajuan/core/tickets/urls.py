"""Addresses of tickets: staff under /tickets/, the public under /open/tickets/."""

from django.urls import URLPattern, path

from dajuan.core.tickets import public_views, views

app_name = "tickets"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("export/", views.export, name="export"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/solution/", views.solution, name="solution"),
    path("<int:pk>/merger/", views.merger, name="merger"),
    path("<int:pk>/<slug:name>/", views.step, name="step"),
]
public: list[URLPattern] = [
    path("", public_views.new, name="new"),
    path("map/", public_views.known, name="known"),
    path("joining/", public_views.joining, name="joining"),
    path("follow/", public_views.follow, name="follow"),
    path("answer/", public_views.answer, name="answer"),
]
urlpatterns = staff
