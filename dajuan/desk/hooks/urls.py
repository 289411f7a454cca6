"""Addresses of webhooks, all of them for staff."""

from django.urls import URLPattern, path

from dajuan.desk.hooks import views

app_name = "hooks"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("hosts/", views.hosts, name="hosts"),
    path("hosts/<int:pk>/taking-out/", views.taking_out, name="taking-out"),
    path("<int:pk>/stopping/", views.stopping, name="stopping"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/pausing/", views.pausing, name="pausing"),
    path("<int:pk>/ending/", views.ending, name="ending"),
]
public: list[URLPattern] = []
urlpatterns = staff
