"""Addresses of key projects; `public` is what anybody may open."""

from django.urls import URLPattern

app_name = "projects"
staff: list[URLPattern] = []
public: list[URLPattern] = []
urlpatterns = staff
