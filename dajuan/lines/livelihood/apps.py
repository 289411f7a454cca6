from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LivelihoodConfig(AppConfig):
    name = "dajuan.lines.livelihood"
    label = "livelihood"
    verbose_name = _("Livelihood")

    def ready(self) -> None:
        """Offer the room's faces to the desk and the menu."""
        from dajuan.lines.livelihood import faces

        faces.offer_all()
