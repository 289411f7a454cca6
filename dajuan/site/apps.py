from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "dajuan.site"
    label = "site"
