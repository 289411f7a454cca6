from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompaniesConfig(AppConfig):
    name = "dajuan.core.companies"
    label = "companies"
    verbose_name = _("Companies")

    def ready(self) -> None:
        from dajuan.look.navigation import Group, NavItem, register

        register(
            NavItem(
                _("Companies"), "companies:index", "companies.view", icon="building", order=50, group=Group.REGISTERS
            )
        )
