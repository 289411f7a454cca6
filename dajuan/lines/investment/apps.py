from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvestmentConfig(AppConfig):
    name = "dajuan.lines.investment"
    label = "investment"
    verbose_name = _("Investment promotion")

    def ready(self) -> None:
        """Offer the room's faces to the desk and the menu."""
        from dajuan.lines.investment import faces

        faces.offer_all()
