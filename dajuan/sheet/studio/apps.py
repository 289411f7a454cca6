from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import NavItem, register


class StudioConfig(AppConfig):
    name = "dajuan.sheet.studio"
    label = "studio"
    verbose_name = _("Drafting")

    def ready(self) -> None:
        """Stand in the menu, and tell the desk which data calls wait."""
        register(NavItem(_("Drafting"), "studio:index", "studio.view", icon="writing", order=31))
        from dajuan.sheet.studio import faces, forms  # noqa: F401  # registers forms and what the desk shows
