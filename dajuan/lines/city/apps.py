from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CityConfig(AppConfig):
    name = "dajuan.lines.city"
    label = "city"
    verbose_name = _("City quality")

    def ready(self) -> None:
        """Offer the room's faces to the desk and the menu."""
        from dajuan.lines.city import faces

        faces.offer_all()
