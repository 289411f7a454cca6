from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dajuan.look.navigation import NavItem
from dajuan.look.navigation import register as register_in_menu


class AssessmentConfig(AppConfig):
    name = "dajuan.sheet.assessment"
    label = "assessment"
    verbose_name = _("Assessment forms")

    def ready(self) -> None:
        register_in_menu(
            NavItem(_("Assessment forms"), "assessment:index", "sheet.view", icon="clipboard-check", order=36)
        )
