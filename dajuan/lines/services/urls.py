"""Addresses of government services; `public` is what anybody may open."""

from django.urls import URLPattern, path

from dajuan.lines.services.views import (
    cases,
    catalogue,
    desks,
    licences,
    policies,
    portal,
    portal_applying,
    portal_following,
    shelves,
    windows,
)

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
    path("cases/new/", windows.finding, name="finding"),
    path("cases/new/<int:pk>/", windows.applying, name="applying"),
    path("cases/drafts/<int:pk>/dropping/", windows.dropping, name="dropping-draft"),
    path("cases/queue/", windows.queue, name="queue"),
    path("cases/desk/", desks.desk, name="desk"),
    path("cases/supervision/", desks.supervision, name="supervision"),
    path("cases/supervision/reckoning/", desks.reckoning, name="reckoning"),
    path("ratings/", desks.ratings, name="ratings"),
    path("ratings/<int:number>/<slug:verb>/", desks.after_rating, name="after-rating"),
    path("cases/<int:pk>/", cases.show, name="case"),
    path("cases/<int:pk>/reading/", cases.reading, name="reading"),
    path("cases/<int:pk>/course/", cases.course, name="course"),
    path("cases/<int:pk>/licence.pdf", cases.licence, name="licence"),
    path("cases/<int:pk>/missing-<int:copy>.pdf", cases.missing_notice, name="missing-notice"),
    path("<slug:what>/", shelves.index, name="list"),
    path("<slug:what>/board/", shelves.board, name="board"),
    path("<slug:what>/export/", shelves.export, name="export"),
    path("<slug:what>/new/", shelves.form, name="new"),
    path("<slug:what>/<int:pk>/", shelves.show, name="show"),
    path("<slug:what>/<int:pk>/brief/", shelves.brief, name="brief"),
    path("<slug:what>/<int:pk>/change/", shelves.form, name="change"),
    path("<slug:what>/<int:pk>/merging/", shelves.merging, name="merging"),
    path("cases/<int:pk>/<slug:verb>/", cases.recording, name="case-recording"),
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
    path("licences/<str:token>/<str:sign>/", licences.verification, name="verification"),
    path("follow/", portal_following.follow, name="follow"),
    path("cases/<str:number>/", portal_following.case, name="case"),
    path("cases/<str:number>/supplying/", portal_following.supplying, name="supplying"),
    path("cases/<str:number>/rating/", portal_following.rating, name="rating"),
    path("cases/<str:number>/taking-back/", portal_following.taking_back, name="taking-back"),
]
urlpatterns = staff
