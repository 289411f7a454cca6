"""Addresses of residents. Nothing of it is public."""

from django.urls import URLPattern, path

from dajuan.core.people import views

app_name = "people"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/reading/", views.reading, name="reading"),
    path("<int:pk>/erasure/", views.erasure, name="erasure"),
]
public: list[URLPattern] = []
urlpatterns = staff
