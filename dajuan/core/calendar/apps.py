from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    name = "dajuan.core.calendar"
    label = "calendar"
    verbose_name = _("Calendar")

    def ready(self) -> None:
        from dajuan.look.navigation import Group, NavItem, register

        register(
            NavItem(_("Working days"), "calendar:index", "calendar.view", "calendar", 80, Group.REGISTERS),
            NavItem(_("Rule sets"), "calendar:rule_sets", "calendar.view", "scale", 85, Group.REGISTERS),
        )
