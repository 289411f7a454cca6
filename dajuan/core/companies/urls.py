"""Addresses of companies. Nothing of it is public."""

from django.urls import URLPattern, path

from dajuan.core.companies import views

app_name = "companies"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/particulars/", views.particulars, name="particulars"),
    path("<int:pk>/merging/", views.merging, name="merging"),
]
public: list[URLPattern] = []
urlpatterns = staff
