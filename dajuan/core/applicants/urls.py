"""Addresses of accounts from outside; an applicant's own pages are open to applicants alone."""

from django.urls import URLPattern, path

from dajuan.core.applicants import views

app_name = "applicants"
staff: list[URLPattern] = [
    path("", views.own, name="own"),
    path("particulars/", views.particulars, name="particulars"),
    path("reminders/", views.reminders, name="reminders"),
    path("closing/", views.closing, name="closing"),
    path("mandates/new/", views.asking, name="asking"),
    path("mandates/<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("mandates/", views.mandates, name="mandates"),
    path("mandates/<int:pk>/", views.deciding, name="deciding"),
    path("mandates/<int:pk>/proof/", views.proof, name="proof"),
]
public: list[URLPattern] = [
    path("demo/", views.demo_sign_in, name="demo"),
]
urlpatterns = staff
