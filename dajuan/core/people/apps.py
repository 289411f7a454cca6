from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "dajuan.core.people"
    label = "people"
    verbose_name = _("Residents")

    def ready(self) -> None:
        from dajuan.look.navigation import Group, NavItem, register

        register(
            NavItem(_("Residents"), "people:index", "people.record", icon="users", order=60, group=Group.REGISTERS)
        )
