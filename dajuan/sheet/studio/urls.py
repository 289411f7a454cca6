"""Addresses of the studio."""

from django.urls import URLPattern, path

from dajuan.sheet.studio import proving, round_trip, views, writing

staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("manuscripts/<int:pk>/", views.show, name="show"),
    path("manuscripts/<int:pk>/draft.docx", round_trip.draft, name="draft"),
    path("manuscripts/<int:pk>/returning/", round_trip.returning_draft, name="returning"),
    path("returned/<int:pk>/", round_trip.merging, name="merging"),
    path("manuscripts/<int:pk>/adding/", views.adding, name="adding"),
    path("manuscripts/<int:pk>/claims/", views.claims, name="claims"),
    path("manuscripts/<int:pk>/checks/", views.checks, name="checks"),
    path("manuscripts/<int:pk>/proofs/", proving.proofs, name="proofs"),
    path("manuscripts/<int:pk>/citation/", proving.citation, name="citation"),
    path("manuscripts/<int:pk>/estimate/", proving.estimate, name="estimate"),
    path("manuscripts/<int:pk>/estimates/<int:number>/replacing/", proving.replacing, name="replacing"),
    path("manuscripts/<int:pk>/asking/", proving.asking, name="asking"),
    path("passages/<int:pk>/", writing.passage, name="passage"),
    path("passages/<int:pk>/binding/", writing.bound, name="binding"),
    path("passages/<int:pk>/recomposing/", writing.recomposing, name="recomposing"),
    path("passages/<int:pk>/settling/", writing.settling, name="settling"),
    path("passages/<int:pk>/revisions/", writing.revisions, name="revisions"),
    path("passages/<int:pk>/revisions/<int:number>/restoring/", writing.restoring, name="restoring"),
    path("calls/<int:pk>/", proving.call, name="call"),
    path("calls/<int:pk>/answering/", proving.answering, name="answering"),
    path("calls/<int:pk>/reminding/", proving.reminding, name="reminding"),
    path("calls/<int:pk>/dropping/", proving.dropping, name="dropping"),
]
public: list[URLPattern] = []
