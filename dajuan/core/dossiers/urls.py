"""Addresses of dossiers. Nothing of it is public."""

from django.urls import URLPattern, path

from dajuan.core.dossiers import views

app_name = "dossiers"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/naming/", views.naming, name="naming"),
]
public: list[URLPattern] = []
urlpatterns = staff
