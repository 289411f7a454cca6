"""Addresses of editions; the public reads what was published to everybody."""

from django.urls import URLPattern, path

from dajuan.sheet.editions import bundle_views, public_views, step_views, views

staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("numbers/", views.numbers, name="numbers"),
    path("delegations/", step_views.delegations, name="delegations"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/text/", views.text, name="text"),
    path("<int:pk>/difference/", views.difference, name="difference"),
    path("<int:pk>/edition.<str:ending>", views.document, name="document"),
    path("<int:pk>/note.<str:ending>", views.note, name="note"),
    path("<int:pk>/signing-sheet.<str:ending>", views.signing_sheet, name="signing_sheet"),
    path("<int:pk>/offices/<int:office>/list.<str:ending>", views.confirmation_list, name="confirmation_list"),
    path("<int:pk>/circulating/", step_views.circulating, name="circulating"),
    path("<int:pk>/confirming/", step_views.confirming, name="confirming"),
    path("<int:pk>/objections/<int:objection>/", step_views.replying, name="replying"),
    path("<int:pk>/reviewing/", step_views.reviewing, name="reviewing"),
    path("<int:pk>/signing/", step_views.signing, name="signing"),
    path("<int:pk>/secrecy/", step_views.secrecy, name="secrecy"),
    path("<int:pk>/numbering/", step_views.numbering, name="numbering"),
    path("<int:pk>/freezing/", step_views.freezing, name="freezing"),
    path("<int:pk>/publishing/", step_views.publishing, name="publishing"),
    path("<int:pk>/restating/", step_views.restating, name="restating"),
    path("<int:pk>/audit-bundle.zip", bundle_views.audit, name="audit_bundle"),
    path("<int:pk>/paper/<slug:step>/", step_views.paper, name="paper"),
]
public: list[URLPattern] = [
    path("", public_views.index, name="index"),
    path("<int:pk>/", public_views.show, name="show"),
    path("<int:pk>/bundle.zip", bundle_views.published, name="bundle"),
]
