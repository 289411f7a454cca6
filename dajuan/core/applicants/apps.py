from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicantsConfig(AppConfig):
    name = "dajuan.core.applicants"
    label = "applicants"
    verbose_name = _("Accounts of enterprises and residents")

    def ready(self) -> None:
        from dajuan.look.navigation import Group, NavItem, register, register_entrance

        register_entrance("applicants/_demo.html")

        register(
            NavItem(_("Mandates of applicants"), "applicants:mandates", "applicants.view", "id", 70, Group.REGISTERS),
            NavItem(_("My account and companies"), "applicants:own", "applicants.own", "user-circle", 20, Group.WORK),
        )
