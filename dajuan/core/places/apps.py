from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "dajuan.core.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from dajuan.look.navigation import Group, NavItem, register

        register(
            NavItem(_("Areas"), "places:index", "places.view", icon="map-2", order=70, group=Group.REGISTERS),
            NavItem(
                _("Division codes"),
                "places:divisions",
                "places.view",
                icon="list-numbers",
                order=75,
                group=Group.REGISTERS,
            ),
        )
