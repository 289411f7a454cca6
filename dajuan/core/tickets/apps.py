from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "dajuan.core.tickets"
    label = "tickets"
