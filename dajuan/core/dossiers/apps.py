from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "dajuan.core.dossiers"
    label = "dossiers"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        from dajuan.look.navigation import Group, NavItem, register

        register(
            NavItem(_("Dossiers"), "dossiers:index", "dossiers.view", icon="folders", order=55, group=Group.REGISTERS)
        )
