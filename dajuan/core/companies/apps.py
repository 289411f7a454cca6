from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "dajuan.core.companies"
    label = "companies"
