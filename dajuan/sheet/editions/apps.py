from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionsConfig(AppConfig):
    name = "dajuan.sheet.editions"
    label = "editions"
    verbose_name = _("Editions of the annual report")

    def ready(self) -> None:
        """Stand in the menu, offer what is due to the desk, and say what was published to whoever compares with it."""
        from dajuan.sheet.editions import faces

        faces.offer_all()
