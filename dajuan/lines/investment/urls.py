"""Addresses of investment promotion; `public` is what anybody may open."""

from django.urls import URLPattern, path

from dajuan.lines.investment import views

app_name = "investment"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("chain/", views.chain, name="chain"),
    path("worklist/", views.worklist, name="worklist"),
    path("forecast/", views.forecast, name="forecast"),
    path("reports/", views.reports, name="reports"),
    path("<slug:what>/", views.index, name="list"),
    path("<slug:what>/board/", views.board, name="board"),
    path("<slug:what>/export/", views.export, name="export"),
    path("<slug:what>/new/", views.form, name="new"),
    path("<slug:what>/<int:pk>/", views.show, name="show"),
    path("<slug:what>/<int:pk>/brief/", views.brief, name="brief"),
    path("<slug:what>/<int:pk>/change/", views.form, name="change"),
    path("<slug:what>/<int:pk>/merging/", views.merging, name="merging"),
    path("<slug:what>/<int:pk>/<slug:verb>/", views.recording, name="recording"),
]
public: list[URLPattern] = []
urlpatterns = staff
