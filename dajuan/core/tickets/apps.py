from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "dajuan.core.tickets"
    label = "tickets"
    verbose_name = _("Problems and requests")

    def ready(self) -> None:
        from dajuan.core.tickets import faces  # noqa: F401  # offers the due list
        from dajuan.look.navigation import NavItem, register

        register(NavItem(_("Problems and requests"), "tickets:index", "tickets.view", icon="message-report", order=40))
