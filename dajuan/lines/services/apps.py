from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "dajuan.lines.services"
    label = "services"
    verbose_name = _("Government services")

    def ready(self) -> None:
        """Offer the room's faces to the desk and the menu, and tell applicants at each tick of the outbox."""
        from dajuan.core.outbox.ticking import also
        from dajuan.lines.services import faces
        from dajuan.lines.services.telling import tell_if_due

        faces.offer_all()
        also(tell_if_due)
