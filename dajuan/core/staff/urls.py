"""Addresses of the roster and of one's own page."""

from django.urls import URLPattern, path

from dajuan.core.staff import views

app_name = "staff"
staff: list[URLPattern] = [
    path("own/", views.own, name="own"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/new/", views.account_opening, name="account-opening"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/closing/", views.closing, name="closing"),
    path("accounts/<int:pk>/reopening/", views.reopening, name="reopening"),
    path("accounts/<int:pk>/password/", views.temporary_password, name="temporary-password"),
    path("accounts/<int:pk>/unlocking/", views.unlocking, name="unlocking"),
    path("accounts/<int:pk>/posting/", views.posting, name="posting"),
    path("accounts/<int:pk>/handover/", views.handover, name="handover"),
    path("posts/<int:pk>/ending/", views.ending, name="ending"),
    path("offices/", views.offices, name="offices"),
    path("offices/new/", views.office, name="office-opening"),
    path("offices/<int:pk>/", views.office, name="office"),
    path("charges/new/", views.charging, name="charging"),
    path("changes/", views.changes, name="changes"),
]
public: list[URLPattern] = [
    path("demo/<int:pk>/", views.demo_sign_in, name="demo"),
]
