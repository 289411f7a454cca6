"""Addresses of places. Nothing of it is public: public maps show coarse shapes of a room's own."""

from django.urls import URLPattern, path

from dajuan.core.places import views

app_name = "places"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.area, name="area"),
    path("<int:pk>/counting/", views.counting, name="counting"),
    path("<int:pk>/responsibility/", views.responsibility, name="responsibility"),
    path("divisions/", views.divisions, name="divisions"),
]
public: list[URLPattern] = []
urlpatterns = staff
