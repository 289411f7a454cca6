"""Addresses of the ledger's pages."""

from django.urls import URLPattern, path

from dajuan.core.records import views

app_name = "records"
staff: list[URLPattern] = [
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<int:pk>/review/", views.review, name="review"),
    path("drafts/<int:pk>/recall/", views.recall, name="recall"),
    path("drafts/<int:pk>/dropping/", views.dropping, name="dropping"),
    path("moments/", views.moments, name="moments"),
    path("moments/<int:number>/", views.moment, name="moment"),
    path("imports/<int:pk>/", views.batch, name="batch"),
    path("evidence/<int:pk>/", views.evidence, name="evidence"),
    path("<int:number>/", views.entry, name="entry"),
    path("<int:number>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("<int:number>/correction/", views.correction, name="correction"),
]
public: list[URLPattern] = []
urlpatterns = staff
