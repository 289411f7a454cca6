from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "dajuan.lines.services"
    label = "services"
    verbose_name = _("Government services")

    def ready(self) -> None:
        """Offer the room's faces to the desk and both menus, and tell applicants at each tick of the outbox."""
        from dajuan.core.outbox.ticking import also
        from dajuan.lines.services import faces
        from dajuan.lines.services.telling import tell_if_due
        from dajuan.look.navigation import NavItem, register

        faces.offer_all()
        register(
            NavItem(_("My matters"), "open-services:mine", "applicants.own", icon="files", order=15),
            NavItem(_("All services"), "open-services:find", "applicants.own", icon="building-bank", order=25),
        )
        also(tell_if_due)
