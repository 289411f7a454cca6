"""Addresses of the outbox, all of them for staff."""

from django.urls import URLPattern, path

from dajuan.core.outbox import views

app_name = "outbox"
staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("own/", views.own, name="own"),
    path("channels/new/", views.channel, name="channel-opening"),
    path("channels/<int:pk>/", views.channel, name="channel"),
    path("messages/<int:pk>/", views.show, name="show"),
    path("messages/<int:pk>/again/", views.again, name="again"),
    path("messages/<int:pk>/dropping/", views.dropping, name="dropping"),
]
public: list[URLPattern] = []
urlpatterns = staff
