from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "dajuan.core.places"
    label = "places"
