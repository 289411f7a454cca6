from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "dajuan.lines.services"
    label = "services"
    verbose_name = _("Government services")

    def ready(self) -> None:
        """Offer the room's faces to the desk and the menu."""
        from dajuan.lines.services import faces

        faces.offer_all()
