"""The programmes under which the city is renewed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Programme(models.TextChoices):
    """What a work or a case is counted under besides its kind; claims C62 and C63 count the Games areas only."""

    RENEWAL = "renewal", _("Three modifications, one connection, one landing")
    GAMES = "games", _("National Games areas")
    WASTE = "waste", _("Waste sorting")
    NONE = "none", _("No programme")
