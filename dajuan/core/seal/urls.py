"""Addresses of the seal; the roots are for everybody."""

from django.urls import URLPattern, path

from dajuan.core.seal import views

app_name = "seal"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("entries/<int:number>/", views.proof, name="proof"),
]
public: list[URLPattern] = [
    path("", views.roots, name="roots"),
    path("latest.json", views.latest, name="latest"),
    path("<int:leaves>.json", views.root, name="root"),
]
urlpatterns = staff
