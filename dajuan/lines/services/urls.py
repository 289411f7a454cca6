"""Addresses of government services; `public` is what anybody may open."""

from django.urls import URLPattern, path

from dajuan.lines.services.views import catalogue, policies, portal, portal_applying, portal_following, shelves

app_name = "services"
staff: list[URLPattern] = [
    path("", shelves.index, name="index"),
    path("policies/<int:pk>/enterprises/", policies.enterprises, name="policy-enterprises"),
    path("enterprises/<int:pk>/policies/", policies.enterprise, name="enterprise"),
    path("matters/catalogue/", catalogue.catalogue, name="catalogue"),
    path("matters/<int:pk>/versions/new/", catalogue.version, name="new-version"),
    path("matters/<int:pk>/versions/<int:number>/", catalogue.version, name="version"),
    path("packages/<int:pk>/matters/", catalogue.parts, name="parts"),
    path("packages/<int:pk>/matters/<int:part>/", catalogue.waiting, name="waiting"),
    path("<slug:what>/", shelves.index, name="list"),
    path("<slug:what>/board/", shelves.board, name="board"),
    path("<slug:what>/export/", shelves.export, name="export"),
    path("<slug:what>/new/", shelves.form, name="new"),
    path("<slug:what>/<int:pk>/", shelves.show, name="show"),
    path("<slug:what>/<int:pk>/brief/", shelves.brief, name="brief"),
    path("<slug:what>/<int:pk>/change/", shelves.form, name="change"),
    path("<slug:what>/<int:pk>/merging/", shelves.merging, name="merging"),
    path("<slug:what>/<int:pk>/<slug:verb>/", shelves.recording, name="recording"),
]
public: list[URLPattern] = [
    path("", portal.find, name="find"),
    path("matters/<int:pk>/", portal.matter, name="matter"),
    path("matters/<int:pk>/apply/", portal_applying.matter, name="apply-matter"),
    path("packages/<int:pk>/", portal.package, name="package"),
    path("packages/<int:pk>/apply/", portal_applying.package, name="apply-package"),
    path("policies/", portal.policies, name="policies"),
    path("mine/", portal_following.mine, name="mine"),
    path("drafts/<int:pk>/discarding/", portal_applying.discarding, name="discarding"),
    path("follow/", portal_following.follow, name="follow"),
    path("cases/<str:number>/", portal_following.case, name="case"),
    path("cases/<str:number>/supplying/", portal_following.supplying, name="supplying"),
    path("cases/<str:number>/rating/", portal_following.rating, name="rating"),
    path("cases/<str:number>/taking-back/", portal_following.taking_back, name="taking-back"),
]
urlpatterns = staff
