"""Addresses of the calendar."""

from django.urls import URLPattern, path

from dajuan.core.calendar import views

app_name = "calendar"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("notice/", views.notice, name="notice"),
    path("rules/", views.rule_sets, name="rule_sets"),
    path("rules/new/<slug:kind>/", views.new_rule_set, name="new_rule_set"),
    path("rules/<int:number>/", views.rule_set, name="rule_set"),
]
public: list[URLPattern] = []
urlpatterns = staff
