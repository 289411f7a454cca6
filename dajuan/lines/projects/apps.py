from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "dajuan.lines.projects"
    label = "projects"
    verbose_name = _("Key projects")

    def ready(self) -> None:
        """Offer the room's faces to the desk and the menu."""
        from dajuan.lines.projects import faces

        faces.offer_all()
