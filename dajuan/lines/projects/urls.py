"""Addresses of key projects; `public` is what anybody may open."""

from django.urls import URLPattern, path

from dajuan.lines.projects import exchanging, gantt, investor, months, observing, pack, problems, units, views

app_name = "projects"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("months/", months.latest, name="months"),
    path("months/<int:pk>/", months.table, name="table"),
    path("months/<int:year>/<int:month>/", months.month, name="month"),
    path("months/<int:year>/<int:month>/freezing/", months.freezing, name="freezing"),
    path("months/<int:year>/<int:month>/reopening/", months.reopening, name="reopening"),
    path("dossiers/", months.dossiers, name="dossiers"),
    path("dossiers/<int:pk>/", months.taking_up, name="taking-up"),
    path("projects/<int:pk>/links/", units.links, name="links"),
    path("projects/<int:pk>/links/<int:link>/revoking/", units.revoking, name="revoking"),
    path("projects/<int:pk>/gantt/", gantt.project, name="gantt"),
    path("lists/<int:pk>/gantt/", gantt.key_list, name="list-gantt"),
    path("problems/", problems.index, name="problems"),
    path("problems/export/", problems.export, name="problems-export"),
    path("dispatch/", pack.pack, name="pack"),
    path("projects/<int:pk>/service-links/", investor.links, name="service-links"),
    path("projects/<int:pk>/service-links/<int:link>/revoking/", investor.revoking, name="service-revoking"),
    path("observations/<int:pk>/result/", observing.result, name="result"),
    path("packages/", exchanging.taking, name="packages"),
    path("projects/<int:pk>/oc4ids/", exchanging.package, name="package"),
    path("<slug:what>/", views.index, name="list"),
    path("<slug:what>/board/", views.board, name="board"),
    path("<slug:what>/map/", views.map_page, name="map"),
    path("<slug:what>/shapes/", views.shapes, name="shapes"),
    path("<slug:what>/export/", views.export, name="export"),
    path("<slug:what>/new/", views.form, name="new"),
    path("<slug:what>/<int:pk>/", views.show, name="show"),
    path("<slug:what>/<int:pk>/brief/", views.brief, name="brief"),
    path("<slug:what>/<int:pk>/change/", views.form, name="change"),
    path("<slug:what>/<int:pk>/merging/", views.merging, name="merging"),
    path("<slug:what>/<int:pk>/<slug:verb>/", views.recording, name="recording"),
]
public: list[URLPattern] = [
    path("report/<str:token>/", units.unit, name="unit"),
    path("service/<str:token>/", investor.investor, name="investor"),
]
urlpatterns = staff
